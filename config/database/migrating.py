"""Changes of the structure beside people who write.

A statement that wants a table for itself waits for everybody who has written to it and not ended
yet, and everybody who comes later waits behind it. So it waits a moment only, gives way, and tries
again. The moment is shorter than the second after which PostgreSQL looks for a deadlock and ends
one of those who wait for each other: it is always the change that gives way, and never a person.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise

import psycopg
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, connections
from django.db.migrations import AddField, Migration
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

LOCK_MILLISECONDS = 300  # under deadlock_timeout, which is 1 s
LEAST_MILLISECONDS = 20  # of a late statement, since 0 is to wait for ever
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


def apply_in_one_go(migration: Migration, state: ProjectState, schema_editor) -> ProjectState:
    """Django's `Migration.apply`, with every state of the models made before the first statement.

    Models are rendered for seconds, and Django does so between the statements, while each table
    that one of them has taken stays taken. What Django sends after the last operation, as most
    foreign keys, is sent here: so what gives way is undone by the block that everything is in.
    """
    states = [state]
    for operation in migration.operations:
        states.append(states[-1].clone())
        operation.state_forwards(migration.app_label, states[-1])
    with schema_editor.connection.execute_wrapper(waiting_together()):
        for operation, (before, after) in zip(migration.operations, pairwise(states), strict=True):
            keeps = keeps_default if isinstance(operation, AddField) else keeps_no_default
            schema_editor.skip_default_on_alter = keeps
            operation.database_forwards(migration.app_label, schema_editor, before, after)
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
    schema_editor.deferred_sql.clear()
    return states[-1]


def keeps_default(field: Field) -> bool:
    """Whether a new column goes on having its default in the database: the program of the release
    before, which runs until it is restarted, adds rows and does not know the column."""
    return not callable(field.default) or field.default in (list, dict, NOT_PROVIDED)


def keeps_no_default(field: Field) -> bool:
    return False


def waiting_together():
    """What lets all statements of a transaction wait for a moment together: what the first has
    taken is held while the others wait."""
    begun = time.monotonic()

    def execute_and_wait(execute, statement, parameters, many, context):
        left = LOCK_MILLISECONDS - int(1000 * (time.monotonic() - begun))
        timeout = str(max(left, LEAST_MILLISECONDS))
        cursor = context["cursor"].cursor  # without wrappers
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [timeout])
        return execute(statement, parameters, many, context)

    return execute_and_wait


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


def prepare(alias: str, migration: Migration) -> None:
    """Before a migration is applied. One that is not atomic builds indexes beside those who write:
    it holds nobody, and may wait for them as long as it takes. What an attempt that broke off has
    left of its indexes, whole or not, is dropped."""
    set_lock_timeout(alias, LOCK_MILLISECONDS if migration.atomic else 0)
    if migration.atomic:
        migration.apply = partial(apply_in_one_go, migration)
    names = [
        operation.index.name
        for operation in migration.operations
        if isinstance(operation, AddIndexConcurrently)
    ]
    with connections[alias].cursor() as cursor:
        cursor.execute(LEFT_OVER, [names])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX CONCURRENTLY "{name}"')
