"""Django's PostgreSQL backend over the server that lives in the checkout."""
