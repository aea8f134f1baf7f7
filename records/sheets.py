"""What downloads of this room hold, what every record's has, and what lists of staff have."""

from collections.abc import Iterator

from django.db import models

from config.lib.sheets import SheetColumn, choice, figures, named, statement, text
from records.models import Edition, Source, Statement, User

EDITION = (*figures("version"), SheetColumn("edition", "published_in_id", is_text=False))

SOURCES = (
    *text("code"),
    *choice("kind", Source.Kind),
    *text("title", "title_zh", "publisher", "publisher_zh", "published_on"),
    *figures("data_year", "edition_year"),
    *text("url", "note", "note_zh"),
)

UNTOLD = (models.BinaryField,)
NUMBERS = (models.DecimalField, models.IntegerField)


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
