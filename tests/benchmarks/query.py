"""Say the SQL that a list's download asks, with its values in it."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import psycopg  # noqa: E402  # needs the settings
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import resolve  # noqa: E402

from config.lib.spreadsheets.export import in_columns  # noqa: E402
from records.models import User  # noqa: E402

view = resolve(sys.argv[1]).func.view_class()
request = RequestFactory().get(sys.argv[1], headers={"host": "127.0.0.1"})
request.edition, request.user = None, User()
view.setup(request)
rows = in_columns(view.get_queryset(), view.sheet)
connection.ensure_connection()
query, values = rows.query.sql_with_params()
print(psycopg.ClientCursor(connection.connection).mogrify(query, values))  # noqa: T201
