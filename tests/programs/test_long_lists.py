"""Lists too long to count, sort or page through: what they still answer, and what they say."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.lib.caching import clear_caches
from config.lib.pages import paging
from programs.lists import tally_counter
from records.review import workflow
from records.search import listing
from tests.builders import make_allocation, make_project, publish

pytestmark = pytest.mark.django_db

MANY, MOST = 28, 26  # projects; rows of a list that is not long: one page and a row
LISTS = {
    "/projects/": ("title", "year", "category", "status"),
    "/funds/": ("amount", "project", "year"),
}


@pytest.fixture(scope="module")
def many_projects(report_for_module):
    projects = []
    for number in range(MANY):
        words = "well" if number % 2 else "orchard"
        project = make_project(f"many-{number:02}", title=f"{words} {number:02}", year=2012)
        make_allocation(project, allocated=Decimal(1000 + number), level="county")
        projects.append(project)
    publish(*projects)


@pytest.fixture
def long_lists(many_projects, monkeypatch):
    """A list is long from 27 rows on; few are ten."""
    monkeypatch.setattr(paging, "MOST", MOST)
    monkeypatch.setattr(listing, "FEW", 10)
    monkeypatch.setattr(tally_counter, "MOST_READ", 10)


def codes(response) -> list[str]:
    rows = response.context["table"].paginated_rows
    return [getattr(row.record, "project", row.record).code for row in rows]


@pytest.mark.parametrize("address", LISTS)
def test_first_rows_have_pages_and_the_rest_is_told(client, long_lists, address):
    first, second, far = (client.get(f"{address}?year=2012&page={page}") for page in (1, 2, 3))

    assert first.context["table"].paginator.num_pages == 2
    assert not set(codes(first)) & set(codes(second))
    assert "rows have pages." in " ".join(first.text.split())
    assert far.status_code == 404
    assert "can be paged through up to row" in far.text


@pytest.mark.parametrize(("address", "column"), [(a, c) for a, of in LISTS.items() for c in of])
@pytest.mark.parametrize("sign", ["", "-"])
def test_long_list_is_sorted_by_what_an_index_holds(client, long_lists, address, column, sign):
    response = client.get(f"{address}?year=2012&sort={sign}{column}")

    table = response.context["table"]
    assert [str(one) for one in table.order_by] == [f"{sign}{column}"] and not table.unsorted
    if column == "amount":
        amounts = [row.record.amount for row in table.paginated_rows]
        assert all((a >= b) if sign else (a <= b) for a, b in pairwise(amounts))


@pytest.mark.parametrize(
    ("address", "column", "name"),
    [("/projects/", "place", "Where"), ("/projects/", "money", "Money"), ("/funds/", "kind", "")],
)
def test_long_list_says_that_it_is_not_sorted(client, long_lists, address, column, name):
    response = client.get(f"{address}?year=2012&sort={column}")
    text = " ".join(response.text.split())

    assert f"too long to be sorted by “{name}" in text
    head = text.split("<thead")[1].split("</thead>")[0]
    assert f"sort={column}" not in head and "sort=year" in head
    assert codes(response) == codes(client.get(f"{address}?year=2012"))


def test_search_that_few_rows_fit_is_counted_and_added_up(client, long_lists):
    response = client.get("/projects/?q=orchard+04")

    assert codes(response) == ["many-04"]
    assert "1 project" in response.text and "1,004" in response.text
    assert response.context["facets"]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("q=orchard", lambda number: number % 2 == 0),
        ("amount_from=1005&amount_to=1020", lambda number: 5 <= number <= 20),
        ("level=county", lambda number: True),
    ],
)
@pytest.mark.parametrize("address", LISTS)
def test_filter_that_many_rows_fit_shows_them_without_totals(
    client, long_lists, address, asked, fits
):
    response = client.get(f"{address}?year=2012&{asked}&sort=year")
    expected = [f"many-{number:02}" for number in range(MANY) if fits(number)]

    assert codes(response) == expected[:25]
    if len(expected) > MOST:
        assert f"more than {MOST} rows" in " ".join(response.text.split())
    assert "Too many of them fit" in response.text
    assert not response.context["facets"] and not response.context["counter"].sums
    narrow = client.get(f"{address}?year=2012&{asked}&q=06")
    assert codes(narrow) == (["many-06"] if fits(6) else [])


def test_words_of_a_past_edition_find_its_rows(client, long_lists, clerk, reviewer):
    old = make_project("renamed", title="Turbine", year=2012)
    edition = publish(old)
    old.refresh_from_db()
    new = workflow.start_correction(old, clerk, "another name")
    new.title = "Windmill"
    new.save()
    publish(new)

    assert codes(client.get(f"/projects/?q=turbine&edition={edition.number}")) == ["renamed"]
    assert codes(client.get("/projects/?q=turbine")) == []
    assert codes(client.get("/projects/?q=windmill")) == ["renamed"]


@pytest.mark.parametrize("address", [*LISTS, "/coverage/", "/visits/", "/organisations/"])
def test_number_of_queries_is_bounded(client, long_lists, address):
    clear_caches()
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{address}?q=orchard")

    assert len(asked) <= 60
