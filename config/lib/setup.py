"""Bringing the database up to date, by one process at a time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

# Any number that nobody else takes, since an index that is built beside those who write waits for
# them: whoever waited for this lock inside a transaction would be waited for in turn.
SETUP_LOCK = 20110418


@contextmanager
def database_setup(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Hold the lock of migrations and founding data; the same process may take it again.

    Tried again and again instead of waited for: a waiting statement would keep a snapshot open, and
    an index that is built concurrently waits for every snapshot.
    """
    with connections[alias].cursor() as cursor:
        while not _fetch_value(cursor, "SELECT pg_try_advisory_lock(%s)"):
            time.sleep(0.2)
    try:
        yield
    finally:
        with connections[alias].cursor() as cursor:
            _fetch_value(cursor, "SELECT pg_advisory_unlock(%s)")


def _fetch_value(cursor, query: str) -> bool:
    cursor.execute(query, [SETUP_LOCK])
    return cursor.fetchone()[0]
