"""A disk without room: that of the tables, of the write-ahead log, of the site's temporary files.

What visitors and staff see is told in docs/operations.md, “What to do when”. Nothing is lost,
nothing is half done, and the site goes on by itself once there is room.
"""

import secrets
import tempfile

import pytest
from django.db import transaction
from django.urls import reverse

from config.database.home import find_home
from config.database.server import is_answering, pg_ctl_start
from counties.models import Assignment
from portal.downloads import orders
from programs.models import Project
from records.integrity.verify import verify
from records.models import Edition, PreparedFile, State, Upload
from records.review import workflow
from records.staff.forms import newest_event
from tests.builders import make_project
from tests.config.server.test_worker import DOWNLOAD_BYTES, GET, read_all, serving
from tests.conftest import member
from tests.failures.conftest import folder_of, session_of, work_of_a_clerk
from tests.failures.disks import Disk
from tests.records.imports.test_crowd import projects, sent, state_of, step_of, wait_until
from tests.served import Served

pytestmark = pytest.mark.soak
PAGES = ("/counties/", "/projects/", "/zh-hans/projects/2011-industry/", "/editions/1/")
FULL = ("The disk of the ledger is full", "台账的磁盘已满")
MANY = 400  # projects that one edition publishes: more than fits between other rows
LONG = 10_000  # characters, as many as a field takes: more than fits there, too
LONG_FIELDS = ("content_zh", "performance_target_zh", "outcome_zh", "note_zh")
MOST_SAVED = 400  # until the write-ahead log needs another file


@pytest.fixture(scope="module")
def disks():
    """By name: that of the tables, and that of the write-ahead log."""
    home = find_home(folder_of("full"))
    made = []
    try:
        for place in (home.data, home.folder / "log"):
            made.append(Disk(place, home.account))
        yield dict(zip(("tables", "log"), made, strict=True))
    finally:
        for disk in made:
            disk.end()


@pytest.fixture(scope="module")
def ledger(disks, lend):
    with lend("full", log=disks["log"].place / "wal") as ledger:
        yield ledger


@pytest.fixture
def work(ledger, request):
    with ledger.here():
        return work_of_a_clerk(request.node.name.replace("_", "-"))


@pytest.fixture
def temporary(tmp_path):
    """The disk of the site's temporary files."""
    disk = Disk(tmp_path / "temporary")
    yield disk
    disk.end()


@pytest.fixture
def site(ledger, temporary):
    one = {"WEB_CONCURRENCY": "1"}  # each worker keeps pages of its own
    site = Served(DATABASE_URL=ledger.url, TMPDIR=str(temporary.place), **one)
    try:
        site.until_up()
        yield site
    finally:
        site.end()


def long_text() -> str:
    """One that cannot be packed."""
    return "".join(chr(0x4E00 + secrets.randbelow(0x5000)) for _number in range(LONG))


def says_that_it_is_full(response) -> bool:
    return response.status == 503 and all(words in response.text for words in FULL)


def statuses(site) -> set[int]:
    return {site.ask(page).status for page in PAGES}


def test_full_disk_of_the_tables_loses_nothing(ledger, disks, work, site):
    with ledger.here():
        to_publish, reviewer = submitted_projects()
        before = Edition.objects.latest_number()
    typed = {**work.fields, "content_zh": long_text()}
    queue = reverse("admin:queue", args=["to-review"])

    disks["tables"].fill()
    try:
        saved = site.send(work.form, typed, work.session)
        published = site.send(queue, to_publish, reviewer)
        public = statuses(site)
        with ledger.here():
            left = (work.now().content_zh, waiting(), [one.number for one in verify()])
    finally:
        disks["tables"].make_room()

    assert says_that_it_is_full(saved) and typed["content_zh"] in saved.text
    assert says_that_it_is_full(published) and "Send it again" in published.text
    assert public == {200}
    assert left == (work.draft.content_zh, MANY, list(range(1, before + 1)))
    assert site.send(work.form, typed, work.session).status == 302
    assert site.send(queue, to_publish, reviewer).status == 302
    with ledger.here():
        assert (work.now().content_zh, waiting()) == (typed["content_zh"], 0)
        assert [one.number for one in verify()] == list(range(1, before + 2))


def submitted_projects() -> tuple[dict[str, object], str]:
    """What a reviewer sends to publish many at once, and the session to send it with."""
    with transaction.atomic():
        projects = [make_project(f"full-{number}") for number in range(MANY)]
    workflow.submit(projects, member("clerk", "clerk-of-many"))
    chosen = [f"project:{one.pk}" for one in projects]
    fields = {"step": "publish", "chosen": chosen, "reason": "checked"}
    return fields, session_of(member("reviewer"))


def waiting() -> int:
    return Project.objects.filter(code__startswith="full-", state=State.SUBMITTED).count()


def test_import_that_finds_no_room_changes_nothing_and_is_loaded_later(ledger, disks, site):
    with ledger.here():
        clerk = member("clerk", "clerk-of-a-file")
        Assignment.objects.create(user=clerk)
        upload = sent(clerk, "projects.csv", projects(3000, "imported"))
        session = session_of(clerk)
    check, load = (
        reverse("admin:records_upload_work", args=[upload.pk, verb]) for verb in ("check", "load")
    )

    def page() -> str:
        address = reverse("admin:records_upload_change", args=[upload.pk])
        return site.ask(address, Cookie=f"sessionid={session}").text

    def is_loaded() -> bool:
        return state_of(upload) == Upload.State.LOADED

    def imported() -> int:
        return Project.objects.filter(code__startswith="imported-").count()

    page()  # lets files begin that wait
    with ledger.here():
        wait_until(lambda: state_of(upload) == Upload.State.CHECKED, 100)
        site.send(load, {}, session)
        wait_until(lambda: step_of(upload) in ("writing", "checking"), 60)
    disks["tables"].fill()
    try:
        wait_until(lambda: "Check again" in page(), 100)
        full = page()
        with ledger.here():
            left = imported()
    finally:
        disks["tables"].make_room()

    assert "The disk of the ledger is full. Nothing was changed." in " ".join(full.split())
    assert left == 0
    with ledger.here():
        site.send(check, {}, session)
        wait_until(lambda: state_of(upload) == Upload.State.CHECKED, 100)
        site.send(load, {}, session)
        wait_until(is_loaded, 200)
        assert imported() == 3000


def test_full_disk_of_the_log_stops_the_server_and_loses_nothing(ledger, disks, work, site):
    """PostgreSQL ends itself rather than lose a change, and is started again once there is room."""
    with ledger.here():
        before = Edition.objects.latest_number()
    site.until(lambda: statuses(site) == {200})
    typed, acknowledged = {**work.fields}, work.draft.content_zh

    disks["log"].fill()
    try:
        for _time in range(MOST_SAVED):
            typed |= {name: long_text() for name in LONG_FIELDS}
            answer = site.send(work.form, typed, work.session)
            if answer.status != 302:
                break
            acknowledged = typed["content_zh"]
            with ledger.here():
                typed["seen"] = newest_event(work.draft)
        public = statuses(site)
    finally:
        disks["log"].make_room()
        if not is_answering(ledger.home):
            pg_ctl_start(ledger.home, durable=True)
    site.until_up()

    assert answer.status == 503 and typed["content_zh"] in answer.text
    assert public == {200}
    with ledger.here():
        assert work.now().content_zh == acknowledged
        assert [one.number for one in verify()] == list(range(1, before + 1))
    assert site.send(work.form, typed, work.session).status == 302


def test_full_disk_of_temporary_files_takes_no_large_file(work, temporary, site):
    temporary.fill()

    refused = site.send("/admin/", {"text": long_text() * 4}, work.session)

    assert refused.status == 507
    assert all(words in refused.text for words in FULL)
    assert statuses(site) == {200}
    assert site.send(work.form, {**work.fields, "title": "Small"}, work.session).status == 302

    temporary.make_room()

    assert site.send("/admin/", {"text": long_text() * 4}, work.session).status != 507


def test_slow_reader_gets_all_of_a_download_that_finds_no_room(temporary, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(temporary.place))
    with serving("config.server.gunicorn") as server:
        temporary.fill()
        slow = server.connect(GET % b"/download", window=4096)

        assert server.ask("/").content == b"hello"
        received = read_all(slow)

    assert received.count(b"0123456789abcdef") == DOWNLOAD_BYTES // 16
    assert received.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.django_db
def test_file_that_found_no_room_is_ordered_anew(temporary, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(temporary.place))
    order = {"name": "csv x", "form": "csv", "rows": 1}
    content = [secrets.token_bytes(LONG)]

    temporary.fill()
    PreparedFile.objects.create(**order)
    with pytest.raises(OSError, match="No space left"):
        orders.make("csv x", lambda: (part for part in content))

    assert not PreparedFile.objects.exists()

    temporary.make_room()
    PreparedFile.objects.create(**order)
    orders.make("csv x", lambda: (part for part in content))

    assert PreparedFile.objects.get().size == LONG
