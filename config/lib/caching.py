"""Values that each process keeps in memory, and the state of the ledger that they belong to.

A value is stored under the state of the ledger in which it was computed, so a publication makes new
entries and nothing has to be invalidated. The state is always read before the value is computed:
an entry may be newer than its key, and never older.

Inside a transaction nothing is read from a cache or written to it, since what is read there may be
undone: a preview publishes a draft, renders its page and rolls back.

Caches may be used from any thread. An entry is computed by one thread, and others that need it
meanwhile wait for it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from enum import Enum
from functools import wraps
from threading import Lock, RLock
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

T = TypeVar("T")


class Content(Enum):
    """The rows that a value depends on; the second includes the first."""

    EDITION = 1  # what two people published
    PUBLIC = 2  # all that a visitor can read: reference data and answers too


EDITION, PUBLIC = Content


def ledger_state(content: Content = PUBLIC) -> tuple:
    """Equal for as long as this content is the same, in one query. `settings.LEDGER_STATE` names
    the function that reads it, since this package knows no tables. The first value is the number of
    the newest edition."""
    return import_string(settings.LEDGER_STATE)(content)


def edition_of(state: tuple) -> int:
    """The number of the newest edition in a state of the ledger; 0 before the first."""
    return state[0] or 0


def in_transaction() -> bool:
    """Whether what is read now may still be undone. The transaction that a test case runs in does
    not count; Django makes the same exception for `atomic(durable=True)`."""
    blocks = connection.atomic_blocks
    return bool(blocks) and not blocks[-1]._from_testcase


class LedgerCache:
    """A bounded mapping of one process; the least recently used entries are dropped first.

    `limit` is compared with the sum of `size_of` over all values: by default the number of entries.
    """

    def __init__(self, name: str, limit: int, size_of: Callable[[Any], int] = lambda value: 1):
        self.name, self.limit, self.size_of = name, limit, size_of
        self._entries: OrderedDict[Hashable, Any] = OrderedDict()
        self._size = 0
        self._lock = Lock()  # of the three above; never held while a value is computed
        self._computing: dict[Hashable, RLock] = {}
        _caches.append(self)

    def get_or_set(
        self, key: Hashable, compute: Callable[[], T], depends_on: Content = PUBLIC
    ) -> T:
        """The value of `key` in the current state of the ledger, computed where there is none."""
        if in_transaction():
            return compute()
        full_key = (ledger_state(depends_on), key)
        value = self.get(full_key)
        return self._compute_once(full_key, compute) if value is None else value

    def _compute_once(self, full_key: Hashable, compute: Callable[[], T]) -> T:
        with self._lock:
            computing = self._computing.setdefault(full_key, RLock())
        with computing:
            value = self.get(full_key)  # by the thread that was waited for
            if value is None:
                try:
                    value = compute()
                    self.set(full_key, value)
                finally:
                    with self._lock:
                        self._computing.pop(full_key, None)
        return value

    def get(self, full_key: Hashable) -> Any:
        """The value stored under a key that holds the state itself; None where there is none."""
        with self._lock:
            if full_key not in self._entries:
                return None
            self._entries.move_to_end(full_key)
            return self._entries[full_key]

    def set(self, full_key: Hashable, value: Any) -> None:
        with self._lock:
            if full_key in self._entries:
                self._size -= self.size_of(self._entries.pop(full_key))
            self._entries[full_key] = value
            self._size += self.size_of(value)
            while self._size > self.limit and len(self._entries) > 1:
                _key, dropped = self._entries.popitem(last=False)
                self._size -= self.size_of(dropped)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._entries)


_caches: list[LedgerCache] = []


def cached(
    limit: int, depends_on: Content = PUBLIC
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Decorator: cache the results of a function, at most `limit` of them. Its arguments are
    positional and hashable, and nobody changes a result."""

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        cache = LedgerCache(f"{function.__module__}.{function.__qualname__}", limit)

        @wraps(function)
        def wrapper(*args: Hashable) -> T:
            return cache.get_or_set(args, lambda: function(*args), depends_on)

        return wrapper

    return decorate


def caches() -> tuple[LedgerCache, ...]:
    """Every cache of this process."""
    return tuple(_caches)


def clear_caches() -> None:
    """Drop everything, as after a start."""
    for cache in _caches:
        cache.clear()
