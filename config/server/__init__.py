"""How the site is served: gunicorn's processes, with workers that slow clients do not hold."""
