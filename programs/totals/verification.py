"""The tallies that are stored, against the rows counted anew. Reads only, so that an account with
the right to read can ask."""

from django.db import connection

from programs.models import TallyBlock
from programs.models.tallies import DIMENSIONS
from programs.totals.tallies import MEASURES

_TALLY = ("grain", *DIMENSIONS, *MEASURES)
_OUTCOME = (
    *("what", "of", "county", "year", "program", "scope", "category"),
    *("rows", "stated", "qualified", "value"),
)
# The tables of cells, the function that counts them, their columns, and those that name a cell.
_TABLES = (
    ("programs_tallycell", "ledger_tally", _TALLY, DIMENSIONS),
    ("programs_outcomecell", "ledger_outcomes", _OUTCOME, _OUTCOME[:7]),
)
_DIFFERING = """WITH made AS (SELECT {names} FROM {function}(%(since)s, %(until)s)),
    held AS (SELECT {names} FROM {table} WHERE block_id = %(id)s)
    SELECT {naming} FROM ((TABLE made EXCEPT ALL TABLE held) UNION ALL
        (TABLE held EXCEPT ALL TABLE made)) AS differing ORDER BY 1, 2 LIMIT 1"""


def differing_tally() -> str | None:
    """The first cell that does not say what its editions changed; None where all do."""
    for block in TallyBlock.objects.order_by("since", "until").values("id", "since", "until"):
        for table, function, columns, naming in _TABLES:
            sql = _DIFFERING.format(
                names=", ".join(columns), function=function, table=table, naming=", ".join(naming)
            )
            with connection.cursor() as cursor:
                cursor.execute(sql, block)
                if row := cursor.fetchone():
                    words = _in_words(naming, row)
                    return f"editions {block['since'] + 1} to {block['until']}, {words}"
    return None


def _in_words(names: tuple[str, ...], row: tuple) -> str:
    stated = zip(names, row, strict=True)
    named = ", ".join(f"{name} {value}" for name, value in stated if value is not None)
    return f"by {named}" if named else "in all"
