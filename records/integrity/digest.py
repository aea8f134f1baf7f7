"""Digests: what a record says, written one way only, hashed and chained from edition to edition.

The recipe needs nothing but this page and Python's standard library:

1. The content of a version is a JSON object of its public fields and rows. Empty values (null,
   "", false) are left out, so a column that is added later does not alter old digests. Decimal
   numbers are strings with the places of their column; dates are ISO strings; a reference is
   the natural key of its target, joined with "/".
2. Text of any content: `json.dumps(content, sort_keys=True, ensure_ascii=False,
   separators=(",", ":"))`; its digest is the SHA-256 of that text in UTF-8, in hexadecimal.
   A version is named by kind, code and version; a field of its own may share one of these names
   and then stands in its place, so downloads name each version beside its content.
3. An edition's content is its number, time (UTC, ISO), publisher, reason, the digest of the
   edition before it, and its entries in order of kind and code.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models

from records.models import Edition, EditionEntry, Record, Row, kind_of

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
    """The one way to write `content` as text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical text, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def content_fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """The public fields of a record or row that make up its content, by column order."""
    hidden = REVIEW_FIELDS | set(getattr(model, "private_fields", ()))
    if issubclass(model, Row):
        hidden |= {model.belongs_to}
    stored = (field for field in model._meta.concrete_fields if not field.generated)
    return [field for field in stored if field.name not in hidden]


def record_content(version: Record) -> dict[str, Any]:
    """The content of one version as saved: public fields, and rows by kind."""
    content = _values(version)
    for row in version.rows():
        content.setdefault(f"{row._meta.model_name}_rows", []).append(_values(row))
    return {"kind": kind_of(version), "code": version.code, "version": version.version, **content}


def edition_content(edition: Edition, entries: Iterable[EditionEntry]) -> dict[str, Any]:
    """The content of an edition: what its digest covers."""
    return {
        "number": edition.number,
        "published_at": edition.published_at.astimezone(datetime.UTC).isoformat(),
        "published_by": edition.published_by.username,
        "reason": edition.reason,
        "previous_digest": edition.previous_digest,
        "entries": [_entry_content(entry) for entry in entries],
    }


def _entry_content(entry: EditionEntry) -> dict[str, Any]:
    names = ("kind", "code", "version", "action", "reason", "digest")
    content = {name: getattr(entry, name) for name in names}
    return {**content, "submitted_by": entry.submitted_by.username}


def _values(row: models.Model) -> dict[str, Any]:
    values = {field.name: _value(field, row) for field in content_fields(type(row))}
    return {name: value for name, value in values.items() if not is_empty(value)}


def is_empty(value: Any) -> bool:
    """Whether a value is left out of the content; 0 is a value."""
    return value is None or value is False or value == "" or value == []


def _value(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    value = getattr(row, field.name)
    if isinstance(value, models.Model):
        return "/".join(str(part) for part in value.natural_key())  # type: ignore[attr-defined]
    return written(field, value)


def written(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value that is no reference as content holds it: exact numbers and dates are text."""
    if isinstance(value, Decimal) and isinstance(field, models.DecimalField):
        return f"{value:.{field.decimal_places}f}"
    return value.isoformat() if isinstance(value, datetime.date) else value
