"""Totals: what the published projects and their money add up to, counted once an edition.

The table `programs_tallycell` holds, for many sets of dimensions ("grains"), one row for each
combination of their values: how many projects, how many allocations, how many of these state an
amount, and the sum. A page asks the smallest grain that holds its filters and what it groups by,
so that a million projects answer as fast as a thousand.

A project counts once for each kind of money and amount band that it has, so counts of projects are
never added over these two: there are grains with and without each. A project without allocations
counts as having one of no stated kind and amount.

Nothing need tell this table of a publication: it knows of which edition it is, and goes from there
to the newest by the versions that came and went. A county that moves to another province takes its
share along by a trigger (`ledger_move_county`). What the table does not hold (the past, a search,
amounts between two figures) is counted from the rows themselves, in the same words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from operator import add, attrgetter
from typing import Any

from django.db import connection, transaction

from config.lib.caching import LedgerCache, clear_caches, in_transaction
from config.lib.connections.read_replica import is_reading_replica, on_primary
from programs.models import AmountBand, MoneyLevel
from programs.models.tallies import DIMENSIONS, MONEY, PLACES, WORK
from records.models import Edition, Qualifier
from records.models.reading import edition_in_reading

FIELDS = ("province", *WORK, *MONEY)  # all but the county
FAMILIES = ((), ("kind",), ("band",), MONEY)
MOST, MOST_OF_COUNTY = 4, 2  # dimensions of a grain; of a county's beside its place
MOST_AT_ONCE = 20_000  # versions that a reader's request catches up with
LOCK = 20110416
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
FACTS = f"""SELECT project, coalesce(province, 0)::int AS province, coalesce(county, 0)::int
    AS county, year::int, program::int, category, scope, status, coalesce(kind, '') AS kind, band,
    coalesce(level, '') AS level, coalesce(qualifier, '') AS qualifier, id, amount
FROM (SELECT p.id AS project, c.province_id AS province, p.county_id AS county, p.year,
    p.program_id AS program, p.category, p.scope, p.status, a.kind,
    {AmountBand.sql("a.amount")} AS band, a.level, a.qualifier, a.id, a.amount
FROM programs_project p LEFT JOIN counties_county c ON c.id = p.county_id
LEFT JOIN programs_allocation a ON a.project_id = p.id WHERE {{which}}) f WHERE {{narrow}}"""  # noqa: S608  # no text of a reader
TODAY = "p.state = 'published'"
AS_OF = """p.published_in_id <= %(edition)s
    AND (p.superseded_in_id IS NULL OR p.superseded_in_id > %(edition)s)"""
ADDED = """p.published_in_id > %(since)s AND p.published_in_id <= %(edition)s
    AND (p.superseded_in_id IS NULL OR p.superseded_in_id > %(edition)s)"""
GONE = """p.published_in_id <= %(since)s
    AND p.superseded_in_id > %(since)s AND p.superseded_in_id <= %(edition)s"""
# The sums of a cell, beside its number of projects, and what they count of the rows.
SUMS = {
    "rows": "count(id)",
    "stated": "count(amount)",
    "amount": "coalesce(sum(amount), 0)",
    "qualified": "count(id) FILTER (WHERE qualifier <> '')",
    **{
        name: f"count(id) FILTER (WHERE level = '{level}')" for level, name in ROWS_OF_LEVEL.items()
    },
}
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


@dataclass(frozen=True, eq=False)
class Condition:
    """The condition of a filter on one dimension, or, without one, on the rows themselves."""

    dimension: str
    sql: str
    values: Mapping[str, Any]
    stored_sql: str = ""  # the same of a column that is NULL where nothing is stated

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
    def needed(self) -> frozenset[str]:
        return frozenset((*self.dimensions, *(c.dimension for c in self.conditions)))

    def sql(self, source: str, which: str, projects: str) -> str:
        where = " AND ".join((which, *(one.sql for one in self.conditions)))
        values = ", ".join((f"'{self.name}'", *(f"{name}::text" for name in self.dimensions)))
        return f"""SELECT ARRAY[{values}], {projects}, {{}}
            FROM {source} WHERE {where} GROUP BY 1"""  # noqa: S608  # names of this module


Counts = dict[tuple[str, ...], Tally]


_answers = LedgerCache(__name__, MOST_CACHED_ROWS, size_of=lambda rows: 1 + len(rows))


def count(groups: Iterable[TallyGroup], edition: int | None) -> dict[str, Counts]:
    """The tallies of each group by the values of its dimensions, as text, in one query."""
    groups = list(groups)
    values = {"edition": edition}
    for group in groups:
        for condition in group.conditions:
            values |= condition.values
    key = (tuple(group.key for group in groups), tuple(values.items()))
    tallies: dict[str, Counts] = {group.name: {} for group in groups}
    for (name, *of), *measures in _answers.get_or_set(key, lambda: _rows(groups, values)):
        if measures[0]:
            tallies[name][tuple(of)] = Tally(*measures)
    return tallies


def _rows(groups: list[TallyGroup], values: dict[str, Any]) -> list[tuple]:
    """Counted from the tallies, where they are of today and hold it, else from the rows. What a
    transaction has written is in the rows only."""
    edition = values["edition"]
    is_today = edition is None and edition_in_reading() is None
    is_tallied = is_today and not in_transaction() and is_current()
    held = {group: _of_tally(group) if is_tallied else None for group in groups}
    others = [group for group, sql in held.items() if sql is None]
    facts = _facts(others, edition) if others else ""
    asked = [sql or _of_rows(group) for group, sql in held.items()]
    with connection.cursor() as cursor:
        cursor.execute(facts + " UNION ALL ".join(asked), values)
        return cursor.fetchall()


def _of_tally(group: TallyGroup) -> str | None:
    """SQL that asks the smallest grain that fits; None where there is none."""
    grain = _grain_for(group.needed)
    if grain is None:
        return None
    sums = ", ".join(
        f"sum({name})" if name == "amount" else f"sum({name})::bigint" for name in SUMS
    )
    return group.sql("programs_tallycell", f"grain = {grain}", "sum(projects)::bigint").format(sums)


def _of_rows(group: TallyGroup) -> str:
    sums = ", ".join(SUMS.values())
    return group.sql("facts", "true", "count(DISTINCT project)").format(sums)


def _facts(groups: list[TallyGroup], edition: int | None) -> str:
    """The rows to count, no more than what every group asks."""
    shared = set.intersection(*(set(_keys(group)) for group in groups))
    everywhere = {key: one for group in groups for key, one in _keys(group).items()}
    narrow = " AND ".join(everywhere[key].of_stored for key in sorted(shared)) or "true"
    facts = FACTS.format(which=TODAY if edition is None else AS_OF, narrow=narrow)
    return f"WITH facts AS MATERIALIZED ({facts}) "


def _keys(group: TallyGroup) -> dict[tuple[str, str], Condition]:
    return {(one.dimension, one.sql): one for one in group.conditions}


def _grain(dimensions: Iterable[str]) -> int:
    return sum(1 << DIMENSIONS.index(name) for name in dimensions)


def _grain_for(needed: frozenset[str]) -> int | None:
    if not needed <= set(DIMENSIONS):
        return None
    if "county" in needed:
        beside = needed - set(PLACES)
        return _grain(beside | set(PLACES)) if len(beside) <= MOST_OF_COUNTY else None
    whole = {name for name in FIELDS if name not in MONEY or name in needed}
    return _grain(needed if len(needed) <= MOST else whole)


# --- keeping the table ------------------------------------------------------------------------


_STAND = """SELECT e.number, e.digest, t.edition, t.digest FROM records_edition e
    LEFT JOIN programs_tallyedition t ON true ORDER BY e.number DESC LIMIT 1"""


def is_current() -> bool:
    """Whether the table is of the newest edition, after going there if that is a short way."""
    with connection.cursor() as cursor:
        cursor.execute(_STAND)
        row = cursor.fetchone()
    if row is None:
        return False
    newest, since = row[:2], row[2:]
    if since == newest:
        return True
    since = None if since == (None, None) else since
    if not is_reading_replica():
        return _catch_up(since, newest)
    with on_primary():
        _catch_up(since, newest)
    return False  # until the replica has heard of it


def rebuild() -> None:
    """Count everything anew."""
    clear_caches()
    newest = Edition.objects.order_by("number").values_list("number", "digest").last()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("DELETE FROM programs_tallycell")
        if newest:
            _add(cursor, ADDED, 1, {"since": 0, "edition": newest[0]})
        _stamp_with(cursor, newest)
    with connection.cursor() as cursor:
        if not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE programs_tallycell")


def _stamp() -> tuple[int, str] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT edition, digest FROM programs_tallyedition")
        return cursor.fetchone()


def _catch_up(since: tuple[int, str] | None, newest: tuple[int, str]) -> bool:
    """Go from one edition to another; False when it is too far, or another request is at it."""
    is_ours = since and Edition.objects.filter(number=since[0], digest=since[1]).exists()
    start = since[0] if is_ours else 0
    later = Edition.objects.filter(number__gt=start).values_list("record_count", flat=True)
    if sum(later) > MOST_AT_ONCE:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0] or _stamp() != since:
            return False
        if not is_ours:
            cursor.execute("DELETE FROM programs_tallycell")
        way = {"since": start, "edition": newest[0]}
        _add(cursor, GONE, -1, way)
        _add(cursor, ADDED, 1, way)
        _stamp_with(cursor, newest)
    return True


def _stamp_with(cursor, edition: tuple[int, str] | None) -> None:
    cursor.execute("DELETE FROM programs_tallyedition")
    if edition:
        cursor.execute(
            "INSERT INTO programs_tallyedition (edition, digest) VALUES (%s, %s)", edition
        )


def _add(cursor, which: str, sign: int, way: Mapping[str, int]) -> None:
    """Count versions in (1) or out (-1): one statement, which reads their facts once."""
    parts = [f"facts AS MATERIALIZED ({FACTS.format(which=which, narrow='true')})"]
    for number, family in enumerate(FAMILIES):
        level, cells = f"level_{number}", f"cells_{number}"
        whole = ", ".join(("province", *WORK, *family))
        summed = f"SELECT {whole}, {_sums(1)} FROM {level} GROUP BY {whole}"  # noqa: S608
        parts += [
            f"{level} AS MATERIALIZED ({level_sql('facts', family)})",
            f"{cells} AS MATERIALIZED ({summed})",
            f"counted_{level} AS ({_group(level, _grains_of_counties(family), sign)})",
            f"counted_{cells} AS ({_group(cells, _grains(family), sign)})",
        ]
    cursor.execute(f"WITH {', '.join(parts)} SELECT", way)


def level_sql(facts: str, family: tuple[str, ...]) -> str:
    """SQL: what each project has in `facts`, by all dimensions of a family."""
    counted = ", ".join(f"{sql} AS {name}" for name, sql in SUMS.items())
    columns = ", ".join((*PLACES, *WORK, *family))
    return f"""SELECT project, {columns}, 1 AS projects, {counted} FROM {facts}
        GROUP BY project, {columns}"""  # noqa: S608  # names of this module


def grains(family: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every set of dimensions that the table counts by, of one family."""
    return [*_grains(family), *_grains_of_counties(family)]


def _grains(family: tuple[str, ...]) -> list[tuple[str, ...]]:
    names = ("province", *WORK)
    few = range(MOST - len(family) + 1)
    sets = [(*some, *family) for size in few for some in combinations(names, size)]
    return [*sets, (*names, *family)]


def _grains_of_counties(family: tuple[str, ...]) -> list[tuple[str, ...]]:
    few = range(MOST_OF_COUNTY - len(family) + 1)
    return [(*PLACES, *some, *family) for size in few for some in combinations(WORK, size)]


def _group(source: str, grains: list[tuple[str, ...]], sign: int) -> str:
    """SQL: add `source`, summed by each grain, to the table."""
    held, cells = cells_sql(source, grains, sign)
    added = ", ".join(f"{name} = programs_tallycell.{name} + excluded.{name}" for name in MEASURES)
    return (
        f"INSERT INTO programs_tallycell (grain, {', '.join(held)}, {', '.join(MEASURES)}) "
        f"{cells} ON CONFLICT (grain, {', '.join(DIMENSIONS)}) DO UPDATE SET {added}"
    )


def cells_sql(source: str, grains: list[tuple[str, ...]], sign: int) -> tuple[list[str], str]:
    """The dimensions that `grains` name, and SQL that sums `source` by each grain."""
    known = {name for grain in grains for name in grain}
    columns = [name for name in DIMENSIONS if name in known]
    bits = " + ".join(f"{1 << DIMENSIONS.index(c)} * (1 - GROUPING({c}))" for c in columns) or "0"
    sets = ", ".join(f"({', '.join(grain)})" for grain in grains)
    return columns, (
        f"SELECT {bits}, {', '.join(columns)}, {_sums(sign)} FROM {source} "  # noqa: S608
        f"GROUP BY GROUPING SETS ({sets}) HAVING count(*) > 0"
    )


def _sums(sign: int) -> str:
    return ", ".join(f"{sign} * sum({name}) AS {name}" for name in MEASURES)
