"""The tallies that are stored, against the published rows counted anew.

Reads only: what `tallies.rebuild` writes is one query for each family here, so that an account
with the right to read can ask.
"""

from django.db import connection

from programs.models.tallies import DIMENSIONS, MONEY
from programs.totals.tallies import AS_OF, FACTS, FAMILIES, MEASURES, cells_sql, grains, level_sql

_STAMP = """SELECT t.edition, e.number FROM programs_tallyedition t
    LEFT JOIN records_edition e ON e.number = t.edition AND e.digest = t.digest"""
_NAMES = ", ".join(("grain", *DIMENSIONS, *MEASURES))


def differing_tally() -> str | None:
    """The first cell that the published rows do not give, as of the edition that the tallies are
    of; None where all do."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        stamp = cursor.fetchone()
        if stamp and stamp[1] is None:
            return f"they are of edition {stamp[0]}, which is not in the chain"
        if stamp is None:
            cursor.execute("SELECT grain FROM programs_tallycell LIMIT 1")
            return "they are of no edition" if cursor.fetchone() else None
        for family in FAMILIES:
            cursor.execute(_differing_sql(family), {"edition": stamp[0]})
            if row := cursor.fetchone():
                return _in_words(row)
    return None


def _differing_sql(family: tuple[str, ...]) -> str:
    """SQL: cells that the rows give and the table does not hold, or the other way round. A cell
    from which all projects went holds zeros."""
    facts = FACTS.format(which=AS_OF, narrow="true")
    columns, cells = cells_sql("level", grains(family), 1)
    given = ", ".join(name if name in columns else f"NULL AS {name}" for name in DIMENSIONS)
    names = ", ".join(("grain", *columns, *MEASURES))
    return f"""WITH facts AS MATERIALIZED ({facts}), level AS ({level_sql("facts", family)}),
        made AS (SELECT grain, {given}, {", ".join(MEASURES)} FROM ({cells}) AS cells ({names})),
        held AS (SELECT {_NAMES} FROM programs_tallycell WHERE projects <> 0
            AND grain & {_bits(MONEY)} = {_bits(family)})
        SELECT * FROM ((TABLE made EXCEPT ALL TABLE held) UNION ALL
            (TABLE held EXCEPT ALL TABLE made)) AS differing ORDER BY grain LIMIT 1"""  # noqa: S608


def _bits(dimensions: tuple[str, ...]) -> int:
    return sum(1 << DIMENSIONS.index(name) for name in dimensions)


def _in_words(row: tuple) -> str:
    grain, *values = row
    stated = zip(DIMENSIONS, values, strict=False)
    named = ", ".join(f"{name} {value}" for name, value in stated if value is not None)
    return f"by {named}" if named else f"in all (grain {grain})"
