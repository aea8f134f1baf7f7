"""The figures of the ledger: what each programme adds up to in each year, for pages that tell a
story.

Money comes from the tallies (`programs/totals/tallies.py`), the rest is added up by the database.
All of it is queried once an edition and cached in each worker: it is some thousand figures at most,
however many projects there are. No figure mixes scopes, programmes, kinds of work or kinds of
money; what a page adds further, it names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import connection

from config.lib.caching import EDITION, cached
from config.lib.money import add
from programs.models import Allocation, Program
from programs.totals import tallies
from programs.totals.tallies import AS_OF, TODAY
from records.models import Qualifier, Statement

MOST_NOTES = 4  # above this number of rows, a list of them says more than their notes
CACHED_EDITIONS = 4  # editions: today's, and some that readers of the past ask for
KEYS = ("year", "program", "scope", "category")

_BY = ", ".join(KEYS)
_QUALIFIED = """count(*) FILTER (WHERE %s.qualifier <> ''),
    CASE WHEN count(*) = 1 THEN min(%s.qualifier) ELSE '' END"""
_NOTES = f"CASE WHEN count(*) <= {MOST_NOTES} THEN array_agg(%s.statement_id) END"
_PROJECTS = """WITH p AS NOT MATERIALIZED (SELECT id, year::int AS year,
    program_id::int AS program, scope, category, component_count, statement_id
    FROM programs_project p WHERE {which})"""
OUTCOMES = f"""SELECT 'components', '', {_BY}, count(*), count(*), sum(component_count)::numeric,
    {_NOTES % "p"}, NULL::numeric, NULL::bigint, NULL::int, 0, ''
    FROM p WHERE component_count IS NOT NULL GROUP BY {_BY}
UNION ALL SELECT 'result', indicator_id::text, {_BY}, count(*), count(value), sum(value),
    {_NOTES % "r"}, CASE WHEN count(*) = 1 THEN min(baseline) END,
    CASE WHEN count(*) = 1 THEN min(baseline_statement_id) END,
    CASE WHEN count(*) = 1 THEN min(baseline_year)::int END, {_QUALIFIED % ("r", "r")}
    FROM p JOIN programs_result r ON r.project_id = p.id GROUP BY indicator_id, {_BY}
UNION ALL SELECT 'students', kind, {_BY}, count(*), count(student_count),
    sum(student_count)::numeric, {_NOTES % "e"}, NULL, NULL, NULL, 0, ''
    FROM p JOIN programs_educationaid e ON e.project_id = p.id
    WHERE kind <> 'hope_school' GROUP BY kind, {_BY}"""  # noqa: S608  # names of this module
FEW_ROWS = f"""SELECT p.year::int, p.program_id::int, p.scope, p.category, a.kind,
    array_agg(a.statement_id), CASE WHEN count(*) = 1 THEN min(a.qualifier) ELSE '' END
    FROM programs_project p
    JOIN programs_allocation a ON a.project_id = p.id
    WHERE (p.program_id, p.year) IN (SELECT * FROM unnest(%(programs)s::int[], %(years)s::int[]))
    AND {{which}} GROUP BY 1, 2, 3, 4, 5 HAVING count(*) <= {MOST_NOTES}"""  # noqa: S608


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
    which, values = (TODAY, {}) if edition is None else (AS_OF, {"edition": edition})
    money = list(_money(edition))
    few = _few_rows(money, which, values)
    all_figures = [replace(one, **few.get(_place(one), {})) for one in money]
    all_figures += _counted(OUTCOMES, which, values)
    return tuple(sorted(all_figures, key=lambda one: (one.what, *_place(one))))


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
    )


def _counted(sql: str, which: str, values: dict[str, int]) -> Iterator[Figure]:
    with connection.cursor() as cursor:
        cursor.execute(_PROJECTS.format(which=which) + sql, values)
        for *start, cited, baseline, before, year, qualified, own in cursor.fetchall():
            yield Figure(*start, _distinct(cited), baseline, before, year, qualified, own)


def _money(edition: int | None) -> Iterator[Figure]:
    """Money and numbers of projects, from the tallies."""
    groups = [
        tallies.TallyGroup("money", (*KEYS, "kind"), ()),
        tallies.TallyGroup("projects", KEYS, ()),
    ]
    counted = tallies.count(groups, edition)
    for (year, program, scope, category, kind), tally in counted["money"].items():
        if tally.rows:
            yield Figure(
                "money",
                kind,
                int(year),
                int(program),
                scope,
                category,
                tally.rows,
                tally.stated,
                tally.total,
                qualified=tally.qualified,
            )
    for (year, program, scope, category), tally in counted["projects"].items():
        yield Figure(
            "projects",
            "",
            int(year),
            int(program),
            scope,
            category,
            tally.projects,
            tally.projects,
            Decimal(tally.projects),
        )


def _few_rows(
    money: list[Figure], which: str, values: dict[str, int]
) -> dict[tuple, dict[str, object]]:
    """The statements of money that has few rows, and the qualifier of an only row."""
    pairs = {
        (one.program, one.year) for one in money if one.what == "money" and one.rows <= MOST_NOTES
    }
    programs, in_years = zip(*sorted(pairs), strict=True) if pairs else ((), ())
    with connection.cursor() as cursor:
        of = {"programs": list(programs), "years": list(in_years)}
        cursor.execute(FEW_ROWS.format(which=which), values | of)
        return {
            tuple(key): {"statements": _distinct(cited), "own_qualifier": own}
            for *key, cited, own in cursor.fetchall()
        }


def _place(figure: Figure) -> tuple:
    return (figure.year, figure.program, figure.scope, figure.category, figure.of)


def _distinct(statements) -> tuple[int, ...]:
    return tuple(sorted({one for one in statements or () if one}))
