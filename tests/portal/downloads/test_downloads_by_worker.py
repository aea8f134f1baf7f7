"""Downloads of many rows: left to the worker, said how far they are, then served as files."""

import pytest
from django.db import connection

from config.lib.caching import clear_caches
from config.lib.spreadsheets.progress import counted, counting
from portal.downloads import orders, prepared
from programs.models import Project
from records.models import PreparedFile, PreparedPart
from tests.background import work
from tests.builders import withdraw

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = (
    "/projects/?format=xlsx",
    "/zh-hans/projects/?format=csv&year=2011&sort=-year",
    "/funds/?format=json&q=Daning",
    "/data/editions/1/fupin-ledger.csv.zip",
    "/data/editions/1/fupin-ledger.json",
    "/data/iati/activities.xml",
    "/editions/1/content.json",
)


@pytest.fixture
def large(report_2011, monkeypatch):
    """Every download counts as one of many rows."""
    monkeypatch.setattr(prepared, "AT_ONCE", {})
    monkeypatch.setattr(prepared, "AT_ONCE_OTHERS", -1)


def content(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.soak
def test_files_of_the_worker_are_those_that_are_streamed(client, report_2011, monkeypatch):
    streamed = {address: content(client.get(address)) for address in ADDRESSES}
    monkeypatch.setattr(prepared, "AT_ONCE", {})
    monkeypatch.setattr(prepared, "AT_ONCE_OTHERS", -1)
    waiting = {address: client.get(address) for address in ADDRESSES}
    assert {one.status_code for one in waiting.values()} == {202}
    assert not any(one.has_header("ETag") for one in waiting.values())

    work()

    for address in ADDRESSES:
        made = client.get(address)
        assert made.status_code == 200, address
        body = content(made)
        assert int(made["Content-Length"]) == len(body)
        if "xlsx" in address:  # a workbook is a ZIP with the time at which it was made
            assert abs(len(body) - len(streamed[address])) < 20
        else:
            assert body == streamed[address], address
    rows = [(one.rows, one.rows_done) for one in PreparedFile.objects.all()]
    assert all(whole == done for whole, done in rows) and len(rows) == len(ADDRESSES)


def test_small_downloads_are_streamed_at_once(client, report_2011):
    for address in ADDRESSES:
        assert client.get(address).status_code == 200

    assert not PreparedFile.objects.exists()


def test_page_and_json_say_how_far_it_is(client, large):
    client.get("/projects/?format=xlsx")
    PreparedFile.objects.update(begun_at="2026-11-27T00:00:00Z", rows=1200, rows_done=300)

    page = client.get("/projects/?format=xlsx", headers={"Accept": "text/html"})
    chinese = client.get("/zh-hans/projects/?format=xlsx", headers={"Accept": "text/html"})
    program = client.get("/projects/?format=xlsx", headers={"Accept": "*/*"})

    assert (page.status_code, page["Retry-After"]) == (202, "5")
    assert "300 of 1,200 rows are" in page.text and 'value="300"' in page.text
    assert 'href="/projects/"' in page.text
    assert chinese.status_code == 202 and "正在生成" in chinese.text
    assert (program.status_code, program["Retry-After"]) == (202, "5")
    assert (program.json()["rows"], program.json()["rows_made"]) == (1200, 300)


def test_file_stays_that_of_its_edition(client, large, reviewer):
    """Asked for before another edition, made after it."""
    address = "/projects/?format=csv"
    client.get(address)
    withdraw(Project.objects.get(code="2011-industry"), reviewer, "for a test")
    clear_caches()
    work()

    then = content(client.get(f"{address}&edition=1"))
    assert client.get(address).status_code == 202
    work()
    now = content(client.get(address))

    assert b"2011-industry" in then and b"2011-industry" not in now


def test_head_and_not_modified_make_nothing(client, large):
    address = "/data/editions/1/fupin-ledger.json"
    tag = client.head(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert not PreparedFile.objects.exists()


def test_file_that_grows_too_large_is_given_up(client, large, monkeypatch):
    monkeypatch.setattr(PreparedFile, "LARGEST", 100)
    client.get("/projects/?format=csv")

    work()

    assert client.get("/projects/?format=csv").status_code == 503
    assert not PreparedPart.objects.exists()


def test_oldest_files_make_room_on_the_disk(client, large, monkeypatch):
    monkeypatch.setattr(PreparedPart, "SIZE", 1000)
    client.get("/projects/?format=json")
    work()
    size = PreparedFile.objects.get().size
    assert PreparedPart.objects.count() == -(-size // 1000)

    monkeypatch.setattr(PreparedFile, "MOST_BYTES", size + 10)
    PreparedFile.objects.make_room(100)

    assert not PreparedFile.objects.exclude(size=None).exists()
    assert not PreparedPart.objects.exists()


def test_waiting_files_are_bounded(client, large, monkeypatch):
    monkeypatch.setattr(orders, "MOST_WAITING", 1)
    client.get("/projects/?format=csv")

    refused = client.get("/projects/?format=json", headers={"Accept": "application/json"})

    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert refused.json() == {"message": "Too many files are being made"}


def test_rows_are_counted_where_somebody_counts():
    assert list(counted("ab")) == ["a", "b"]
    with counting() as progress:
        taken = counted("abc")
        next(taken), next(taken)

        assert progress.rows == 2


def test_parts_are_read_one_by_one(client, large, monkeypatch):
    monkeypatch.setattr(PreparedPart, "SIZE", 100)
    client.get("/projects/?format=csv")
    work()
    file = PreparedFile.objects.exclude(size=None).first()

    lengths = {len(part) for part in list(file.parts())[:-1]} if file else set()

    assert lengths <= {100}
    assert connection.is_usable()
