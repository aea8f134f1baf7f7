"""Columns of the downloads of this room that no kind gives."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import models
from django.db.models import Value

from config.lib.spreadsheets.export import SheetColumn, choice, figures, statement, text
from records.citations import CitingKind
from records.models import Feedback, Record, Row
from records.quality.registry import Finding

EDITIONS = (
    SheetColumn("edition", "number", is_text=False),
    *text("published_at"),
    *figures("record_count"),
    *text("reason", "previous_digest", "digest"),
)

FEEDBACK = (
    *text("received_at", "page", "kind", "code"),
    SheetColumn("edition", "edition_id", is_text=False),
    *choice("state", Feedback.State),
    *text("answered_at", "answer", "answer_zh"),
    SheetColumn("corrected_in", "corrected_in_id", is_text=False),
)

FINDINGS = (
    "check",
    "severity",
    "kind",
    "code",
    "version",
    "edition",
    "record",
    "address",
    "field",
    "message",
    "found",
    "expected",
    "difference",
    "unit",
)

NO_NUMBER = Value(None, models.IntegerField())


def findings(found: Iterable[Finding]) -> Iterator[Sequence]:
    """Findings of a check, each the values of FINDINGS."""
    for one in found:
        version = one.version
        yield (
            one.check.code,
            str(one.check.severity),
            one.subject._meta.model_name,
            getattr(one.subject, "code", ""),
            version and version.version,
            version and version.published_in_id,
            str(one.subject),
            one.address,
            one.field,
            one.text,
            one.found,
            one.expected,
            one.difference,
            str(one.unit),
        )


def citations_sheet(kind: CitingKind) -> tuple[SheetColumn, ...]:
    """Rows of one kind that cite a statement, by what names their record."""
    is_row = issubclass(kind.model, Row)
    subject = kind.model.owner_model() if is_row else kind.model
    path = f"{kind.model.belongs_to}__" if is_row else ""
    is_record = issubclass(subject, Record)
    has_code = any(field.name == "code" for field in subject._meta.concrete_fields)
    return (
        SheetColumn("kind", Value(kind.name)),
        SheetColumn("code", f"{path}code" if has_code else Value("")),
        SheetColumn("version", f"{path}version" if is_record else NO_NUMBER, is_text=False),
        SheetColumn("edition", f"{path}published_in_id" if is_record else NO_NUMBER, is_text=False),
        SheetColumn("line", "line" if is_row else NO_NUMBER, is_text=False),
        *statement(),
    )
