"""How many rows of a file have been made so far."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Progress:
    rows: int = 0


_current: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def counting() -> Iterator[Progress]:
    """Count the rows of files that are made in the block."""
    progress = Progress()
    token = _current.set(progress)
    try:
        yield progress
    finally:
        _current.reset(token)


def counted(rows: Iterable[T]) -> Iterator[T]:
    """The same rows, each counted once it is taken, where somebody counts."""
    progress = _current.get()
    if progress is None:
        yield from rows
        return
    for row in rows:
        progress.rows += 1
        yield row
