"""Every list of staff can be taken away: exactly its rows, whatever the filter."""

import csv
import io
import json

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.lib.pages import paging
from programs.models import AidedStudent, Project
from records.models import State
from tests.builders import make_project
from tests.conftest import superuser
from tests.programs.test_exports import body
from tests.records.test_hostile import MARKER

pytestmark = pytest.mark.django_db

LISTS = [
    model._meta for model, page in admin.site._registry.items() if hasattr(page, "not_exported")
]
SECRETS = {"password", "sender", "key", "token"}


def address(options) -> str:
    return reverse(f"admin:{options.app_label}_{options.model_name}_changelist")


def rows_of(client, options, query="") -> list[dict[str, str]]:
    sent = client.get(f"{address(options)}?{query}format=csv")
    return list(csv.DictReader(io.StringIO(body(sent).decode("utf-8-sig"))))


def screen(client, options) -> list[str]:
    """The keys of the rows on all pages of a list, in their order."""
    listed, number, pages = [], 0, 1
    while number < pages:
        number += 1
        changelist = client.get(f"{address(options)}?p={number}").context["cl"]
        pages = changelist.paginator.num_pages
        listed += [str(row.pk) for row in changelist.result_list]
    return listed


@pytest.fixture
def chief(db):
    return superuser("chief")


def test_every_list_is_one_of_them():
    others = {model.__name__ for model in admin.site._registry} - {
        options.object_name for options in LISTS
    }
    assert others == {"Standing"}  # the tracking desk, a list of the public in another frame


@pytest.mark.parametrize("options", LISTS, ids=lambda options: options.model_name)
def test_download_holds_every_row(client, report_2011, chief, options):
    client.force_login(chief)

    rows = rows_of(client, options)
    as_json = json.loads(body(client.get(f"{address(options)}?format=json")))
    page = client.get(address(options))

    assert [row[options.pk.name] for row in rows] == screen(client, options)
    assert [str(row[options.pk.name]) for row in as_json] == screen(client, options)
    assert "?format=xlsx" in page.text
    assert not SECRETS & set(rows[0] if rows else ())


def test_rows_are_those_of_the_filter_in_its_order(client, report_2011, chief):
    client.force_login(chief)
    make_project("draft-well", year=2011)
    query = "state__exact=published&q=2011&o=-1&"

    rows = rows_of(client, Project._meta, query)
    listed = client.get(f"{address(Project._meta)}?{query}").context["cl"].queryset

    assert [row["code"] for row in rows] == [one.code for one in listed] != []
    assert {row["state"] for row in rows} == {State.PUBLISHED}


def test_clerk_takes_away_own_places_only(client, county_clerk):
    make_project("elsewhere", title=MARKER)
    client.force_login(county_clerk)

    rows = rows_of(client, Project._meta)

    assert rows == []


def test_private_rows_stay_with_those_who_may_see_them(client, report_2011, clerk):
    AidedStudent.objects.create(project_code="2011-university-dream", name=MARKER)
    client.force_login(clerk)

    assert client.get(f"{address(AidedStudent._meta)}?format=csv").status_code == 403


@pytest.mark.parametrize("query", ["format=exe", "wobble=1&format=csv"])
def test_nonsense_is_not_found(client, report_2011, chief, query):
    client.force_login(chief)

    assert client.get(f"{address(Project._meta)}?{query}").status_code == 404


def test_download_needs_few_queries(client, report_2011, chief):
    client.force_login(chief)
    client.get(address(Project._meta))  # what is kept from one page to the next

    with CaptureQueriesContext(connection) as queries:
        rows_of(client, Project._meta)

    assert len(queries) < 12


def test_search_of_staff_finds_words_codes_and_drafts(client, report_2011, chief):
    client.force_login(chief)
    make_project("well-1", title="Wells of Daning", title_zh="大宁水井")

    for question, code in (
        ("Wells", "well-1"),
        ("水井", "well-1"),
        ("well-", "well-1"),
        ("infrastructure", "2011-infrastructure"),
        ("2011-infra", "2011-infrastructure"),
    ):
        changelist = client.get(f"{address(Project._meta)}?q={question}").context["cl"]
        assert code in [row.code for row in changelist.result_list], question


def test_long_list_of_staff_is_counted_no_further_than_it_has_pages(
    client, report_2011, chief, monkeypatch
):
    client.force_login(chief)
    monkeypatch.setattr(paging, "MOST", 10)
    monkeypatch.setattr("programs.admin.ProjectAdmin.list_per_page", 5)

    first, far = (client.get(f"{address(Project._meta)}?p={number}") for number in (2, 3))

    changelist = first.context["cl"]
    assert (changelist.paginator.num_pages, len(changelist.result_list)) == (2, 5)
    assert "more than 10 projects" in " ".join(first.text.split())
    assert "The first 10 have pages" in first.text
    assert far.status_code == 404
