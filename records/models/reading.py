"""Reading a past edition: every table of reference data is as it was then.

PostgreSQL looks a table up in the schemas of the session's search path. `ledger_past` holds a view
for each table of reference data, under the name of the table, which shows what it said in the
edition that the setting `ledger.edition` names (`records/migrations/references.sql`). So while an
edition is being read, joins, filters, sorts and sums of every query meet the names and values of
that edition, and no query has to know.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import connection

T = TypeVar("T")

_edition: ContextVar[int | None] = ContextVar("edition", default=None)


def edition_in_reading() -> int | None:
    """The number of the past edition that is being read; None for today."""
    return _edition.get()


@contextmanager
def reading(edition: int | None) -> Iterator[None]:
    """Inside the block reference data say what they said in edition number `edition`. None changes
    nothing. Reading only: what is a view cannot be written."""
    if edition is None or edition == edition_in_reading():
        yield
        return
    before = edition_in_reading()
    _look_at(edition)
    token = _edition.set(edition)
    try:
        yield
    finally:
        _edition.reset(token)
        _look_at(before)


def read_as_of(edition: int, parts: Iterable[T]) -> Iterator[T]:
    """The parts of an answer, each made while `edition` is being read; between two parts today's
    tables are back."""
    parts = iter(parts)
    while True:
        with reading(edition):
            try:
                part = next(parts)
            except StopIteration:
                return
        yield part


def _look_at(edition: int | None) -> None:
    if connection.needs_rollback:  # the end of the transaction restores both settings
        return
    path = "public" if edition is None else "ledger_past, public"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('search_path', %s, false), set_config('ledger.edition', %s, false)",
            [path, str(edition or "")],
        )
