"""Reading from one state of the database while others publish."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")


@contextmanager
def one_moment(snapshot: str = "") -> Iterator[None]:
    """Read what follows from one state of the database: from that of `snapshot`, where it is given,
    which another process reads."""
    if connection.in_atomic_block:  # the transaction around us has begun to read already
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if snapshot:
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        yield


def in_one_moment(parts: Iterable[T]) -> Iterator[T]:
    """The parts of an answer, read from one state of the database while they are sent."""
    with one_moment():
        yield from parts


def export_snapshot() -> str:
    """The name by which other processes read the state that this transaction reads; good until it
    ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        return cursor.fetchone()[0]
