"""What projects achieved, added up: components, results and students, today and at any edition.

Like the tallies (`programs/totals/tallies.py`), of which they share the blocks.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from config.lib.caching import EDITION, cached
from programs.totals.tallies import BLOCKS
from records.models.reading import edition_in_reading

CELLS = f"""WITH blocks AS MATERIALIZED ({BLOCKS}),
    cells AS (SELECT what, of, county, year, program, scope, category, rows, stated, qualified,
        value FROM programs_outcomecell WHERE block_id = ANY ((SELECT ids FROM blocks)::bigint[])
        UNION ALL SELECT o.* FROM blocks, ledger_outcomes(since, edition) o)
    SELECT what, of, county, year, program, scope, category, sum(rows)::bigint,
        sum(stated)::bigint, sum(qualified)::bigint, sum(value)
    FROM cells WHERE (what = 'results') = %(of_places)s
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(rows) > 0"""  # noqa: S608  # no text of a reader


@dataclass(frozen=True)
class Outcome:
    """How many rows there are of a kind, how many of them state a value, how many of these with a
    qualifier, and the sum."""

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

    @property
    def total(self) -> Decimal | None:
        """The sum; None where no value is stated."""
        return self.value if self.stated else None


def outcomes(edition: int | None) -> list[Outcome]:
    """What there is of every kind, by year, programme, scope and kind of work."""
    return _read(edition, of_places=False)


@cached(limit=4, depends_on=EDITION)
def results_of_places(edition: int | None) -> list[Outcome]:
    """How many results each county has, by year; of none, each programme and scope."""
    return _read(edition, of_places=True)


def _read(edition: int | None, *, of_places: bool) -> list[Outcome]:
    at = edition_in_reading() if edition is None else edition
    with connection.cursor() as cursor:
        cursor.execute(CELLS, {"edition": at, "of_places": of_places})
        return [Outcome(*row) for row in cursor.fetchall()]
