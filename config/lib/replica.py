"""Reading from a replica: while a public page is made, "default" is the replica."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"  # in settings.DATABASES, where there is one


@contextmanager
def reading_replica() -> Iterator[None]:
    """What is asked inside is asked of the replica; connections are each thread's own."""
    with _standing_for_default(connections[REPLICA]):
        yield


@contextmanager
def on_primary() -> Iterator[None]:
    """What is written inside is written to the primary, also while a replica is read."""
    with _standing_for_default(connections[DEFAULT_DB_ALIAS].primary):
        yield


def is_reading_replica() -> bool:
    return connections[DEFAULT_DB_ALIAS].alias == REPLICA


@contextmanager
def _standing_for_default(connection) -> Iterator[None]:
    before = connections[DEFAULT_DB_ALIAS]
    if connection.alias == REPLICA:
        connection.primary = before
    connections[DEFAULT_DB_ALIAS] = connection
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
