"""A verification shared between processes finds what one process finds, and reads one state."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from programs.models import Project
from records.integrity.verification import processes, versions
from records.integrity.verify import MismatchError, verify
from records.models import User
from tests.database import as_superuser, database_url, without_triggers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Of the threads of pytest-xdist; the command has none.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]


@pytest.fixture
def small_spans(report_2011, monkeypatch):
    """Jobs of four versions each, so that a few projects are many jobs."""
    monkeypatch.setattr(versions, "SPAN", 4)


def forge(sql: str, *values) -> None:
    with transaction.atomic(), without_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


def difference(count: int) -> str:
    with pytest.raises(MismatchError) as error:
        list(verify(processes=count))
    return str(error.value)


def test_same_forged_record_is_named_by_one_process_and_by_two(small_spans):
    codes = list(Project.objects.order_by("code").values_list("code", flat=True))
    for code in (codes[-1], codes[6], codes[5]):
        forge("UPDATE programs_project SET title = 'forged' WHERE code = %s", code)

    named = [difference(count) for count in (1, 2)]

    assert named == [f"edition 1: project {codes[5]} v1: the content has changed"] * 2


def test_same_forged_entry_is_named_by_one_process_and_by_two(small_spans):
    forge("UPDATE records_editionentry SET reason = 'forged' WHERE place = 7")

    assert [difference(count) for count in (1, 2)] == ["edition 1: its entries have changed"] * 2


def test_progress_is_the_same_in_one_process_and_in_two(small_spans):
    lines = {1: [], 2: []}

    numbers = [
        [edition.number for edition in verify(processes=count, on_progress=lines[count].append)]
        for count in lines
    ]

    assert numbers == [[1], [1]]
    assert lines[1] == lines[2] != []


def test_processes_read_the_state_of_the_one_that_shares(report_2011):
    account = User.objects.create_user("somebody", first_name="before")
    with processes.sharing(2) as run:
        with psycopg.connect(database_url()) as another:
            another.execute(
                "UPDATE records_user SET first_name = 'after' WHERE id = %s", [account.pk]
            )
        names = list(run([(first_name, account.pk)] * 2))

    assert names == ["before", "before"]
    assert first_name(account.pk) == "after"


def test_processes_leave_the_connections_of_their_parent_alone(report_2011, monkeypatch):
    """Under an event loop, as of the browser tests, Django keeps other connections than outside:
    the forked process, which has no loop, finds those of outside."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    account = User.objects.create_user("somebody", first_name="open")

    async def shared() -> list[str]:
        with processes.sharing(2) as run:
            names = list(run([(first_name, account.pk)] * 8))
        connections.close_all()  # those of the loop
        return names

    def in_and_out_of_a_loop() -> list[list[str]]:
        before = [first_name(account.pk)]
        names = [before, asyncio.run(shared()), [first_name(account.pk)]]
        connections.close_all()  # those of the thread
        return names

    with ThreadPoolExecutor(1) as pool:  # the browser tests keep a loop in this thread
        names = pool.submit(in_and_out_of_a_loop).result()

    assert names == [["open"], ["open"] * 8, ["open"]]


def first_name(pk: int) -> str:
    return User.objects.get(pk=pk).first_name


@pytest.mark.soak
def test_right_to_read_is_enough_for_two_processes(report_2011):
    schemas = "public, ledger_latest, ledger_history"
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE ROLE shared_auditor LOGIN; GRANT USAGE ON SCHEMA {schemas} TO shared_auditor;"
            f"GRANT CONNECT ON DATABASE {connection.settings_dict['NAME']} TO shared_auditor;"
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {schemas} TO shared_auditor"
        )

    done = subprocess.run(
        [sys.executable, "manage.py", "verify_editions", "--derived", "--processes=2"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url("shared_auditor")},
        capture_output=True,
        text=True,
        check=False,
    )

    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("DROP OWNED BY shared_auditor; DROP ROLE shared_auditor")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 editions verified.\n")
