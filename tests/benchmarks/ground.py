"""The ground that benchmarks stand on: a database of their own, filled, and children measured."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.database import server
from config.database.home import OWNER, SUPERUSER

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var" / "postgres-bench"
ADDRESS = server.start(FOLDER)
HOME = server.find_home(FOLDER)
ENVIRONMENT = {
    **os.environ,
    "DATABASE_URL": ADDRESS,
    "OWNER_DATABASE_URL": HOME.url(server.DATABASE, OWNER),
}


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
    return manage("generate_example", f"--projects={projects}")


def drained(path: str) -> Run:
    """Ask for a page or a download as a reader does, and throw away what comes."""
    return measured(sys.executable, "-m", "tests.benchmarks.drain", path)


def told(run: Run) -> dict:
    return json.loads(run.said)
