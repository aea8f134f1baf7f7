"""Of which kind a request is: what addresses of one form have in common.

The words of the path, without its codes and numbers, its ending, and the names in the query. By
this the worker learns what takes long (`fair_pool.py`), before any view has run.
"""

import re
from typing import NamedTuple

from django.conf import settings

_WORD = re.compile(r"[a-z_-]+")
_MOST_PARTS = 8  # of a path, and names of a query


class Kind(NamedTuple):
    method: str
    words: tuple[str, ...]
    ending: str
    names: tuple[str, ...]


def kind_of(method: str, target: str) -> Kind:
    """The kind of a request for `target`, the address as the client sent it."""
    path, _mark, query = target.partition("?")
    parts = [part for part in path.split("/", _MOST_PARTS + 1) if part]
    if parts and parts[0] in dict(settings.LANGUAGES):
        del parts[0]
    ending = parts[-1].rpartition(".")[2] if parts and "." in parts[-1] else ""
    words = tuple(part if _WORD.fullmatch(part) else "*" for part in parts)
    names = sorted({pair.partition("=")[0] for pair in query.split("&", _MOST_PARTS) if pair})
    return Kind(method, words, ending, tuple(names))
