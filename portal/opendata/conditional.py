"""Conditional downloads: ETag, Last-Modified and 304. Whatever they hold changes with editions
only."""

import datetime
import hashlib

from django.conf import settings
from django.utils.translation import get_language
from django.views.decorators.http import condition

from records.models import Edition

FORM = 7  # one more whenever the same data come out in another form


def edition_read(request, number: int | None = None) -> Edition | None:
    """The edition number `number`, else the one that the visitor reads, else the newest; None
    before the first."""
    if number is not None:
        return Edition.objects.filter(number=number).first()
    return request.edition or Edition.objects.newest()


def _edition(request, number: int | None) -> Edition | None:
    """The edition of the download; read once a request."""
    if not hasattr(request, "open_data_edition"):
        request.open_data_edition = edition_read(request, number)
    return request.open_data_edition


def etag(request, *_args, number=None, **_parts) -> str | None:
    edition = _edition(request, number)
    if edition is None:
        return None
    asked = f"{request.get_host()} {request.get_full_path()} {get_language()}"
    parts = f"{FORM} {settings.DATA_LICENCE} {edition.digest} {asked}"
    return f'"{edition.number}-{hashlib.sha256(parts.encode()).hexdigest()[:24]}"'


def last_modified(request, *_args, number=None, **_parts) -> datetime.datetime | None:
    edition = _edition(request, number)
    return edition.published_at if edition else None


by_edition = condition(etag_func=etag, last_modified_func=last_modified)
