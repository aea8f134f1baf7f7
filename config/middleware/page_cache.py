"""Whole public pages, cached in memory and validated, in front of Django's work.

What the public reads changes with an edition, with reference data and with an answer to a reader,
and each of these leaves an event; an edition may get its timestamp later; what is overdue changes
with the day. The state of the ledger (`config/lib/caching.py`) changes with all of them; it is read
at most once a second, and a page is stored under the state that it was made in. So no page is older
than a second, and a page of an edition that is past is cached like any other. The state is read
again for a reader who has seen a newer edition, here or in another process. While the database does
not answer nothing can become public: the pages that are kept are sent as before.

Nobody who has a cookie gets or leaves a page here: drafts and previews never pass through. The two
exceptions are our own: the cookie of how pages are shown, whose choices, a few known words, are a
part of what a page is kept under, and that of the newest edition seen. A page that sets a cookie,
varies by another, or is not plain success is not kept either.

Pages are kept packed too, for nearly every browser takes them so; none of them holds a secret that
the length of a packed page could give away.
"""

import gzip
import hashlib
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse, HttpResponseNotModified

from config.lib.caching import LedgerCache, edition_of, in_transaction, ledger_state
from config.lib.connections.newest_read import newest_read, on_read
from config.lib.connections.read_replica import is_reading_replica
from config.lib.pages.preferences import COOKIE
from config.middleware.display import choices_of
from config.middleware.edition_seen import EDITION_COOKIE, edition_seen
from config.outage import is_full, is_outage

SECONDS = 1.0  # that a change may take to be seen
MOST_BYTES = 64 * 1024 * 1024  # in each process
LARGEST = 1024 * 1024  # of a page that is kept
ALONE = ("/admin", "/zh-hans/admin", "/feedback", "/zh-hans/feedback", "/data/")
QUICKLY = 4  # level of packing
HOLDS = "public, max-age=0, must-revalidate"
CACHED_HEADERS = (
    "Content-Type",
    "Content-Language",
    "Content-Security-Policy",
    "Link",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Strict-Transport-Security",
)


@dataclass(frozen=True)
class Page:
    """A whole page as it is cached."""

    tag: str
    edition: int  # the newest when the page was made
    body: bytes
    packed: bytes
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed)


pages = LedgerCache(__name__, MOST_BYTES, size_of=lambda page: page.size)


class PageCache:
    """The first middleware after those that every answer needs."""

    def __init__(self, get_response):
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        # By whether the replica is read: the state, and when it was read.
        self.newest: dict[bool, tuple[tuple, float]] = {}

    def __call__(self, request):
        if in_transaction() or not is_public(request):
            return self.get_response(request)
        key = (
            self.state(max(edition_seen(request), newest_read())),
            getattr(request, "may_be_behind", False),
            request.get_host(),
            request.is_secure(),
            request.method,
            request.get_full_path(),
            request.headers.get("Accept-Language", ""),
            choices_of(request),
        )
        page = pages.get(key)
        if page is None:
            response = self.get_response(request)
            if not is_cacheable(response):
                return response
            page = page_of(response, edition_of(ledger_state()))
            pages.set(key, page)
        return answer(request, page)

    def state(self, seen: int) -> tuple:
        """The public part of the ledger's state, at most a second old; read anew where the reader
        has seen an edition that it lacks."""
        is_replica, now = is_reading_replica(), time.monotonic()
        state, read_at = self.newest.get(is_replica, ((0,), -math.inf))
        if now - read_at >= SECONDS or edition_of(state) < seen:
            state = state_now(last=state, seen=seen)
            self.newest[is_replica] = state, now
        return state


def state_now(last: tuple, seen: int) -> tuple:
    """The public part of the ledger's state; the `last` one that was read while the database does
    not answer or has no room, unless the reader has seen a newer edition."""
    try:
        return ledger_state()
    except Exception as error:
        if not (is_outage(error) or is_full(error)) or edition_of(last) < max(seen, 1):
            raise
        return last


def is_public(request) -> bool:
    """A page that everyone gets alike."""
    is_asked = request.method in ("GET", "HEAD") and request.COOKIES.keys() <= {
        COOKIE,
        EDITION_COOKIE,
    }
    return is_asked and not request.path.startswith(ALONE) and "format" not in request.GET


def is_cacheable(response) -> bool:
    """Whether it is a whole HTML page without cookies and without Cache-Control."""
    is_page = response.status_code == 200 and not response.streaming
    is_html = response.get("Content-Type", "").startswith("text/html")
    is_free = not response.cookies and not response.has_header("Cache-Control")
    return is_page and is_html and is_free and len(response.content) <= LARGEST


def page_of(response, edition: int) -> Page:
    body = response.content
    headers = {key: response[key] for key in CACHED_HEADERS if response.has_header(key)}
    tag = f'W/"{edition}-{hashlib.sha256(body).hexdigest()[:24]}"'  # weak: the same packed or not
    return Page(tag, edition, body, gzip.compress(body, QUICKLY, mtime=0), headers)


def answer(request, page: Page):
    """The page, or that the reader has it already."""
    if page.tag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
        response["Content-Language"] = page.headers.get("Content-Language", "en")
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(page.packed, headers=page.headers)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.body, headers=page.headers)
    on_read(page.edition)
    response.edition = page.edition
    response["ETag"], response["Cache-Control"] = page.tag, HOLDS
    response["Vary"] = "Cookie, Accept-Language, Accept-Encoding"
    return response
