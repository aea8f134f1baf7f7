"""Totals: what the published projects and their money add up to, today and at any edition.

The table `programs_tallycell` holds, for many sets of dimensions ("grains"), one row for each
combination of their values: how many projects, how many allocations, how many of these state an
amount, and the sum. A page asks the smallest grain that holds its filters and what it groups by,
so that a million projects answer as fast as a thousand.

The cells are changes, in blocks of at least a thousand records (`programs_tallyblock`): an edition
is the sum of the blocks up to it and of what the few editions after the last block changed, which
is read from their rows. So no figure waits for a block, and no block is ever changed; of what pages
of places and years read whole, one more block holds the newest sum, and is made anew. The
worker makes the blocks (`programs/tasks.py`); all is counted by functions of the database
(`programs/migrations/tallies.sql`).

A project counts once for each kind of money and amount band that it has, so counts of projects are
never added over these two: there are grains with and without each. A project without allocations
counts as having one of no stated kind and amount. What no grain holds (a search, amounts between
two figures) is counted from the rows themselves, in the same words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import add, attrgetter
from typing import Any

from django.db import connection

from config.lib.caching import LedgerCache, clear_caches
from programs.models import MoneyLevel
from programs.models.tallies import DIMENSIONS, MONEY, PLACES, WORK
from records.models import Qualifier
from records.models.reading import edition_in_reading

WHOLE = frozenset(("province", *WORK))  # all dimensions of work, but not the county
MOST, MOST_OF_COUNTY = 4, 3  # dimensions of a grain; of one with the county
OF_COUNTY = ({*PLACES, "year", "kind"}, {*PLACES, *MONEY})  # more of a county
OF_SUMS = {"program", "scope", "kind"}  # of which there are grains with two more
BLOCK = 1_000  # records, at least, of a block of tallies
MOST_CACHED_ROWS = 200_000  # rows of answers, in each process

# The measures that count the allocations of each level of government.
ROWS_OF_LEVEL = {
    MoneyLevel.CENTRAL: "central",
    MoneyLevel.PROVINCIAL: "provincial",
    MoneyLevel.MUNICIPAL: "municipal",
    MoneyLevel.COUNTY: "of_county",
}

# What rows say: inside as their tables hold it, so that filters find their indexes, then with 0 or
# '' for what is not stated.
FACTS = """SELECT 1 AS sign, project, coalesce(province, 0)::int AS province,
    coalesce(county, 0)::int AS county, year::int, program::int, category, scope, status,
    coalesce(kind, '') AS kind, band,
    coalesce(level, '') AS level, coalesce(qualifier, '') AS qualifier, id, amount
FROM (SELECT p.id AS project, c.province_id AS province, p.county_id AS county, p.year,
    p.program_id AS program, p.category, p.scope, p.status, a.kind,
    public.ledger_band(a.amount) AS band, a.level, a.qualifier, a.id, a.amount
FROM programs_project p LEFT JOIN counties_county c ON c.id = p.county_id
LEFT JOIN programs_allocation a ON a.project_id = p.id WHERE {which}) f WHERE {narrow}"""
TODAY = "p.state = 'published'"
AS_OF = """p.published_in_id <= %(edition)s
    AND (p.superseded_in_id IS NULL OR p.superseded_in_id > %(edition)s)"""
# The blocks of an edition, and what the editions after them changed: `sign` is -1 for what went.
# Today is the end of all editions: so a rehearsal counts too, which makes none.
# `whole` is the block that holds what they add up to, where that was made.
BLOCKS = """SELECT edition, since, ids, coalesce((SELECT ARRAY[w.id] FROM programs_tallyblock w
        WHERE w.level = 100 AND w.until = since), ids) AS whole
    FROM (SELECT edition, coalesce(max(until), 0) AS since, array_agg(b.id) AS ids
        FROM (SELECT coalesce(%(edition)s::int, 2147483647) AS edition) e
        LEFT JOIN public.ledger_tally_blocks(edition) b ON true GROUP BY edition) s"""
REST = "SELECT f.* FROM blocks, public.ledger_tally_facts(since, edition) f"
# The sums of a cell, beside its number of projects, and what they count of the rows.
SUMS = {
    "rows": "coalesce(sum(sign) FILTER (WHERE id IS NOT NULL), 0)",
    "stated": "coalesce(sum(sign) FILTER (WHERE amount IS NOT NULL), 0)",
    "amount": "coalesce(sum(sign * amount), 0)",
    "qualified": "coalesce(sum(sign) FILTER (WHERE qualifier <> ''), 0)",
    **{
        name: f"coalesce(sum(sign) FILTER (WHERE level = '{level}'), 0)"
        for level, name in ROWS_OF_LEVEL.items()
    },
}
PROJECTS = """count(DISTINCT project) FILTER (WHERE sign > 0)
    - count(DISTINCT project) FILTER (WHERE sign < 0)"""
MEASURES = ("projects", *SUMS)


@dataclass(frozen=True)
class Tally:
    """How many projects and allocations, how many of these state an amount, and the sum; how
    many state it with a qualifier, and how many come from each level of government."""

    projects: int = 0
    rows: int = 0
    stated: int = 0
    amount: Decimal = Decimal(0)
    qualified: int = 0
    central: int = 0
    provincial: int = 0
    municipal: int = 0
    of_county: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(add, _measures(self), _measures(other)))

    @property
    def total(self) -> Decimal | None:
        """The sum; None where no amount is stated."""
        return self.amount if self.stated else None

    @property
    def unstated(self) -> int:
        """How many allocations the sum lacks."""
        return self.rows - self.stated

    @property
    def qualifier(self) -> str:
        """A sum of several amounts, any of which has a qualifier, is only about right."""
        return Qualifier.ABOUT if self.qualified and self.rows > 1 else ""

    @property
    def rows_by_level(self) -> dict[str, int]:
        """The allocations of each level of government; "" where it is not stated."""
        counts = {str(level): getattr(self, name) for level, name in ROWS_OF_LEVEL.items()}
        return {**counts, "": self.rows - sum(counts.values())}


_measures = attrgetter(*MEASURES)


NOTHING = Tally()


@dataclass(frozen=True, eq=False)
class Condition:
    """The condition of a filter on one dimension, or, without one, on the rows themselves: then
    `is_few` says that it names few projects, so that these are all that is read."""

    dimension: str
    sql: str
    values: Mapping[str, Any]
    stored_sql: str = ""  # the same of a column that is NULL where nothing is stated
    is_few: bool = False

    @property
    def of_stored(self) -> str:
        return self.stored_sql or self.sql


@dataclass(frozen=True, eq=False)
class TallyGroup:
    """A query to count: by `dimensions`, of the rows that meet `conditions`."""

    name: str
    dimensions: tuple[str, ...]
    conditions: tuple[Condition, ...]

    @property
    def key(self) -> tuple:
        """Equal where the same is counted, but for the values of the conditions."""
        asked = tuple((one.dimension, one.sql) for one in self.conditions)
        return self.name, self.dimensions, asked

    @property
    def is_bounded(self) -> bool:
        """Whether it is counted without reading all rows."""
        is_held = grain_for(self.needed) is not None
        return is_held or any(one.is_few for one in self.conditions)

    @property
    def needed(self) -> frozenset[str]:
        return frozenset((*self.dimensions, *(c.dimension for c in self.conditions)))

    def sql(self, source: str, which: str, sums: Iterable[str]) -> str:
        where = " AND ".join((which, *(one.sql for one in self.conditions)))
        values = ", ".join((f"'{self.name}'", *(f"{name}::text" for name in self.dimensions)))
        measures = ", ".join(f"{sql} AS {name}" for name, sql in zip(MEASURES, sums, strict=True))
        return f"""SELECT ARRAY[{values}] AS of, {measures} FROM {source}
            WHERE {where} GROUP BY ({", ".join(self.dimensions)})
            HAVING count(*) > 0"""  # noqa: S608  # names of this module


Counts = dict[tuple[str, ...], Tally]


_answers = LedgerCache(__name__, MOST_CACHED_ROWS, size_of=lambda rows: 1 + len(rows))


def count(groups: Iterable[TallyGroup], edition: int | None) -> dict[str, Counts]:
    """The tallies of each group by the values of its dimensions, as text, in one query; without
    those that have no project."""
    groups = list(groups)
    if not groups:
        return {}
    values = _values(groups, edition)
    key = (tuple(group.key for group in groups), tuple(values.items()))
    tallies: dict[str, Counts] = {group.name: {} for group in groups}
    for (name, *of), *measures in _answers.get_or_set(key, lambda: _rows(groups, values)):
        tallies[name][tuple(of)] = Tally(*measures)
    return tallies


def counted_rows(groups: list[TallyGroup], edition: int | None) -> list[tuple]:
    """The same as rows, of which there are many: the name and the values, then the measures."""
    return _rows(groups, _values(groups, edition))


def _values(groups: list[TallyGroup], edition: int | None) -> dict[str, Any]:
    values = {"edition": edition_in_reading() if edition is None else edition}
    for group in groups:
        for condition in group.conditions:
            values |= condition.values
    return values


def _rows(groups: list[TallyGroup], values: dict[str, Any]) -> list[tuple]:
    """What the blocks, the rows after them, and, for what no grain holds, all rows add up to, in
    one query: of one state of the ledger, that of a transaction too."""
    grains = {group: grain_for(group.needed) for group in groups}
    others = [group for group in groups if grains[group] is None]
    sources = {"blocks": BLOCKS, "rest": REST}
    if others:
        sources["facts"] = _facts(others, is_now=values["edition"] is None)
    parts = []
    for group in groups:
        if grains[group] is None:
            parts.append(_of_rows(group, "facts"))
        else:
            parts += [_of_cells(group, grains[group]), _of_rows(group, "rest")]
    with_sources = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in sources.items())
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {with_sources} {' UNION ALL '.join(parts)}", values)
        return _added(cursor.fetchall())


def _added(parts: list[tuple]) -> list[tuple]:
    """Rows that have the same values as one, without those that have no project."""
    sums: dict[tuple, tuple] = {}
    for of, *measures in parts:
        key = tuple(of)
        before = sums.get(key)
        sums[key] = tuple(map(add, before, measures)) if before else tuple(measures)
    return [(key, *measures) for key, measures in sums.items() if measures[0]]


def _sum_of(measure: str) -> str:
    return f"sum({measure})" if measure == "amount" else f"sum({measure})::bigint"


def _of_cells(group: TallyGroup, grain: int) -> str:
    ids = "whole" if grain in WHOLE_GRAINS else "ids"
    which = f"block_id = ANY ((SELECT {ids} FROM blocks)::bigint[]) AND grain = {grain}"  # noqa: S608
    return group.sql("programs_tallycell", which, map(_sum_of, MEASURES))


def _of_rows(group: TallyGroup, source: str) -> str:
    return group.sql(source, "true", (PROJECTS, *SUMS.values()))


def _facts(groups: list[TallyGroup], *, is_now: bool) -> str:
    """The rows to count, no more than what every group asks."""
    shared = set.intersection(*(set(_keys(group)) for group in groups))
    everywhere = {key: one for group in groups for key, one in _keys(group).items()}
    narrow = " AND ".join(everywhere[key].of_stored for key in sorted(shared)) or "true"
    return FACTS.format(which=TODAY if is_now else AS_OF, narrow=narrow)


def _keys(group: TallyGroup) -> dict[tuple[str, str], Condition]:
    return {(one.dimension, one.sql): one for one in group.conditions}


def grain_for(needed: frozenset[str]) -> int | None:
    """The smallest grain that holds these dimensions, as `ledger_tally_cells` has them; None where
    there is none."""
    if not needed <= set(DIMENSIONS):
        return None
    if "county" in needed:
        named = needed | set(PLACES)
        is_held = len(named) <= MOST_OF_COUNTY or named in OF_COUNTY
        return grain(named) if is_held else None
    is_sum = needed >= OF_SUMS and len(needed) == len(OF_SUMS) + 2 and "band" not in needed
    return grain(needed if len(needed) <= MOST or is_sum else needed | WHOLE)


def grain(dimensions: Iterable[str]) -> int:
    return sum(1 << DIMENSIONS.index(name) for name in dimensions)


# --- keeping the blocks -----------------------------------------------------------------------


# Of which the newest state is held at once: all that pages of places read whole.
WHOLE_GRAINS = tuple(
    grain({*PLACES, *more}) for more in ((), ("year",), ("kind",), ("year", "kind"))
)


def keep(records: int = BLOCK) -> None:
    """Make the blocks that are due, each in a transaction of its own, and the newest state."""
    while _one_more("SELECT ledger_add_tallies(%s)", [records]):
        pass
    while _one_more("SELECT ledger_merge_tallies()", []):
        pass
    _one_more("SELECT ledger_run_tallies()", [])


def _one_more(sql: str, values: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def rebuild(records: int = BLOCK) -> None:
    """Make all blocks anew, as the owner of the tables. Readers count from the rows meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE programs_tallyblock, programs_tallycell, programs_outcomecell")
    keep(records)
    clear_caches()
