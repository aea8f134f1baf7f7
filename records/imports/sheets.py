"""What can be imported: sheets of columns, the same columns that downloads and screens have.

A column is read back where it holds a field that staff can edit, or the code of what such a field
refers to. All others, names beside codes above all, are there to be read by people.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.lib.spreadsheets import parse
from config.lib.spreadsheets.export import AWAITING, COMPUTED, LICENCE
from records.models import Row, User
from records.models.attachments import Attachment
from records.registry.columns import Column, staff_columns
from records.registry.kinds import Kind, all_kinds

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
class ImportColumn:
    """A column that is read: its name in files, the field it fills, and how it says its value."""

    name: str
    field: models.Field
    part: str = VALUE
    others: tuple[str, ...] = ()  # headings that stand for it, beside its name and label

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
        return _("%(record)s code") % {"record": label} if self.part == OWNER else label

    def headings(self) -> set[str]:
        """Every heading that stands for this column, in small letters."""
        names = {self.name, *self.others}
        for language in LANGUAGES:
            with override(language):
                names.add(parse.without_unit(self.label))
        return {heading.lower() for heading in names}


@dataclass(frozen=True)
class ImportSheet:
    """A sheet of a workbook: the rows of one kind."""

    kind: Kind

    @property
    def model(self) -> type[models.Model]:
        return self.kind.model

    @property
    def name(self) -> str:
        return self.kind.plural.replace("_", "-")

    @property
    def label(self) -> str:
        return self.kind.label

    @cached_property
    def columns(self) -> list[ImportColumn]:
        """The columns that are read back."""
        read = (one for column in self.kind.columns for one in _read_back(self.model, column))
        return [replace(one, others=self.kind.headings.get(one.name, ())) for one in read]

    @cached_property
    def unread(self) -> set[str]:
        """Names of the columns of any download that are only for people to read."""
        downloads = (*self.kind.named_sheet, *staff_columns(self.model))
        names = {column.name for column in downloads} | {AWAITING, LICENCE}
        return names - {column.name for column in self.columns}

    def is_unread(self, heading: str) -> bool:
        """Whether a column is there for people only: no field of the row, or a figure that a list
        adds up (`computed_…`)."""
        return heading in self.unread or heading.startswith(COMPUTED)

    @cached_property
    def fields(self) -> list[models.Field]:
        """The fields that hold content, in the order of their columns."""
        parts = (VALUE, REFERENCE, STATEMENT, ROW)
        return [column.field for column in self.columns if column.part in parts]

    def qualifier_of(self, name: str) -> str:
        """The field that qualifies the figure in another, as 约 does; "" for none."""
        for figures in getattr(self.model, "cited_figures", ()):
            if name in figures.units:
                return figures.qualifier.format(field=name)
        return "qualifier" if name == "value" and hasattr(self.model, "qualifier") else ""

    def column_of(self, field_name: str) -> ImportColumn | None:
        """Where a field is mended."""
        fitting = [column for column in self.columns if column.field.name == field_name]
        return fitting[-1] if fitting else None

    def names(self) -> set[str]:
        """What a sheet of this kind may be called, as `_called` writes names."""
        names = {self.name}
        for language in LANGUAGES:
            with override(language):
                names.add(_called(self.label))
        return names


@dataclass(frozen=True)
class ImportKind:
    """What one file brings: records and their rows."""

    kind: Kind
    sheets: tuple[ImportSheet, ...]

    @property
    def code(self) -> str:
        return self.kind.plural

    @property
    def title(self) -> str:
        return self.kind.import_title

    @property
    def main(self) -> ImportSheet:
        return self.sheets[0]

    def is_open_to(self, user: User) -> bool:
        """Whether the roles of `user` allow to bring such rows in."""
        model = self.main.model._meta
        names = (f"{model.app_label}.{verb}_{model.model_name}" for verb in ("add", "change"))
        return user.has_perms(list(names))

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


def _read_back(model: type[models.Model], column: Column) -> Iterator[ImportColumn]:
    """How a column of a download is read; nothing where it is only for people."""
    if column.constant:
        return
    field = model._meta.get_field(column.path.partition("__")[0])
    names = ("line",) if issubclass(model, Row) else ("code",)
    if column.path in names:
        yield ImportColumn(column.name, field, KEY)
    elif column.path not in (field.name, f"{field.name}__line") or not _is_typed(model, field):
        return
    elif column.path == f"{field.name}__line":
        yield ImportColumn(column.name, field, ROW)
    elif column.type == "statement":
        yield ImportColumn(column.name.replace("statement", "source"), field, SOURCE)
        yield ImportColumn(column.name, field, STATEMENT)
    elif column.path == getattr(model, "belongs_to", None):
        yield ImportColumn(column.name, field, OWNER)
    else:
        yield ImportColumn(column.name, field, REFERENCE if field.many_to_one else VALUE)


def _is_typed(model: type[models.Model], field: models.Field) -> bool:
    """Whether people fill a field in."""
    return field.editable and field.name not in getattr(model, "filled_on_submission", ())


@cache
def import_kinds() -> dict[str, ImportKind]:
    """By code; the room that stands on all others comes first."""
    main = [kind for kind in all_kinds() if kind.import_title]
    return {kind.plural: ImportKind(kind, tuple(_sheets(kind))) for kind in reversed(main)}


def _sheets(kind: Kind) -> Iterator[ImportSheet]:
    """The sheet of a kind, and those of its rows; no spreadsheet holds attachments."""
    yield ImportSheet(kind)
    for other in all_kinds():
        is_row = other.is_of_rows and other.model.owner_model() is kind.model
        if is_row and not issubclass(other.model, Attachment):
            yield ImportSheet(other)
