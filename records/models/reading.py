"""Reading a past edition: every table of reference data is as it was then.

PostgreSQL looks a table up in the schemas of the session's search path. `ledger_past` holds a view
for each table of reference data, under the name of the table, which shows what it said in the
edition that the setting `ledger.edition` names (`records/migrations/references.sql`). So while an
edition is being read, joins, filters, sorts and sums of every query meet the names and values of
that edition, and no query has to know.

Both are settings of a session of the database, so what is being read is known by connection. A pool
of connections (`DATABASE_POOLED`) may give the next statement to another session: behind one they
are settings of a transaction, and the past is read in one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from psycopg.pq import TransactionStatus

T = TypeVar("T")
NAME = "ledger_reading"  # of the attribute of a connection: its session, and the edition


def edition_in_reading() -> int | None:
    """The number of the past edition that is being read; None for today."""
    session, edition = getattr(connection, NAME, (None, None))
    return edition if session is connection.connection else None


@contextmanager
def reading(edition: int | None) -> Iterator[None]:
    """Inside the block reference data say what they said in edition number `edition`. None changes
    nothing. Reading only: what is a view cannot be written."""
    before = edition_in_reading()
    if edition is None or edition == before:
        yield
        return
    here = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic() if settings.DATABASE_POOLED else nullcontext():
        _set_path(edition)
        try:
            yield
        finally:
            # An answer that broke off may be given up in another thread, whose connection is
            # another: then this one goes back with its next request.
            if connections[DEFAULT_DB_ALIAS] is here:
                _set_path(before)


def read_as_of(edition: int, parts: Iterable[T]) -> Iterator[T]:
    """The parts of an answer, made while `edition` is being read. Not part by part: while rows are
    copied to a client, the connection takes no other statement."""
    with reading(edition):
        yield from parts


def back_to_today() -> None:
    """Read today again where an answer that was never sent to its end has left the past behind."""
    if edition_in_reading() is not None:
        _set_path(None)


def _has_failed() -> bool:
    """Whether an error has ended the transaction, whose block nobody has left yet."""
    session = connection.connection
    return session is not None and session.info.transaction_status == TransactionStatus.INERROR


def _set_path(edition: int | None) -> None:
    is_of_transaction = settings.DATABASE_POOLED
    if connection.needs_rollback or _has_failed():
        # The end of the transaction restores both settings.
        setattr(connection, NAME, (connection.connection, None))
        return
    path = "public" if edition is None else "ledger_past, public"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('search_path', %s, %s), set_config('ledger.edition', %s, %s)",
            [path, is_of_transaction, str(edition or ""), is_of_transaction],
        )
    setattr(connection, NAME, (connection.connection, edition))
