"""Facets of the smaller lists: counts that hold, addresses that lead there, chips that go."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from config.lib.pages import paging
from config.lib.tables.tables import LedgerTable
from counties.models import County
from programs.lists.tables import ProjectTable
from programs.models import Project
from tests.addresses import EXAMPLES, page_names
from tests.builders import make_project

pytestmark = pytest.mark.django_db

LISTS = (
    "education",
    "coverage",
    "visits",
    "counties",
    "cadres",
    "publications",
    "meetings",
    "sources",
    "news",
)
LINK = re.compile(r'<li><a href="([^"]+)" rel="nofollow">([^<]+)</a> <span class="count">(\d+)<')
ROWS = re.compile(r"· (\d+) rows?")


@pytest.mark.parametrize("page", LISTS)
def test_every_value_leads_to_as_many_rows_as_it_says(client, report_2011, page):
    for address, label, count in LINK.findall(client.get(f"/{page}/").text):
        page = client.get(address.replace("&amp;", "&")).text

        assert ROWS.search(page)[1] == count, (address, label)
        assert f": <strong>{label}</strong>" in page


def test_rows_that_state_nothing_have_a_value_too(client, report_2011):
    text = client.get("/education/").text

    assert 'href="/education/?supporter=none"' in text
    assert "not stated" in client.get("/education/?supporter=none").text


def test_facet_counts_rows_under_all_other_filters(client, report_2011):
    text = client.get("/coverage/?measure=share").text

    assert escape("/coverage/?measure=share&indicator=") in text
    assert 'rel="nofollow" aria-current="true">' in text
    chip = re.search(r'<li><a href="([^"]+)" rel="nofollow" aria-label="Remove', text)
    assert chip[1] == "/coverage/"


def test_what_was_typed_keeps_what_was_chosen(client, report_2011):
    text = client.get("/coverage/?measure=share").text

    assert '<input type="hidden" name="measure" value="share">' in text


def test_wrong_filter_says_so_and_offers_the_form(client, report_2011):
    text = client.get("/sources/?data_year=yesterday").text

    assert "Write a year from 1900 to 2099." in text


def test_long_list_is_never_counted(client, report_2011, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 1)

    text = client.get("/coverage/").text

    assert "/coverage/?measure=" not in text
    assert '<select name="measure"' in text


@pytest.mark.parametrize(
    "name", [name for name in page_names() if name.endswith("_list") and name not in EXAMPLES]
)
def test_every_column_of_a_list_sorts_both_ways(client, report_2011, name):
    address = reverse(name)
    table = (client.get(address).context or {}).get("table")
    if not isinstance(table, LedgerTable):
        return  # a page that is no table

    for column in table.columns:
        assert column.orderable
        for sort in (column.name, f"-{column.name}"):
            assert client.get(address, {"sort": sort}).status_code == 200


def test_places_stand_by_the_codes_of_counties(client, report_2011):
    for code, county in (("north", "141030"), ("south", "511321")):
        make_project(code, scope="county", county=County.objects.get(code=county))
    rows = Project.objects.filter(code__in=("north", "south"))

    ascending, _is_done = ProjectTable.base_columns["place"].order(rows, False)
    descending, _is_done = ProjectTable.base_columns["place"].order(rows, True)

    assert [row.code for row in ascending] == ["north", "south"]
    assert [row.code for row in descending] == ["south", "north"]
