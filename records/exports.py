"""What downloads of this room hold, what every record's has, and what lists of staff have."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import models
from django.db.models import Value

from config.lib.spreadsheets.export import SheetColumn, choice, figures, named, statement, text
from records.citations import CitingKind
from records.models import Edition, Feedback, Record, Row, Source, Statement, User
from records.quality.registry import Finding

EDITION = (*figures("version"), SheetColumn("edition", "published_in_id", is_text=False))

# Reference data are live and belong to no edition: a file says after which one it was taken.
AS_OF = (
    SheetColumn("as_of_edition", lambda: Value(Edition.objects.latest_number()), is_text=False),
)

SOURCES = (
    *text("code"),
    *AS_OF,
    *choice("kind", Source.Kind),
    *text("title", "title_zh", "publisher", "publisher_zh", "published_on"),
    *figures("data_year", "edition_year"),
    *text("url", "note", "note_zh"),
)

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
UNTOLD = (models.BinaryField,)
NUMBERS = (models.DecimalField, models.IntegerField)


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


def staff_sheet(model: type[models.Model], leave_out: tuple[str, ...] = ()) -> list[SheetColumn]:
    """Every column of a list of staff: all fields of its model, codes beside names."""
    fields = (one for one in model._meta.concrete_fields if one.name not in leave_out)
    return [column for one in fields for column in _columns(one)]


def _columns(field: models.Field) -> Iterator[SheetColumn]:
    if field.many_to_one:
        yield from _reference(field)
    elif field.choices:
        yield from choice(field.name, field)
    elif isinstance(field, NUMBERS):
        yield from figures(field.name)
    elif not isinstance(field, UNTOLD):
        yield from text(field.name)


def _reference(field: models.Field) -> Iterator[SheetColumn]:
    target = field.related_model
    names = {one.name for one in target._meta.concrete_fields}
    if target is Statement:
        yield from statement(field.name)
    elif {"code", "name", "name_zh"} <= names:
        yield from named(field.name)
    elif target is User:
        yield SheetColumn(field.name, f"{field.name}__username")
    elif target is Edition or "code" not in names:
        yield SheetColumn(field.name, field.attname)
    else:
        yield SheetColumn(field.name, f"{field.name}__code")
