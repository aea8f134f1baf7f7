"""Stated beside computed (合计核对): what a source adds up, added up again from published rows.

The test of rounding: every printed figure has a step, the unit of its last printed digit. A sum
of printed parts may differ from a printed total by half the step of the total plus half the sum
of the steps of the parts, and no more.

A total with one part cannot be added up: either one source prints one figure, or one source states
what another prints. That the two are equal confirms no sum, so such totals (`Outcome.COPIED`) are
never counted among those that add up.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.lib.language import join_texts
from config.lib.money import add
from counties.models import County
from programs.models import Allocation, Project, Result, SeminarReport, StatedTotal
from records.models import Disagreement, Statement

Projects = QuerySet[Project]


class Outcome(TextChoices):
    """How a stated total and the computed one compare."""

    EQUAL = "equal", _("matches")
    ROUNDING = "rounding", _("rounding difference")
    INCOMPLETE = "incomplete", _("cannot be checked")
    MISMATCH = "mismatch", _("does not match")
    COPIED = "copied", _("same figure")


# What "the same figure" is: printed twice by one source, or by two.
FROM_ONE_SOURCE = _("copied as printed")
FROM_TWO_SOURCES = _("one source states it, another prints the same figure")


class Basis(TextChoices):
    """What stands behind a computed total."""

    ADDED = "added", _("added up from several parts")
    COPIED = "copied", _("one part only")
    NOTHING = "nothing", _("no part published")


@dataclass(frozen=True)
class Part:
    """One row that a total adds: its name, address, value (None when not stated) and source, and
    how this differs from the value."""

    name: str
    address: str
    value: Decimal | None
    statement: Statement | None
    disagreement: Disagreement | None = None

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
    part_count: int
    is_complete: bool  # there are parts, and each is stated
    from_elsewhere: int = 0  # how many of the parts cite another source than the total
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
    def basis(self) -> Basis:
        if self.part_count == 0:
            return Basis.NOTHING
        return Basis.COPIED if self.part_count == 1 else Basis.ADDED

    @property
    def outcome(self) -> Outcome:
        if not self.is_complete:
            return Outcome.INCOMPLETE
        if self.difference == 0:
            return Outcome.COPIED if self.basis == Basis.COPIED else Outcome.EQUAL
        within = abs(self.difference) <= self.tolerance
        return Outcome.ROUNDING if within else Outcome.MISMATCH

    @property
    def outcome_in_words(self) -> str | Promise:
        """The outcome; of a total with one part also whether one source prints both."""
        if self.outcome != Outcome.COPIED:
            return self.outcome.label
        return FROM_TWO_SOURCES if self.from_elsewhere else FROM_ONE_SOURCE


@dataclass(frozen=True)
class BasisCount:
    """How many totals have one basis, with how many of each outcome."""

    basis: Basis
    count: int
    outcomes: tuple[tuple[Outcome, int], ...]

    @property
    def agreeing(self) -> int:
        """Those that agree with their parts, within rounding."""
        within = (Outcome.EQUAL, Outcome.ROUNDING)
        return sum(number for outcome, number in self.outcomes if outcome in within)


def count_by_basis(compared: Iterable[Comparison]) -> dict[str, BasisCount]:
    """The number of totals of each basis there is, by its code."""
    outcomes: dict[Basis, list[Outcome]] = {}
    for row in compared:
        outcomes.setdefault(row.basis, []).append(row.outcome)
    return {
        str(basis): BasisCount(
            basis,
            len(outcomes[basis]),
            tuple((one, n) for one in Outcome if (n := outcomes[basis].count(one))),
        )
        for basis in Basis
        if basis in outcomes
    }


def comparisons(edition: int | None, **which: object) -> list[Comparison]:
    """Every stated total beside its parts in an edition (None is today); `which` narrows the
    totals, as `year=2011`."""
    projects = Project.objects.as_of(edition)
    return [compare(total, projects) for total in _totals(edition, which)]


def sums(projects: Projects, edition: int | None = None, **which: object) -> list[Comparison]:
    """The same from `projects`, published or not, beside the totals stated in an edition, added up
    by the database without the parts: one query for all totals, and one for each year of which
    counties are counted."""
    totals = list(_totals(edition, which))
    added = _added_up(totals, projects)
    return [added[total.pk].beside(total) for total in totals]


def effects(old: Project | None, new: Project) -> list[tuple[Comparison, Comparison]]:
    """Stated totals as they are, and as they will be with the version `new` in the place of the
    published `old`, where the two differ. Only what the versions themselves add is subtracted and
    added, so each total is added up once, and only where a version takes part in it."""
    versions = [version for version in (old, new) if version]
    years = {version.year for version in versions}
    totals = _totals(None, {"year__in": years, "within_source": False})
    of_projects = list(totals.exclude(adds=StatedTotal.Adds.COUNTIES))
    nothing = Project.objects.none()
    gone = _added_up(of_projects, Project.objects.filter(pk=old.pk) if old else nothing)
    come = _added_up(of_projects, Project.objects.filter(pk=new.pk))
    touched = [total for total in of_projects if gone[total.pk] != come[total.pk]]
    before = _added_up(touched, Project.objects.published())
    return [
        (
            before[total.pk].beside(total),
            before[total.pk].with_change(gone[total.pk], come[total.pk]).beside(total),
        )
        for total in touched
    ]


def compare(total: StatedTotal, projects: Projects) -> Comparison:
    """Compute `total` from the rows of `projects`, part by part."""
    addend = ADDENDS[StatedTotal.Adds(total.adds)]
    rows = addend.rows(total, projects)
    parts = tuple(addend.part(row) for row in rows.select_related(*addend.related))
    return Comparison(
        total,
        computed=add(part.value for part in parts),
        part_steps=add(part.step for part in parts),
        part_count=len(parts),
        is_complete=bool(parts) and all(part.value is not None for part in parts),
        from_elsewhere=sum(_is_elsewhere(part, total) for part in parts),
        parts=parts,
    )


def _is_elsewhere(part: Part, total: StatedTotal) -> bool:
    return part.statement is not None and part.statement.source_id != total.statement.source_id


def _totals(edition: int | None, which: dict[str, object]) -> QuerySet[StatedTotal]:
    totals: QuerySet[StatedTotal] = StatedTotal.objects.as_of(edition).filter(**which)
    return totals.select_related("statement__source", "program", "indicator")


@dataclass(frozen=True)
class Added:
    """The parts of a total: the sums of their values and steps, their number, how many of them
    are stated, and how many cite another source than the total."""

    computed: Decimal = Decimal(0)
    steps: Decimal = Decimal(0)
    parts: int = 0
    stated: int = 0
    elsewhere: int = 0

    def with_change(self, gone: "Added", come: "Added") -> "Added":
        return Added(
            self.computed - gone.computed + come.computed,
            self.steps - gone.steps + come.steps,
            self.parts - gone.parts + come.parts,
            self.stated - gone.stated + come.stated,
            self.elsewhere - gone.elsewhere + come.elsewhere,
        )

    def beside(self, total: StatedTotal) -> Comparison:
        return Comparison(
            total,
            computed=self.computed,
            part_steps=self.steps,
            part_count=self.parts,
            is_complete=0 < self.parts == self.stated,
            from_elsewhere=self.elsewhere,
        )


# The parts of each kind of total in SQL: from `t`, a stated total, and `p`, a project, to the rows.
_OF_PROGRAM = """p.year = t.year AND (t.program_id IS NULL OR t.program_id = p.program_id)
    AND (t.category = '' OR t.category = p.category)"""
# Of a total of one stage, the rows that state that stage; of one within its source, the rows that
# cite this source.
_PARTS = f"""
SELECT t.id, CASE t.stage WHEN 'planned' THEN r.planned WHEN 'allocated' THEN r.allocated
        WHEN 'received' THEN r.received WHEN 'spent' THEN r.spent ELSE r.amount END AS value,
    r.statement_id FROM t JOIN p ON {_OF_PROGRAM}
    JOIN programs_allocation r ON r.project_id = p.id AND r.kind = ANY(t.money_kinds)
    WHERE t.adds = 'money' AND (t.level = '' OR t.level = r.level)
    AND (t.stage = '' OR t.stage = 'planned' AND r.planned IS NOT NULL
        OR t.stage = 'allocated' AND r.allocated IS NOT NULL
        OR t.stage = 'received' AND r.received IS NOT NULL
        OR t.stage = 'spent' AND r.spent IS NOT NULL)
    AND (NOT t.within_source OR r.statement_id IN (SELECT one.id FROM records_statement one
        JOIN records_statement total ON total.source_id = one.source_id
        WHERE total.id = t.statement_id))
UNION ALL SELECT t.id, p.component_count, p.statement_id FROM t JOIN p ON {_OF_PROGRAM}
    WHERE t.adds = 'projects' AND p.component_count IS NOT NULL
UNION ALL SELECT t.id, r.value, r.statement_id FROM t JOIN p ON p.year = t.year
    JOIN programs_result r ON r.project_id = p.id AND r.indicator_id = t.indicator_id
    WHERE t.adds = 'results'
UNION ALL SELECT t.id, 1, NULL FROM t JOIN p ON p.year = t.year
    JOIN programs_seminarreport r ON r.project_id = p.id WHERE t.adds = 'seminar_reports'
"""  # noqa: S608  # names of this module
_ADDED = f"""WITH p AS NOT MATERIALIZED ({{projects}}),
t AS (SELECT * FROM programs_statedtotal WHERE id = ANY(%s)), parts AS ({_PARTS})
SELECT parts.id, coalesce(sum(parts.value), 0), coalesce(sum(s.step), 0), count(*),
    count(parts.value), count(*) FILTER (WHERE s.source_id <> own.source_id)
FROM parts JOIN t ON t.id = parts.id JOIN records_statement own ON own.id = t.statement_id
    LEFT JOIN records_statement s ON s.id = parts.statement_id GROUP BY parts.id
"""  # noqa: S608
_NEEDED = ("id", "year", "program_id", "category", "component_count", "statement_id")


def _added_up(totals: Iterable[StatedTotal], projects: Projects) -> dict[int, Added]:
    """The computed sum of each of `totals` over `projects`, by its id."""
    added = dict.fromkeys((total.pk for total in totals), Added())
    if added:
        added |= {pk: Added(*figures) for pk, *figures in _rows(list(added), projects)}
    counties = [total for total in totals if total.adds == StatedTotal.Adds.COUNTIES]
    for year in {total.year for total in counties}:
        n = County.objects.designated_in(year).count()
        counted = Added(Decimal(n), Decimal(0), n, n)
        added |= {total.pk: counted for total in counties if total.year == year}
    return added


def _rows(totals: list[int], projects: Projects) -> list[tuple[Any, ...]]:
    try:
        sql, values = projects.order_by().values(*_NEEDED).query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that there is no project
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ADDED.format(projects=sql), [*values, totals])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _of_program(total: StatedTotal, projects: Projects) -> Projects:
    projects = projects.filter(year=total.year)
    if total.program:
        projects = projects.filter(program=total.program)
    return projects.filter(category=total.category) if total.category else projects


def _money(total: StatedTotal, projects: Projects) -> QuerySet[Any]:
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
    address = row.project.get_absolute_url()
    return Part(name, address, row.summed, row.statement, row.disagreement())


def _projects(total: StatedTotal, projects: Projects) -> Projects:
    return _of_program(total, projects).filter(component_count__isnull=False).order_by("code")


def _project_part(row: Project) -> Part:
    count = Decimal(row.component_count or 0)
    return Part(str(row), row.get_absolute_url(), count, row.statement, row.disagreement())


def _results(total: StatedTotal, projects: Projects) -> QuerySet[Result]:
    return Result.objects.filter(
        project__in=projects.filter(year=total.year), indicator=total.indicator
    )


def _result_part(row: Result) -> Part:
    name, address = str(row.project), row.project.get_absolute_url()
    return Part(name, address, row.value, row.statement, row.disagreement())


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
    """The rows that a total adds, each as a part. `_PARTS` is the same in SQL."""

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
