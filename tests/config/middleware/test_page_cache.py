"""Pages are kept whole, and never shown to the wrong reader or longer than they hold."""

import gzip

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.middleware import page_cache
from counties.models import County
from records.models import Edition, EditionTimestamp
from records.review import workflow
from tests.builders import make_project, publish_reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, monkeypatch):
    """Pages are kept, and the state of the ledger is asked each time instead of each second."""
    settings.PAGE_CACHE = True
    monkeypatch.setattr(page_cache, "SECONDS", 0)


def test_page_is_made_once(client, report_2011):
    first = client.get("/counties/")
    with CaptureQueriesContext(connection) as queries:
        second = client.get("/counties/")

    assert second.content == first.content
    assert len(queries) == 1
    assert second["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "default-src 'self'" in second["Content-Security-Policy"]


def test_reader_who_has_the_page_is_told_so(client, report_2011):
    tag = client.get("/counties/")["ETag"]

    again = client.get("/counties/", headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert again.content == b""


def test_publication_is_seen(client, report_2011, clerk, reviewer):
    client.get("/projects/")
    project = make_project(title="Wells of the new edition")
    workflow.submit([project], clerk)
    assert "Wells of the new edition" not in client.get("/projects/").text

    workflow.publish([project], reviewer, "wells")

    assert "Wells of the new edition" in client.get("/projects/").text


def test_reference_data_are_seen(client, report_2011):
    client.get("/counties/")

    publish_reference(County, "141030", name="Renamed")

    assert "Renamed" in client.get("/counties/").text


def test_timestamp_that_comes_later_is_seen(client, report_2011):
    edition = Edition.objects.get(number=1)
    client.get("/editions/1/")

    EditionTimestamp.objects.create(
        edition=edition, token=b"", stamped_at=edition.published_at, authority="tsa.example"
    )

    assert "tsa.example" in client.get("/editions/1/").text


def test_work_on_drafts_disturbs_no_page(client, report_2011):
    client.get("/counties/")
    make_project(title="A draft")

    with CaptureQueriesContext(connection) as queries:
        client.get("/counties/")

    assert len(queries) == 1


def test_languages_and_editions_stay_apart(client, report_2011):
    pages = {
        address: client.get(address).content
        for address in ("/projects/", "/zh-hans/projects/", "/projects/?edition=1")
    }

    assert len(set(pages.values())) == 3
    assert all(client.get(address).content == page for address, page in pages.items())


def test_staff_get_their_own_page(client, report_2011, clerk):
    client.get("/projects/")
    client.force_login(clerk)

    own = client.get("/projects/")
    client.logout()
    client.cookies.clear()

    assert "/admin/" in own.text.split("<main")[1]
    assert "/admin/" not in client.get("/projects/").text.split("<main")[1].split("</main")[0]


def test_choices_of_how_pages_are_shown_are_kept_apart(client, report_2011):
    plain = client.get("/funds/").content
    client.cookies["display"] = "unit_wan"
    in_wan = client.get("/funds/").content
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/funds/").content == in_wan
        client.cookies["display"] = "unit_wan.name_somebody"
        assert client.get("/funds/").content == in_wan
        client.cookies["display"] = "anything"
        assert client.get("/funds/").content == plain

    assert in_wan != plain
    assert len(queries) == 3  # the state of the ledger, once a request


def test_any_other_cookie_passes_by(client, report_2011):
    client.get("/funds/")
    client.cookies["display"], client.cookies["other"] = "unit_wan", "1"
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/funds/")

    assert len(queries) > 1
    assert not response.has_header("ETag")


def test_browsers_get_the_page_packed(client, report_2011):
    plain = client.get("/counties/")

    packed = client.get("/counties/", headers={"Accept-Encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert not plain.has_header("Content-Encoding")
    assert len(packed.content) < len(plain.content) / 3


def test_memory_is_bounded(client, report_2011, monkeypatch):
    monkeypatch.setattr(page_cache.pages, "limit", 100_000)

    for page in range(20):
        assert client.get(f"/projects/?year={1990 + page}").status_code == 200

    assert 1 <= len(page_cache.pages) < 20


def test_reader_who_has_seen_a_newer_edition_gets_it_at_once(
    client, report_2011, clerk, reviewer, monkeypatch
):
    monkeypatch.setattr(page_cache, "SECONDS", 3600)
    monkeypatch.setattr(page_cache, "newest_read", lambda: 0)
    client.get("/projects/")
    project = make_project(title="Wells of the new edition")
    workflow.submit([project], clerk)
    number = workflow.publish([project], reviewer, "wells").number
    before = client.get("/projects/")

    client.cookies["edition"] = str(number)
    after = client.get("/projects/")

    assert "Wells of the new edition" not in before.text
    assert "Wells of the new edition" in after.text
    assert after["ETag"].startswith(f'W/"{number}-')


def test_what_another_process_has_displayed_is_shown_at_once(client, report_2011, monkeypatch):
    monkeypatch.setattr(page_cache, "SECONDS", 3600)
    client.get("/projects/")

    monkeypatch.setattr(page_cache, "newest_read", lambda: 10**9)
    with CaptureQueriesContext(connection) as queries:
        client.get("/projects/")

    assert len(queries) == 1


def test_page_that_may_be_behind_is_kept_apart(client, report_2011, monkeypatch):
    plain = client.get("/counties/").text
    handle = page_cache.PageCache.__call__

    def behind(self, request):
        request.may_be_behind = True
        return handle(self, request)

    monkeypatch.setattr(page_cache.PageCache, "__call__", behind)
    warning = client.get("/counties/").text

    assert "which may not be the newest" in warning
    assert "which may not be the newest" not in plain


def test_kept_page_is_sent_while_the_database_does_not_answer(report_2011, monkeypatch):
    monkeypatch.setattr(page_cache, "newest_read", lambda: 0)  # other tests had more editions
    visitor = Client(raise_request_exception=False)
    before = visitor.get("/counties/")
    newest = Edition.objects.latest_number()

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)

    assert visitor.get("/counties/").content == before.content
    assert visitor.get("/glossary/").status_code == 503
    visitor.cookies["edition"] = str(newest + 1)
    assert visitor.get("/counties/").status_code == 503
