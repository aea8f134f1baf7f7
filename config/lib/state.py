"""What the public content is made of at this moment, as one row of numbers.

It changes with an edition; with reference data and with an answer to a reader, which leave an event
and wait for no edition; with the closing of a year; with the tallies; and with the day, as what is
overdue does. Work on drafts does not change it.
"""

from django.db import connection

# Kinds of record: their events tell of drafts, and become public with an edition only.
REVIEWED = ("cadres_assessment", "cadres_award", "cadres_meeting", "cadres_membership",
            "cadres_posting", "cadres_selection", "programs_article", "programs_project",
            "programs_publication")  # fmt: skip
# Word for word as in the index that answers it (programs/migrations/0009_live_events.py).
LIVE = "owner_table NOT IN ({})".format(", ".join(f"'{table}'" for table in REVIEWED))
_STATE = f"""SELECT coalesce((SELECT max(number) FROM records_edition), 0),
    coalesce((SELECT max(id) FROM records_changeevent WHERE {LIVE}), 0),
    coalesce((SELECT max(id) FROM records_yearstep), 0),
    coalesce((SELECT edition FROM programs_tally_edition), 0), current_date"""  # noqa: S608


def ledger_state() -> tuple:
    """Equal as long as nothing public has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return cursor.fetchone()
