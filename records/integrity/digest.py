"""Digests: the content of a record as canonical text, hashed, and chained from edition to edition.

The recipe needs nothing but this page and Python's standard library:

1. The content of a version is a JSON object of its public fields and rows. Empty values (null,
   "", false) are left out, so a column that is added later does not alter old digests. Decimal
   numbers are strings with the places of their column; dates are ISO strings; a reference is
   the natural key of its target, joined with "/".
2. Text of any content: `json.dumps(content, sort_keys=True, ensure_ascii=False,
   separators=(",", ":"))`; its digest is the SHA-256 of that text in UTF-8, in hexadecimal.
   A version is named by kind, code and version; a field of its own may share one of these names
   and then stands in its place, so downloads name each version beside its content.
3. An edition's content is its number, time (UTC, ISO), publisher by account and by public name,
   reason, the digest of the edition before it, and its entries in order of kind and code.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import models

from records.models import Edition, EditionEntry, Row

# Where a version stands is no part of what it says.
REVIEW_FIELDS = {
    "id",
    "code",
    "version",
    "state",
    "published_in",
    "superseded_in",
    "change_reason",
    "submitted_by",
    "submitted_at",
}


def canonical(content: dict[str, Any]) -> str:
    """The canonical text of `content`."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical text, 64 hexadecimal digits."""
    return digest_of_parts([canonical(content)])


def digest_of_parts(parts: Iterable[str]) -> str:
    """SHA-256 of a canonical text that comes piece by piece."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
    return digest.hexdigest()


def content_fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """The public fields of a record or row that make up its content, by column order."""
    hidden = {"id", model.belongs_to} if issubclass(model, Row) else REVIEW_FIELDS
    hidden = hidden | set(getattr(model, "private_fields", ()))
    stored = (field for field in model._meta.concrete_fields if not field.generated)
    return [field for field in stored if field.name not in hidden]


def edition_content(edition: Edition) -> dict[str, Any]:
    """The content that an edition's digest covers, without its entries."""
    return {
        "number": edition.number,
        "published_at": edition.published_at.astimezone(datetime.UTC).isoformat(),
        "published_by": edition.published_by.username,
        "publisher": edition.publisher,
        "reason": edition.reason,
        "previous_digest": edition.previous_digest,
    }


def edition_parts(edition: Edition, entries: Iterable[str]) -> Iterator[str]:
    """The canonical text of an edition's whole content, piece by piece. `entries` are the canonical
    texts of its entries, in order of kind and code."""
    yield '{"entries":['  # the first key in alphabetical order
    for number, entry in enumerate(entries):
        yield f",{entry}" if number else entry
    yield "]," + canonical(edition_content(edition)).removeprefix("{")


def entry_text(entry: EditionEntry) -> str:
    """The canonical text of one entry of an edition."""
    names = ("kind", "code", "version", "action", "reason", "submitter", "digest")
    content = {name: getattr(entry, name) for name in names}
    return canonical({**content, "submitted_by": entry.submitted_by.username})


def is_empty(value: Any) -> bool:
    """Whether a value is left out of the content; 0 is a value."""
    return value is None or value is False or value == "" or value == []


def serialize_value(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value that is no reference as content holds it: exact numbers and dates are text."""
    if isinstance(value, Decimal) and isinstance(field, models.DecimalField):
        return f"{value:.{field.decimal_places}f}"
    return value.isoformat() if isinstance(value, datetime.date) else value
