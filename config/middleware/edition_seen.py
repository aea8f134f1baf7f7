"""The newest edition that a reader has seen, as far as the request says so.

A cookie with the number says it, and so does the tag of a page or a download that the reader has:
each begins with the number of its edition. Both come from the reader, so they only ever make the
site look for a newer edition; a number that no server has is corrected by the primary.
"""

import re

from django.conf import settings

EDITION_COOKIE = "edition"
WEEK = 7 * 24 * 3600
TAG = re.compile(r'"(\d{1,9})-[0-9a-f]{24}"')


def edition_seen(request) -> int:
    """0 where the request says nothing."""
    tags = TAG.findall(request.headers.get("If-None-Match", ""))
    return max(in_cookie(request), *map(int, tags), 0)


def edition_needed(request) -> int:
    """The edition that a server must have to answer. A past edition that the address names reads
    the same everywhere, whatever the reader has seen."""
    named = request.GET.get("edition", "")
    return _number(named) or edition_seen(request)


def in_cookie(request) -> int:
    return _number(request.COOKIES.get(EDITION_COOKIE, ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def leave_cookie(response, edition: int) -> None:
    response.set_cookie(
        EDITION_COOKIE,
        str(edition),
        max_age=WEEK,
        secure=settings.SECURE_SSL,
        httponly=True,
        samesite="Lax",
    )
