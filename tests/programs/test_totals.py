"""Counts and sums that lists show are those of the rows that they let download."""

import random
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count

from counties.models import County, Province
from programs.models import AmountBand, Category, MoneyKind, MoneyLevel, Program, Project, Status
from programs.models.tallies import DIMENSIONS, TallyCell
from programs.totals import tallies as totals
from records.models import Edition, Scope
from records.review import workflow
from tests.builders import (
    generate_example,
    make_allocation,
    make_project,
    publish_reference,
    statement,
    withdraw,
)
from tests.database import without_triggers
from tests.programs.test_exports import rows_of

pytestmark = pytest.mark.django_db
LISTS = {"/projects/": "projects", "/funds/": "rows"}


@pytest.fixture
def made_up(report_2011):
    """Three hundred projects, and the tallies of them."""
    generate_example(300)
    totals.rebuild()


def some_filter(luck: random.Random) -> dict[str, str]:
    """One to four filters, among them those that find nothing."""
    choices = {
        "year": range(2011, 2022),
        "year_from": range(2012, 2022),
        "year_to": range(2012, 2022),
        "program": Program.objects.values_list("code", flat=True),
        "category": Category.values,
        "province": ["none", *Province.objects.values_list("code", flat=True)],
        "county": ["none", *(f"E{1000 + number}" for number in range(1, 40))],
        "scope": Scope.values,
        "status": ["none", *Status.values],
        "kind": MoneyKind.values,
        "level": ["none", *MoneyLevel.values],
        "band": ["none", *AmountBand.values],
        "amount_from": [0, 10_000, 123_456],
        "amount_to": [0, 50_000, 2_000_000],
    }
    names = luck.sample(sorted(choices), luck.randint(1, 4))
    return {name: str(luck.choice(list(choices[name]))) for name in names}


def asked(address: str, asked_for: dict[str, str], **more) -> str:
    return f"{address}?" + "&".join(f"{k}={v}" for k, v in {**asked_for, **more}.items())


def sums_of(rows: list[dict[str, str]]) -> dict[tuple[str, str], Decimal]:
    found = defaultdict(Decimal)
    for row in rows:
        found[row["program"], row["kind_name"]] += Decimal(row["amount"] or 0)
    return dict(found)


def check_list(client, address, asked_for):
    response = client.get(asked(address, asked_for))
    counter = response.context["counter"]
    rows = rows_of(client, asked(address, asked_for, format="csv"))
    money = rows_of(client, asked("/funds/", asked_for, format="csv"))

    assert response.status_code == 200
    assert counter.count == response.context["table"].paginator.count == len(rows), asked_for
    codes = {str(one): one.code for one in Program.objects.all()}
    summed = defaultdict(Decimal)
    for row in counter.sums:
        summed[codes[row.program], row.kind.label] += row.tally.amount
    assert dict(summed) == sums_of(money), asked_for
    assert counter.unstated == sum(1 for row in money if not row["amount"]), asked_for
    about = sum(1 for row in money if row["qualifier"])
    assert sum(row.tally.qualified for row in counter.sums) == about, asked_for
    return response.context["facets"]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("edition", ["", "6"])
def test_figures_are_those_of_the_download(client, made_up, address, seed, edition):
    luck = random.Random(seed)  # noqa: S311  # the same filters in every run
    asked_for = {**some_filter(luck), **({"edition": edition} if edition else {})}

    facets = check_list(client, address, asked_for)

    links = [value for facet in facets for value in facet.values]
    for value in luck.sample(links, min(len(links), 3)):
        joined = "&" if "?" in value.address else "?"
        left = rows_of(client, f"{value.address}{joined}format=csv")
        assert value.is_chosen or value.count == len(left), (asked_for, value)


@pytest.mark.parametrize("seed", range(4))
def test_both_roads_count_the_same(client, made_up, seed):
    """From the table of today, and from the rows of the newest edition."""
    newest = Edition.objects.latest_number()
    asked_for = some_filter(random.Random(seed))  # noqa: S311  # the same filters in every run

    for address in LISTS:
        pages = [
            client.get(asked(address, asked_for)).context,
            client.get(asked(address, asked_for, edition=newest)).context,
        ]
        today, same = (page["counter"] for page in pages)
        assert (today.count, today.sums, today.unstated) == (same.count, same.sums, same.unstated)
        today, same = (
            [[(v.label, v.count) for v in facet.values] for facet in page["facets"]]
            for page in pages
        )
        assert today == same


def test_tallies_follow_a_publication(client, made_up, clerk, reviewer):
    before = client.get("/funds/?year=2013").context["counter"]
    project = make_project()
    make_allocation(project)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "wells")

    after = client.get("/funds/?year=2013").context["counter"]
    held = tallies()
    totals.rebuild()

    assert after.count == before.count + 1
    assert held == tallies()


def test_tallies_follow_a_correction_and_a_withdrawal(client, made_up, clerk, reviewer):
    project = make_project()
    make_allocation(project)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "wells")
    client.get("/funds/")
    project.refresh_from_db()
    draft = workflow.start_correction(project, clerk, "less money")
    draft.allocations.update(allocated=5)
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "less money")
    client.get("/funds/")
    draft.refresh_from_db()
    withdraw(draft, reviewer, "never built")
    client.get("/funds/")

    held = tallies()
    totals.rebuild()

    assert held == tallies()


def move(county: County, province: Province) -> None:
    publish_reference(County, county.code, province=province)


def counts_of(client, *provinces: Province) -> list[int]:
    pages = [client.get(asked("/projects/", {"province": one.code})) for one in provinces]
    return [page.context["counter"].count for page in pages]


@pytest.fixture
def counties(made_up):
    """The three counties with the most projects, of three provinces, and a province with none."""
    with_projects = Project.objects.published().exclude(county=None).values("county")
    busiest = with_projects.annotate(n=Count("pk")).order_by("-n", "county")
    rows = [County.objects.select_related("province").get(pk=row["county"]) for row in busiest]
    found = list({county.province_id: county for county in rows}.values())[:3]
    given = {"name": "New", "name_zh": "新省", "statement": statement()}
    return *found, publish_reference(Province, "990000", **given)


def test_county_takes_its_totals_to_its_new_province_with_its_edition(client, counties):
    county, _other, _third, new = counties
    old = county.province
    before = counts_of(client, old, new)
    own = Project.objects.published().filter(county=county).count()

    move(county, new)

    assert before[1] == 0 < own
    assert counts_of(client, old, new) == [before[0] - own, own]
    for filters in ({}, {"kind": "relief_fund"}, {"year": "2013", "band": "100k-1m"}):
        check_list(client, "/funds/", {"province": new.code, **filters})
        check_list(client, "/projects/", {"province": old.code, **filters})


def test_tallies_after_moves_are_those_that_would_be_counted_anew(client, counties):
    one, other, third, new = counties
    move(one, other.province)
    move(other, new)
    move(third, new)
    move(one, new)

    held = tallies()
    totals.rebuild()

    assert held == tallies()


def test_county_moves_while_an_edition_is_not_counted_yet(client, counties, clerk, reviewer):
    """The tallies are still of the edition before; they go on from there."""
    county, _other, _third, new = counties
    client.get("/projects/")
    project = make_project(scope="county", county=county)
    make_allocation(project)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "wells")

    move(county, new)
    client.get("/projects/")
    held = tallies()
    totals.rebuild()

    assert held == tallies()


def test_bands_of_a_moved_county_are_those_of_the_vocabulary(counties):
    """The trigger and `AmountBand` name the same limits."""
    county, _other, _third, new = counties
    project = make_project(scope="county", county=county)
    for band in AmountBand:
        start, end = band.limits
        for amount in filter(None, (start, end and end - Decimal("0.01"))):
            make_allocation(project, allocated=amount, line=project.allocations.count() + 1)
    with without_triggers():
        Project.objects.filter(pk=project.pk).update(state="published", published_in=1)
    totals.rebuild()

    move(county, new)
    held = tallies()
    totals.rebuild()

    assert held == tallies()


def test_drafts_count_nowhere(client, made_up):
    make_allocation(make_project())

    assert client.get("/funds/?year=2013").context["counter"].count == 90


def test_restored_database_is_counted_anew(client, report_2011):
    client.get("/projects/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programs_tallyedition SET digest = 'of another ledger'")
        cursor.execute("UPDATE programs_tallycell SET projects = 99")

    response = client.get("/projects/")

    assert response.context["counter"].count == response.context["table"].paginator.count < 99


def tallies() -> set[tuple]:
    cells = TallyCell.objects.filter(projects__gt=0)
    return set(cells.values_list("grain", *DIMENSIONS, *totals.MEASURES))
