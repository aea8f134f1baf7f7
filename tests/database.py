"""The suite signs in as the superuser of its own server, and takes the application's part: what a
test sends, the application could send. For what only others can do, a test takes their part."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections

from config.database.home import OWNER, SUPERUSER


def sign_in_as(role: str) -> None:
    """From now on, in every thread."""
    for each in connections.all():
        each.close()
        each.settings_dict["OPTIONS"]["assume_role"] = role


@contextmanager
def taking_the_part_of(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute(f"SET ROLE {role}")
    yield
    with connection.cursor() as cursor:  # after an error the savepoint takes it back
        cursor.execute(f"SET ROLE {before}")


def database_url(user: str = "") -> str:
    """The address of the tests' database, for another process or connection."""
    given = connection.get_connection_params()
    place = f"{given['dbname']}?host={given['host']}&port={given['port']}"
    return f"postgresql:///{place}&user={user or given['user']}"


def as_superuser():
    return taking_the_part_of(SUPERUSER)


def as_table_owner():
    return taking_the_part_of(OWNER)


@contextmanager
def without_triggers() -> Iterator[None]:
    """As somebody who switches the rules off, within a transaction. What was done before has passed
    them all, those for the end of a transaction too."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
