"""The ground that benchmarks stand on: a database of their own, filled, and children measured."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.database import server
from config.database.home import OWNER, SUPERUSER

OWN = Path(__file__).resolve().parent.parent.parent
ROOT = Path(os.environ.get("CHECKOUT", OWN)).resolve()  # whose code is measured
FOLDER = ROOT / "var" / "postgres-bench"
ADDRESS = server.start(FOLDER)
HOME = server.find_home(FOLDER)
ENVIRONMENT = {
    **os.environ,
    "DATABASE_URL": ADDRESS,
    "ADDRESS_LIMITS": os.environ.get("ADDRESS_LIMITS", "0"),  # all clients are on this machine
    "OWNER_DATABASE_URL": HOME.url(server.DATABASE, OWNER),
}


# A clerk of the demonstration works for a made-up county, too.
# The tables of an older checkout do not know of clerks for all counties.
COUNTY_OF_A_CLERK = """INSERT INTO counties_assignment SELECT (jsonb_populate_record(
    NULL::counties_assignment, jsonb_build_object('user_id', u.id, 'county_id', c.id,
    'id', nextval(pg_get_serial_sequence('counties_assignment', 'id')),
    'is_for_all_counties', false))).*
    FROM records_user u, counties_county c WHERE u.username = 'county-clerk' AND c.code = 'E1500'"""


@dataclass(frozen=True)
class Run:
    """One measured run of a program: wall seconds, peak memory, and what it said."""

    seconds: float
    megabytes: float
    said: str = ""


def measured(*command: str, **options) -> Run:
    """Run a program to its end. Its peak memory is its own, not that of what it asks."""
    begun = time.monotonic()
    options = {"env": ENVIRONMENT, **options}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **options) as child:
        said = child.stdout.read()
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed.")
    return Run(time.monotonic() - begun, used.ru_maxrss / 1024, said)


def manage(*words: str) -> Run:
    return measured(sys.executable, "manage.py", *words)


def psql(command: str) -> Run:
    program, address = HOME.programs / "psql", HOME.url(server.DATABASE, SUPERUSER)
    return measured(str(program), address, "--quiet", "-v", "ON_ERROR_STOP=1", "-c", command)


def run_sql(*statements: str, database: str = server.DATABASE) -> None:
    with psycopg.connect(HOME.url(database, SUPERUSER), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def fresh() -> None:
    """The tables as new, with the report of 2011 in them."""
    drop = f"DROP DATABASE {server.DATABASE} WITH (FORCE)"
    run_sql(drop, f"CREATE DATABASE {server.DATABASE} OWNER {OWNER}", database="postgres")
    manage("migrate", "--verbosity=0")
    manage("load_report_2011", "--verbosity=0")
    manage("demo_accounts")


def fill(projects: int) -> Run:
    """Made-up projects beside the report, three allocations each."""
    run = manage("generate_example", f"--projects={projects}")
    run_sql(COUNTY_OF_A_CLERK)
    return run


def drained(path: str) -> Run:
    """Ask for a page or a download as a reader does, and throw away what comes."""
    return measured(sys.executable, "-m", "tests.benchmarks.drain", path)


@contextmanager
def publisher() -> Iterator[Callable[[], float]]:
    """What publishes the correction of one record when it is called, and says how many seconds
    that took."""
    command = [sys.executable, str(OWN / "tests" / "benchmarks" / "publish.py")]
    environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}  # the code that is measured
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as child:

        def publish() -> float:
            child.stdin.write("\n")
            return float(child.stdout.readline())

        yield publish
        child.stdin.close()


def told(run: Run) -> dict:
    return json.loads(run.said)
