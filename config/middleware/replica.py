"""Public reads from a replica of the database, where `REPLICA_URL` names one.

Signed-in users read their own writes, and so the primary. While the replica does not answer,
everyone reads the primary.
"""

import logging
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connections

from config.lib.connections.read_replica import REPLICA, reading_replica

OF_PRIMARY = ("/admin", "/zh-hans/admin", "/healthz", "/feedback", "/zh-hans/feedback")
log = logging.getLogger(__name__)


class ReplicaMiddleware:
    """The first middleware, so that the page cache reads the replica too."""

    def __init__(self, get_response):
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        if not is_public(request) or not is_answering():
            return self.get_response(request)
        with reading_replica():
            response = self.get_response(request)
        if response.streaming:  # its rows are read while it is sent
            response.streaming_content = from_replica(response.streaming_content)
        return response


def is_public(request) -> bool:
    """Whether a visitor reads a public page."""
    is_asked = request.method in ("GET", "HEAD")
    is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return is_asked and not is_signed_in and not request.path.startswith(OF_PRIMARY)


def is_answering() -> bool:
    try:
        connections[REPLICA].close_if_health_check_failed()
        connections[REPLICA].ensure_connection()
    except OperationalError as error:
        why = str(error).partition("\n")[0]
        log.warning("The replica does not answer; the primary is read instead: %s", why)
        return False
    return True


def from_replica(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of an answer, each made by reading the replica."""
    with reading_replica():
        yield from parts
