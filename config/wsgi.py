"""The WSGI application: `gunicorn -c python:config.server.gunicorn config.wsgi` serves it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  # needs the settings

from config.database.rights import refuse_to_serve_as_owner  # noqa: E402
from config.static_files import refuse_without_static_files  # noqa: E402

if settings.PRODUCTION:
    refuse_to_serve_as_owner()
    refuse_without_static_files()
