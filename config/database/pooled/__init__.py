"""Django's PostgreSQL backend behind pgbouncer in transaction mode."""
