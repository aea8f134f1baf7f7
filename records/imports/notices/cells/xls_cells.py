"""Read .xls, the workbooks of Excel 97 to 2003: cells, formats, merges, what is hidden."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import xlrd
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from xlrd.compdoc import CompDoc, CompDocError

from records.imports.notices.cells.grid import MAX_SHEETS, Book, Bounds, Cell, Grid, refuse
from records.imports.notices.cells.number_formats import GENERAL, NumberFormat, parse_format
from records.imports.notices.cells.xls_formulas import formula_of
from records.imports.notices.cells.xlsx_cells import number_cell

SHEET_BEGINS, SHEET_ENDS, FORMULA = 0x0809, 0x000A, 0x0006
WORKSHEET = 0x0010
NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    IndexError,
    KeyError,
    ValueError,
    AssertionError,
    AttributeError,
    TypeError,
    UnicodeDecodeError,
    MemoryError,
    OverflowError,
)


def read_xls(file: BinaryIO, name: str) -> Book:
    """Every sheet of an old workbook. ValidationError where it is damaged or has a password."""
    sent = file.read()
    try:
        source = xlrd.open_workbook(
            file_contents=sent, formatting_info=True, on_demand=True, logfile=_Silence()
        )
        if source.nsheets > MAX_SHEETS:
            refuse(_("This workbook has more than %(limit)s sheets."), limit=MAX_SHEETS)
        formulas = _formulas(sent)
        bounds = Bounds()
        grids = [
            _grid(source, source.sheet_by_index(at), formulas.get(at, {}), bounds)
            for at in range(source.nsheets)
        ]
    except BROKEN as error:
        message = _(
            "This workbook is damaged or protected by a password. Open it, save it again as .xlsx "
            "and send that."
        )
        raise ValidationError(message) from error
    return Book(name, grids)


class _Silence:
    """Takes what the library would print."""

    def write(self, _text: str) -> None:
        pass

    def flush(self) -> None:
        pass


def _grid(source, sheet, formulas: dict[tuple[int, int], str], bounds: Bounds) -> Grid:
    grid = Grid(sheet.name, is_hidden=bool(sheet.visibility))
    bounds.check_merges(len(sheet.merged_cells))
    grid.merges = [
        (top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
    ]
    grid.hidden_rows = {row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden}
    grid.hidden_columns = {
        column + 1 for column, about in sheet.colinfo_map.items() if about.hidden
    }
    formats: dict[int, NumberFormat] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            kind = sheet.cell_type(row, column)
            formula = formulas.get((row, column), "")
            if kind in NOTHING and not formula:
                continue
            bounds.check(row + 1, column + 1)
            style = sheet.cell_xf_index(row, column)
            if style not in formats:
                formats[style] = _format(source, style)
            cell = _cell(kind, sheet.cell_value(row, column), formats[style], source.datemode)
            cell.formula, cell.is_uncached = formula, bool(formula) and cell.value is None
            grid.put(row + 1, column + 1, cell)
    return grid


def _format(source, style: int) -> NumberFormat:
    key = source.xf_list[style].format_key
    held = source.format_map.get(key)
    return parse_format(held.format_str if held else "", key) if key else GENERAL


def _cell(kind: int, value, shown: NumberFormat, datemode: int) -> Cell:
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return number_cell(repr(value), shown, bool(datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell(bool(value), shown)
    if kind == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(value, "#N/A"), shown)
    return Cell(value or None, shown)


def _formulas(sent: bytes) -> dict[int, dict[tuple[int, int], str]]:
    """The formulas of each sheet, which the library leaves out, by row and column from 0."""
    stream = CompDoc(sent, logfile=_Silence()).get_named_stream("Workbook") or b""
    formulas: dict[int, dict[tuple[int, int], str]] = {}
    sheet, depth = -1, 0
    for code, record in _records(stream):
        if code == SHEET_BEGINS:
            depth += 1
            if depth == 1 and struct.unpack_from("<H", record, 2)[0] == WORKSHEET:
                sheet += 1
        elif code == SHEET_ENDS:
            depth -= 1
        elif code == FORMULA and depth == 1 and len(record) > 22:
            row, column = struct.unpack_from("<HH", record)
            size = struct.unpack_from("<H", record, 20)[0]
            text = formula_of(record[22 : 22 + size])
            formulas.setdefault(sheet, {})[row, column] = text
    return formulas


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, place)
        yield code, stream[place + 4 : place + 4 + size]
        place += 4 + size
