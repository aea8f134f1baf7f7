"""What projects achieved, added up: components, results and students, today and at any edition;
and of small sums the rows themselves.

Like the tallies (`programs/totals/tallies.py`), of which they share the blocks.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from django.db import connection

from config.lib.caching import EDITION, cached
from programs.totals.roll_up import ROLLED_UP
from programs.totals.tallies import BLOCKS
from records.models.reading import edition_in_reading

MOST_KNOWN = 4  # above this number of rows, their ids are not asked for
FIGURES = ("components", "money", "projects", "result", "students")
KEY = "what, of, county, year, program, scope, category"
CELL = f"{KEY}, rows, stated, qualified, value, row_ids"
CELLS = f"""WITH blocks AS MATERIALIZED ({BLOCKS}),
    cells AS MATERIALIZED (SELECT {CELL} FROM programs_outcomecell
        WHERE block_id = ANY ((SELECT whole FROM blocks)::bigint[])
            AND what = ANY (%(what)s) {{which}}
        UNION ALL SELECT {CELL} FROM blocks, ledger_outcomes(since, edition)
        WHERE what = ANY (%(what)s) {{which}}),
    sums AS (SELECT {KEY}, sum(rows)::bigint AS rows, sum(stated)::bigint AS stated,
        sum(qualified)::bigint AS qualified, sum(value) AS value,
        sum(rows) <= {MOST_KNOWN} AND bool_and(row_ids IS NOT NULL) AS are_known
        FROM cells GROUP BY {KEY} HAVING sum(rows) > 0),
    known AS (SELECT {KEY}, array_agg(id ORDER BY id) AS ids FROM (
        SELECT {KEY}, abs(row_id) AS id
        FROM cells JOIN sums USING ({KEY}), unnest(row_ids) AS row_id WHERE are_known
        GROUP BY {KEY}, abs(row_id) HAVING sum(sign(row_id)) > 0) one GROUP BY {KEY})
    SELECT {KEY}, s.rows, s.stated, s.qualified, s.value, k.ids
    FROM sums s LEFT JOIN known k USING ({KEY})"""  # noqa: S608  # names of this module


@dataclass(frozen=True)
class Outcome:
    """How many rows there are of a kind, how many of them state a value, how many of these with a
    qualifier, and the sum; and the ids of the rows where they are few, unless many have come and
    gone."""

    what: str
    of: str
    county: int
    year: int
    program: int
    scope: str
    category: str
    rows: int
    stated: int
    qualified: int
    value: Decimal
    row_ids: list[int] | None
    counties: frozenset[int] = frozenset()  # of a roll-up, those whose rows it adds

    @property
    def total(self) -> Decimal | None:
        """The sum; None where no value is stated."""
        return self.value if self.stated else None


def outcomes(edition: int | None) -> list[Outcome]:
    """What there is of every kind of figure, by year, programme, scope and kind of work; what
    designated counties reported themselves is rolled up."""
    of_places: dict[tuple, list[Outcome]] = {}
    for one in _read(edition, *FIGURES):
        place = (one.what, one.of, one.year, one.program, one.scope, one.category)
        of_places.setdefault(place, []).append(one)
    return [_rolled_up(own) for own in of_places.values()]


@cached(limit=4, depends_on=EDITION)
def results_of_places(edition: int | None) -> list[Outcome]:
    """How many results each county has, by year; of none, each programme and scope."""
    return _read(edition, "results")


@cached(limit=20, depends_on=EDITION)
def answers(edition: int | None) -> list[Outcome]:
    """How many projects of each programme there are ("all"), and how many answer each question."""
    return _read(edition, "answers")


@cached(limit=4, depends_on=EDITION)
def parts_of_roll_ups(edition: int | None) -> list[Outcome]:
    """What each designated county reported itself: the parts of all roll-ups."""
    return [one for one in _read(edition, *FIGURES) if one.scope == ROLLED_UP]


def _rolled_up(parts: list[Outcome]) -> Outcome:
    """The parts of several counties as one; what belongs to none is one already."""
    if not parts[0].county:
        return parts[0]
    rows = sum(one.rows for one in parts)
    ids = [one.row_ids for one in parts if one.row_ids]
    are_known = rows <= MOST_KNOWN and len(ids) == len(parts)
    return replace(
        parts[0],
        county=0,
        rows=rows,
        stated=sum(one.stated for one in parts),
        qualified=sum(one.qualified for one in parts),
        value=sum((one.value for one in parts), Decimal(0)),
        row_ids=sorted(chain(*ids)) if are_known else None,
        counties=frozenset(one.county for one in parts),
    )


def of_year(edition: int | None, year: int, what: str) -> list[Outcome]:
    """What there is of one kind in a year: its "sources" or "coordinators"."""
    return _read(edition, what, year=year)


def _read(edition: int | None, *what: str, year: int | None = None) -> list[Outcome]:
    at = edition_in_reading() if edition is None else edition
    sql = CELLS.format(which="" if year is None else "AND year = %(year)s")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"edition": at, "what": list(what), "year": year})
        return [Outcome(*row) for row in cursor.fetchall()]
