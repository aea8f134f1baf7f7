"""The pages of places: the map, rankings that are those of the rows, the past, many counties."""

import csv
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from counties.models import County, Province
from programs.models import Allocation, Project, Result
from programs.totals.by_place import by_place
from records.models import Edition
from records.review import workflow
from tests.builders import (
    generate_example,
    make_allocation,
    make_project,
    make_result,
    publish_reference,
)

pytestmark = pytest.mark.django_db
TILES = 34


@pytest.fixture
def made_up(report_2011):
    """Three hundred projects beside the report."""
    generate_example(300)


@pytest.fixture
def published(report_2011, clerk, reviewer):
    """A project of Daning alone with 1,000 yuan, and its result."""
    project = make_project(
        scope="county", county=County.objects.get(code="141030"), title="Wells of Daning"
    )
    make_allocation(project)
    make_result(project)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")
    return project


def names(response) -> list[str]:
    return [str(row.record) for row in response.context["table"].paginated_rows]


def downloaded(client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_every_province_has_a_tile_of_its_own(report_2011):
    places = Province.objects.published().values_list("tile_row", "tile_column")

    assert len(places) == len(set(places)) == TILES
    assert all(row and column for row, column in places)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_map_has_every_province_and_a_caption(client, report_2011, prefix):
    page = client.get(f"{prefix}places/").text

    assert page.count('class="tile ') == TILES
    assert "34" in re.search(r"<figcaption>(.*?)</figcaption>", page, re.DOTALL)[1]
    for code in ("71", "81", "82"):
        province = Province.objects.get(code=f"{code}0000")
        assert f"{province.name_zh if 'zh' in prefix else province.name}" in page


def test_shared_provinces_are_hatched_and_never_shaded(client, report_2011):
    tiles = client.get("/places/").context["map"].picture.tiles

    shared = {one.label for one in tiles if one.is_shared}

    assert shared == {"SX", "SC"}
    assert {one.step for one in tiles} == {0}


def test_what_counties_share_is_a_line_and_no_province_has_it(client, report_2011):
    response = client.get("/places/?year=2011&kind=relief_fund")

    lines = response.context["together"]

    assert next((one.scope, str(one.program)) for one in lines) == (
        "the designated counties together, split not stated",
        "Poverty alleviation projects",
    )
    assert "8,000,000" in lines[0].money[0][1] and "60,000" in lines[1].money[0][1]
    assert "8,060,000" not in response.text
    assert names(response) == ["Shanxi", "Sichuan"]
    assert response.context["totals"].projects == 0


def test_sums_of_places_are_those_of_the_rows(made_up):
    for year in (None, 2015):
        sums = by_place(None, year, "")
        rows = Project.objects.as_of(None).filter(**({"year": year} if year else {}))
        money = Allocation.objects.filter(project__in=rows)

        by_county = dict(rows.exclude(county=None).values_list("county").annotate(n=Count("pk")))
        assert {pk: one.projects for pk, one in sums.counties.items()} == by_county
        for kind in ("relief_fund", "donation"):
            of_kind = money.filter(kind=kind).exclude(project__county=None)
            by_province = dict(
                of_kind.values_list("project__county__province").annotate(n=Sum("amount"))
            )
            told = {pk: one.total(kind) for pk, one in sums.provinces.items() if kind in one.money}
            assert told == by_province
        assert sum(one.results for one in sums.all_sums()) == (
            Result.objects.filter(project__in=rows).count()
        )
        assert sum(one.projects for one in sums.all_sums()) == rows.count()


def test_both_roads_give_the_same_sums(made_up):
    newest = Edition.objects.latest_number()

    for asked in ((None, ""), (2015, ""), (None, "donation"), (2015, "relief_fund")):
        assert by_place(None, *asked) == by_place(newest, *asked)


def test_ranking_has_the_most_money_first(client, made_up):
    for address in ("/places/", "/counties/", "/counties/?year=2015"):
        response = client.get(address)

        sums = response.context["ranking"].sums_of(response.context["table"].Meta.model)
        pks = [row.record.pk for row in response.context["table"].paginated_rows]
        money = [sums[pk].total("relief_fund") or 0 if pk in sums else 0 for pk in pks]

        assert money == sorted(money, reverse=True) and money[0] > 0


def test_every_column_sorts(client, made_up):
    for page in ("places", "counties"):
        for column in ("projects", "relief_fund", "results", "years", "name"):
            up = client.get(f"/{page}/?sort={column}&per_page=50")
            down = client.get(f"/{page}/?sort=-{column}&per_page=50")

            assert up.status_code == down.status_code == 200
            assert names(up) != names(down)


def test_totals_of_a_list_are_those_of_all_its_rows(client, made_up):
    province = County.objects.get(code="E1001").province
    response = client.get(f"/counties/?province={province.code}")

    totals = response.context["totals"]
    rows = Project.objects.as_of(None).filter(county__province=province)

    assert totals.projects == rows.count() > 0
    assert totals.total("relief_fund") == (
        Allocation.objects.filter(project__in=rows, kind="relief_fund").total()
    )


def test_download_has_the_rows_and_sums_of_the_screen(client, made_up):
    for page in ("places", "counties"):
        response = client.get(f"/{page}/?year=2015")

        rows = downloaded(client, f"/{page}/?year=2015&format=csv")
        sums = response.context["ranking"].sums_of(response.context["table"].Meta.model)
        codes = [row.record.code for row in response.context["table"].paginated_rows]

        assert [row["code"] for row in rows][: len(codes)] == codes
        assert len(rows) == response.context["table"].paginator.count
        assert sum(Decimal(row["computed_projects"] or 0) for row in rows) == sum(
            one.projects for one in sums.values()
        )


def test_filters_leave_out_what_has_nothing(client, published):
    assert names(client.get("/counties/?year=2013")) == ["Daning County"]
    assert names(client.get("/counties/?kind=donation")) == []
    assert len(names(client.get("/counties/"))) == 6
    assert names(client.get("/counties/"))[0] == "Daning County"


def test_facets_count_places(client, published):
    facets = {one.name: one for one in client.get("/counties/").context["facets"]}
    chosen = client.get("/counties/?year=2013").context["facets"]

    assert [(one.label, one.count) for one in facets["province"].values] == [
        ("Shanxi", 2),
        ("Henan", 2),
        ("Sichuan", 2),
    ]
    assert [(v.label, v.count) for one in chosen if one.name == "year" for v in one.values] == [
        ("2013", 1)
    ]


@pytest.mark.parametrize("page", ["places", "counties"])
def test_past_edition_has_its_own_sums(client, published, page):
    today = client.get(f"/{page}/").context["totals"]
    then = client.get(f"/{page}/?edition=1").context["totals"]

    assert (today.projects, today.total("relief_fund"), today.results) == (1, Decimal(1000), 1)
    assert (then.projects, then.total("relief_fund"), then.results) == (0, None, 0)


def test_tile_stands_where_its_edition_has_it(client, report_2011):
    publish_reference(Province, "140000", tile_row=9, tile_column=9)

    def tile(address):
        tiles = client.get(address).context["map"].picture.tiles
        return next((one.row, one.column) for one in tiles if one.label == "SX")

    assert tile("/places/") == (9, 9)
    assert tile("/places/?edition=1") == (3, 4)


def test_draft_is_no_part_of_a_place(client, report_2011):
    make_allocation(make_project(scope="county", county=County.objects.get(code="141030")))

    assert client.get("/counties/").context["totals"].projects == 0


@pytest.mark.parametrize("page", ["places/", "counties/", "counties/141030/"])
def test_page_needs_as_many_queries_for_many_rows_as_for_few(client, published, page):
    with CaptureQueriesContext(connection) as few:
        client.get(f"/{page}")
    generate_example(300)
    with CaptureQueriesContext(connection) as many:
        response = client.get(f"/{page}")

    assert len(many) <= len(few) + 4  # rows that only the larger ledger has
    assert len(many) < 60
    assert len(response.content) < 200_000


@pytest.mark.parametrize("query", ["year=x", "kind=x", "sort=x", "province=x"])
def test_wrong_question_gets_an_answer(client, report_2011, query):
    for page in ("places", "counties"):
        assert client.get(f"/{page}/?{query}").status_code in (200, 404)
