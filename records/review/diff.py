"""Differences between two versions of a record: field by field, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.lib.formatting import format_field, is_figure
from config.lib.orm.text_pairs import language_of
from records.integrity.digest import content_fields
from records.models import Record, Row


@dataclass(frozen=True)
class Change:
    """One field: its label, and both values in the reader's language, "" where empty; of a text
    that has two, its `language`."""

    label: str
    old: str
    new: str
    is_figure: bool
    language: str


@dataclass(frozen=True)
class Difference:
    """The changes of the record itself, or of one of its rows."""

    ADDED, REMOVED, CHANGED = _("added"), _("removed"), _("changed")

    name: str
    what: str
    changes: list[Change]

    @property
    def is_whole(self) -> bool:
        """Whether all of it came or went, so that an empty side says nothing."""
        return self.what != self.CHANGED


def differences(
    old: Record | None, new: Record | None, *, for_staff: bool = False
) -> list[Difference]:
    """From `old` to `new`, either of which may be missing; empty where they say the same.

    Rows are matched by their line. What is for staff only is left out unless `for_staff`.
    """
    return whole_differences(_whole(old), _whole(new), for_staff=for_staff)


def whole_differences(
    old: Record | None, new: Record | None, *, for_staff: bool = False
) -> list[Difference]:
    """The same of records that come `with_rows()`: asks the database for nothing."""
    parts_before, parts_after = _parts(old), _parts(new)
    changed = []
    for key in {**parts_after, **parts_before}:
        before, after = parts_before.get(key), parts_after.get(key)
        changes = list(_changes(before, after, for_staff))
        if changes:
            changed.append(Difference(_name(after or before), _what(before, after), changes))
    return changed


def _whole(version: Record | None) -> Record | None:
    """The record with its rows and with all that they refer to."""
    return version and type(version).objects.with_rows().get(pk=version.pk)


def _parts(whole: Record | None) -> dict[tuple[str, int], models.Model]:
    """The record and its rows, by kind and line."""
    if whole is None:
        return {}
    return {("", 0): whole} | {(row._meta.model_name, row.line): row for row in whole.rows()}


def _changes(before, after, for_staff: bool) -> Iterator[Change]:
    model = type(after or before)
    for field in _fields(model, for_staff):
        old = format_field(field, getattr(before, field.name, None))
        new = format_field(field, getattr(after, field.name, None))
        if old != new:
            label, language = str(field.verbose_name), language_of(field)
            yield Change(label, old, new, is_figure(field), language)


def _fields(model, for_staff: bool) -> list[models.Field]:
    names = model.private_fields if for_staff and issubclass(model, Record) else ()
    private = [model._meta.get_field(name) for name in names]
    return [field for field in content_fields(model) if field.name != "line"] + private


def _name(part: models.Model) -> str:
    """A row by its code where it has one, else by its line."""
    name = str(part._meta.verbose_name)
    return f"{name} {getattr(part, 'code', part.line)}" if isinstance(part, Row) else name


def _what(before, after) -> str:
    if before is None:
        return Difference.ADDED
    return Difference.REMOVED if after is None else Difference.CHANGED
