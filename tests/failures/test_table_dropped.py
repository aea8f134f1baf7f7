"""The owner drops a table, and the server is recovered to the moment before, with the copy that
`deploy/base-backup` made and the log that PostgreSQL kept.

The steps are those of docs/operations.md, “Recovery to a point in time”.
"""

import os
import subprocess
import time
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from config.database.home import SUPERUSER
from config.database.server import pg_ctl_start
from config.settings import BASE_DIR
from counties.models import County
from records.integrity.verification.mismatch import MismatchError
from records.integrity.verify import verify
from records.models import Edition
from tests import replicas
from tests.builders import publish_reference

pytestmark = pytest.mark.soak
KEEPING = (
    "ALTER SYSTEM SET archive_mode = on",
    "ALTER SYSTEM SET archive_command = 'cp %p {log}/%f.part && mv {log}/%f.part {log}/%f'",
)


@pytest.fixture(scope="module")
def ledger(lend):
    with lend("moment") as ledger:
        yield ledger


def call(ledger, *words, **environment: str) -> None:
    """A program, as the account of the server."""
    place = {"PATH": f"{ledger.home.programs}:{os.environ['PATH']}", **environment}
    command = [str(word) for word in words]
    subprocess.run(command, cwd="/", env=place, check=True, **ledger.home.identity)


def say(ledger, statement: str, database: str = "postgres") -> list[tuple]:
    address = ledger.home.url(database, SUPERUSER)
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def keep_the_log(ledger) -> Path:
    """The folder of copies and log, with a first copy in it."""
    kept = ledger.home.folder / "kept"
    call(ledger, "rm", "-rf", kept)
    call(ledger, "mkdir", "-p", kept / "log")
    for statement in KEEPING:
        say(ledger, statement.format(log=kept / "log"))
    replicas.stop(ledger.home)
    pg_ctl_start(ledger.home, durable=True)
    place = {"PGHOST": str(ledger.home.sockets), "PGUSER": SUPERUSER}
    call(ledger, BASE_DIR / "deploy" / "base-backup", kept, **place)
    return kept


def recover(ledger, kept: Path, moment: datetime) -> None:
    data, before = ledger.home.data, ledger.home.folder / "data.before"
    (copy,) = kept.glob("base-*Z")
    settings = (
        f"restore_command = 'cp {kept}/log/%f %p'\nrecovery_target_time = '{moment.isoformat()}'\n"
        "recovery_target_timeline = 'current'\nrecovery_target_action = 'promote'\n"
    )
    replicas.stop(ledger.home)
    call(ledger, "rm", "-rf", before)
    call(ledger, "mv", data, before)
    call(ledger, "cp", "-a", copy, data)
    call(ledger, "cp", "-a", f"{before}/pg_wal/.", data / "pg_wal")
    call(ledger, "touch", data / "recovery.signal")
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write(settings)
    pg_ctl_start(ledger.home, durable=True)
    while say(ledger, "SELECT pg_is_in_recovery()") == [(True,)]:
        time.sleep(0.2)


def test_moment_before_a_table_was_dropped_comes_back(ledger):
    kept = keep_the_log(ledger)
    with ledger.here():
        publish_reference(County, "141030", name="Kept in the log alone")
        editions = Edition.objects.latest_number()
    ((moment,),) = say(ledger, "SELECT clock_timestamp()")
    say(ledger, "DROP TABLE counties_countyversion CASCADE", ledger.database)
    with ledger.here(), pytest.raises(MismatchError, match="counties_countyversion: it is gone"):
        list(verify())

    recover(ledger, kept, moment)

    with ledger.here():
        assert County.objects.get(code="141030").name == "Kept in the log alone"
        assert [one.number for one in verify()] == list(range(1, editions + 1))
