"""Parse cells into values of their column's field; ValidationError says what would be right."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import partial

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.lib.dates import PartialDateField, YearField
from config.lib.money import MoneyField
from config.lib.numbers import not_a_number, without_qualifier
from config.lib.orm.texts import clean_text
from config.lib.spreadsheets import parse
from config.lib.spreadsheets.displayed_cells import UnclearCell, exactly, rounded_to
from config.lib.spreadsheets.export import unquoted
from config.lib.spreadsheets.parse import Cell
from records.imports.own_words import in_own_words
from records.imports.questions import DATE, ROUNDED
from records.imports.sheets import (
    KEY,
    LANGUAGES,
    OWNER,
    REFERENCE,
    ROW,
    SOURCE,
    STATEMENT,
    ImportColumn,
    ImportSheet,
)
from records.models import Statement, Unit

Value = str | int | Decimal | None
EARLY = (REFERENCE, SOURCE)  # other cells of the row are understood by these


@dataclass(frozen=True)
class SheetHeading:
    """A column of a sent sheet: its place, and the unit of money that its heading names."""

    place: int
    column: ImportColumn
    unit: Decimal = Decimal(1)


@dataclass(frozen=True)
class Doubt:
    """A cell that was read, and may say something else."""

    heading: SheetHeading
    kind: str
    reading: str
    other: str


@dataclass
class RowValues:
    """The values of one row by the name of their column, its faults, and what is in doubt;
    `qualifiers` are what amounts say themselves (约46万元), by the column that holds them."""

    values: dict[str, Value] = field(default_factory=dict)
    faults: list[tuple[SheetHeading, str]] = field(default_factory=list)
    qualifiers: dict[str, tuple[SheetHeading, str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


Reader = Callable[[Cell, RowValues], Value]


class RowReader:
    """Reads the rows of one sheet, given the headings of a file."""

    def __init__(self, sheet: ImportSheet, headings: list[SheetHeading]):
        in_order = sorted(headings, key=lambda heading: heading.column.part not in EARLY)
        self.units = _units(sheet)
        self.measured_by = sheet.kind.measured_by
        self.sheet = sheet
        self.columns = {heading.column.name: heading.column for heading in headings}
        self.readers = [(heading, self._reader(heading)) for heading in in_order]

    def read(self, cells: list[Cell]) -> RowValues:
        row = RowValues()
        for heading, reader in self.readers:
            cell = cells[heading.place] if heading.place < len(cells) else None
            try:
                value = row.values[heading.column.name] = reader(cell, row)
            except ValidationError as error:
                row.faults.append((heading, " ".join(in_own_words(error, heading.column.field))))
            else:
                row.doubts += _doubts(heading, cell, value)
        for name, (heading, qualifier) in row.qualifiers.items():
            self._qualify(row, name, heading, qualifier)
        return row

    def _qualify(self, row: RowValues, name: str, heading: SheetHeading, qualifier: str) -> None:
        """Take the qualifier of an amount over into its own column; a fault where that column says
        something else."""
        if (row.values.get(name) or qualifier) == qualifier:
            row.values[name] = qualifier
            return
        message = _("This amount says something else than the column “%(name)s”.")
        row.faults.append((heading, message % {"name": self.columns[name].label}))

    def _reader(self, heading: SheetHeading) -> Reader:
        column = heading.column
        if column.is_needed:
            return partial(_parse_name, _code_field(column))
        if column.part in (KEY, ROW):
            return partial(_parse_line, column)
        if column.part == SOURCE:
            return lambda cell, row: parse.text(cell)
        if column.part == STATEMENT:
            return partial(_parse_statement, column, Statements())
        if column.part == REFERENCE:
            return partial(_parse_reference, column, _targets(column.field.related_model))
        if column.field.choices or isinstance(column.field, ArrayField):
            return _choice_reader(column.field)
        if isinstance(column.field, models.DecimalField):
            read = self._parse_figure if self.measured_by else _parse_plain
            return self._qualified(heading, partial(read, heading))
        return partial(_parse_plain, heading)

    def _qualified(self, heading: SheetHeading, read: Reader) -> Reader:
        """A reader that takes 约46万元, too, where the sheet has the column for the qualifier."""
        name = self.sheet.qualifier_of(heading.column.field.name)
        if not name:
            return read

        def read_qualified(cell: Cell, row: RowValues) -> Value:
            if not isinstance(cell, str) or isinstance(cell, UnclearCell):
                return read(cell, row)
            bare, qualifier = without_qualifier(cell)
            if not qualifier:
                return read(cell, row)
            if name not in self.columns:
                raise ValidationError([not_a_number(cell), self._add_column(name)])
            row.qualifiers[name] = (heading, qualifier)
            return read(bare, row)

        return read_qualified

    def _add_column(self, name: str) -> str:
        label = self.sheet.model._meta.get_field(name).verbose_name
        return _("Words like 约 need the column “%(name)s” in this sheet.") % {"name": label}

    def _parse_figure(self, heading: SheetHeading, cell: Cell, row: RowValues) -> Value:
        """A figure in the unit of what is measured: 84%, 300万元 or 1026人."""
        unit = self.units.get(row.values.get(self.measured_by), "")
        read: Callable[[Cell], Value] = {
            Unit.PERCENT: parse.share,
            Unit.CNY: partial(parse.yuan, unit=heading.unit),
        }.get(unit, parse.number)
        return _field_value(heading.column.field, read, cell)


def _units(sheet: ImportSheet) -> Mapping[Value, str]:
    if not sheet.kind.measured_by:
        return {}
    measures = sheet.model._meta.get_field(sheet.kind.measured_by).related_model
    return dict(measures.objects.values_list("pk", "unit"))


def _doubts(heading: SheetHeading, cell: Cell, value: Value) -> Iterator[Doubt]:
    """What else a cell could say than was read from it."""
    target = heading.column.field
    if isinstance(target, PartialDateField):
        if other := parse.other_date(cell):
            yield Doubt(heading, DATE, str(value), other)
    elif isinstance(value, Decimal) and (shown := rounded_to(cell)):
        yield Doubt(heading, ROUNDED, exactly(cell), shown)


def _code_field(column: ImportColumn) -> models.Field:
    """What the code that a column names a record by must keep to."""
    record = column.field.related_model if column.part == OWNER else column.field.model
    return models.SlugField(max_length=record._meta.get_field("code").max_length)


def _parse_name(target: models.Field, cell: Cell, _row: RowValues) -> str:
    if parse.is_empty(cell):
        raise ValidationError(_("This is needed."))
    text = unquoted(parse.text(cell))
    target.run_validators(text)
    return text


def _parse_line(column: ImportColumn, cell: Cell, _row: RowValues) -> Value:
    return _field_value(models.PositiveSmallIntegerField(null=True, blank=True), parse.count, cell)


def _parse_plain(heading: SheetHeading, cell: Cell, _row: RowValues) -> Value:
    target = heading.column.field
    if isinstance(target, MoneyField):
        return _field_value(target, partial(parse.yuan, unit=heading.unit), cell)
    if isinstance(target, YearField):
        return _field_value(target, parse.year, cell)
    if isinstance(target, models.IntegerField):
        return _field_value(target, parse.count, cell)
    if isinstance(target, models.DecimalField):
        return _field_value(target, parse.number, cell)
    if isinstance(target, PartialDateField):
        return _field_value(target, parse.partial_date, cell)
    return _field_value(target, partial(_clean, target), cell)


def _clean(target: models.Field, cell: Cell) -> str:
    return clean_text(target, unquoted(parse.text(cell)))


def _field_value(target: models.Field, read: Callable[[Cell], Value], cell: Cell) -> Value:
    """The cell parsed and validated for its field; an empty cell is the field's empty value."""
    value = "" if parse.is_empty(cell) else read(cell)
    if value == "":
        return _empty_value(target)
    target.run_validators(value)
    return value


def _empty_value(target: models.Field) -> Value:
    if target.null:
        return None
    if target.has_default():
        return target.get_default()
    if target.blank:
        return ""
    raise ValidationError(_("This is needed."))


def _names_of_choices(target: models.Field) -> dict[str, str]:
    """The code of each choice by its code and by its name in either language."""
    names = {}
    for language in LANGUAGES:
        with override(language):
            names |= {str(label).lower(): code for code, label in target.flatchoices}
    return names | {str(code).lower(): code for code, _label in target.flatchoices}


def _choice_reader(target: models.Field) -> Reader:
    if isinstance(target, ArrayField):
        return partial(_parse_choices, target, _names_of_choices(target.base_field))
    return partial(_parse_choice, target, _names_of_choices(target))


def _parse_choice(
    target: models.Field, names: dict[str, str], cell: Cell, _row: RowValues
) -> Value:
    if parse.is_empty(cell):
        return _field_value(target, parse.text, cell)
    text = parse.text(cell)
    code = names.get(text.lower()) or _choice_beginning(text.lower(), names)
    if code is None:
        labels = "; ".join(str(label) for _code, label in target.flatchoices)
        message = _("“%(value)s” is not one of the choices: %(labels)s.")
        raise ValidationError(message % {"value": text, "labels": labels})
    return code


def _parse_choices(target: ArrayField, names: dict[str, str], cell: Cell, row: RowValues) -> Value:
    """Several choices in one cell, as downloads write them: relief_fund;donation."""
    if parse.is_empty(cell):
        return target.get_default()
    parts = re.split(r"[;；、]", parse.text(cell))
    given = filter(None, map(str.strip, parts))
    return [_parse_choice(target.base_field, names, part, row) for part in given]


def _choice_beginning(text: str, names: dict[str, str]) -> str | None:
    """The one choice whose name begins so: “infrastructure” for “infrastructure: roads, …”."""
    codes = {code for name, code in names.items() if name.startswith(text)}
    return codes.pop() if len(codes) == 1 else None


# --- references ---------------------------------------------------------------------------------


def _targets(model: type[models.Model]) -> dict[str, int | None]:
    """Ids by lower-case code, name and Chinese name; None where rows share a name."""
    named = [name for name in ("name", "name_zh") if hasattr(model, name)]
    rows = list(model.objects.values_list("pk", "code", *named))
    ids: dict[str, int | None] = {}
    for pk, _code, *names in rows:
        for name in filter(None, names):
            key = str(name).lower()
            ids[key] = pk if ids.get(key, pk) == pk else None
    return ids | {str(code).lower(): pk for pk, code, *_names in rows}


def _parse_reference(
    column: ImportColumn, targets: dict[str, int | None], cell: Cell, _row: RowValues
):
    return _reference_value(column.field, partial(_reference_id, column.field, targets), cell)


def _reference_value(target: models.Field, read: Callable[[Cell], Value], cell: Cell) -> Value:
    if not parse.is_empty(cell):
        return read(cell)
    if not target.null:
        raise ValidationError(_("This is needed."))
    return None


def _reference_id(target: models.Field, targets: dict[str, int | None], cell: Cell) -> int:
    """The id of the row with this code, name, or code followed by its name."""
    text = unquoted(parse.text(cell))
    key = text.lower()
    pk = targets.get(key) or targets.get(key.partition(" ")[0])
    if pk:
        return pk
    kind = target.related_model._meta.verbose_name
    if key in targets:
        message = _("There are several of the name “%(value)s” (%(kind)s). Write the code.")
        raise ValidationError(message % {"kind": kind, "value": text})
    message = _("“%(value)s” is unknown (%(kind)s).") % {"kind": kind, "value": text}
    raise ValidationError(message + _nearest(key, targets))


def _nearest(text: str, known) -> str:
    near = get_close_matches(text, list(known), n=3)
    return " " + _("Near to it: %(names)s.") % {"names": ", ".join(near)} if near else ""


class Statements:
    """Statements by source and code, and by code alone where only one source has it."""

    def __init__(self):
        rows = Statement.objects.values_list("pk", "source__code", "code")
        self.by_source = {(source, code): pk for pk, source, code in rows}
        self.by_code: dict[str, list[int]] = {}
        for (_source, code), pk in self.by_source.items():
            self.by_code.setdefault(code, []).append(pk)


def _parse_statement(column: ImportColumn, known: Statements, cell: Cell, row: RowValues) -> Value:
    source = str(row.values.get(column.name.replace("statement", "source")) or "")
    read = partial(_statement_id, known, source)
    return _reference_value(column.field, read, cell)


def _statement_id(known: Statements, source: str, cell: Cell) -> int:
    code = unquoted(parse.text(cell))
    if not source and "/" in code:
        source, _slash, code = code.partition("/")
    if source:
        ids = [pk for pk in [known.by_source.get((source, code))] if pk]
    else:
        ids = known.by_code.get(code, [])
    if len(ids) == 1:
        return ids[0]
    if ids:
        message = _("Several sources have a statement “%(value)s”. Name the source beside it.")
        raise ValidationError(message % {"value": code})
    message = _("There is no statement “%(value)s”. Bring in its source first.")
    raise ValidationError(message % {"value": code} + _nearest(code, known.by_code))
