"""Stated beside computed (账实核对): what a source adds up, added up again from published rows.

The test of rounding: every printed figure has a step, the unit of its last printed digit. A sum
of printed parts may differ from a printed total by half the step of the total plus half the sum
of the steps of the parts, and no more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from config.lib.money import add
from counties.models import County
from programs.models import Allocation, Project, Result, SeminarReport, StatedTotal
from records.models import Statement


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
    """A stated total beside the sum of its parts."""

    total: StatedTotal
    parts: tuple[Part, ...]

    @property
    def stated(self) -> Decimal:
        return self.total.statement.value or Decimal(0)

    @property
    def computed(self) -> Decimal:
        return add(part.value for part in self.parts)

    @property
    def difference(self) -> Decimal:
        """Computed minus stated."""
        return self.computed - self.stated

    @property
    def tolerance(self) -> Decimal:
        """The largest difference that rounding of the printed figures can explain."""
        return tolerance(self.total.statement.step, (part.step for part in self.parts))

    @property
    def outcome(self) -> Outcome:
        if not self.parts or any(part.value is None for part in self.parts):
            return Outcome.INCOMPLETE
        if self.difference == 0:
            return Outcome.EQUAL
        within = abs(self.difference) <= self.tolerance
        return Outcome.ROUNDING if within else Outcome.MISMATCH


def tolerance(total_step: Decimal | None, part_steps: Iterable[Decimal]) -> Decimal:
    """Half the step of the total plus half the sum of the steps of the parts."""
    return ((total_step or Decimal(0)) + add(part_steps)) / 2


def compare(total: StatedTotal, edition: int | None) -> Comparison:
    """Compute `total` from the rows of an edition (None is today)."""
    return Comparison(total, tuple(PARTS[StatedTotal.Adds(total.adds)](total, edition)))


def comparisons(edition: int | None, **which: object) -> list[Comparison]:
    """Every stated total beside its computation; `which` narrows them, as `year=2011`."""
    totals = StatedTotal.objects.filter(**which).select_related(
        "statement__source", "program", "indicator"
    )
    return [compare(total, edition) for total in totals]


def _money(total: StatedTotal, edition: int | None) -> list[Part]:
    rows = Allocation.objects.as_of(edition).filter(
        project__year=total.year, kind__in=total.money_kinds
    )
    if total.program:
        rows = rows.filter(project__program=total.program)
    if total.category:
        rows = rows.filter(project__category=total.category)
    rows = rows.select_related("project", "statement__source").order_by("project__code", "line")
    return [
        Part(
            f"{row.project} · {row.get_kind_display()}",
            row.project.get_absolute_url(),
            row.amount,
            row.statement,
        )
        for row in rows
    ]


def _projects(total: StatedTotal, edition: int | None) -> list[Part]:
    rows = Project.objects.as_of(edition).filter(year=total.year, component_count__isnull=False)
    if total.program:
        rows = rows.filter(program=total.program)
    if total.category:
        rows = rows.filter(category=total.category)
    rows = rows.select_related("statement__source").order_by("code")
    return [
        Part(str(row), row.get_absolute_url(), Decimal(row.component_count or 0), row.statement)
        for row in rows
    ]


def _results(total: StatedTotal, edition: int | None) -> list[Part]:
    rows = Result.objects.as_of(edition).filter(project__year=total.year, indicator=total.indicator)
    rows = rows.select_related("project", "indicator", "statement__source")
    return [
        Part(str(row.project), row.project.get_absolute_url(), row.value, row.statement)
        for row in rows
    ]


def _counties(total: StatedTotal, edition: int | None) -> list[Part]:
    rows = County.objects.designated_in(total.year).select_related("statement__source")
    return [Part(str(row), row.get_absolute_url(), Decimal(1), None) for row in rows]


def _seminar_reports(total: StatedTotal, edition: int | None) -> list[Part]:
    rows = SeminarReport.objects.as_of(edition).in_year(total.year)
    rows = rows.select_related("project", "statement__source")
    return [Part(str(row), row.project.get_absolute_url(), Decimal(1), None) for row in rows]


PARTS: dict[StatedTotal.Adds, Callable[[StatedTotal, int | None], list[Part]]] = {
    StatedTotal.Adds.MONEY: _money,
    StatedTotal.Adds.PROJECTS: _projects,
    StatedTotal.Adds.RESULTS: _results,
    StatedTotal.Adds.COUNTIES: _counties,
    StatedTotal.Adds.SEMINAR_REPORTS: _seminar_reports,
}
