"""Figures that pages tell of are those of the rows, today and in the past."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from config.lib.caching import clear_caches
from programs.models import Allocation, Project, Result
from programs.totals import figures, tallies
from records.models import Edition, Statement
from records.review import workflow
from tests.builders import generate_example, make_allocation, make_project, publish, withdraw
from tests.database import without_triggers

pytestmark = pytest.mark.django_db


def total(what: str, **which) -> Decimal:
    found = [one for one in figures.of_edition(None) if one.what == what]
    for name, value in which.items():
        found = [one for one in found if getattr(one, name) == value]
    return sum((one.value or Decimal(0) for one in found), Decimal(0))


def test_few_rows_carry_their_statements(report_2011):
    (relief,) = (
        one
        for one in figures.of_edition(None)
        if (one.of, one.category) == ("relief_fund", "infrastructure")
    )

    (cited,) = figures.notes([relief]).values()

    assert relief.value == 5_838_000
    assert cited == Statement.objects.get(code="infrastructure-fund")


def test_together_adds_what_is_stated_and_says_what_is_not(report_2011, clerk, reviewer):
    project = make_project("wells", year=2011)
    make_allocation(project, allocated=None)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "wells")

    whole = figures.together(figures.of_edition(None), "what", "of", "year", "program", "scope")
    program = project.program_id
    relief = whole["money", "relief_fund", 2011, program, "designated"]

    assert (relief.value, relief.rows, relief.unstated) == (8_000_000, 4, 1)


def test_figures_follow_an_edition_and_hide_drafts(report_2011, clerk, reviewer):
    before = total("money", of="relief_fund", year=2013)
    project = make_project()
    make_allocation(project)
    draft = total("money", of="relief_fund", year=2013)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "wells")

    assert (before, draft) == (0, 0)
    assert total("money", of="relief_fund", year=2013) == 1000


def test_notes_are_found_where_many_rows_have_come_and_gone(report_2011, clerk, reviewer):
    """Then the outcomes do not know the rows that are left."""
    projects = [make_project(f"many-{number}", year=2015) for number in range(18)]
    for project in projects:
        make_allocation(
            project, kind="donation", statement=Statement.objects.get(code="relief-fund")
        )
    publish(*projects)
    tallies.keep(records=1)
    for project in projects[2:]:
        withdraw(project, reviewer, "never built")

    (left,) = (one for one in figures.of_edition(None) if (one.what, one.year) == ("money", 2015))

    assert left.rows == 2
    assert left.statements == (Statement.objects.get(code="relief-fund").pk,)


@pytest.fixture(scope="module")
def made_up(report_for_module):
    """Three hundred projects beside the report."""
    generate_example(300)


def test_figures_are_those_of_the_rows(made_up):
    money = Allocation.objects.as_of(None)
    results = Result.objects.as_of(None)

    for year in (2011, 2013, 2018):
        assert total("projects", year=year) == Project.objects.as_of(None).filter(year=year).count()
        for kind in ("relief_fund", "local_counterpart", "donation"):
            rows = money.filter(kind=kind, project__year=year)
            assert total("money", of=kind, year=year) == rows.total()
        for indicator in results.values_list("indicator", flat=True).distinct():
            rows = results.filter(indicator=indicator, project__year=year)
            summed = rows.aggregate(sum=Sum("value"))["sum"] or 0
            assert total("result", of=str(indicator), year=year) == summed


def test_both_roads_give_the_same_figures(made_up):
    newest = Edition.objects.latest_number()

    today, then = figures.of_edition(None), figures.of_edition(newest)

    assert set(today) == set(then)
    assert len(today) == len(then)


@pytest.mark.parametrize(
    "address", ["/", "/programs/relief-projects/", "/counties/E1001/", "/education/"]
)
def test_pages_ask_as_often_for_many_projects_as_for_few(client, made_up, address):
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    with without_triggers():  # one project of each year more, past the guard
        source = Project.objects.as_of(None).filter(county__code="E1001").first()
        source = source or Project.objects.as_of(None).filter(year=2018).first()
        for number in range(40):
            source.pk, source.code = None, f"more-{number}"
            source.save(force_insert=True)
    clear_caches()
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(few) == len(many) <= 30


def test_notes_of_figures_are_read_by_id(made_up):
    figures.of_edition(None)
    clear_caches()
    with CaptureQueriesContext(connection) as asked:
        few = [one for one in figures.of_edition(None) if one.statements]

    assert few
    assert [
        query for query in asked if "unnest(" in query["sql"] and "of_scope" in query["sql"]
    ] == []
