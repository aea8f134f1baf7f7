"""The two accounts of the database: who serves, and who owns.

The site signs in as the application, which cannot change the structure, nor anything published
(records/migrations/rights.sql). Some commands need the owner, whose account is in the settings of
the database under OWNER: `as_owner` takes it for a block, `OwnerCommand` for a command.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

NO_OWNER = (
    "This needs the owner of the tables: set OWNER_DATABASE_URL to the address of the database "
    "with the owner's name and password."
)


def application_role() -> str:
    """The account that requests are served as."""
    return settings.DATABASES[DEFAULT_DB_ALIAS]["APPLICATION"]


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Send the statements of the block as the owner of the tables.

    Raises ImproperlyConfigured where production names no owner. Elsewhere a database without one
    has a single account for everything.
    """
    connection = connections[alias]
    owner = connection.settings_dict["OWNER"]
    if owner is None:
        if settings.PRODUCTION:
            raise ImproperlyConfigured(NO_OWNER)
        yield
    elif connection.settings_dict["USER"] == owner["USER"]:
        yield  # already, as when one command calls another
    elif connection.in_atomic_block:
        with _role(connection, owner["USER"]):
            yield
    else:
        with _login(connection, owner):
            yield


@contextmanager
def _login(connection: BaseDatabaseWrapper, owner: dict[str, str]) -> Iterator[None]:
    """A connection of the owner's own."""
    given = connection.settings_dict
    connection.close()
    options = {**given["OPTIONS"], "assume_role": owner["USER"]}
    connection.settings_dict = {**given, **owner, "OPTIONS": options}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = given


@contextmanager
def _role(connection: BaseDatabaseWrapper, role: str) -> Iterator[None]:
    """The owner's part in a transaction of the tests, whose login may take any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('role', %s, true)", [role])
    yield
    with connection.cursor() as cursor:  # after an error the savepoint takes it back
        cursor.execute("SELECT set_config('role', %s, true)", [before])


class OwnerCommand(BaseCommand):
    """A command that runs as the owner of the tables."""

    def execute(self, *args, **options):
        try:
            with as_owner(options.get("database") or DEFAULT_DB_ALIAS):
                return super().execute(*args, **options)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
