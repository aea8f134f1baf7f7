"""Stated beside computed: part by part, and added up by the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import MoneyKind, Project, StatedTotal
from programs.totals.reconciliation import comparisons, effects, sums
from programs.totals.roll_up import designated
from records.models import SourceVersion, Statement
from records.review import workflow
from records.review.copying import next_version
from records.review.dry_run import rehearsed
from tests.builders import generate_example, make_allocation, make_project, make_result, publish


def told(compared):
    return [(row.total, row.computed, row.tolerance, row.outcome) for row in compared]


def test_sums_say_the_same_as_the_parts(report_2011):
    projects = Project.objects.as_of(None)

    assert told(sums(projects)) == told(comparisons(None))
    assert all(row.parts for row in comparisons(None))


def test_sums_of_nothing_are_incomplete_like_the_parts_of_nothing(report_2011):
    (summed,) = sums(Project.objects.none(), statement__code="relief-fund")

    assert (summed.computed, summed.difference, summed.outcome) == (0, -8_000_000, "incomplete")


def test_sum_with_a_part_that_is_not_stated_is_incomplete(report_2011):
    make_allocation(make_project(year=2011), allocated=None)

    (summed,) = sums(Project.objects.all(), statement__code="relief-fund")

    assert (summed.computed, summed.outcome) == (8_000_000, "incomplete")


def corrected(clerk, **changes) -> Project:
    published = Project.objects.get(code="2011-infrastructure")
    draft = workflow.start_correction(published, clerk, "a digit")
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def changes_of(version: Project) -> list[tuple]:
    """Totals before and after a rehearsed publication, where they differ."""
    before = sums(Project.objects.as_of(None))
    with rehearsed([version]):
        after = sums(Project.objects.as_of(None))
    pairs = zip(told(before), told(after), strict=True)
    return [(one, other) for one, other in pairs if one != other]


@pytest.fixture(scope="module")
def many_totals(report_for_module):
    """Totals of every kind over made-up projects of many years, beside those of the report."""
    generate_example(120)
    (program,) = {total.program for total in StatedTotal.objects.exclude(program=None)[:1]}
    report = StatedTotal.objects.filter(year=2011)
    indicator = report.exclude(indicator=None).first().indicator
    figure = {"value": 1, "step": 1, "unit": "project"}
    draft = next_version(SourceVersion.objects.get(code="report-2011"), "more totals")
    for year in range(2011, 2022):
        for adds in StatedTotal.Adds:
            for place, one in enumerate((None, program)):
                code = f"{adds}-{year}-{place}".replace("_", "-")
                draft.statements.create(code=code, summary=code, **figure)
                draft.stated_totals.create(
                    statement=Statement.objects.get(source__code="report-2011", code=code),
                    adds=adds,
                    year=year,
                    program=one,
                    category="infrastructure" if place else "",
                    money_kinds=MoneyKind.values[: 2 + place],
                    indicator=indicator,
                )
    publish(draft)


def test_sums_of_every_kind_say_the_same_as_the_parts(many_totals):
    projects = Project.objects.as_of(None)

    assert len(told(sums(projects))) > 100
    assert told(sums(projects)) == told(comparisons(None))


def test_sums_ask_as_much_for_a_hundred_totals_as_for_ten(many_totals):
    projects = Project.objects.as_of(None)
    designated(None)
    with CaptureQueriesContext(connection) as few:
        sums(projects, adds="money", year=2012)
    with CaptureQueriesContext(connection) as many:
        sums(projects, adds__in=["money", "projects", "results", "seminar_reports"])

    assert len(few) == len(many) == 3


@pytest.mark.parametrize(
    "changes", [{}, {"year": 2012}, {"component_count": 99}, {"category": "farming"}]
)
def test_effects_are_what_a_rehearsal_would_show(many_totals, clerk, changes):
    draft = corrected(clerk, **changes)
    draft.allocations.filter(line=1).update(allocated=6_838_000)

    found = effects(Project.objects.published().get(code=draft.code), draft)

    assert [(*told([one]), *told([other])) for one, other in found] == changes_of(draft)
    assert found


def test_effects_of_a_new_project_are_what_it_adds(many_totals):
    project = make_project(year=2011, component_count=3)
    make_allocation(project)
    make_result(project)

    found = effects(None, project)

    assert [(*told([one]), *told([other])) for one, other in found] == changes_of(project)


def test_effects_ask_a_bounded_number_of_queries(many_totals, clerk):
    draft = corrected(clerk, component_count=99)
    old = Project.objects.published().get(code=draft.code)
    designated(None)

    with CaptureQueriesContext(connection) as asked:
        effects(old, draft)

    assert len(asked) == 5
