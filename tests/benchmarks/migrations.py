"""Migrations since 0.2.0 beside people who write: `python3 run.py bench migrations`.

PROJECTS made-up projects are loaded and copied to a database that stands at the migrations of
0.2.0. There `migrate` runs while every table is written to again and again, a clerk keeps
transactions on all of them open for a while, as a slow import does, and a process saves, submits
and publishes records. In the end no write has been held for a second, and no deadlock stands in the
log.

`python -m tests.benchmarks.migrations` is the process that publishes.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql

from config.database import server
from config.database.home import APPLICATION, OWNER, SUPERUSER
from tests.benchmarks import ground
from tests.blocking import DERIVED

PROJECTS = int(os.environ.get("PROJECTS", "100000"))
BEFORE = "fupin_before"  # the database at the migrations of 0.2.0
LAST_OF_0_2_0 = ("programs", "0002_rules")  # which needs those of the other rooms
OPEN_SECONDS, PAUSE_SECONDS = 2.0, 1.0  # of the clerk's transactions
BEFORE_SECONDS = 10  # of writing without `migrate`
HELD = 1.0
MOST_HELD = 3  # tables that are named
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
COLUMNS = """SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'
    AND table_name = %s AND is_generated = 'NEVER'"""
SEQUENCES = """SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND pg_get_serial_sequence(table_name, column_name) IS NOT NULL"""


class Writer(threading.Thread):
    """Writes to each table of 0.2.0 in turn: takes the lock of a writer, and changes no row."""

    def __init__(self):
        super().__init__(daemon=True)
        self.ends, self.seconds = threading.Event(), []

    def run(self):
        with _connected(OWNER) as own:
            tables = _tables(own)
            while not self.ends.is_set():
                for table in tables:
                    begun = time.perf_counter()
                    _write(own, table)
                    self.seconds.append((time.perf_counter() - begun, table))
                time.sleep(0.01)


class Clerk(threading.Thread):
    """Has transactions open that have written to every table."""

    def __init__(self):
        super().__init__(daemon=True)
        self.ends = threading.Event()

    def run(self):
        with _connected(OWNER) as own:
            tables = _tables(own)
            while not self.ends.wait(PAUSE_SECONDS):
                with own.transaction():
                    for table in tables:
                        _write(own, table)
                    time.sleep(OPEN_SECONDS)


def measure() -> Iterator[tuple[str, float, float, float]]:
    """Lines of (what, the longest time in seconds, the median in ms, how often)."""
    ground.fresh()
    ground.fill(PROJECTS)
    _copy_to_0_2_0()
    log_begins = ground.HOME.log.stat().st_size
    with _writing() as (writer, acts):
        time.sleep(BEFORE_SECONDS)
        acts_before, begun = len(acts), time.perf_counter()
        said = ground.measured(sys.executable, "manage.py", "migrate", env=_environment()).said
        seconds = time.perf_counter() - begun
        time.sleep(OPEN_SECONDS)  # people go on
    yield f"migrate, {PROJECTS} projects; gave way", seconds, 0, said.count("trying again")
    median = statistics.median(second for second, _table in writer.seconds)
    yield (
        "a write to any table of 0.2.0",
        max(writer.seconds)[0],
        1000 * median,
        len(writer.seconds),
    )
    longest = _longest(writer)
    for table, seconds in longest[:MOST_HELD]:
        yield f"a write to {table}", seconds, 0, 1
    for when, some in (("before", acts[:acts_before]), ("during", acts[acts_before:])):
        for name in ("save", "publish"):
            times = [second for what, second in some if what == name] or [0.0]
            yield f"people {when}: {name}", max(times), 1000 * statistics.median(times), len(times)
    yield "people: refused by tables of 0.2.0", 0, 0, sum(what == "refused" for what, _ in acts)
    log = ground.HOME.log.read_bytes()[log_begins:].decode(errors="replace")
    assert "deadlock detected" not in log, "a deadlock stands in the log of the server"
    table, seconds = longest[0]
    assert seconds < HELD, f"a write to {table} was held for {seconds:.1f} s"


def _longest(writer: Writer) -> list[tuple[str, float]]:
    """By table, the longest time that a write took; the longest first."""
    times = {table: seconds for seconds, table in sorted(writer.seconds)}
    return sorted(times.items(), key=lambda one: -one[1])


@contextmanager
def _writing():
    """Everybody who writes, and what the process that publishes has done once the block ends."""
    writer, clerk, acts = Writer(), Clerk(), []
    command = [sys.executable, "-m", "tests.benchmarks.migrations"]
    with subprocess.Popen(
        command, cwd=ground.ROOT, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as people:
        people.stdout.readline()  # it has begun
        reader = threading.Thread(target=lambda: acts.extend(map(json.loads, people.stdout)))
        for thread in (writer, clerk, reader):
            thread.start()
        yield writer, acts
        for thread in (writer, clerk):
            assert thread.is_alive(), "nobody has written to the end"
            thread.ends.set()
            thread.join()
        people.stdin.close()
        reader.join()


def _copy_to_0_2_0() -> None:
    """What the tables of 0.2.0 have of the ledger that was loaded; what is derived has another form
    since, and is not copied."""
    drop = f"DROP DATABASE IF EXISTS {BEFORE} WITH (FORCE)"
    ground.run_sql(drop, f"CREATE DATABASE {BEFORE} OWNER {OWNER}", database="postgres")
    command = ("manage.py", "migrate", *LAST_OF_0_2_0, "--verbosity=0")
    ground.measured(sys.executable, *command, env=_environment())
    with (
        psycopg.connect(ground.HOME.url(server.DATABASE, SUPERUSER)) as loaded,
        _connected(SUPERUSER) as before,
        before.transaction(),
    ):
        before.execute("SET session_replication_role = replica")
        tables = [table for table in _tables(before) if table not in DERIVED]
        every = sql.SQL(", ").join(map(sql.Identifier, tables))
        before.execute(sql.SQL("TRUNCATE {}").format(every))
        for table in sorted({*tables} & {*_tables(loaded)}):
            _copy(table, loaded, before)
        for table, column in before.execute(SEQUENCES).fetchall():
            _continue_numbers(before, table, column)
    ground.run_sql("VACUUM ANALYZE", database=BEFORE)


def _copy(table: str, loaded, before) -> None:
    here, there = (
        [name for (name,) in one.execute(COLUMNS, [table]).fetchall()] for one in (before, loaded)
    )
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in here if name in there)
    of = sql.SQL("COPY {} ({}) ").format(sql.Identifier(table), columns)
    with (
        loaded.cursor().copy(of + sql.SQL("TO STDOUT (FORMAT binary)")) as rows,
        before.cursor().copy(of + sql.SQL("FROM STDIN (FORMAT binary)")) as into,
    ):
        for part in rows:
            into.write(part)


def _continue_numbers(before, table: str, column: str) -> None:
    name, of = sql.Identifier(column), sql.Identifier(table)
    newest = sql.SQL("SELECT coalesce(max({}), 0) + 1 FROM {}").format(name, of)
    (number,) = before.execute(newest).fetchone()
    before.execute(
        "SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [table, column, number]
    )


def _connected(account: str) -> psycopg.Connection:
    return psycopg.connect(ground.HOME.url(BEFORE, account), autocommit=True)


def _environment() -> dict[str, str]:
    return {
        **ground.ENVIRONMENT,
        "DATABASE_URL": ground.HOME.url(BEFORE, APPLICATION),
        "OWNER_DATABASE_URL": ground.HOME.url(BEFORE, OWNER),
        "AUDITORS_EMAIL": "",
    }


def _tables(connection) -> list[str]:
    return [name for (name,) in connection.execute(TABLES).fetchall()]


def _write(connection, table: str) -> None:
    """Take the lock of a writer on a table, unless it was dropped meanwhile, or is a view now."""
    write = sql.SQL("DELETE FROM {} WHERE false").format(sql.Identifier(table))
    gone = (psycopg.errors.UndefinedTable, psycopg.errors.ObjectNotInPrerequisiteState)
    with suppress(*gone), connection.transaction():
        connection.execute(write)


def main() -> None:
    """Correct one record after the other until standard input ends; say what each act took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import ProgrammingError

    from programs.models import Project
    from records.models import User
    from records.review import workflow

    people = User.objects.in_bulk(["clerk", "reviewer"], field_name="username")
    projects = Project.objects.published().filter(code__startswith="example-").iterator()
    ends = threading.Event()
    threading.Thread(target=lambda: sys.stdin.read() or ends.set(), daemon=True).start()
    print("begun", flush=True)  # noqa: T201  # to whoever started it
    while not ends.is_set():
        began = time.perf_counter()
        try:
            project = next(projects)
            draft = workflow.start_correction(project, people["clerk"], "To measure")
            draft.title = f"{draft.title} "
            draft.save()
            workflow.submit([draft], people["clerk"], "To measure")
            _say("save", began)
            began = time.perf_counter()
            workflow.publish([draft], people["reviewer"], "To measure")
            _say("publish", began)
        except ProgrammingError:  # the code is of today, the tables not yet
            _say("refused", began)
            time.sleep(0.5)


def _say(what: str, began: float) -> None:
    print(json.dumps([what, time.perf_counter() - began]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
