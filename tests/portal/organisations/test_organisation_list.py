"""The ranked list of organisations: its order, filters, totals, download."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadres.models import Organisation
from config.lib.caching import clear_caches
from tests.builders import make_allocation, make_project, publish, publish_reference, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(report_2011):
    """Money given by two bodies and received by a third."""
    bodies = {code: Organisation.objects.get(code=code) for code in ("hp", "cydf", "hengshui")}
    project = make_project()
    make_allocation(project, funder=bodies["hp"], allocated=Decimal(9_000_000))
    make_allocation(project, funder=bodies["cydf"], recipient=bodies["hengshui"])
    publish(project)
    return project


def codes(response) -> list[str]:
    return [row.record.code for row in response.context["table"].paginated_rows]


def downloaded(client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_most_money_comes_first_then_most_projects(client, money):
    listed = codes(client.get("/organisations/"))

    assert listed[:2] == ["hp", "miit"]
    assert set(listed[2:4]) == {"cydf", "hengshui"}
    assert len(listed) == Organisation.objects.published().count()


def test_largest_sum_of_a_role_orders_its_list(client, money):
    assert codes(client.get("/organisations/?role=funder")) == ["hp", "cydf"]
    assert codes(client.get("/organisations/?role=donor")) == ["hp"]
    assert codes(client.get("/organisations/?role=funder&year=2011")) == []
    assert codes(client.get("/organisations/?year=2013&kind=school")) == ["hengshui"]


def test_search_and_every_column_answer(client, money):
    assert codes(client.get("/organisations/?q=惠普")) == ["hp"]
    for column in ("roles", "largest", "projects", "years", "name", "kind"):
        for sign in ("", "-"):
            assert client.get(f"/organisations/?sort={sign}{column}").status_code == 200
    assert codes(client.get("/organisations/?sort=-largest"))[0] == "hp"


def test_totals_stand_apart_by_role_and_are_those_of_the_rows(client, money):
    totals = client.get("/organisations/?year=2013").context["totals"]

    assert [(one.role, "9,001,000" in one.amount) for one in totals] == [
        ("Gave money", True),
        ("Received money", False),
    ]
    (given,) = client.get("/organisations/?role=funder&kind=foundation").context["totals"]
    assert ">1,000\N{NO-BREAK SPACE}yuan" in given.amount


def test_eight_million_and_the_visits_are_never_added(client, report_2011):
    page = client.get("/organisations/").text

    assert "8,000,000" in page
    assert "8,060,000" not in page


def test_facets_count_bodies(client, money):
    facets = {one.name: one for one in client.get("/organisations/").context["facets"]}
    counts = {one.label: one.count for one in facets["role"].values}

    assert counts["Gave money"] == 2
    assert {one.label for one in facets["year"].values} >= {"2011", "2013"}


def test_download_has_the_rows_and_sums_of_the_screen(client, money):
    rows = downloaded(client, "/organisations/?role=funder&format=csv")

    assert [row["code"] for row in rows] == ["hp", "cydf"]
    first = rows[0]
    assert Decimal(first["largest_sum_funder_yuan"]) == 9_000_000
    assert (Decimal(first["projects"]), Decimal(first["first_year"])) == (2, 2013)
    assert first["largest_sum_role"] == "funder"
    assert first["largest_sum_kind"] == "relief_fund"
    assert first["largest_sum_program"] == "relief-projects"
    assert Decimal(first["rows_donor"]) == 1


def test_past_edition_has_its_own_sums(client, money):
    assert "hp" not in codes(client.get("/organisations/?role=funder&edition=1"))
    assert codes(client.get("/organisations/?edition=1"))[0] == "miit"


@pytest.mark.parametrize("query", ["year=x", "kind=x", "sort=x", "role=x", "role=%00"])
def test_wrong_question_gets_an_answer(client, report_2011, query):
    assert client.get(f"/organisations/?{query}").status_code in (200, 404)


def test_list_needs_as_many_queries_for_many_bodies_as_for_few(client, money):
    clear_caches()
    with CaptureQueriesContext(connection) as few:
        client.get("/organisations/")
    for n in range(30):
        publish_reference(
            Organisation, f"more-{n}", name=f"More {n}", kind="company", statement=statement()
        )
    project = make_project("many")
    for body in Organisation.objects.filter(code__startswith="more-"):
        make_allocation(project, funder=body)
    publish(project)
    clear_caches()
    with CaptureQueriesContext(connection) as many:
        response = client.get("/organisations/?per_page=50")

    assert len(many) == len(few) < 60
    assert len(response.content) < 200_000
