"""Where the ledger's database is, and PostgreSQL's own programs that fit it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import Composable

from config.database import server
from config.database.home import APPLICATION, OWNER, SUPERUSER, find_home
from config.database.versions import major_of

DEBIAN = Path("/usr/lib/postgresql")
# What kind a session of another account is, only a superuser is told.
SESSIONS = """SELECT count(*) FROM pg_stat_activity WHERE datname = %s
    AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend'"""


@dataclass(frozen=True)
class Place:
    """A database of the ledger, with the account that may read all of it and make others."""

    conninfo: str  # of that account
    site: str  # of the account that serves
    owner: str
    restore_options: tuple[str, ...] = ()
    programs: Path | None = None  # of the embedded server
    identity: dict = field(default_factory=dict)  # the account that these run under

    @property
    def database(self) -> str:
        return conninfo_to_dict(self.conninfo)["dbname"]

    @property
    def application(self) -> str:
        return conninfo_to_dict(self.site)["user"]

    def address(self, database: str) -> str:
        """A value of DATABASE_URL for another database of the same server."""
        return make_conninfo(self.site, dbname=database)

    def connect(self, database: str = "") -> psycopg.Connection:
        return psycopg.connect(self.conninfo, dbname=database or self.database, autocommit=True)

    def run(self, statement: Composable, database: str = "postgres") -> None:
        with self.connect(database) as connection:
            connection.execute(statement)

    def exists(self, database: str) -> bool:
        with self.connect("postgres") as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database])
            return found.fetchone() is not None

    def sessions(self) -> int:
        """How many connections the ledger has."""
        with self.connect("postgres") as connection:
            return connection.execute(SESSIONS, [self.database]).fetchone()[0]

    @contextmanager
    def snapshot(self, query: str) -> Iterator[tuple[str, tuple | None, int]]:
        """A moment of the database that pg_dump can be given, the first row of `query` in it, and
        the server's version as 150004."""
        with self.connect() as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute(query).fetchone()
            (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
            yield name, row, connection.info.server_version

    def call(self, program: str, *words: str, database: str = "", **streams) -> None:
        """Run a program of PostgreSQL's on the database; the command ends where it fails."""
        address = conninfo_to_dict(self.conninfo, dbname=database or self.database)
        password = address.pop("password", None)
        own = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
        environment = {**own, **({"PGPASSWORD": password} if password else {})}
        command = [str(self.find(program)), f"--dbname={make_conninfo(**address)}", *words]
        options = {"cwd": "/", "env": environment, "stderr": subprocess.PIPE, "text": True}
        done = subprocess.run(command, check=False, **options, **streams, **self.identity)
        if done.returncode:
            sys.exit(f"{program} failed: {done.stderr.strip()}")

    def find(self, program: str) -> Path:
        """The program of the server's major version or a later one: an older one refuses."""
        if self.programs:
            return self.programs / program
        with self.connect("postgres") as connection:
            needed = connection.info.server_version // 10_000
        for path in candidates(program):
            if major_of(path) >= needed:
                return path
        sys.exit(
            f"{program} of PostgreSQL {needed} or later was not found. "
            f"On Debian: apt-get install postgresql-client-{needed}"
        )


def place() -> Place:
    """The database that the settings name; ends the program where they name no owner."""
    from django.conf import settings

    given = settings.DATABASES["default"]
    if "FOLDER" in given:
        return embedded(Path(given["FOLDER"]))
    address = os.environ.get("OWNER_DATABASE_URL", "").strip()
    if not address:
        sys.exit("This needs the owner of the tables: set OWNER_DATABASE_URL.")
    # The owner may not give tables to others, and need not: all are its own.
    options = ("--no-owner", "--no-acl")
    return Place(address, os.environ["DATABASE_URL"], conninfo_to_dict(address)["user"], options)


def embedded(folder: Path, database: str = server.DATABASE) -> Place:
    """The server in the checkout, started."""
    server.start(folder)
    home = find_home(folder)
    addresses = (home.url(database, account) for account in (SUPERUSER, APPLICATION))
    return Place(*addresses, OWNER, programs=home.programs, identity=home.identity)


def candidates(program: str) -> list[Path]:
    """Where the program is: on PATH, and in Debian's folders, which are not."""
    found = [Path(path) for path in [shutil.which(program)] if path]
    return found + sorted(DEBIAN.glob(f"*/bin/{program}"), reverse=True)
