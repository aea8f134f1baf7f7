"""Stated beside computed (账实核对): what a source adds up, added up again from published rows.

The test of rounding: every printed figure has a step, the unit of its last printed digit. A sum
of printed parts may differ from a printed total by half the step of the total plus half the sum
of the steps of the parts, and no more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum, TextChoices, Value
from django.utils.translation import gettext_lazy as _

from config.lib.money import add
from counties.models import County
from programs.models import Allocation, Project, Result, SeminarReport, StatedTotal
from records.models import Statement

Projects = QuerySet[Project]


class Outcome(TextChoices):
    """How a stated total and the computed one compare."""

    EQUAL = "equal", _("equal")
    ROUNDING = "rounding", _("rounding")
    INCOMPLETE = "incomplete", _("incomplete")
    MISMATCH = "mismatch", _("mismatch")


@dataclass(frozen=True)
class Part:
    """One row that a total adds: its name, address, value (None when not stated) and source."""

    name: str
    address: str
    value: Decimal | None
    statement: Statement | None

    @property
    def step(self) -> Decimal:
        """The step of the last printed digit; 0 when the part is not a printed figure."""
        return (self.statement and self.statement.step) or Decimal(0)


@dataclass(frozen=True)
class Comparison:
    """A stated total beside the sum of its parts; `parts` only where they were asked for."""

    total: StatedTotal
    computed: Decimal
    part_steps: Decimal  # the steps of the parts, added up
    is_complete: bool  # there are parts, and each is stated
    parts: tuple[Part, ...] = ()

    @property
    def stated(self) -> Decimal:
        return self.total.statement.value or Decimal(0)

    @property
    def difference(self) -> Decimal:
        """Computed minus stated."""
        return self.computed - self.stated

    @property
    def tolerance(self) -> Decimal:
        """The largest difference that rounding of the printed figures can explain."""
        return ((self.total.statement.step or Decimal(0)) + self.part_steps) / 2

    @property
    def outcome(self) -> Outcome:
        if not self.is_complete:
            return Outcome.INCOMPLETE
        if self.difference == 0:
            return Outcome.EQUAL
        within = abs(self.difference) <= self.tolerance
        return Outcome.ROUNDING if within else Outcome.MISMATCH


def comparisons(edition: int | None, **which: object) -> list[Comparison]:
    """Every stated total beside its parts in an edition (None is today); `which` narrows the
    totals, as `year=2011`."""
    projects = Project.objects.as_of(edition)
    return [compare(total, projects) for total in _totals(which)]


def sums(projects: Projects, **which: object) -> list[Comparison]:
    """The same from `projects`, published or not, added up by the database without the parts."""
    return [_sum_up(total, projects) for total in _totals(which)]


def compare(total: StatedTotal, projects: Projects) -> Comparison:
    """Compute `total` from the rows of `projects`, part by part."""
    addend = ADDENDS[StatedTotal.Adds(total.adds)]
    rows = addend.rows(total, projects)
    parts = tuple(addend.part(row) for row in rows.select_related(*addend.related))
    return Comparison(
        total,
        computed=add(part.value for part in parts),
        part_steps=add(part.step for part in parts),
        is_complete=bool(parts) and all(part.value is not None for part in parts),
        parts=parts,
    )


def _totals(which: dict[str, object]) -> QuerySet[StatedTotal]:
    totals = StatedTotal.objects.filter(**which)
    return totals.select_related("statement__source", "program", "indicator")


def _sum_up(total: StatedTotal, projects: Projects) -> Comparison:
    addend = ADDENDS[StatedTotal.Adds(total.adds)]
    found = addend.rows(total, projects).aggregate(
        computed=Sum(addend.value),
        steps=Sum(addend.step),
        parts=Count("pk"),
        stated=Count(addend.value),
    )
    return Comparison(
        total,
        computed=Decimal(found["computed"] or 0),
        part_steps=Decimal(found["steps"] or 0),
        is_complete=0 < found["parts"] == found["stated"],
    )


def _of_program(total: StatedTotal, projects: Projects) -> Projects:
    projects = projects.filter(year=total.year)
    if total.program:
        projects = projects.filter(program=total.program)
    return projects.filter(category=total.category) if total.category else projects


def _money(total: StatedTotal, projects: Projects) -> QuerySet[Allocation]:
    rows = Allocation.objects.filter(
        project__in=_of_program(total, projects), kind__in=total.money_kinds
    )
    return rows.order_by("project__code", "line")


def _money_part(row: Allocation) -> Part:
    name = f"{row.project} · {row.get_kind_display()}"
    return Part(name, row.project.get_absolute_url(), row.amount, row.statement)


def _projects(total: StatedTotal, projects: Projects) -> Projects:
    return _of_program(total, projects).filter(component_count__isnull=False).order_by("code")


def _project_part(row: Project) -> Part:
    count = Decimal(row.component_count or 0)
    return Part(str(row), row.get_absolute_url(), count, row.statement)


def _results(total: StatedTotal, projects: Projects) -> QuerySet[Result]:
    return Result.objects.filter(
        project__in=projects.filter(year=total.year), indicator=total.indicator
    )


def _result_part(row: Result) -> Part:
    return Part(str(row.project), row.project.get_absolute_url(), row.value, row.statement)


def _counties(total: StatedTotal, projects: Projects) -> QuerySet[County]:
    counties: QuerySet[County] = County.objects.designated_in(total.year)
    return counties


def _county_part(row: County) -> Part:
    return Part(str(row), row.get_absolute_url(), Decimal(1), None)


def _seminar_reports(total: StatedTotal, projects: Projects) -> QuerySet[SeminarReport]:
    rows: QuerySet[SeminarReport] = SeminarReport.objects.in_year(total.year)
    return rows.filter(project__in=projects)


def _seminar_report_part(row: SeminarReport) -> Part:
    return Part(str(row), row.project.get_absolute_url(), Decimal(1), None)


@dataclass(frozen=True)
class Addend:
    """What a total adds: its rows, each as a part, and the same in SQL: value and step."""

    rows: Callable[[StatedTotal, Projects], QuerySet[Any]]
    part: Callable[[Any], Part]
    related: tuple[str, ...] = ("project", "statement__source")
    value: str | Value = "value"
    step: str | Value = "statement__step"


ONE, NO_STEP = Value(Decimal(1)), Value(Decimal(0))
ADDENDS = {
    StatedTotal.Adds.MONEY: Addend(_money, _money_part, value="amount"),
    StatedTotal.Adds.PROJECTS: Addend(
        _projects, _project_part, ("statement__source",), value="component_count"
    ),
    StatedTotal.Adds.RESULTS: Addend(_results, _result_part),
    StatedTotal.Adds.COUNTIES: Addend(_counties, _county_part, (), ONE, NO_STEP),
    StatedTotal.Adds.SEMINAR_REPORTS: Addend(
        _seminar_reports, _seminar_report_part, ("project",), ONE, NO_STEP
    ),
}
