"""Conditional downloads: ETag, Last-Modified and 304.

Records change with editions only. Reference data are live, so that the last change of any of
them counts too.
"""

import datetime
import hashlib

from django.db.models import Max
from django.utils.translation import get_language
from django.views.decorators.http import condition

from records.models import ChangeEvent, Edition
from records.registry.kinds import open_kinds

FORM = 3  # one more whenever the same data come out in another form


def edition_read(request, number: int | None = None) -> Edition | None:
    """The edition number `number`, else the one that the visitor reads, else the newest; None
    before the first."""
    if number is not None:
        return Edition.objects.filter(number=number).first()
    return request.edition or Edition.objects.newest()


def _last_reference_change() -> dict[str, int | datetime.datetime | None]:
    owners = [kind.model._meta.db_table for kind in open_kinds() if kind.is_reference]
    changes = ChangeEvent.objects.filter(owner_table__in=owners)
    return changes.aggregate(id=Max("id"), at=Max("at"))


def _state(request, number: int | None):
    """Edition and last change of reference data; read once a request."""
    if not hasattr(request, "open_data_state"):
        request.open_data_state = edition_read(request, number), _last_reference_change()
    return request.open_data_state


def etag(request, *_args, number=None, **_parts) -> str | None:
    edition, change = _state(request, number)
    if edition is None:
        return None
    asked = f"{request.get_host()} {request.get_full_path()} {get_language()}"
    parts = f"{FORM} {edition.digest} {change['id']} {asked}"
    return f'"{edition.number}-{hashlib.sha256(parts.encode()).hexdigest()[:24]}"'


def last_modified(request, *_args, number=None, **_parts) -> datetime.datetime | None:
    edition, change = _state(request, number)
    if edition is None:
        return None
    return max(filter(None, (edition.published_at, change["at"])))


by_edition = condition(etag_func=etag, last_modified_func=last_modified)
