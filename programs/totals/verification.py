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
_CHANGED = "(rows, stated, qualified, value) <> (0, 0, 0, 0)"
# The tables of cells, the function that counts them, which of them say a sum, their columns, and
# those that name a cell.
_TABLES = (
    ("programs_tallycell", "ledger_tally", "true", _TALLY, DIMENSIONS),
    ("programs_outcomecell", "ledger_outcomes", _CHANGED, _OUTCOME, _OUTCOME[:7]),
)
_DIFFERING = """WITH made AS (SELECT {names} FROM {function}(%(since)s, %(until)s) WHERE {which}),
    held AS (SELECT {names} FROM {table} WHERE block_id = %(id)s AND {which})
    SELECT {naming} FROM ((TABLE made EXCEPT ALL TABLE held) UNION ALL
        (TABLE held EXCEPT ALL TABLE made)) AS differing ORDER BY 1, 2 LIMIT 1"""
# The rows of a merged cell may be unknown where they are known now.
_OTHER_ROWS = """SELECT {naming} FROM programs_outcomecell held
    LEFT JOIN ledger_outcomes(%(since)s, %(until)s) made USING ({naming})
    WHERE block_id = %(id)s AND held.row_ids IS NOT NULL
        AND made.row_ids IS DISTINCT FROM held.row_ids ORDER BY 1, 2 LIMIT 1"""


def differing_tally() -> str | None:
    """The first cell that does not say what its editions changed; None where all do."""
    asked = [
        (
            _DIFFERING.format(
                table=table,
                function=function,
                which=which,
                names=", ".join(columns),
                naming=", ".join(naming),
            ),
            naming,
        )
        for table, function, which, columns, naming in _TABLES
    ]
    named = _OUTCOME[:7]
    asked.append((_OTHER_ROWS.format(naming=", ".join(named)), named))
    with connection.cursor() as cursor:
        for block in TallyBlock.objects.order_by("since", "until").values("id", "since", "until"):
            for sql, naming in asked:
                cursor.execute(sql, block)
                if row := cursor.fetchone():
                    words = _in_words(naming, row)
                    return f"editions {block['since'] + 1} to {block['until']}, {words}"
    return None


def _in_words(names: tuple[str, ...], row: tuple) -> str:
    stated = zip(names, row, strict=True)
    named = ", ".join(f"{name} {value}" for name, value in stated if value is not None)
    return f"by {named}" if named else "in all"
