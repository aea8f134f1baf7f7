"""Stated beside computed (合计核对): what a source adds up, added up again from published rows.

The test of rounding: every printed figure has a step, the unit of its last printed digit. A sum
of printed parts may differ from a printed total by half the step of the total plus half the sum
of the steps of the parts, and no more.

A total with one part cannot be added up: either one source prints one figure, or one source states
what another prints. That the two are equal confirms no sum, so such totals (`Outcome.COPIED`) are
never counted among those that add up.

What counties report themselves, and what a source states of the designated counties together, are
two accounts of one thing. Where a kind of work has both, only what was stated together is added;
the other stands apart (`programs/totals/roll_up.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.lib.money import add
from counties.models import County
from programs.models import Project, StatedTotal
from programs.totals.parts.addends import ADDENDS, Part, Projects, source_of, work_of
from programs.totals.parts.pieces import OTHER, OWN, STATED, PartSums, PieceKey
from programs.totals.roll_up import Designated, designated, format_reported
from records.models import Scope


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
class Comparison:
    """A stated total beside the sum of its parts; `parts` only where they were asked for."""

    total: StatedTotal
    computed: Decimal
    part_steps: Decimal  # the steps of the parts, added up
    part_count: int
    is_complete: bool  # there are parts, and each is stated
    from_elsewhere: int = 0  # how many of the parts cite another source than the total
    apart: Decimal = Decimal(0)  # what counties reported themselves, and is not added
    apart_count: int = 0
    counties: int = 0  # designated ones that reported themselves, added or apart
    designated: int = 0  # how many were designated in the year
    parts: tuple[Part, ...] = ()
    apart_parts: tuple[Part, ...] = ()

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
    def reported(self) -> str:
        """How many of the designated counties reported parts themselves; nothing without any."""
        return format_reported(self.counties, self.designated) if self.counties else ""

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
    terms = designated(edition)
    return [compare(total, projects, terms) for total in _totals(edition, which)]


def sums(projects: Projects, edition: int | None = None, **which: object) -> list[Comparison]:
    """The same from `projects`, published or not, beside the totals stated in an edition, added up
    by the database without the parts: one query for all totals, and one for each year of which
    counties are counted."""
    totals = list(_totals(edition, which))
    terms = designated(edition)
    added = _added_up(totals, projects, terms)
    return [added[total.pk].beside(total, terms) for total in totals]


def effects(old: Project | None, new: Project) -> list[tuple[Comparison, Comparison]]:
    """Stated totals as they are, and as they will be with the version `new` in the place of the
    published `old`, where the two differ. Only what the versions themselves add is subtracted and
    added, so each total is added up once, and only where a version takes part in it."""
    versions = [version for version in (old, new) if version]
    years = {version.year for version in versions}
    totals = _totals(None, {"year__in": years, "within_source": False})
    of_projects = list(totals.exclude(adds=StatedTotal.Adds.COUNTIES))
    nothing, terms = Project.objects.none(), designated(None)
    gone = _added_up(of_projects, Project.objects.filter(pk=old.pk) if old else nothing, terms)
    come = _added_up(of_projects, Project.objects.filter(pk=new.pk), terms)
    touched = [total for total in of_projects if gone[total.pk] != come[total.pk]]
    before = _added_up(touched, Project.objects.published(), terms)
    pairs = (
        (
            before[total.pk].beside(total, terms),
            before[total.pk].with_change(gone[total.pk], come[total.pk]).beside(total, terms),
        )
        for total in touched
    )
    return [(one, other) for one, other in pairs if one != other]


def compare(total: StatedTotal, projects: Projects, terms: Designated) -> Comparison:
    """Compute `total` from the rows of `projects`, part by part."""
    addend = ADDENDS[StatedTotal.Adds(total.adds)]
    rows = addend.rows(total, projects).select_related(*addend.related)
    counties = terms.in_year(total.year)
    sources = [(part, source_of(part, counties)) for part in map(addend.part, rows)]
    stated = {work_of(part) for part, source in sources if source == STATED}
    apart = [part for part, source in sources if source == OWN and work_of(part) in stated]
    parts = tuple(part for part, _source in sources if part not in apart)
    own = {part.project.county_id for part, source in sources if source == OWN and part.project}
    return Comparison(
        total,
        computed=add(part.value for part in parts),
        part_steps=add(part.step for part in parts),
        part_count=len(parts),
        is_complete=bool(parts) and all(part.value is not None for part in parts),
        from_elsewhere=sum(_is_elsewhere(part, total) for part in parts),
        apart=add(part.value for part in apart),
        apart_count=len(apart),
        counties=len(own),
        designated=len(counties),
        parts=parts,
        apart_parts=tuple(apart),
    )


def _is_elsewhere(part: Part, total: StatedTotal) -> bool:
    return part.statement is not None and part.statement.source_id != total.statement.source_id


def _totals(edition: int | None, which: dict[str, object]) -> QuerySet[StatedTotal]:
    totals: QuerySet[StatedTotal] = StatedTotal.objects.as_of(edition).filter(**which)
    return totals.select_related("statement__source", "program", "indicator")


@dataclass(frozen=True)
class Added:
    """What a total adds, piece by piece."""

    pieces: dict[PieceKey, PartSums] = field(default_factory=dict)

    def with_change(self, gone: "Added", come: "Added") -> "Added":
        nothing, pieces = PartSums(), {}
        for key in self.pieces.keys() | gone.pieces.keys() | come.pieces.keys():
            before, less = self.pieces.get(key, nothing), gone.pieces.get(key, nothing)
            sums = before.plus(less, -1).plus(come.pieces.get(key, nothing))
            if sums.parts:
                pieces[key] = sums
        return Added(pieces)

    def beside(self, total: StatedTotal, terms: Designated) -> Comparison:
        stated = {key[:2] for key in self.pieces if key.source == STATED}
        added, apart = PartSums(), PartSums()
        for key, sums in self.pieces.items():
            if key.source == OWN and key[:2] in stated:
                apart = apart.plus(sums)
            else:
                added = added.plus(sums)
        return Comparison(
            total,
            computed=added.computed,
            part_steps=added.steps,
            part_count=added.parts,
            is_complete=0 < added.parts == added.stated,
            from_elsewhere=added.elsewhere,
            apart=apart.computed,
            apart_count=apart.parts,
            counties=len({key.county for key in self.pieces if key.source == OWN}),
            designated=len(terms.in_year(total.year)),
        )


# The parts of each kind of total in SQL: from `t`, a stated total, and `p`, a project, to the rows.
_OF_PROGRAM = """p.year = t.year AND (t.program_id IS NULL OR t.program_id = p.program_id)
    AND (t.category = '' OR t.category = p.category)"""
_PIECE = "parts.program_id, parts.category, parts.said_by, parts.county"
_OF_PIECE = _PIECE.replace("parts.", "p.")
# Of a total of one stage, the rows that state that stage; of one within its source, the rows that
# cite this source.
_PARTS = f"""
SELECT t.id, {_OF_PIECE}, CASE t.stage WHEN 'planned' THEN r.planned
        WHEN 'allocated' THEN r.allocated WHEN 'received' THEN r.received
        WHEN 'spent' THEN r.spent ELSE r.amount END AS value,
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
UNION ALL SELECT t.id, {_OF_PIECE}, p.component_count, p.statement_id FROM t JOIN p ON {_OF_PROGRAM}
    WHERE t.adds = 'projects' AND p.component_count IS NOT NULL
UNION ALL SELECT t.id, {_OF_PIECE}, r.value, r.statement_id FROM t JOIN p ON p.year = t.year
    JOIN programs_result r ON r.project_id = p.id AND r.indicator_id = t.indicator_id
    WHERE t.adds = 'results'
UNION ALL SELECT t.id, {_OF_PIECE}, 1, NULL FROM t JOIN p ON p.year = t.year
    JOIN programs_seminarreport r ON r.project_id = p.id WHERE t.adds = 'seminar_reports'
"""  # noqa: S608  # names of this module
_ADDED = f"""WITH p AS NOT MATERIALIZED (
    SELECT p.id, p.year, p.program_id, p.category, p.component_count, p.statement_id,
        CASE WHEN p.scope = '{Scope.DESIGNATED}' THEN '{STATED}' WHEN m.county IS NULL
            THEN '{OTHER}' ELSE '{OWN}' END AS said_by, coalesce(m.county, 0) AS county
    FROM ({{projects}}) p LEFT JOIN unnest(%s::int[], %s::int[]) AS m (county, designated_in)
        ON p.scope = '{Scope.COUNTY}' AND p.county_id = m.county AND p.year = m.designated_in),
t AS (SELECT * FROM programs_statedtotal WHERE id = ANY(%s)), parts AS ({_PARTS})
SELECT parts.id, {_PIECE}, coalesce(sum(parts.value), 0), coalesce(sum(s.step), 0), count(*),
    count(parts.value), count(*) FILTER (WHERE s.source_id <> own.source_id)
FROM parts JOIN t ON t.id = parts.id JOIN records_statement own ON own.id = t.statement_id
    LEFT JOIN records_statement s ON s.id = parts.statement_id GROUP BY parts.id, {_PIECE}
"""  # noqa: S608
_NEEDED = (
    *("id", "year", "program_id", "category", "component_count", "statement_id"),
    *("scope", "county_id"),
)


def _added_up(
    totals: Iterable[StatedTotal], projects: Projects, terms: Designated
) -> dict[int, Added]:
    """The computed sum of each of `totals` over `projects`, by its id."""
    added = {total.pk: Added() for total in totals}
    if added:
        members = terms.in_years({total.year for total in totals})
        for pk, *piece, value, steps, parts, stated, other in _rows(list(added), members, projects):
            added[pk].pieces[PieceKey(*piece)] = PartSums(value, steps, parts, stated, other)
    counties = [total for total in totals if total.adds == StatedTotal.Adds.COUNTIES]
    for year in {total.year for total in counties}:
        n = County.objects.designated_in(year).count()
        counted = {PieceKey(0, "", OTHER, 0): PartSums(Decimal(n), Decimal(0), n, n)} if n else {}
        added |= {total.pk: Added(counted) for total in counties if total.year == year}
    return added


def _rows(
    totals: list[int], members: tuple[list[int], list[int]], projects: Projects
) -> list[tuple[Any, ...]]:
    try:
        sql, values = projects.order_by().values(*_NEEDED).query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that there is no project
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ADDED.format(projects=sql), [*values, *members, totals])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
