"""What changed since an edition or a day: records in words, sums before and after, as a feed."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from portal.changes import records, views
from programs.models import Project
from records.models import Edition, EditionEntry
from records.review import workflow
from tests.builders import make_allocation, make_project, publish, withdraw

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return " ".join(response.text.split())


@pytest.fixture
def corrected(report_2011, clerk):
    """Edition 2 adds a project with 1,000 yuan; edition 3 makes it 1,500 yuan."""
    project = make_project()
    make_allocation(project)
    publish(project)
    draft = workflow.start_correction(Project.objects.get(code="well"), clerk, "misread")
    draft.allocations.update(allocated=Decimal(1500))
    publish(draft, reason="misread")


def test_correction_is_told_in_words_and_sums(client, corrected):
    page = words(client.get("/changes/"))

    assert "What changed since edition 2" in page
    assert "<del>1,000</del> → <ins>1,500</ins>" in page
    (change,) = client.get("/changes/").context["sums"]
    assert (change.before.value, change.after.value, change.difference) == (1000, 1500, 500)


def test_since_is_an_edition_or_a_day(client, corrected):
    since = [client.get("/changes/", {"since": text}).context["since"] for text in ("1", "0")]
    day = Edition.objects.get(number=1).published_at.date()

    assert since == [1, 0]
    assert client.get("/changes/", {"since": "2000-01-01"}).context["since"] == 0
    assert client.get("/changes/", {"since": day.isoformat()}).context["since"] >= 1


@pytest.mark.parametrize("query", ["since=99", "since=yesterday", "kind=nothing", "page=99"])
def test_what_is_not_there_is_said(client, report_2011, query):
    assert client.get(f"/changes/?{query}").status_code == 404


def test_past_edition_tells_only_what_was_known_then(client, corrected):
    page = client.get("/changes/?since=1&edition=2")

    assert [one.entry.edition_id for one in page.context["changes"]] == [2]
    assert [one.after.value for one in page.context["sums"]] == [1000]


def test_withdrawn_record_is_named(client, corrected, reviewer):
    withdraw(Project.objects.published().get(code="well"), reviewer, "entered twice")

    page = words(client.get("/changes/"))

    assert "<strong>withdrawn" in page and "entered twice" in page
    (change,) = client.get("/changes/").context["sums"]
    assert (change.after, change.difference) == (None, -1500)


def test_kinds_of_money_and_scopes_are_never_added(client, report_2011):
    changes = client.get("/changes/?since=0").context["sums"]
    keys = [
        (one.one.figure.program, one.one.figure.year, one.one.figure.scope, one.one.figure.of)
        for one in changes
    ]

    assert len(keys) == len(set(keys)) == 5


def test_page_and_feed_are_bounded(client, report_2011, monkeypatch):
    client.get("/changes/?since=0")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/changes/?since=0")

    assert len(page.context["changes"]) == views.PER_PAGE
    assert len(queries) < 60
    monkeypatch.setattr(records, "FAR", 30)
    assert client.get("/changes/?since=0").context["page"].paginator.count == 30
    assert client.get("/changes/?since=0").context["is_cut"] is False


@pytest.mark.parametrize("kind", sorted({"project", "source", "county", "cadre", "organisation"}))
def test_page_of_one_kind(client, report_2011, kind):
    page = client.get(f"/changes/?since=0&kind={kind}")

    expected = EditionEntry.objects.filter(kind=kind).count()
    assert page.context["page"].paginator.count == expected > 0
    assert {one.entry.kind for one in page.context["changes"]} == {kind}


def test_feed_tells_the_same(client, corrected):
    feed = etree.fromstring(client.get("/changes/feed.xml?since=2").content)

    (entry,) = feed.findall("{*}entry")
    assert entry.findtext("{*}title") == "Projects · Wells"
    assert "“1,000” became “1,500”" in entry.findtext("{*}summary")
    assert entry.find("{*}link").get("href").endswith("/records/project/well/?to=2")
