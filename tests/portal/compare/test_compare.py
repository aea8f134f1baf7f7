"""Years, programmes and counties side by side."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counties.models import County
from portal.compare.rows import Part, Row, Side
from tests.builders import make_allocation, make_project, make_result, publish, statement

pytestmark = pytest.mark.django_db


def parts(response) -> dict:
    return {part: rows for part, rows in response.context["parts"]}


def named(rows: list[Row], words: str) -> Row:
    (row,) = [row for row in rows if words in row.name]
    return row


def test_years_show_both_and_what_one_lacks(client, report_2011):
    project = make_project(year=2012)
    make_allocation(project, allocated=Decimal(9_000_000))
    make_result(project, value=Decimal("95.2"), statement=statement("telephone-share-after"))
    publish(project)

    page = parts(client.get("/compare/?what=years&a=2011&b=2012"))

    row = named(page[Part.MONEY], "Industry support")
    assert row.sides[0].value == 6_505_000 and row.sides[1] is None and row.difference == ""
    shares = [row for row in page[Part.RESULTS] if row.difference]
    assert all("points" in row.difference for row in shares)


def test_difference_of_money_is_an_amount_in_a_cell(client, report_2011):
    project = make_project(year=2012)
    make_allocation(project, allocated=Decimal(9_000_000))
    publish(project)

    text = client.get("/zh-hans/compare/?what=years&a=2012&b=2011").text

    assert "&lt;" not in text
    assert "-100\N{NO-BREAK SPACE}万元</data>" in text


def test_sum_that_lacks_a_part_is_not_compared(client, report_2011):
    whole, lacking = (make_project(code, year=year) for code, year in (("a", 2012), ("b", 2013)))
    make_allocation(whole, allocated=Decimal(5000))
    make_allocation(lacking, allocated=Decimal(7000))
    make_allocation(lacking, line=2, allocated=None, planned=Decimal(1))
    publish(whole, lacking)

    response = client.get("/compare/?what=years&a=2012&b=2013")
    row = named(parts(response)[Part.MONEY], "Relief funds")

    assert [side.lacking for side in row.sides] == [0, 1]
    assert (row.difference, row.bars) == ("", "")
    assert "1 not stated" in " ".join(response.text.split())


def test_scopes_and_kinds_stay_apart(client, report_2011):
    page = parts(client.get("/compare/?what=years&a=2011&b=2011"))

    keys = [(row.name, row.scope) for row in page[Part.MONEY]]
    assert len(keys) == len(set(keys))
    assert {row.sides[0].value for row in page[Part.MONEY] if "Relief funds" in row.name} == {
        Decimal(8_000_000),
        Decimal(60_000),
    }


def test_side_without_figures_says_so(client, report_2011):
    text = client.get("/compare/?what=counties&a=141030&b=511321").text

    assert text.count("The ledger has no figure of") == 2
    assert "are not split" in text


def test_counties_show_what_is_stated_of_each_alone(client, report_2011):
    project = make_project(scope="county", county=County.objects.get(code="141030"))
    make_allocation(project)
    publish(project)

    page = client.get("/compare/?what=counties&a=141030&b=511321")

    (row,) = parts(page)[Part.MONEY]
    assert (row.sides[0].value, row.sides[1]) == (1000, None)
    assert page.text.count("The ledger has no figure of") == 1


@pytest.mark.parametrize(
    "query", ["what=nothing", "what=years&a=1850", "what=counties&b=000000", "what=programs&year=1"]
)
def test_what_is_not_there_is_said(client, report_2011, query):
    assert client.get(f"/compare/?{query}").status_code == 404


@pytest.mark.parametrize("what", ["years", "programs", "counties"])
def test_page_is_bounded_and_works_in_the_past(client, report_2011, what):
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/zh-hans/compare/?what={what}&edition=1")

    assert len(queries) < 30


def test_difference_and_bars_need_both_sides():
    two = Row("x", "", "CNY", (Side(Decimal(50), "", "", 0), Side(Decimal(100), "", "", 0)))
    one = Row("x", "", "CNY", (Side(None, "", "", 0), Side(Decimal(100), "", "", 0)))

    assert "+" in two.difference and 'width="50"' in two.bars and 'width="100"' in two.bars
    assert (one.difference, one.bars) == ("", "")
