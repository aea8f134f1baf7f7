"""Counts and sums that lists show are those of the rows that they let download."""

import random
from collections import defaultdict
from decimal import Decimal
from itertools import combinations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Count

from config.lib.caching import clear_caches
from counties.models import County, Province
from programs import completeness
from programs.models import (
    AmountBand,
    Category,
    MoneyKind,
    MoneyLevel,
    Program,
    Project,
    Status,
    TallyBlock,
    TallyCell,
)
from programs.models.tallies import DIMENSIONS, WHOLE_LEVEL
from programs.totals import tallies as totals
from programs.totals.tallies import MEASURES
from programs.totals.verification import differing_tally
from records.models import Edition, Scope
from records.models.reading import reading
from records.review import workflow
from tests.builders import (
    generate_example,
    make_allocation,
    make_project,
    publish_reference,
    statement,
)
from tests.database import as_table_owner
from tests.programs.figures_of_rows import (
    answers_of_rows,
    coordinators_of,
    coordinators_of_rows,
    ids_of_outcomes,
    ids_of_rows,
    outcomes_of,
    outcomes_of_rows,
    sources_of,
    sources_of_rows,
)
from tests.programs.test_exports import rows_of
from tests.random_work import Luck

pytestmark = pytest.mark.django_db
LISTS = {"/projects/": "projects", "/funds/": "rows"}


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
    counted, listed = counter.rows.number, response.context["table"].paginator.count
    assert counted == listed == len(rows), asked_for
    codes = {str(one): one.code for one in Program.objects.all()}
    summed = defaultdict(Decimal)
    for row in counter.sums:
        summed[codes[row.program], row.kind.label] += row.tally.amount
    assert dict(summed) == sums_of(money), asked_for
    assert counter.unstated == sum(1 for row in money if not row["amount"]), asked_for
    about = sum(1 for row in money if row["qualifier"])
    assert sum(row.tally.qualified for row in counter.sums) == about, asked_for
    return response.context["facets"]


def move(county: County, province: Province) -> None:
    publish_reference(County, county.code, province=province)


def counts_of(client, *provinces: Province) -> list[int]:
    pages = [client.get(asked("/projects/", {"province": one.code})) for one in provinces]
    return [page.context["counter"].rows.number for page in pages]


def test_bands_are_those_of_the_vocabulary():
    with connection.cursor() as cursor:
        for band in AmountBand:
            start, end = band.limits
            for amount in (start, start if end is None else end - Decimal("0.01")):
                cursor.execute("SELECT ledger_band(%s)", [amount])
                assert cursor.fetchone() == (band,)
        cursor.execute("SELECT ledger_band(NULL)")
        assert cursor.fetchone() == ("",)


def every_grain() -> list[totals.TallyGroup]:
    """A group for each set of dimensions that the cells are counted by."""
    sets = [of for n in range(len(DIMENSIONS) + 1) for of in combinations(DIMENSIONS, n)]
    return [totals.TallyGroup(",".join(of), of, ()) for of in sets if is_held(of)]


def is_held(dimensions: tuple[str, ...]) -> bool:
    return totals.grain_for(frozenset(dimensions)) == totals.grain(dimensions)


def counted_from_rows(groups: list[totals.TallyGroup], edition: int | None, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(totals, "grain_for", lambda _needed: None)
        clear_caches()
        return totals.count(groups, edition)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("records", [1, 4])
def test_tallies_of_every_edition_are_those_of_its_rows(
    report_2011, clerk, reviewer, seed, records, monkeypatch
):
    luck = Luck(seed, clerk, reviewer)
    for step in range(24):
        luck.work()
        if step == 15:  # later editions are read from their rows
            totals.keep(records)
    groups = every_grain()

    assert TallyBlock.objects.filter(level=1).exists() is (records == 1)
    assert differing_tally() is None
    for edition in (None, *range(1, Edition.objects.latest_number() + 1)):
        with reading(edition):
            clear_caches()
            assert totals.count(groups, edition) == counted_from_rows(groups, edition, monkeypatch)
            assert outcomes_of(edition) == outcomes_of_rows(edition)
            assert ids_of_outcomes(edition) <= ids_of_rows(edition)
            assert completeness.count(edition) == answers_of_rows(edition)
            for year in (2011, 2012, 2013):
                assert sources_of(year, edition) == sources_of_rows(year, edition)
                assert coordinators_of(year, edition) == coordinators_of_rows(year, edition)
    assert ids_of_outcomes(None)


@pytest.mark.soak
def test_rebuilt_tallies_are_the_same(report_2011):
    generate_example(1_200)
    totals.keep()
    before = held()
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_tallycell SET projects = 99")

    call_command("rebuild_totals", verbosity=0)

    assert held() == before != set()


def held() -> set[tuple]:
    cells = TallyCell.objects.exclude(block__level=WHOLE_LEVEL)
    return set(cells.values_list("block__until", "grain", *DIMENSIONS, *MEASURES))


@pytest.fixture(scope="module")
def made_up(report_for_module):
    """Three hundred projects in eleven editions, with their tallies in blocks."""
    generate_example(300)
    totals.keep(records=1)


@pytest.mark.soak
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


def test_tallies_follow_a_publication(client, made_up, clerk, reviewer):
    before = client.get("/funds/?year=2013").context["counter"]
    project = make_project()
    make_allocation(project)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "wells")

    after = client.get("/funds/?year=2013").context["counter"]

    assert after.rows.number == before.rows.number + 1


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


def test_drafts_count_nowhere(client, made_up):
    make_allocation(make_project())

    assert client.get("/funds/?year=2013").context["counter"].rows.number == 90


def test_every_grain_has_its_cells(made_up):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT grain FROM programs_tallycell")
        held = {grain for (grain,) in cursor.fetchall()}

    assert {totals.grain(group.dimensions) for group in every_grain()} == held


def test_newest_sums_are_read_from_one_block(made_up):
    """And from the blocks that they add up, where an edition before them is read."""
    groups = every_grain()
    newest = TallyBlock.objects.get(level=WHOLE_LEVEL)

    assert newest.until == TallyBlock.objects.exclude(level=WHOLE_LEVEL).latest("until").until
    assert set(newest.cells.values_list("grain", flat=True)) == set(totals.WHOLE_GRAINS)
    with as_table_owner():
        before = totals.count(groups, None), outcomes_of(None)
        newest.cells.all()._raw_delete("default")
        newest.outcomes.all()._raw_delete("default")
        newest.delete()
    clear_caches()
    assert (totals.count(groups, None), outcomes_of(None)) == before


def test_a_transaction_sees_its_own_tallies(made_up, clerk, reviewer, monkeypatch):
    """As a preview of a publication does, which is undone."""
    with transaction.atomic():
        Luck(1, clerk, reviewer).publish()
        groups = every_grain()
        assert totals.count(groups, None) == counted_from_rows(groups, None, monkeypatch)


def test_application_writes_no_tallies(made_up):
    for verb in ("DELETE FROM", "UPDATE", "INSERT INTO"):
        rest = {"UPDATE": "SET projects = 1", "INSERT INTO": "(projects) VALUES (1)"}.get(verb, "")
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{verb} programs_tallycell {rest}")
