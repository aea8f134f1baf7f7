"""The address of the database, for another process that works on it."""

from django.db import connection
from psycopg.conninfo import make_conninfo

from config.lib.connections.table_owner import application_role


def database_address() -> str:
    """The database that this process works on, as the application: a value of DATABASE_URL."""
    connection.ensure_connection()
    info = connection.connection.info
    given = {**info.get_parameters(), "user": application_role()}
    return make_conninfo(**given, password=info.password or None)
