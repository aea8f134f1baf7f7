"""Django's PostgreSQL backend where the site reads a replica too."""
