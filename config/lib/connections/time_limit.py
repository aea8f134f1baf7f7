"""A bound on the time that the database spends for one request.

Each statement is sent together with the setting of its own time limit, as one message: the server
runs both in one transaction, and what SET LOCAL says ends with it. So there is no further round
trip, nothing is left behind on the connection, and a pooler may give every transaction to another
server. Not bound are COPY and cursors of the server, which stream downloads.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

LEAST = 0.25  # seconds of every statement, so that the last ones of a request can tidy up


@contextmanager
def limited_to(seconds: float) -> Iterator[None]:
    """Cancel the statement with which those of the block exceed `seconds`: OperationalError, see
    `config.outage.is_too_slow`."""
    with connection.execute_wrapper(_Limit(seconds)):
        yield


class _Limit:
    """Wraps the execution of each statement and adds up how long they take."""

    def __init__(self, seconds: float):
        self.left = seconds

    def __call__(self, execute, sql, params, many, context):
        cursor = context["cursor"].cursor
        if many or not isinstance(sql, str) or isinstance(cursor, psycopg.ServerCursor):
            return execute(sql, params, many, context)
        milliseconds = round(1000 * max(self.left, LEAST))
        begun = time.monotonic()
        try:
            limited = f"SET LOCAL statement_timeout = {milliseconds}; {sql}"
            result = execute(limited, params, many, context)
        finally:
            self.left -= time.monotonic() - begun
        cursor.nextset()  # the first result is that of SET
        return result
