"""Of which kind a request is: what addresses of one form have in common.

The words of the path, without its codes and numbers, its ending, and which of a few names are in
the query: others make no kind of their own, or whoever adds one to a long question would ask
something new. By this the worker learns what takes long (`fair_pool.py`), before any view has run.
"""

import re
from typing import NamedTuple

from django.conf import settings

_WORD = re.compile(r"[a-z_-]+")
_MOST_PARTS = 8  # of a path
_METHODS = {"GET", "HEAD", "POST"}
# What makes a page longer or shorter to make than others of its path.
_NAMES = {"q", "format", "page", "page_size", "sort", "edition", "as_of", "since", "show"}


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
    names = _NAMES & {pair.partition("=")[0] for pair in query.split("&")}
    return Kind(method if method in _METHODS else "", words, ending, tuple(sorted(names)))
