"""The state of the ledger, as caches need it: a few values that change with its content.

Events are numbered when they are written and appear when their transaction commits, so a smaller
number may appear after a larger one. The largest number alone would miss it; the sum of the newest
ones does not.
"""

from functools import cache

from django.db import connection
from django.utils import timezone

from config.lib.caching import Content
from records.models import record_models
from records.models.reading import edition_in_reading

NEWEST = 50  # events; more than commit out of order at one time
NUMBER = "(SELECT max(number) FROM public.records_edition)"
# An edition's digest is its own: of two that got the same number in turn, as after a rollback, too.
EDITION = "(SELECT digest FROM records_edition ORDER BY number DESC LIMIT 1)"
CLOSED_YEARS = "(SELECT max(id) FROM records_yearstep)"
TIMESTAMPS = "(SELECT max(id) FROM records_editiontimestamp)"


def read(content: Content) -> tuple:
    """Equal as long as this content is the same; it changes with the day too, but for editions,
    since records become overdue."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(content))
        state = cursor.fetchone()
    # While a past edition is read, the same tables say what they said then.
    state = (*state, edition_in_reading())
    return state if content is Content.EDITION else (*state, timezone.localdate())


@cache
def _sql(content: Content) -> str:
    parts = {
        Content.EDITION: [NUMBER, EDITION],
        Content.PUBLIC: [NUMBER, EDITION, TIMESTAMPS, CLOSED_YEARS, _live_events()],
    }
    return f"SELECT {', '.join(parts[content])}"


def _live_events() -> str:
    """Events of what is public without an edition, as answers to readers are. Word for word as in
    the index that finds them (programs/migrations/0002_rules.py)."""
    tables = sorted(model._meta.db_table for model in record_models().values())
    live = "owner_table NOT IN ({})".format(", ".join(f"'{table}'" for table in tables))
    return f"""(SELECT sum(id) FROM (SELECT id FROM records_changeevent WHERE {live}
        ORDER BY id DESC LIMIT {NEWEST}) newest)"""  # noqa: S608
