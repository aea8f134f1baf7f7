"""Changes of the structure beside people who write.

A statement that wants a table for itself waits for everybody who has written to it and not ended
yet, and everybody who comes later waits behind it. So it waits a moment only, gives way, and tries
again. The moment is shorter than the second after which PostgreSQL looks for a deadlock and ends
one of those who wait for each other: it is always the change that gives way, and never a person.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, connections

LOCK_MILLISECONDS = 300  # under deadlock_timeout, which is 1 s
PAUSE = 1.0  # seconds, in which those who were held up go on
PATIENCE = 600.0  # seconds until it is given up
GAVE_WAY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
LEFT_OVER = """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE pg_table_is_visible(c.oid) AND c.relname = ANY (%s)"""


@contextmanager
def giving_way(alias: str) -> Iterator[None]:
    """Let every statement of the block wait for a moment at most."""
    set_lock_timeout(alias, LOCK_MILLISECONDS)
    try:
        yield
    finally:
        with connections[alias].cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def set_lock_timeout(alias: str, milliseconds: int) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(milliseconds)])


@contextmanager
def ending_transactions(alias: str) -> Iterator[None]:
    """Django leaves the transaction of a migration open where one of its last statements, as those
    that add foreign keys are, gives way. A new connection ends it."""
    connection = connections[alias]
    blocks = len(connection.atomic_blocks)
    try:
        yield
    except OperationalError:
        if len(connection.atomic_blocks) > blocks:
            connection.close()
            connection.connect()
        raise


def try_until_free(change: Callable[[], None], on_wait: Callable[[], None]) -> None:
    """Make a change as soon as nobody is in its way; `on_wait` is called before each pause. What
    the change has done before it gave way must be undone, or done already when it begins anew."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return change()
        except OperationalError as error:
            if not isinstance(error.__cause__, GAVE_WAY) or time.monotonic() > deadline:
                raise
        on_wait()
        time.sleep(PAUSE)


def prepare(alias: str, migration) -> None:
    """Before a migration is applied. One that is not atomic builds indexes beside those who write:
    it holds nobody, and may wait for them as long as it takes. What an attempt that broke off has
    left of its indexes, whole or not, is dropped."""
    set_lock_timeout(alias, LOCK_MILLISECONDS if migration.atomic else 0)
    names = [
        operation.index.name
        for operation in migration.operations
        if isinstance(operation, AddIndexConcurrently)
    ]
    with connections[alias].cursor() as cursor:
        cursor.execute(LEFT_OVER, [names])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX CONCURRENTLY "{name}"')
