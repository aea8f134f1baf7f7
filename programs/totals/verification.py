"""The tallies that are stored, against the rows counted anew. Reads only, so that an account with
the right to read can ask."""

from django.db import connection

from programs.models import TallyBlock
from programs.models.tallies import DIMENSIONS
from programs.totals.tallies import MEASURES

_NAMES = ", ".join(("grain", *DIMENSIONS, *MEASURES))
_DIFFERING = f"""WITH made AS (SELECT {_NAMES} FROM ledger_tally(%(since)s, %(until)s)),
    held AS (SELECT {_NAMES} FROM programs_tallycell WHERE block_id = %(id)s)
    SELECT * FROM ((TABLE made EXCEPT ALL TABLE held) UNION ALL
        (TABLE held EXCEPT ALL TABLE made)) AS differing ORDER BY grain LIMIT 1"""  # noqa: S608


def differing_tally() -> str | None:
    """The first cell that does not say what its editions changed; None where all do."""
    for block in TallyBlock.objects.order_by("since", "until").values("id", "since", "until"):
        with connection.cursor() as cursor:
            cursor.execute(_DIFFERING, block)
            if row := cursor.fetchone():
                return f"editions {block['since'] + 1} to {block['until']}, {_in_words(row)}"
    return None


def _in_words(row: tuple) -> str:
    grain, *values = row
    stated = zip(DIMENSIONS, values, strict=False)
    named = ", ".join(f"{name} {value}" for name, value in stated if value is not None)
    return f"by {named}" if named else f"in all (grain {grain})"
