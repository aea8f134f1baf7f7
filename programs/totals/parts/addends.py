"""The rows that each kind of total adds, part by part."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from config.lib.language import join_texts
from counties.models import County
from programs.models import Allocation, Project, Result, SeminarReport, StatedTotal
from programs.totals.parts.pieces import OTHER, OWN, STATED
from records.models import Disagreement, Scope, Statement

Projects = QuerySet[Project]


@dataclass(frozen=True)
class Part:
    """One row that a total adds: its name, address, value (None when not stated) and source, and
    how this differs from the value."""

    name: str
    address: str
    value: Decimal | None
    statement: Statement | None
    disagreement: Disagreement | None = None
    project: Project | None = None  # that it belongs to, or is

    @property
    def step(self) -> Decimal:
        """The step of the last printed digit; 0 when the part is not a printed figure."""
        return (self.statement and self.statement.step) or Decimal(0)


def source_of(part: Part, designated: frozenset[int]) -> str:
    """Whether it was stated of the designated counties together, or is the report of one."""
    if part.project is None:
        return OTHER
    if part.project.scope == Scope.DESIGNATED:
        return STATED
    is_own = part.project.scope == Scope.COUNTY and part.project.county_id in designated
    return OWN if is_own else OTHER


def work_of(part: Part) -> tuple[int, str] | None:
    return part.project and (part.project.program_id, part.project.category)


def _of_program(total: StatedTotal, projects: Projects) -> Projects:
    projects = projects.filter(year=total.year)
    if total.program:
        projects = projects.filter(program=total.program)
    return projects.filter(category=total.category) if total.category else projects


def _money(total: StatedTotal, projects: Projects) -> QuerySet[Any]:
    """Of a total of one stage, the rows that state that stage; of one within its source, the rows
    that cite this source."""
    rows: QuerySet[Any] = Allocation.objects.filter(
        project__in=_of_program(total, projects), kind__in=total.money_kinds
    ).annotate(summed=F(total.stage or "amount"))
    if total.level:
        rows = rows.filter(level=total.level)
    if total.stage:
        rows = rows.filter(summed__isnull=False)
    if total.within_source:
        rows = rows.filter(statement__source=total.statement.source_id)
    return rows.order_by("project__code", "line")


def _money_part(row: Any) -> Part:
    kind, stage = row.kind_and_level, row.get_amount_stage_display()
    name = join_texts(" · ", filter(None, (row.project, kind, stage)))
    address, differs = row.project.get_absolute_url(), row.disagreement()
    return Part(name, address, row.summed, row.statement, differs, row.project)


def _projects(total: StatedTotal, projects: Projects) -> Projects:
    return _of_program(total, projects).filter(component_count__isnull=False).order_by("code")


def _project_part(row: Project) -> Part:
    count = Decimal(row.component_count or 0)
    return Part(str(row), row.get_absolute_url(), count, row.statement, row.disagreement(), row)


def _results(total: StatedTotal, projects: Projects) -> QuerySet[Result]:
    return Result.objects.filter(
        project__in=projects.filter(year=total.year), indicator=total.indicator
    )


def _result_part(row: Result) -> Part:
    name, address = str(row.project), row.project.get_absolute_url()
    return Part(name, address, row.value, row.statement, row.disagreement(), row.project)


def _counties(total: StatedTotal, projects: Projects) -> QuerySet[County]:
    counties: QuerySet[County] = County.objects.designated_in(total.year)
    return counties


def _county_part(row: County) -> Part:
    return Part(str(row), row.get_absolute_url(), Decimal(1), None)


def _seminar_reports(total: StatedTotal, projects: Projects) -> QuerySet[SeminarReport]:
    rows: QuerySet[SeminarReport] = SeminarReport.objects.in_year(total.year)
    return rows.filter(project__in=projects)


def _seminar_report_part(row: SeminarReport) -> Part:
    return Part(str(row), row.project.get_absolute_url(), Decimal(1), None, project=row.project)


@dataclass(frozen=True)
class Addend:
    """The rows that a total adds, each as a part. `reconciliation` has the same in SQL."""

    rows: Callable[[StatedTotal, Projects], QuerySet[Any]]
    part: Callable[[Any], Part]
    related: tuple[str, ...] = ("project", "statement__source")


ADDENDS = {
    StatedTotal.Adds.MONEY: Addend(_money, _money_part),
    StatedTotal.Adds.PROJECTS: Addend(_projects, _project_part, ("statement__source",)),
    StatedTotal.Adds.RESULTS: Addend(
        _results, _result_part, ("project", "indicator", "statement__source")
    ),
    StatedTotal.Adds.COUNTIES: Addend(_counties, _county_part, ()),
    StatedTotal.Adds.SEMINAR_REPORTS: Addend(_seminar_reports, _seminar_report_part, ("project",)),
}
