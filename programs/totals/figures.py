"""The figures of the ledger: what each programme adds up to in each year, for pages that tell a
story.

All of it comes from the outcomes (`outcomes.py`), is queried once an edition and cached in each
worker: it is some thousand figures at most, however many projects there are. No figure mixes
scopes, programmes, kinds of work or kinds of money; what a page adds further, it names. What
designated counties reported themselves is rolled up (`roll_up.py`) beside what a source states of
them together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection

from config.lib.caching import EDITION, cached
from config.lib.money import add
from programs.models import Allocation, Program
from programs.totals import tallies
from programs.totals.outcomes import FIGURES, Outcome, outcomes
from programs.totals.roll_up import ROLLED_UP, designated, format_reported
from programs.totals.tallies import AS_OF, TODAY
from records.models import Qualifier, Scope, Statement

MOST_NOTES = 4  # above this number of rows, a list of them says more than their notes
CACHED_EDITIONS = 4  # editions: today's, and some that readers of the past ask for
KEYS = ("year", "program", "scope", "category")

_BY = ", ".join(KEYS)
_FEW = f"GROUP BY 2, {_BY} HAVING count(*) <= {MOST_NOTES}"
# The rows of figures whose ids the outcomes do not know: only of those that many rows have left.
IDS = f"""WITH p AS NOT MATERIALIZED (SELECT id, year::int AS year, program_id::int AS program,
        CASE WHEN m.county IS NULL THEN scope ELSE '{ROLLED_UP}' END AS scope,
        category, component_count
    FROM programs_project p JOIN unnest(%(years)s::int[], %(programs)s::int[], %(scopes)s::text[],
            %(categories)s::text[]) AS k (in_year, of_program, of_scope, of_category)
        ON p.year = k.in_year AND p.program_id = k.of_program AND p.scope = k.of_scope
            AND p.category = k.of_category
    LEFT JOIN unnest(%(counties)s::int[], %(designated_in)s::int[]) AS m (county, designated_in)
        ON p.scope = '{Scope.COUNTY}' AND p.county_id = m.county AND p.year = m.designated_in
    WHERE {{which}})
SELECT 'components', '' AS of, {_BY}, array_agg(id) FROM p WHERE component_count IS NOT NULL {_FEW}
UNION ALL SELECT 'result', indicator_id::text, {_BY}, array_agg(r.id)
    FROM p JOIN programs_result r ON r.project_id = p.id {_FEW}
UNION ALL SELECT 'students', kind, {_BY}, array_agg(e.id)
    FROM p JOIN programs_educationaid e ON e.project_id = p.id WHERE kind <> 'hope_school' {_FEW}
UNION ALL SELECT 'money', kind, {_BY}, array_agg(a.id)
    FROM p JOIN programs_allocation a ON a.project_id = p.id {_FEW}"""  # noqa: S608  # names of this module
# The statement of a row, its qualifier, and what was before.
ROWS = """SELECT 'components', id, statement_id, '', NULL::numeric, NULL::bigint, NULL::int
    FROM programs_project WHERE id = ANY (%(components)s)
UNION ALL SELECT 'result', id, statement_id, qualifier, baseline, baseline_statement_id,
    baseline_year::int FROM programs_result WHERE id = ANY (%(result)s)
UNION ALL SELECT 'students', id, statement_id, '', NULL, NULL, NULL
    FROM programs_educationaid WHERE id = ANY (%(students)s)
UNION ALL SELECT 'money', id, statement_id, qualifier, NULL, NULL, NULL
    FROM programs_allocation WHERE id = ANY (%(money)s)"""


@dataclass(frozen=True)
class Figure:
    """One figure of a programme in a year: `of` says which kind of money, indicator (by its id) or
    aid; `value` is the sum of what is stated, None where nothing is."""

    what: str  # "money", "projects", "components", "result" or "students"
    of: str
    year: int
    program: int
    scope: str
    category: str
    rows: int
    stated: int
    value: Decimal | None
    # Of all rows, where they are few: ids, or what `with_statements` read by them.
    statements: tuple[int | Statement, ...] = ()
    baseline: Decimal | None = None
    baseline_statement: int | None = None
    baseline_year: int | None = None
    qualified: int = 0  # rows whose value has a qualifier
    own_qualifier: str = ""  # of the only row
    counties: frozenset[int] = frozenset()  # of a roll-up, those that reported
    designated: int = 0  # how many counties were designated in its year
    line: str = ""  # the scope whose other years it is compared with

    @property
    def recorded_scope(self) -> str:
        """The scope of its rows."""
        return Scope.COUNTY if self.scope == ROLLED_UP else self.scope

    @property
    def reported(self) -> str:
        """How many of its counties reported; nothing where it is no roll-up."""
        if self.scope != ROLLED_UP:
            return ""
        return format_reported(len(self.counties), self.designated)

    @property
    def is_partial(self) -> bool:
        """Whether it lacks what some of the designated counties did not report."""
        return self.scope == ROLLED_UP and len(self.counties) < self.designated

    @property
    def qualifier(self) -> str:
        """The qualifier of the only row; a sum of several, any of which has one, is only about
        right."""
        return Qualifier.ABOUT if self.qualified_parts else self.own_qualifier

    @property
    def qualified_parts(self) -> int:
        """Of the rows of a sum those with a qualifier; none of a single row."""
        return self.qualified if self.rows > 1 else 0

    @property
    def unstated(self) -> int:
        """How many rows the sum lacks."""
        return self.rows - self.stated


@cached(limit=CACHED_EDITIONS, depends_on=EDITION)
def of_edition(edition: int | None) -> tuple[Figure, ...]:
    """Every figure of what the public read at edition number `edition`; None is today. Their order
    is the same in every process, however the database finds them."""
    counted, terms = outcomes(edition), designated(edition)
    few = _few_rows(counted, edition)
    stated = {_subject(one) for one in counted if one.scope == Scope.DESIGNATED}
    return tuple(
        of_outcome(
            one,
            designated=len(terms.in_year(one.year)),
            line=_line(one, stated),
            **few.get(_place(one), {}),
        )
        for one in sorted(counted, key=_place)
    )


def of_program(program: Program, edition: int | None) -> list[Figure]:
    """Every figure of a programme."""
    return [one for one in of_edition(edition) if one.program == program.pk]


def years(figures: Iterable[Figure]) -> list[int]:
    """The years that have projects, newest first."""
    return sorted({figure.year for figure in figures}, reverse=True)


def year_to_show(all_figures: Iterable[Figure], asked: str | None) -> int | None:
    """The year asked for where there is one, else the newest that has money, else the newest."""
    all_figures = list(all_figures)
    known = years(all_figures)
    if asked and asked.isascii() and asked.isdigit() and int(asked) in known:
        return int(asked)
    with_money = years(one for one in all_figures if one.what == "money")
    return next(iter([*with_money, *known]), None)


def report_years(edition: int | None) -> list[int]:
    """The years that have projects, newest first."""
    group = tallies.TallyGroup("years", ("year",), ())
    return sorted((int(year) for (year,) in tallies.count([group], edition)["years"]), reverse=True)


def together(figures: Iterable[Figure], *by: str) -> dict[tuple, Figure]:
    """Figures added up over every attribute that `by` does not name."""
    groups: dict[tuple, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(tuple(getattr(figure, name) for name in by), []).append(figure)
    return {key: _sum(parts) for key, parts in groups.items()}


def of_outcome(one: Outcome, **more: Any) -> Figure:
    """An outcome as a figure, with the notes of its rows and what else is known."""
    return Figure(
        one.what,
        one.of,
        one.year,
        one.program,
        Scope.COUNTY if one.county else one.scope,
        one.category,
        one.rows,
        one.stated,
        one.total,
        qualified=one.qualified,
        counties=one.counties,
        **{"line": one.scope, **more},
    )


def as_recorded(figure: Figure) -> Figure:
    """The figure under the scope of its rows: a part of a roll-up is one of single counties."""
    return replace(figure, scope=figure.recorded_scope, counties=frozenset())


def notes(figures: Iterable[Figure]) -> dict[int, Statement]:
    """The statements of `figures`, by id, in one query."""
    wanted = {one for figure in figures for one in figure.statements}
    wanted |= {figure.baseline_statement for figure in figures if figure.baseline_statement}
    return Statement.objects.select_related("source").in_bulk(wanted)


def with_statements(figures: Iterable[Figure]) -> list[Figure]:
    """The figures with their statements instead of their ids."""
    all_figures = list(figures)
    known = notes(all_figures)
    return [
        replace(one, statements=tuple(known[pk] for pk in one.statements)) for one in all_figures
    ]


def of_allocation(row: Allocation) -> Figure:
    """One allocation as a figure of its own, with its statement."""
    project, stated = row.project, int(row.amount is not None)
    place = (project.year, project.program_id, project.scope, project.category)
    cited = (row.statement,) if row.statement else ()
    own = row.qualifier
    return Figure(
        "money",
        row.kind,
        *place,
        1,
        stated,
        row.amount,
        cited,
        qualified=int(bool(own)),
        own_qualifier=own,
        line=project.scope,
    )


def _sum(parts: list[Figure]) -> Figure:
    if len(parts) == 1:
        return parts[0]
    stated = [part.value for part in parts if part.value is not None]
    rows = sum(part.rows for part in parts)
    cited = dict.fromkeys(one for part in parts for one in part.statements)
    return replace(
        parts[0],
        rows=rows,
        stated=sum(part.stated for part in parts),
        value=add(stated) if stated else None,
        statements=tuple(cited) if rows <= MOST_NOTES else (),
        baseline=None,
        baseline_statement=None,
        baseline_year=None,
        qualified=sum(part.qualified for part in parts),
        own_qualifier="",
        counties=frozenset().union(*(part.counties for part in parts)),
    )


def _line(one: Outcome, stated: set[tuple]) -> str:
    """The line of several years that a figure stands in: a roll-up in that of the designated
    counties together, unless its year has such a figure, stated together."""
    is_alone = one.scope == ROLLED_UP and _subject(one) not in stated
    return Scope.DESIGNATED if is_alone else one.scope


def _subject(one: Outcome) -> tuple:
    return (one.what, one.of, one.year, one.program)


def _few_rows(counted: list[Outcome], edition: int | None) -> dict[tuple, dict[str, object]]:
    """What figures of few rows say of these, by their place."""
    few = {_place(one): one.row_ids for one in counted if _is_of_few(one)}
    ids = {where: own for where, own in few.items() if own}
    if unknown := few.keys() - ids.keys():
        ids |= _unknown_ids({where[1:-1] for where in unknown}, edition)
    wanted = {where: ids[where] for where in few.keys() & ids.keys()}
    rows = _rows(wanted)
    return {
        where: _details([rows[where[0], pk] for pk in own if (where[0], pk) in rows])
        for where, own in wanted.items()
    }


def _unknown_ids(places: set[tuple], edition: int | None) -> dict[tuple, list[int]]:
    recorded = {
        (year, program, Scope.COUNTY if scope == ROLLED_UP else scope, category)
        for year, program, scope, category in places
    }
    years, programs, scopes, categories = map(list, zip(*sorted(recorded), strict=True))
    counties, designated_in = designated(edition).in_years(set(years))
    values = {"edition": edition, "years": years, "programs": programs}
    values |= {"scopes": scopes, "categories": categories}
    values |= {"counties": counties, "designated_in": designated_in}
    with connection.cursor() as cursor:
        cursor.execute(IDS.format(which=TODAY if edition is None else AS_OF), values)
        return {(what, *where, of): ids for what, of, *where, ids in cursor.fetchall()}


def _rows(wanted: dict[tuple, list[int]]) -> dict[tuple[str, int], tuple]:
    """The rows with these ids, in one query, by kind of figure and id."""
    by_kind: dict[str, list[int]] = {kind: [] for kind in FIGURES if kind != "projects"}
    for (what, *_where), ids in wanted.items():
        by_kind[what] += ids
    if not any(by_kind.values()):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ROWS, by_kind)
        return {(what, pk): tuple(own) for what, pk, *own in cursor.fetchall()}


def _details(rows: list[tuple]) -> dict[str, object]:
    """The statements of a figure and, of an only row, its qualifier and what was before."""
    cited = tuple(sorted({statement for statement, *_own in rows if statement}))
    if len(rows) != 1:
        return {"statements": cited}
    (_statement, qualifier, baseline, before, year) = rows[0]
    return {
        "statements": cited,
        "own_qualifier": qualifier,
        "baseline": baseline,
        "baseline_statement": before,
        "baseline_year": year,
    }


def _is_of_few(one: Outcome) -> bool:
    return one.what != "projects" and one.rows <= MOST_NOTES


def _place(one: Outcome) -> tuple:
    return (one.what, one.year, one.program, one.scope, one.category, one.of)
