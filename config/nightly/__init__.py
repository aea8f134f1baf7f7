"""What is done every night (`manage.py nightly`), and what is remembered of it."""
