"""What can be imported: sheets of columns, the same columns that downloads and screens have.

A column is read back where its path names a field that staff can edit, or the code of what such
a field refers to. All others, names beside codes above all, are there to be read by people.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.lib.spreadsheets import parse
from config.lib.spreadsheets.export import AWAITING, SheetColumn
from records.exports import staff_sheet
from records.models import Record, Row, Statement, User

LANGUAGES = ("en", "zh-hans")
OWNER, KEY, VALUE, REFERENCE, STATEMENT, SOURCE, ROW = (
    "owner",
    "key",
    "value",
    "reference",
    "statement",
    "source",
    "row",
)


@dataclass(frozen=True)
class Column:
    """A column that is read: its name in files, the field it fills, and how it says its value."""

    name: str
    field: models.Field
    part: str = VALUE

    @property
    def is_needed(self) -> bool:
        """Whether no row is understood without it."""
        return self.part == OWNER or (self.part == KEY and self.name == "code")

    @property
    def label(self) -> str:
        """Its heading in the reader's language."""
        label = str(self.field.verbose_name)
        if self.part == SOURCE:
            return _("%(field)s: source") % {"field": label}
        if self.part == ROW:
            return _("%(field)s: line") % {"field": label}
        return _("project code") if self.part == OWNER else label

    def headings(self) -> set[str]:
        """Every heading that stands for this column, in small letters."""
        found = {self.name}
        if self.part == ROW:
            found.add(f"{self.name}_line")  # as open data call it
        for language in LANGUAGES:
            with override(language):
                found.add(parse.without_unit(self.label))
        return {heading.lower() for heading in found}


@dataclass(frozen=True)
class ImportSheet:
    """A sheet of a workbook: the rows of one model. `measured_by` names the reference whose unit
    tells how the figures of a row are written."""

    name: str
    model: type[models.Model]
    sheet: Sequence[SheetColumn]
    measured_by: str = ""

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def is_of_rows(self) -> bool:
        return issubclass(self.model, Row)

    @property
    def is_of_records(self) -> bool:
        return issubclass(self.model, Record)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that are read back."""
        found = (_column(self.model, column) for column in self.sheet)
        return [column for column in found if column]

    @cached_property
    def unread(self) -> set[str]:
        """Names of the columns of any download that are only for people to read."""
        told = {column.name for column in (*self.sheet, *staff_sheet(self.model))}
        told.add(AWAITING)
        return told - {column.name for column in self.columns}

    @cached_property
    def fields(self) -> list[models.Field]:
        """The fields that hold content, in the order of their columns."""
        parts = (VALUE, REFERENCE, STATEMENT, ROW)
        return [column.field for column in self.columns if column.part in parts]

    def column_of(self, field_name: str) -> Column | None:
        """Where a field is mended."""
        fitting = [column for column in self.columns if column.field.name == field_name]
        return fitting[-1] if fitting else None

    def names(self) -> set[str]:
        """What a sheet of this kind may be called, as `_called` writes names."""
        found = {self.name}
        for language in LANGUAGES:
            with override(language):
                found.add(_called(self.label))
        return found


@dataclass(frozen=True)
class ImportKind:
    """What one file brings: records, or reference data, and their rows."""

    code: str
    title: str
    sheets: tuple[ImportSheet, ...]

    @property
    def main(self) -> ImportSheet:
        return self.sheets[0]

    def is_open_to(self, user: User) -> bool:
        """Whether the roles of `user` allow to bring such rows in."""
        model = self.main.model._meta
        names = (f"{model.app_label}.{verb}_{model.model_name}" for verb in ("add", "change"))
        return user.has_perms(list(names))

    @property
    def is_reviewed(self) -> bool:
        """Whether what comes in becomes drafts; reference data are live at once."""
        return self.main.is_of_records

    def sheet_called(self, name: str) -> ImportSheet | None:
        return next((sheet for sheet in self.sheets if _called(name) in sheet.names()), None)

    def sheets_with(self, headings: Sequence[str]) -> list[ImportSheet]:
        """The sheets that have most of these columns: one, or all that they fit alike. The first
        where no column is known."""
        given = {parse.without_unit(heading).strip().lower() for heading in headings}

        def known(sheet: ImportSheet) -> int:
            names = sheet.unread.union(*(column.headings() for column in sheet.columns))
            return len(given & names)

        most = max(map(known, self.sheets))
        return [sheet for sheet in self.sheets if known(sheet) == most][: None if most else 1]


def _called(name: str) -> str:
    """A name of a sheet or file in one way of writing: “Seminar_reports (1)” is seminar-reports."""
    return re.sub(r"[\s_]+", "-", re.sub(r"\(\d+\)$", "", name.strip()).strip().lower())


def _column(model: type[models.Model], column: SheetColumn) -> Column | None:
    if not isinstance(column.value, str):
        return None
    first, *rest = column.value.split("__")
    try:
        target = model._meta.get_field(first)
    except FieldDoesNotExist:
        return None
    part = _part(model, target, tuple(rest))
    return Column(column.name, target, part) if part else None


def _part(model: type[models.Model], target: models.Field, rest: tuple[str, ...]) -> str | None:
    """How a path says the value of `target`; None where it is no road back."""
    if target.name in ("code", "line") and not rest:
        return KEY
    if target.name == getattr(model, "belongs_to", None):
        return OWNER if rest == ("code",) else None
    if not target.editable or target.generated:
        return None
    if not rest:
        return None if target.many_to_one else VALUE
    refers_to = target.related_model if target.many_to_one else None
    if refers_to is Statement:
        return {("code",): STATEMENT, ("source", "code"): SOURCE}.get(rest)
    if refers_to is not None and issubclass(refers_to, Row):
        return ROW if rest == ("line",) else None
    return REFERENCE if rest == ("code",) else None


_registry: dict[str, ImportKind] = {}


def register_imports(*kinds: ImportKind) -> None:
    """Add what a room can import, when the room is ready."""
    _registry.update((kind.code, kind) for kind in kinds)


def import_kinds() -> dict[str, ImportKind]:
    """By code; the room that stands on all others comes first."""
    return dict(reversed(_registry.items()))
