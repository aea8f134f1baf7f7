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
3. An entry of an edition is a JSON object of kind, code, version, action, reason, account and
   public name of the submitter, and the digest of the version's content. The entries, in order of
   kind and code, are the leaves of a tree of digests (`merkle.py`, RFC 6962); every field stands
   in its text, empty ones too.
4. An edition's content is the number of this recipe (1), its own number, time (UTC, ISO),
   publisher by account and by public name, reason, the digest of the edition before it, the
   number of its entries (`record_count`) and their root.

So a record is proven by its content, its entry, the partners of the entry in the tree and the
content of the edition. `verify_edition.py` does so outside, without this code.
"""

import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db import models

from records.models import Edition, EditionEntry, Row

RECIPE = 1
ENTRY_FIELDS = ("kind", "code", "version", "action", "reason", "submitter", "digest")
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
# As json.dumps would make it anew for each text.
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(content: dict[str, Any]) -> str:
    """The canonical text of `content`."""
    return _ENCODER.encode(content)


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical text, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def content_fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """The public fields of a record or row that make up its content, by column order."""
    hidden = {"id", model.belongs_to} if issubclass(model, Row) else REVIEW_FIELDS
    hidden = hidden | set(getattr(model, "private_fields", ()))
    stored = (field for field in model._meta.concrete_fields if not field.generated)
    return [field for field in stored if field.name not in hidden]


def edition_content(edition: Edition) -> dict[str, Any]:
    """The content that an edition's digest covers."""
    return {
        "recipe": RECIPE,
        "number": edition.number,
        "published_at": edition.published_at.astimezone(datetime.UTC).isoformat(),
        "published_by": edition.published_by.username,
        "publisher": edition.publisher,
        "reason": edition.reason,
        "previous_digest": edition.previous_digest,
        "record_count": edition.record_count,
        "root": edition.root,
    }


def entry_content(entry: EditionEntry) -> dict[str, Any]:
    """The content of one entry of an edition."""
    content = {name: getattr(entry, name) for name in ENTRY_FIELDS}
    return {**content, "submitted_by": entry.submitted_by.username}


def entry_text(entry: EditionEntry) -> str:
    """The canonical text of one entry of an edition."""
    return canonical(entry_content(entry))


def is_empty(value: Any) -> bool:
    """Whether a value is left out of the content; 0 is a value."""
    return value is None or value is False or value == "" or value == []


def serialize_value(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value that is no reference as content holds it: exact numbers and dates are text."""
    if isinstance(value, Decimal) and isinstance(field, models.DecimalField):
        return f"{value:.{field.decimal_places}f}"
    return value.isoformat() if isinstance(value, datetime.date) else value
