"""Reading from a replica: while a public page is made, "default" is the replica."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"  # in settings.DATABASES, where there is one


@contextmanager
def reading_replica() -> Iterator[None]:
    """Send the queries of this thread to the replica."""
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[REPLICA]
    replica.primary = primary
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


@contextmanager
def on_primary() -> Iterator[None]:
    """Send queries to the primary while a replica is read, to write."""
    replica = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = replica.primary
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = replica


def is_reading_replica() -> bool:
    return hasattr(connections[DEFAULT_DB_ALIAS], "primary")
