"""What designated counties report themselves adds up, and is never added to what was stated of them
together."""

from decimal import Decimal

import pytest

from config.lib.caching import clear_caches
from counties.models import County, CountyVersion
from portal.compare.rows import Part, of_years
from portal.reports import data, year_summary
from programs.models import Program, Project, StatedTotal
from programs.totals import added_up, figures
from programs.totals.reconciliation import comparisons, effects, sums
from programs.totals.roll_up import ROLLED_UP, designated
from records.models import Scope, SourceVersion, Statement
from records.models.reading import reading
from records.review.copying import next_version
from tests.builders import make_allocation, make_project, make_result, publish
from tests.portal.test_stories import told
from tests.programs.test_exports import rows_of

pytestmark = pytest.mark.django_db
YEAR = 2012
SUM = Decimal(7_000)


@pytest.fixture
def counties(report_2011) -> list[County]:
    """The counties that were designated in 2012."""
    return list(County.objects.designated_in(YEAR).order_by("code"))


@pytest.fixture
def reported(counties) -> list[Project]:
    """Two of six counties report their relief money of 2012, one of them local money too."""
    first = county_project("first", counties[0])
    make_allocation(first, allocated=3_000)
    make_allocation(first, line=2, kind="local_counterpart", allocated=500)
    second = county_project("second", counties[1], category="industry")
    make_allocation(second, allocated=4_000)
    publish(first, second)
    return [first, second]


def county_project(code: str, county: County, **changes) -> Project:
    given = {"year": YEAR, "county": county, "scope": Scope.COUNTY, "component_count": 2}
    return make_project(code, **{**given, **changes})


def stated_together(code: str = "together", **changes) -> Project:
    project = make_project(code, year=YEAR, scope=Scope.DESIGNATED, **changes)
    make_allocation(project, allocated=9_000)
    publish(project)
    return project


def relief(scope: str, year: int = YEAR) -> figures.Figure | None:
    known = figures.together(figures.of_edition(None), "what", "of", "year", "scope")
    return known.get(("money", "relief_fund", year, scope))


def test_counties_that_report_themselves_add_up(reported, counties):
    rolled_up = relief(ROLLED_UP)

    assert (rolled_up.value, rolled_up.rows) == (SUM, 2)
    assert rolled_up.counties == {one.pk for one in counties[:2]}
    assert (rolled_up.designated, rolled_up.reported) == (6, "2 of 6 counties reported")
    assert rolled_up.is_partial
    assert relief(Scope.COUNTY) is None
    assert {one.statement_id for one in reported} == set(rolled_up.statements)


def test_other_counties_stay_apart(reported):
    other = county_project("other", County.objects.exclude(code__in=designated_codes()).first())
    make_allocation(other, allocated=100)
    publish(other)

    assert (relief(ROLLED_UP).value, relief(Scope.COUNTY).value) == (SUM, 100)


def designated_codes():
    return County.objects.designated_in(YEAR).values("code")


def test_county_that_reports_another_kind_of_money_has_not_reported_this_one(reported):
    known = figures.together(figures.of_edition(None), "what", "of", "year", "scope")

    local = known["money", "local_counterpart", YEAR, ROLLED_UP]

    assert local.reported == "1 of 6 counties reported"


def test_county_designated_in_a_part_of_the_year_counts(reported, counties):
    change_term(counties[1], starts="2012-11", ends="")

    assert relief(ROLLED_UP).reported == "2 of 6 counties reported"


@pytest.mark.parametrize("term", [{"starts": "2013", "ends": ""}, {"ends": "2011-12-31"}])
def test_county_takes_its_projects_out_of_the_roll_up_with_its_designation(
    reported, counties, term
):
    before = publish(county_project("third", counties[2])).number

    change_term(counties[1], **term)

    assert (relief(ROLLED_UP).value, relief(Scope.COUNTY).value) == (3_000, 4_000)
    assert relief(ROLLED_UP).reported == "1 of 5 counties reported"
    with reading(before):
        past = figures.together(figures.of_edition(before), "what", "of", "year", "scope")
    assert past["money", "relief_fund", YEAR, ROLLED_UP].reported == "2 of 6 counties reported"
    assert past["money", "relief_fund", YEAR, ROLLED_UP].value == SUM


def change_term(county: County, **term) -> None:
    """Another beginning or end of the designation of a county, in an edition of its own."""
    public = CountyVersion.objects.published().get(code=county.code)
    draft = next_version(public, "better known")
    draft.designations.filter(kind="designated").update(**term)
    publish(draft)
    clear_caches()


def test_roll_up_and_stated_sum_are_never_added(reported):
    stated_together()

    assert (relief(ROLLED_UP).value, relief(Scope.DESIGNATED).value) == (SUM, 9_000)
    assert (relief(ROLLED_UP).line, relief(Scope.DESIGNATED).line) == (ROLLED_UP, Scope.DESIGNATED)


def test_years_are_compared_in_one_line(reported):
    (row,) = [
        one for one in of_years(2011, YEAR, None)[Part.MONEY] if "relief-projects" in row_of(one)
    ]

    stated, rolled_up = row.sides
    assert (stated.value, rolled_up.value) == (8_000_000, SUM)
    assert "2 of 6 counties reported" in rolled_up.html
    assert "2012: 2 of 6 counties reported" in row.scope
    assert row.difference == ""


def row_of(row) -> str:
    relief_funds = row.name.lower().endswith("relief funds")
    return row.sides[1].address if relief_funds and row.sides[1] else ""


def test_years_are_subtracted_where_all_counties_reported(reported, counties):
    rest = [county_project(f"rest-{one.code}", one) for one in counties[2:]]
    for project in rest:
        make_allocation(project, allocated=1_000)
    publish(*rest)

    (row,) = [
        one for one in of_years(2011, YEAR, None)[Part.MONEY] if "relief-projects" in row_of(one)
    ]

    assert "6 of 6 counties reported" in row.sides[1].html
    assert row.values == (8_000_000, 11_000)


def test_years_have_two_lines_where_a_year_says_both(reported):
    stated_together()

    rows = [one for one in of_years(2011, YEAR, None)[Part.MONEY] if row_of(one)]

    values = {(one.sides[0] and one.sides[0].value, one.sides[1].value) for one in rows}
    assert {(8_000_000, 9_000), (None, SUM)} <= values
    assert len({one.scope for one in rows}) == len(rows)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/?year=2012", "added up from the reports of 2 of 6 designated counties and districts"),
        ("/zh-hans/?year=2012", "6个定点扶贫县（区）中2个"),
        ("/compare/?a=2011&b=2012", "2 of 6 counties reported"),
        ("/reports/2012/", "2 of 6 counties reported"),
        ("/zh-hans/reports/2012/", "6个县（区）中2个已上报"),
        ("/programs/relief-projects/?year=2012", "2 of 6 counties reported"),
        ("/counties/designated/2012/", "2 of 6 counties reported"),
    ],
)
def test_pages_say_how_many_counties_reported(client, reported, address, words):
    assert words in told(client.get(address))


def test_home_says_of_two_sums_which_is_which(client, reported):
    stated_together()

    page = client.get("/?year=2012")

    words = told(page).lower()
    assert "the designated counties, by their own reports" in words
    assert "money not in this table, by area: the designated counties together" in words
    assert "9,000" not in words and "16,000" not in words


def test_page_of_parts_names_every_county(client, reported, counties):
    stated_together()
    page = client.get("/counties/designated/2012/")

    words = told(page)
    for county in counties:
        assert county.name in words
    assert words.count("not reported") >= 2
    for amount in ("3,000", "4,000", "7,000", "9,000"):
        assert amount in words
    assert client.get("/counties/designated/1066/").status_code == 404


def test_report_compares_with_the_year_before(reported):
    report = data.build(YEAR, None)

    (line,) = [
        one
        for one in year_summary.beside_year_before(report)
        if one.this and one.this.key[:2] == ("money", "relief-projects")
        if one.this.key[-1] == "relief_fund"
    ]

    assert (line.this.value, line.before.value) == (SUM, 8_000_000)
    assert (line.change, line.this.reported) == (None, "2 of 6 counties reported")


@pytest.fixture
def total(counties) -> StatedTotal:
    """A source states the relief money of 2012."""
    document = SourceVersion.objects.published().get(code="report-2011")
    draft = next_version(document, "one more total")
    StatedTotal.objects.create(
        document=draft,
        line=500,
        statement=unused_statement(),
        adds="money",
        year=YEAR,
        program=Program.objects.get(code="relief-projects"),
        money_kinds=["relief_fund"],
    )
    publish(draft)
    return StatedTotal.objects.as_of(None).get(year=YEAR, adds="money")


def unused_statement() -> Statement:
    """One of the report that gives a figure, and is no total yet."""
    used = StatedTotal.objects.values("statement")
    known = Statement.objects.filter(source__code="report-2011", unit="CNY").exclude(pk__in=used)
    return known.order_by("pk").first()


def compared() -> list:
    (from_parts,) = comparisons(None, year=YEAR, adds="money")
    (from_sums,) = sums(Project.objects.as_of(None), year=YEAR, adds="money")
    totals = added_up.totals_of(None, year=YEAR).filter(adds="money")
    (kept,) = added_up.compared(None, totals)
    return [
        (one.computed, one.part_count, one.apart, one.apart_count, one.counties, one.designated)
        for one in (from_parts, from_sums, kept)
    ]


def test_reconciliation_adds_up_what_counties_reported(total, reported):
    assert compared() == [(SUM, 2, 0, 0, 2, 6)] * 3


def test_reconciliation_adds_no_work_twice(total, reported):
    """Infrastructure is stated together, and stands apart; industry is reported alone."""
    stated_together()

    assert compared() == [(13_000, 2, 3_000, 1, 2, 6)] * 3


def test_reconciliation_shows_both_and_says_which(client, total, reported):
    stated_together()

    words = told(client.get("/reconciliation/"))

    assert "not added: 3,000" in words
    assert "(2 of 6 counties reported)" in words
    rows = rows_of(client, "/reconciliation/?format=csv")
    (row,) = [one for one in rows if one["statement"] == total.statement.code]
    counted = row["apart"], row["counties_reported"], row["counties_designated"]
    assert counted == ("3000.00", "2", "6")


def test_api_says_how_many_counties_reported(client, total, reported):
    alone = f"/data/api/v1/reconciliation/{total.statement.source.code}/{total.statement.code}"
    assert client.get(alone).json()["item"]["own_reports"]["apart"] == "0"
    stated_together()

    item = client.get(alone).json()["item"]
    listed = client.get("/data/api/v1/reconciliation").json()["items"]

    assert item["own_reports"] == {
        "counties": 2,
        "designated": 6,
        "words": "2 of 6 counties reported",
        "words_zh": "6个县（区）中2个已上报",
        "apart": "3000",
        "apart_parts": 1,
    }
    assert [part["value"] for part in item["apart"]] == ["3000"]
    (same,) = [one for one in listed if one["total"]["statement"]["code"] == total.statement.code]
    assert same["own_reports"] == item["own_reports"]
    assert None in [one["own_reports"] for one in listed], "counties said nothing of most totals"


def test_api_describes_what_it_says_of_counties(client, report_2011):
    schemas = client.get("/data/api/v1/openapi.json").json()["components"]["schemas"]

    fields = schemas["OwnReports"]["properties"]
    assert all(one["description"] for one in fields.values())
    assert "own_reports" in schemas["ComparisonItem"]["properties"]


def test_correction_moves_reported_sums_apart(total, reported, clerk):
    """What is stated together of the same work puts the reports of counties apart."""
    draft = make_project("late", year=YEAR, scope=Scope.DESIGNATED, category="industry")
    make_allocation(draft, allocated=6_000)

    ((before, after),) = effects(None, draft)

    assert (before.computed, before.apart) == (SUM, 0)
    assert (after.computed, after.apart) == (9_000, 4_000)


def test_share_of_one_county_is_no_share_of_all(reported, counties):
    project = county_project("share", counties[0])
    make_result(project)
    publish(project)

    shares = [one for one in figures.of_edition(None) if (one.what, one.year) == ("result", YEAR)]

    assert [one.scope for one in shares] == [ROLLED_UP]


def test_designated_counties_are_those_of_the_list(report_2011):
    for year in range(2000, 2020):
        ids = set(County.objects.designated_in(year).values_list("pk", flat=True))
        assert designated(None).in_year(year) == ids
