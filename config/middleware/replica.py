"""Public reads from a replica of the database, where `REPLICA_URL` names one.

Which server answers follows from one look a second at both (config/lib/connections/watch.py):

- the replica, as long as it follows the primary closely and has the edition that a reader has seen;
- otherwise the primary, which staff always read, since they must see what they wrote;
- where the primary does not answer, the replica as it is, with a sentence that it may be behind; a
  reader who has seen a newer edition is told so, and gets no older one.

A request that fails on one server is tried on the other.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from copy import copy
from enum import Enum

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.utils.module_loading import import_string

from config.errors import edition_missing
from config.lib.connections import watch
from config.lib.connections.newest_read import newest_read, on_read
from config.lib.connections.read_replica import REPLICA, reading_replica
from config.middleware.edition_seen import edition_needed, in_cookie, leave_cookie

OF_PRIMARY = ("/admin", "/zh-hans/admin", "/feedback", "/zh-hans/feedback")
log = logging.getLogger(__name__)


class Way(Enum):
    """A server to read from; STAND_IN is the replica for a primary that does not answer."""

    REPLICA = REPLICA
    PRIMARY = DEFAULT_DB_ALIAS
    STAND_IN = "stand-in"

    @property
    def alias(self) -> str:
        return DEFAULT_DB_ALIAS if self is Way.PRIMARY else REPLICA


class ReplicaMiddleware:
    """Before the page cache, so that this reads the replica too."""

    def __init__(self, get_response):
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        if not is_public(request):
            return self.get_response(request)
        servers, response = watch.servers(), None
        for way in ways(request, servers):
            response = self._answered(copy(request), way)
            if not has_failed(response, way):
                return response
        if servers.may_stand_in and servers.replica.edition < edition_needed(request):
            return edition_missing(servers.replica.edition, edition_needed(request))
        return response

    def _answered(self, request, way: Way):
        """The response, made by reading one server."""
        request.may_be_behind = way is Way.STAND_IN
        if way is Way.STAND_IN:  # reads like a visitor: sessions are on the primary
            request.COOKIES = {**request.COOKIES}
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        with nullcontext() if way is Way.PRIMARY else reading_replica():
            response = self.get_response(request)
            if response.status_code < 500 and is_page(response):
                note_edition(request, response, way)
        if response.streaming and way is not Way.PRIMARY:  # its rows are read while it is sent
            response.streaming_content = from_replica(response.streaming_content)
        return response


def is_public(request) -> bool:
    """Whether it asks for a page or a download that every visitor can read."""
    is_asked = request.method in ("GET", "HEAD")
    return is_asked and not request.path.startswith((*OF_PRIMARY, settings.STATIC_URL))


def ways(request, servers: watch.Servers) -> list[Way]:
    """The servers that may answer, the best first."""
    needed = edition_needed(request)
    if servers.primary is None and servers.may_stand_in:
        return [Way.STAND_IN, Way.PRIMARY] if servers.replica.edition >= needed else [Way.PRIMARY]
    has_edition = servers.replica and servers.replica.edition >= max(needed, newest_read())
    is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    if servers.has_replica and has_edition and not is_signed_in:
        return [Way.REPLICA, Way.PRIMARY]
    can_stand_in = servers.may_stand_in and servers.replica.edition >= needed
    return [Way.PRIMARY, Way.STAND_IN] if can_stand_in else [Way.PRIMARY]


def has_failed(response, way: Way) -> bool:
    """Whether the server was the reason that there is no page. A replica that is lost is left alone
    for a while."""
    connection = connections[way.alias]
    if not getattr(response, "is_of_server", False):  # of config/errors.py
        return False
    if not connection.is_usable():
        connection.close()
        if way is not Way.PRIMARY:
            log.warning("The replica failed a request; it is left alone for a while.")
            watch.on_failure()
    return True


def is_page(response) -> bool:
    is_kept = hasattr(response, "edition")  # then it may be a 304 too
    return is_kept or response.get("Content-Type", "").startswith("text/html")


def note_edition(request, response, way: Way) -> None:
    """Remember the edition that the reader sees now, here and in the cookie. The primary corrects a
    cookie with a number that there is not."""
    edition = getattr(response, "edition", None)
    if edition is None:
        edition = newest_edition()
    if edition is None:
        return
    on_read(edition)
    before = in_cookie(request)
    if edition > before or (edition < before and way is Way.PRIMARY):
        leave_cookie(response, edition)


def newest_edition() -> int | None:
    """Read after the page was made, so that it is at least what the page shows."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(f"SELECT {import_string(settings.LEDGER_EDITION)}")
            return cursor.fetchone()[0] or 0
    except OperationalError:
        return None


def from_replica(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of an answer, each made by reading the replica."""
    with reading_replica():
        yield from parts
