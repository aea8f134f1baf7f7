"""What each sheet, table and column of a workbook means: data that a person can correct.

A mapping is plain JSON. It is proposed by `layout.propose`, corrected on a screen, applied by
`read_notice.read`, and remembered by its signature: the headings of its tables, whatever rows
stand under them.
"""

import hashlib
import re
from dataclasses import asdict, dataclass, field, fields, replace
from typing import get_origin

from records.imports.notices.words.amounts import UNITS

FIELDS = (
    "serial",
    "name",
    "place",
    "county",
    "town",
    "village",
    "content",
    "responsible_unit",
    "responsible_person",
    "period",
    "start",
    "end",
    "households",
    "persons",
    "households_persons",
    "subsidy_standard",
    "performance_target",
    "status",
    "share",
    "remark",
    "document",
    "kind_of_money",
    "money",
    "total",
    "grand_total",
    "personal",
    "ignored",
)
KINDS = (
    "central",
    "provincial",
    "municipal",
    "county",
    "local_counterpart",
    "other",
    "unspecified",
)
STAGES = ("planned", "allocated", "received", "spent")
ROLES = ("data", "summary", "personal", "ignored")
SHAPES = ("list", "cross", "form")
SEPARATOR = "\x1f"  # between the headings of a layout


@dataclass
class ColumnMapping:
    """One column of a table, or one labelled cell of a form.

    `place` is its letter (of a form: the cell of its value, as D9). `group` is the purpose of the
    money in a cross table. `kind`, `stage` and `unit` are of money alone; "" means that the table
    or the title decides.
    """

    place: str
    heading: str  # every line of it, joined by “ / ”
    label: str  # as it is quoted
    field: str = "ignored"
    kind: str = ""
    stage: str = ""
    unit: str = ""
    group: str = ""
    town: str = ""  # where the column is of one town
    heading_cell: str = ""
    is_hidden: bool = False

    @property
    def parents(self) -> tuple[str, ...]:
        """The headings above its own."""
        return tuple(self.heading.split(" / ")[:-1])

    @property
    def is_money(self) -> bool:
        return self.field in ("money", "total", "grand_total")


@dataclass
class TableMapping:
    """A table of a sheet: its rows from `first_row` to `last_row`, its header above them."""

    shape: str = "list"
    first_header: int = 0
    last_header: int = 0
    first_row: int = 0
    last_row: int = 0
    unit: str = ""  # of money, from a line or a heading
    stage: str = ""  # from the title
    town: str = ""  # of all rows, where the sheet is of one town
    columns: list[ColumnMapping] = field(default_factory=list)

    def of_field(self, *names: str) -> list[ColumnMapping]:
        return [column for column in self.columns if column.field in names]

    def visible(self) -> "TableMapping":
        """The same table without its hidden columns."""
        return replace(self, columns=[one for one in self.columns if not one.is_hidden])

    def parts_of(self, total: ColumnMapping) -> list[ColumnMapping]:
        """The columns that a total of a row adds up: of its group, else of its stage."""
        return [
            column
            for column in self.of_field("money")
            if column.parents[: len(total.parents)] == total.parents and _is_of_stage(column, total)
        ]

    def first(self, name: str) -> ColumnMapping | None:
        return next(iter(self.of_field(name)), None)


@dataclass
class SheetMapping:
    """A sheet and its part: data, summary (checks only), personal (never imported), ignored."""

    name: str
    role: str = "data"
    why: str = ""
    reads_hidden_rows: bool = True
    reads_hidden_columns: bool = False
    tables: list[TableMapping] = field(default_factory=list)


@dataclass
class Mapping:
    """How a workbook is read. `county` is a code; empty where rows or the title say it."""

    sheets: list[SheetMapping] = field(default_factory=list)
    county: str = ""
    year: int | None = None
    version: int = 1

    def sheet(self, name: str) -> SheetMapping | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    @property
    def signature(self) -> str:
        """A digest of the headings of all tables: the layout, by which a mapping is remembered."""
        layouts = {_layout(table) for sheet in self.sheets for table in sheet.tables}
        return hashlib.sha256("\n".join(sorted(layouts)).encode()).hexdigest()[:32]

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Mapping":
        """A mapping from its JSON. ValueError where it is none."""
        try:
            mapping = cls(**{**data, "sheets": [_sheet_from(one) for one in data["sheets"]]})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("no mapping") from error
        _check(mapping)
        return mapping

    def with_memory(self, remembered: "Mapping") -> "Mapping":
        """This proposal with what a person decided earlier on tables of the same headings: roles,
        columns, and the unit and stage where this file states none. Rows, county and year stay
        those of this file; a list of persons stays one."""
        known = {_layout(table): table for sheet in remembered.sheets for table in sheet.tables}
        sheets = [
            replace(
                sheet,
                role=_role(sheet, remembered),
                tables=[_remembered(table, known.get(_layout(table))) for table in sheet.tables],
            )
            for sheet in self.sheets
        ]
        return replace(self, sheets=sheets)


def _role(sheet: SheetMapping, remembered: Mapping) -> str:
    """The role that all sheets of the same headings had, unless this one hides or lists persons."""
    same = {one.role for one in remembered.sheets if _layouts(one) == _layouts(sheet)}
    if len(same) != 1 or not sheet.tables or sheet.role == "personal" or sheet.why == "hidden":
        return sheet.role
    return same.pop()


def _is_of_stage(column: ColumnMapping, total: ColumnMapping) -> bool:
    """Whether a total may add up a column: 总投资 is no sum of what was received or spent."""
    if column.stage == total.stage or not column.stage:
        return True
    return not total.stage and "投资" not in total.label


def _layout(table: TableMapping) -> str:
    """The headings of a table, in order. Labels of a form are its headings."""
    return (
        table.shape.replace("cross", "list")
        + SEPARATOR
        + SEPARATOR.join(column.heading for column in table.columns)
    )


def _layouts(sheet: SheetMapping) -> tuple[str, ...]:
    return tuple(_layout(table) for table in sheet.tables)


def _remembered(table: TableMapping, known: TableMapping | None) -> TableMapping:
    if known is None:
        return table
    decided = [
        replace(
            column, field=old.field, kind=old.kind, stage=old.stage, unit=old.unit, group=old.group
        )
        for column, old in zip(table.columns, known.columns, strict=True)
    ]
    unit, stage = table.unit or known.unit, table.stage or known.stage
    return replace(table, columns=decided, shape=known.shape, unit=unit, stage=stage)


def _sheet_from(data: dict) -> SheetMapping:
    tables = [
        TableMapping(**{**one, "columns": [_column_from(column) for column in one["columns"]]})
        for one in data["tables"]
    ]
    sheet = SheetMapping(**{**data, "tables": tables})
    for one in (sheet, *tables):
        _check(one)
    _need(sheet.role in ROLES and all(table.shape in SHAPES for table in tables))
    _need(all(table.unit in ("", *UNITS) and table.stage in ("", *STAGES) for table in tables))
    return sheet


def _column_from(data: dict) -> ColumnMapping:
    column = ColumnMapping(**data)
    _check(column)
    _need(column.field in FIELDS and column.kind in ("", *KINDS))
    _need(column.stage in ("", *STAGES) and column.unit in ("", *UNITS))
    _need(bool(re.fullmatch(r"[A-Z]{1,3}\d{0,7}", column.place, re.ASCII)))
    return column


def _check(part: object) -> None:
    """Each value is of the type that its field has."""
    for one in fields(part):  # type: ignore[arg-type]
        value = getattr(part, one.name)
        held = int if one.name == "year" else get_origin(one.type) or one.type
        _need(type(value) is held or (one.name == "year" and value is None))


def _need(is_fit: bool) -> None:
    if not is_fit:
        raise ValueError("no mapping")
