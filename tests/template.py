"""The databases of the tests: copies of one that is migrated and holds the report of 2011.

To migrate and to load takes 15 seconds, a copy less than one. So one process makes the
template for all, and a test that commits gets a new copy afterwards, where Django would empty every
table and the next test load the report again.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg.sql import SQL, Identifier, Literal

from config.database.home import APPLICATION, OWNER, SUPERUSER
from config.lib.caching import clear_caches
from records.imports import jobs
from tests.database import sign_in_as

# The same in all processes that pytest-xdist starts for one run.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"process {os.getpid()}"
TEMPLATE = "test_template"
LOCK = 20110415  # held by the process that makes the template
MADE_BY = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


def prepare(*, reuse: bool) -> None:
    """From now on use a new database with the report in it, as the application.

    Its template is made anew once a run; where `reuse` says so, that of an earlier run will do.
    """
    own = connection.creation._get_test_db_name()
    with on_the_server() as ask:
        ask(SQL("SELECT pg_advisory_lock({})").format(LOCK))
        (made_by,) = ask(MADE_BY, [TEMPLATE]).fetchone() or [None]
        if made_by is None or not (reuse or made_by == RUN):
            make_template()
            ask(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(TEMPLATE), Literal(RUN)))
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own
    sign_in_as(APPLICATION)
    renew()


def make_template() -> None:
    connection.settings_dict["TEST"]["NAME"] = TEMPLATE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    sign_in_as(APPLICATION)
    call_command("load_report_2011", verbosity=0)
    sign_in_as(SUPERUSER)


def renew() -> None:
    """Replace the database in use by a new copy of the template, with the same rights."""
    drop()
    for thread in threading.enumerate():
        if thread.name == jobs.WAITS:  # else it would tell of its import in the next database
            thread.join()
    names = map(Identifier, (connection.settings_dict["NAME"], TEMPLATE, OWNER))
    with on_the_server() as ask:
        ask(SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*names))
    with on_the_server(connection.settings_dict["NAME"]) as ask:
        ask(SQL("SET ROLE {}").format(Identifier(OWNER)))
        ask("SELECT ledger_grant(%s)", [APPLICATION])
    clear_caches()


def drop() -> None:
    """End every connection to the database in use, and drop it."""
    connections.close_all()
    with on_the_server() as ask:
        name = Identifier(connection.settings_dict["NAME"])
        ask(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


@contextmanager
def on_the_server(database: str = "postgres") -> Iterator[Callable]:
    """What runs a statement as the superuser, on a connection of its own."""
    given = connection.get_connection_params()
    address = {name: given[name] for name in ("host", "port", "user", "password") if name in given}
    with psycopg.connect(dbname=database, autocommit=True, **address) as own:
        yield own.execute
