"""The state of the ledger, as the caches need it: one row of values that change with its content.

It changes with an edition; with reference data and answers to readers, which are public without an
edition and leave an event; with the closing of a year; and with the day, as what is overdue does.

Events are numbered when they are written and appear when their transaction commits, so a smaller
number may appear after a larger one. The largest number alone would miss it; the sum of the newest
ones does not.
"""

from functools import cache

from django.db import connection
from django.utils import timezone

from config.lib.caching import LedgerState
from records.models import record_models

NEWEST = 50  # events; more than commit out of order at one time
_STATE = """SELECT coalesce(edition.number, 0), coalesce(edition.digest, ''),
    (SELECT coalesce(sum(id), 0)::bigint FROM (SELECT id FROM records_changeevent
        WHERE {live} ORDER BY id DESC LIMIT {newest}) live),
    (SELECT coalesce(max(id), 0) FROM records_yearstep),
    %s::date,
    (SELECT coalesce(sum(id), 0)::bigint FROM (SELECT id FROM records_changeevent
        ORDER BY id DESC LIMIT {newest}) changes),
    (SELECT coalesce(max(id), 0) FROM records_reviewstep)
FROM (SELECT) nothing LEFT JOIN LATERAL
    (SELECT number, digest FROM records_edition ORDER BY number DESC LIMIT 1) edition ON true"""


def read() -> LedgerState:
    """Equal as long as nothing has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(), [timezone.localdate()])
        return LedgerState(*cursor.fetchone())


@cache
def _sql() -> str:
    """Word for word as in the index that answers it (programs/migrations/0002_rules.py)."""
    tables = sorted(model._meta.db_table for model in record_models().values())
    live = "owner_table NOT IN ({})".format(", ".join(f"'{table}'" for table in tables))
    return _STATE.format(live=live, newest=NEWEST)
