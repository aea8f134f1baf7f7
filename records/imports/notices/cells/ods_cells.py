"""Read .ods: values, what is shown, spans, repeats and what is hidden."""

import datetime
import re
from decimal import InvalidOperation
from typing import BinaryIO
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from config.lib.spreadsheets.workbook_parts import open_parts, unreadable
from records.imports.notices.cells.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    Book,
    Bounds,
    Cell,
    Grid,
    decimal_of,
    refuse,
)
from records.imports.notices.cells.number_formats import GENERAL, NumberFormat, parse_format
from records.imports.notices.cells.xlsx_cells import SafeParser, local

HIDDEN = ("collapse", "filter")
NUMBERS = ("float", "currency", "percentage")


def read_ods(file: BinaryIO, name: str) -> Book:
    """Every sheet of an OpenDocument spreadsheet."""
    with open_parts(file) as parts:
        if "content.xml" not in parts.namelist():
            raise unreadable()
        reader = _Reader(name)
        try:
            for event, one in SafeParser(parts, "content.xml", ("start", "end")):
                reader.take(event, local(one), one)
        except (ValueError, IndexError, OverflowError) as error:
            raise unreadable() from error
    if len(reader.book.grids) > MAX_SHEETS:
        refuse(_("This workbook has more than %(limit)s sheets."), limit=MAX_SHEETS)
    return reader.book


def _attribute(one: ElementTree.Element, name: str) -> str:
    """An attribute by its name without its namespace; the standard's before LibreOffice's own."""
    found = [value for key, value in one.items() if key.rpartition("}")[2] == name]
    return found[0] if found else ""


def _count(one: ElementTree.Element, name: str) -> int:
    number = _attribute(one, name)
    return max(int(number), 1) if number.isdigit() and len(number) < 10 else 1


class _Reader:
    """Walks through the events of content.xml."""

    def __init__(self, name: str):
        self.book = Book(name)
        self.bounds = Bounds()
        self.codes: dict[str, str] = {}  # of number styles: a code as Excel writes it
        self.data_styles: dict[str, str] = {}  # of cell styles
        self.undisplayed: set[str] = set()  # table styles
        self.row = self.column = self.columns = 0
        self.row_element: ElementTree.Element | None = None
        self.depth = 0

    def take(self, event: str, tag: str, one: ElementTree.Element) -> None:
        taker = getattr(self, f"_{event}_{tag.replace('-', '_')}", None)
        if taker:
            taker(one)

    # styles

    def _end_style(self, one) -> None:
        name = _attribute(one, "name")
        self.data_styles[name] = _attribute(one, "data-style-name")
        for child in one:
            if local(child) == "table-properties" and _attribute(child, "display") == "false":
                self.undisplayed.add(name)

    def _end_number_style(self, one) -> None:
        self.codes[_attribute(one, "name")] = _code_of(one)

    _end_percentage_style = _end_currency_style = _end_date_style = _end_number_style

    # tables

    def _start_table(self, one) -> None:
        hidden = _attribute(one, "style-name") in self.undisplayed
        self.book.grids.append(Grid(_attribute(one, "name"), is_hidden=hidden))
        self.row = self.columns = 0

    def _start_table_column(self, one) -> None:
        repeated = _count(one, "number-columns-repeated")
        if _attribute(one, "visibility") in HIDDEN:
            last = min(self.columns + repeated, MAX_COLUMNS)
            self.book.grids[-1].hidden_columns |= set(range(self.columns + 1, last + 1))
        self.columns += repeated

    def _start_table_row(self, one) -> None:
        self.row += 1
        self.column = 0

    def _end_table_row(self, one) -> None:
        grid, repeated = self.book.grids[-1], _count(one, "number-rows-repeated")
        last = self.row + repeated - 1
        if _attribute(one, "visibility") in HIDDEN:
            grid.hidden_rows |= set(range(self.row, min(last, MAX_ROWS) + 1))
        cells = grid.cells.get(self.row)
        for number in range(self.row + 1, last + 1) if cells else ():
            for column, cell in cells.items():
                self.bounds.check(number, column)
                grid.put(number, column, cell)
        self.row = last
        one.clear()

    def _end_covered_table_cell(self, one) -> None:
        self.column += _count(one, "number-columns-repeated")
        one.clear()

    def _end_table_cell(self, one) -> None:
        grid = self.book.grids[-1]
        repeated = _count(one, "number-columns-repeated")
        cell = self._cell(one)
        first = self.column + 1
        self.column += repeated
        if not cell.is_empty or cell.formula:
            for column in range(first, first + repeated):
                self.bounds.check(self.row, column)
                grid.put(self.row, column, cell)
        wide, high = _count(one, "number-columns-spanned"), _count(one, "number-rows-spanned")
        if wide > 1 or high > 1:
            grid.merges.append((self.row, first, self.row + high - 1, first + wide - 1))
            self.bounds.check_merges(len(grid.merges))
        one.clear()

    def _cell(self, one) -> Cell:
        kind = _attribute(one, "value-type")
        shown = "\n".join(_paragraph(part) for part in one if local(part) == "p")
        formula = _formula(_attribute(one, "formula"))
        format = self._format(_attribute(one, "style-name"))
        stored = _attribute(one, "value")
        if kind in NUMBERS and stored:
            cell = _number(stored, format)
        elif kind == "date":
            cell = Cell(_day(_attribute(one, "date-value"), shown), format)
        elif kind == "boolean":
            cell = Cell(_attribute(one, "boolean-value") == "true", format)
        else:
            cell = Cell(shown or None, GENERAL)
        cell.formula, cell.is_uncached = formula, bool(formula) and cell.value is None
        return cell

    def _format(self, style: str) -> NumberFormat:
        return parse_format(self.codes.get(self.data_styles.get(style, ""), ""))


def _number(stored: str, format: NumberFormat) -> Cell:
    try:
        number, has_noise = decimal_of(stored)
    except (InvalidOperation, ValueError):
        return Cell(stored, format)
    return Cell(number, format, has_noise=has_noise)


def _day(stored: str, shown: str) -> datetime.date | str | None:
    try:
        return datetime.datetime.fromisoformat(stored).date()
    except ValueError:
        return shown or stored or None


def _paragraph(one: ElementTree.Element) -> str:
    """The text of a paragraph, with its written spaces."""
    parts = [one.text or ""]
    for child in one:
        tag = local(child)
        if tag == "s":
            parts.append(" " * min(_count(child, "c"), 100))
        elif tag == "line-break":
            parts.append("\n")
        elif tag not in ("annotation", "note"):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _formula(source: str) -> str:
    """A formula as Excel writes it: of:=SUM([.E5:.E8]) is SUM(E5:E8)."""
    text = source.partition("=")[2] if source else ""
    text = re.sub(r"\[\$?([^\].]+)\.([^\]]+)\]", r"\1!\2", text)
    return text.replace("[.", "").replace("]", "").replace(":.", ":").replace(";", ",")


CODES = {"year": "yyyy", "month": "m", "day": "d", "hours": "h", "minutes": "m", "seconds": "s"}


def _code_of(style: ElementTree.Element) -> str:
    """The format code of a number style, as Excel writes it."""
    parts = []
    for one in style:
        tag = local(one)
        if tag == "number":
            decimals = (
                _count(one, "decimal-places")
                if _attribute(one, "decimal-places") not in ("", "0")
                else 0
            )
            parts.append("0" + ("." + "0" * decimals if decimals else ""))
            factor = _attribute(one, "display-factor")
            parts.append("," * ((len(factor.split(".")[0]) - 1) // 3) if factor else "")
        elif tag in ("text", "currency-symbol") and one.text:
            parts.append("%" if one.text.strip() == "%" else f'"{one.text}"')
        elif tag in CODES:
            parts.append(CODES[tag])
    return "".join(parts)
