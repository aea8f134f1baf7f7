"""What the public content is made of at this moment, as one row of numbers.

It changes with an edition, with reference data and with an answer to a reader, each of which leaves
an event; with the closing of a year; with the tallies; and with the day, as what is overdue does.
"""

from django.db import connection

_STATE = """SELECT coalesce((SELECT max(number) FROM records_edition), 0),
    coalesce((SELECT max(id) FROM records_changeevent), 0),
    coalesce((SELECT max(id) FROM records_yearstep), 0),
    coalesce((SELECT edition FROM programs_tally_edition), 0), current_date"""


def ledger_state() -> tuple:
    """Equal as long as nothing public has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return cursor.fetchone()
