"""The tallies that are stored, against the rows counted anew. Reads only, so that an account with
the right to read can ask."""

from collections.abc import Iterator

from django.db import connection

from programs.models import TallyBlock
from programs.models.tallies import DIMENSIONS, WHOLE_LEVEL
from programs.totals.tallies import MEASURES, WHOLE_GRAINS

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


# The newest state, against the blocks that it adds up.
_PARTS = "(SELECT array_agg(id) FROM ledger_tally_blocks(%(until)s))::bigint[]"
_SUMS = ", ".join(f"sum({name})" for name in MEASURES)
_SUMMED = f"""SELECT {", ".join(("grain", *DIMENSIONS))}, {_SUMS} FROM programs_tallycell
    WHERE block_id = ANY ({_PARTS}) AND grain = ANY (ARRAY{list(WHOLE_GRAINS)})
    GROUP BY {", ".join(("grain", *DIMENSIONS))}
    HAVING ({_SUMS}) <> ({", ".join("0" * len(MEASURES))})"""  # noqa: S608
_MERGED = f"SELECT {', '.join(_OUTCOME)} FROM ledger_merged_outcomes({_PARTS}) WHERE {_CHANGED}"  # noqa: S608
_DIFFERING_SUM = """WITH made AS ({made}),
    held AS (SELECT {names} FROM {table} WHERE block_id = %(id)s AND {which})
    SELECT {naming} FROM ((TABLE made EXCEPT ALL TABLE held) UNION ALL
        (TABLE held EXCEPT ALL TABLE made)) AS differing ORDER BY 1, 2 LIMIT 1"""


def differing_tally() -> str | None:
    """The first cell that does not say what its editions changed; None where all do."""
    rows = TallyBlock.objects.order_by("since", "until").values("id", "level", "since", "until")
    blocks = sorted(rows, key=lambda block: block["level"] == WHOLE_LEVEL)  # it sums the others
    with connection.cursor() as cursor:
        for block in blocks:
            for sql, naming in _checks(is_whole=block["level"] == WHOLE_LEVEL):
                cursor.execute(sql, block)
                if row := cursor.fetchone():
                    words, first = _in_words(naming, row), max(block["since"], 0) + 1
                    return f"editions {first} to {block['until']}, {words}"
    return None


def _checks(*, is_whole: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Queries that find a cell of a block that differs, and what names it."""
    for table, function, which, columns, naming in _TABLES:
        words = {
            "table": table,
            "function": function,
            "which": which,
            "names": ", ".join(columns),
            "naming": ", ".join(naming),
        }
        if is_whole:
            made = _SUMMED if columns == _TALLY else _MERGED
            yield _DIFFERING_SUM.format(made=made, **words), naming
        else:
            yield _DIFFERING.format(**words), naming
    if not is_whole:
        yield _OTHER_ROWS.format(naming=", ".join(_OUTCOME[:7])), _OUTCOME[:7]


def _in_words(names: tuple[str, ...], row: tuple) -> str:
    stated = zip(names, row, strict=True)
    named = ", ".join(f"{name} {value}" for name, value in stated if value is not None)
    return f"by {named}" if named else "in all"
