"""Large documents are made once an edition by the worker; nobody's request waits for them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from config.lib.caching import clear_caches
from portal.downloads import orders
from portal.reports import files
from programs.models import Project
from records.management.commands.work import ATTEMPTS, LOCK
from records.models import PreparedFile
from tests.background import work
from tests.builders import withdraw
from tests.database import as_superuser, database_url
from tests.reading import pdf_file, pdf_text, word_file, word_lines

pytestmark = pytest.mark.django_db(transaction=True)
NOTICE = "/reports/2011/notice"


@pytest.fixture(autouse=True)
def large(report_2011, monkeypatch):
    """The report of 2011 counts as large."""
    monkeypatch.setattr(files, "AT_ONCE", 0)


@pytest.mark.soak
def test_files_from_the_background_are_those_made_at_once(client, monkeypatch):
    addresses = [
        (f"{document}.{form}", form)
        for document in ("/reports/2011/notice", "/zh-hans/reports/2011/report")
        for form in files.WRITERS
    ]
    for address, _form in addresses:
        waiting = client.get(address)
        assert (waiting.status_code, waiting["Retry-After"]) == (202, "5")

    work()

    made = [client.get(address) for address, _form in addresses]
    monkeypatch.setattr(files, "AT_ONCE", 1_000)
    for (address, form), answer in zip(addresses, made, strict=True):
        at_once = client.get(address)
        assert answer["Content-Disposition"] == at_once["Content-Disposition"]
        assert lines(answer, form) == lines(at_once, form)


def lines(answer, form: str) -> list[str]:
    if form == "pdf":
        return pdf_text(pdf_file(answer)).splitlines()
    return word_lines(word_file(answer))


def test_file_is_asked_for_once_and_too_many_are_refused(client, monkeypatch):
    for _again in range(3):
        assert client.get(f"{NOTICE}.pdf").status_code == 202
    assert client.get(f"{NOTICE}.docx").status_code == 202
    assert PreparedFile.objects.count() == len(states_of_jobs()) == 2

    monkeypatch.setattr(orders, "MOST_WAITING", 2)
    refused = client.get("/reports/2011/report.docx")

    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert "Too many files are being made" in refused.text
    assert client.get(f"{NOTICE}.pdf").status_code == 202


def test_page_says_how_far_it_is(client):
    first = client.get(f"{NOTICE}.pdf").text
    second = client.get(f"/zh-hans{NOTICE}.docx").text
    assert "It is the next to be made." in first and "Files of this size" not in first
    assert "前面还有1个文件" in second

    PreparedFile.objects.filter(form="docx").update(begun_at=timezone.now())
    begun = client.get(f"/zh-hans{NOTICE}.docx").text
    assert "秒前开始" in begun


def test_file_of_an_edition_stays_that_of_the_edition(client, reviewer):
    """Asked for before another edition, made after it."""
    assert client.get(f"{NOTICE}.docx").status_code == 202
    withdraw(Project.objects.get(code="2011-industry"), reviewer, "for a test")
    clear_caches()
    work()

    then = word_lines(word_file(client.get(f"{NOTICE}.docx?edition=1")))
    assert client.get(f"{NOTICE}.docx").status_code == 202
    work()
    now = word_lines(word_file(client.get(f"{NOTICE}.docx")))
    industry = [line for line in then if line not in now]
    assert any("6,505,000" in line for line in industry)


def test_file_that_cannot_be_made_says_so(client, monkeypatch):
    def fail(*_given):
        raise RuntimeError("no paper")

    monkeypatch.setitem(files.KINDS, "notice", fail)
    client.get(f"{NOTICE}.pdf")
    work()

    page = client.get(f"{NOTICE}.pdf")
    assert (page.status_code, "This file could not be made" in page.text) == (503, True)


def test_files_make_room_for_newer_ones_and_newer_programs(client, monkeypatch):
    """A worker that starts may be another program than the one before."""
    monkeypatch.setattr(PreparedFile, "MOST", 1)
    for form in ("pdf", "docx"):
        client.get(f"{NOTICE}.{form}")
    work()
    assert [one.form for one in PreparedFile.objects.all()] == ["docx"]
    assert client.get(f"{NOTICE}.docx").status_code == 200

    work()
    assert client.get(f"{NOTICE}.docx").status_code == 202


@pytest.mark.soak
def test_work_of_a_killed_worker_is_done_by_the_next(client):
    """A real worker, killed at work: the file is made by the one after it."""
    for language in ("", "/zh-hans"):
        for document in ("notice", "report"):
            for form in files.WRITERS:
                client.get(f"{language}/reports/2011/{document}.{form}")

    kill_at_work(start_worker())
    assert PreparedFile.objects.waiting().exists()
    work()

    assert not PreparedFile.objects.waiting().exists()
    assert client.get("/reports/2011/report.pdf").status_code == 200


def start_worker() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url()},
    )


def kill_at_work(worker: subprocess.Popen) -> None:
    PreparedFile.objects.update(begun_at=None)
    wait_until(PreparedFile.objects.exclude(begun_at=None).exists)
    worker.kill()
    worker.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def states_of_jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs ORDER BY id")
        return [state for (state,) in cursor.fetchall()]


@pytest.mark.soak
def test_file_that_kills_every_worker_is_given_up(client):
    """What it does to a worker is done to it here: three die at work on the first file."""
    client.get(f"{NOTICE}.pdf")
    for _attempt in range(ATTEMPTS):
        kill_at_work(start_worker())

    work()

    assert states_of_jobs() == []
    page = client.get(f"{NOTICE}.pdf")
    assert (page.status_code, "This file could not be made" in page.text) == (503, True)


@pytest.mark.soak
def test_worker_whose_lock_was_lost_does_nothing_more(client):
    """Its connection ended while it waited for work: another worker may have the turn now."""
    worker = start_worker()
    holder = """SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE locktype = 'advisory' AND objid = %s AND granted AND datname = current_database()"""
    with as_superuser(), connection.cursor() as cursor:

        def is_held() -> bool:
            cursor.execute(holder, [LOCK])
            return bool(cursor.rowcount)

        wait_until(is_held)
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM ({holder}) found", [LOCK])
        wait_until(lambda: not is_held())
    client.get(f"{NOTICE}.pdf")

    assert worker.wait(timeout=60) == -signal.SIGTERM
    work()
    assert client.get(f"{NOTICE}.pdf").status_code == 200
