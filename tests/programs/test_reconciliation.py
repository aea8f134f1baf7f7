"""Stated beside computed: part by part, and added up by the database."""

from programs.models import Project
from programs.reconciliation import comparisons, sums
from tests.builders import make_allocation, make_project


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
