"""Real processes: one that is killed in the middle of its work, and six large files at once."""

import csv
import io
import logging
import os
import signal
import threading
import time
from pathlib import Path

import pytest
import xlsxwriter

from config.lib.connections.address import database_address
from counties.models import Assignment
from programs.models import Project
from records.imports import jobs
from records.models import SourceVersion, StoredFile, Upload, User
from records.models.uploads import MOST_AT_ONCE
from tests import template
from tests.conftest import member
from tests.records.imports.conftest import PROJECT

pytestmark = pytest.mark.django_db(transaction=True)

NOTICE = Path(__file__).parents[2] / "data" / "notices" / "13_项目库_五千行_南部县2019.xlsx"
ROWS = int(os.environ.get("CROWD_ROWS", 10_000))  # of one file; 100,000 take an hour
logger = logging.getLogger(__name__)  # the figures: pytest --log-cli-level=INFO
MOST_MEMORY = 1024  # MB of one process; beyond 2 GB it is ended


def sent(user: User, name: str, content: bytes, kind="projects") -> Upload:
    stored = StoredFile.objects.keep(content)
    given = {"kind": kind, "name": name, "file": stored, "reason": "A test"}
    return Upload.objects.create(**given, sent_by=user)


def projects(count: int, stem: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, PROJECT)
    writer.writeheader()
    for number in range(count):
        writer.writerow({**PROJECT, "code": f"{stem}-{number}", "title_zh": f"水井{number}"})
    return out.getvalue().encode()


def processes() -> dict[int, int]:
    """By its number: the most memory, in MB, that a process of an import has taken so far. One that
    ends starts the next, so they are known by their database."""
    found, ours = {}, f"DATABASE_URL={database_address()}\0"
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_text().split("\0")
            is_ours = "import_sheet" in words and ours in (place / "environ").read_text()
            status = (place / "status").read_text()
        except OSError:
            continue
        if is_ours and "VmHWM" in status:
            memory = next(one for one in status.splitlines() if one.startswith("VmHWM"))
            found[int(place.name)] = int(memory.split()[1]) // 1024
    return found


def wait_until(is_so, seconds: int) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.2)
    raise AssertionError("it did not come to pass")


def step_of(upload: Upload) -> str:
    return Upload.objects.values_list("step", flat=True).get(pk=upload.pk)


def state_of(upload: Upload) -> str:
    return Upload.objects.values_list("state", flat=True).get(pk=upload.pk)


@pytest.mark.soak
@pytest.mark.parametrize("during", ["writing", "checking"])
def test_killed_import_says_why_and_leaves_nothing(client, report_2011, during):
    clerk = member("clerk")
    Assignment.objects.create(user=clerk)
    before = Project.objects.count()
    upload = sent(clerk, "projects.csv", projects(3000, "well"))
    Upload.objects.filter(pk=upload.pk).update(verb=Upload.Verb.LOAD, state=Upload.State.CHECKED)
    upload.refresh_from_db()
    jobs.start(upload, "load")
    wait_until(lambda: step_of(upload) == during, 60)

    (running,) = processes()
    os.kill(running, signal.SIGKILL)

    wait_until(lambda: state_of(upload) == Upload.State.FAILED, 60)
    upload.refresh_from_db()
    assert "lacked memory. Nothing was changed. Try again later" in upload.refusal.replace(
        "\n", " "
    )
    assert Project.objects.count() == before
    assert not upload.versions.exists()
    client.force_login(clerk)
    page = client.get(f"/admin/records/upload/{upload.pk}/change/").text
    assert "Nothing was changed" in page and "Check again" in page


@pytest.mark.soak
def test_import_that_a_test_leaves_tells_the_next_nothing(report_2011):
    clerk = member("clerk")
    Assignment.objects.create(user=clerk)
    sent(clerk, "projects.csv", projects(300, "well"))
    jobs.start_waiting()
    assert [one for one in threading.enumerate() if one.name == jobs.WAITS]

    template.renew()

    assert [one for one in threading.enumerate() if one.name == jobs.WAITS] == []


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_six_large_files_wait_for_each_other_and_all_end(client, report_2011):
    clerk = member("clerk")
    Assignment.objects.create(user=clerk)
    content = NOTICE.read_bytes()
    files = []
    for number in range(3):
        files.append(sent(clerk, "projects.csv", projects(ROWS, f"well{number}")))
        files.append(sent(clerk, NOTICE.name, content, kind="notices"))
    jobs.start_waiting()
    client.force_login(clerk)
    places = [one.place_in_queue for one in files]
    page = client.get(f"/admin/records/upload/{files[-1].pk}/change/").text
    assert places == [0, 0, 1, 2, 3, 4]
    assert "has place 4 in the queue" in " ".join(page.split())

    memory, most_at_once = {}, 0
    end = time.monotonic() + 7000
    while Upload.objects.filter(state__in=["waiting", "checking"]).exists():
        assert time.monotonic() < end
        memory |= processes()
        most_at_once = max(most_at_once, Upload.objects.at_work().count())
        time.sleep(0.5)

    states = {state_of(one) for one in files}
    logger.info("six files, %s at once, MB: %s", most_at_once, sorted(memory.values()))
    assert states == {Upload.State.CHECKED}
    assert most_at_once <= MOST_AT_ONCE
    assert max(memory.values()) < MOST_MEMORY
    assert not SourceVersion.objects.filter(kind="notice", state="draft").exists()


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["projects", "notices"])
def test_three_hundred_thousand_rows_in_a_small_file_end_within_bounds(report_2011, kind):
    clerk = member("clerk")
    Assignment.objects.create(user=clerk)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet("projects")
        page.write_row(0, 0, ["code"] if kind == "projects" else ["序号"])
        for row in range(1, 300_001):
            page.write_number(row, 0, 1)
    upload = sent(clerk, "rows.xlsx", file.getvalue(), kind)
    assert len(file.getvalue()) < 2 * 2**20

    jobs.start_waiting()
    memory: dict[int, int] = {}
    end = time.monotonic() + 300
    while state_of(upload) in ("waiting", "checking"):
        assert time.monotonic() < end
        memory |= processes()
        time.sleep(0.2)

    upload.refresh_from_db()
    logger.info("%s: %s %s MB: %s", kind, upload.state, upload.refusal, sorted(memory.values()))
    assert upload.refusal or upload.faults
    assert max(memory.values()) < MOST_MEMORY
