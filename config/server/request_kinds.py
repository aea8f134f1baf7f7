"""Of which kind a request is: what addresses of one form have in common.

The route of its view, the form of a file, and the first of a few names that is in the query. Other
names make no kind of their own, nor do several together, or whoever adds some would ask something
new. Addresses that lead nowhere are of one kind. So there are as many kinds as the site has, and
nobody can make more. By this the worker learns what takes long (`fair_pool.py`),
before any view has run.
"""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override

_LONGEST = 300  # characters of a path that leads somewhere
_REMEMBERED = 4_096  # paths
_METHODS = {"GET", "HEAD", "POST"}
# What makes a page longer or shorter to make than others of its path, the most telling first.
_NAMES = ("format", "page_size", "q", "edition", "as_of", "since", "page", "sort", "show")


class Kind(NamedTuple):
    method: str
    route: str | None  # None where the address leads nowhere
    form: str
    name: str


def kind_of(method: str, target: str) -> Kind:
    """The kind of a request for `target`, the address as the client sent it."""
    path, _mark, query = target.partition("?")
    route, form = _route_of(path) if len(path) <= _LONGEST else (None, "")
    given = {pair.partition("=")[0] for pair in query.split("&")}
    name = next((one for one in _NAMES if one in given), "") if route is not None else ""
    return Kind(method if method in _METHODS else "", route, form, name)


@lru_cache(maxsize=_REMEMBERED)
def _route_of(path: str) -> tuple[str | None, str]:
    """The route and the form of a file; nothing of an address that leads nowhere."""
    language, _slash, rest = path[1:].partition("/")
    own = f"/{rest}" if language in dict(settings.LANGUAGES) else path
    try:
        with override(settings.LANGUAGE_CODE):  # whose addresses have no prefix
            match = resolve(unquote(own))
    except Resolver404:
        return None, ""
    return match.route, match.kwargs.get("form", "")
