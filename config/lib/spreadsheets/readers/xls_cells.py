"""Read .xls, the workbooks of Excel 97 to 2003: cells, formats, merges, what is hidden."""

import struct
from collections.abc import Iterator
from functools import partial

import xlrd
from django.utils.translation import gettext as _
from xlrd.compdoc import CompDoc, CompDocError
from xlrd.formatting import std_format_strings

from config.lib.spreadsheets.number_formats import NumberFormat, built_in, number_format
from config.lib.spreadsheets.places import column_letter
from config.lib.spreadsheets.raw_sheets import (
    About,
    CellMaker,
    Extent,
    Formula,
    RawSheet,
    refuse,
    unreadable,
)
from config.lib.spreadsheets.readers.xls_formulas import formula_of

SHEET_BEGINS, SHEET_ENDS, FORMULA = 0x0809, 0x000A, 0x0006
WORKSHEET = 0x0010
MACROS = "_VBA_PROJECT"
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


def read_xls(sent: bytes, maker: CellMaker, extent: Extent, most_named: int) -> Iterator[RawSheet]:
    """Every sheet with something in it. ValidationError where the workbook is damaged, has a
    password, or runs something."""
    try:
        sheets = _Workbook(sent, maker, extent, most_named).sheets()
    except BROKEN as error:
        raise unreadable() from error
    return iter([sheet for sheet in sheets if sheet is not None])


class _Silence:
    """Takes what the library would print."""

    def write(self, _text: str) -> None:
        pass

    def flush(self) -> None:
        pass


class _Workbook:
    def __init__(self, sent: bytes, maker: CellMaker, extent: Extent, most_named: int):
        self.maker, self.extent, self.most_named = maker, extent, most_named
        compound = CompDoc(sent, logfile=_Silence())
        if any(part.name.startswith(MACROS) for part in compound.dirlist):
            refuse(_("This workbook contains macros. Save it as .xlsx, without macros."))
        self.formulas = _formulas(compound.get_named_stream("Workbook") or b"")
        self.source = xlrd.open_workbook(
            file_contents=sent, formatting_info=True, on_demand=True, logfile=_Silence()
        )
        self.formats: dict[int, NumberFormat | None] = {}

    def sheets(self) -> list[RawSheet | None]:
        self.extent.need_sheets(self.source.nsheets)
        return [
            self._sheet(self.source.sheet_by_index(at), self.formulas.get(at, {}))
            for at in range(self.source.nsheets)
        ]

    def _sheet(self, source, formulas: dict[tuple[int, int], str]) -> RawSheet | None:
        about = About(self.most_named)
        for top, bottom, left, right in source.merged_cells:
            corners = f"{column_letter(left)}{top + 1}:{column_letter(right - 1)}{bottom}"
            about.note(about.merged, corners)
        about.hidden_columns = [
            (column, column) for column, one in source.colinfo_map.items() if one.hidden
        ]
        rows: list[list] = []
        for row in range(source.nrows):
            cells = self._row(source, row, formulas, about)
            rows.append(cells)
            if cells and row in source.rowinfo_map and source.rowinfo_map[row].hidden:
                about.hidden_rows.append(row)
        while rows and not rows[-1]:
            rows.pop()
        is_empty = not rows and not about.formulas
        return (
            None if is_empty else RawSheet(source.name, iter(rows), about, bool(source.visibility))
        )

    def _row(self, source, row: int, formulas, about: About) -> list:
        cells: list = []
        for column in range(source.row_len(row)):
            kind = source.cell_type(row, column)
            formula = formulas.get((row, column))
            if kind in NOTHING and formula is None:
                continue
            self.extent.need(row, column + 1)
            self.extent.take(1)
            form = self._format(source.cell_xf_index(row, column))
            if formula is not None:
                about.note_formula(row, column, Formula(formula, form))
            if kind == xlrd.XL_CELL_ERROR:
                about.note(about.errors, (row, column))
            value = self._value(kind, source.cell_value(row, column), form)
            if value not in (None, ""):
                cells += [None] * (column - len(cells))
                cells.append(value)
        return cells

    def _format(self, style: int) -> NumberFormat | None:
        """The format of a style; None where it shows everything as it is."""
        if style not in self.formats:
            key = self.source.xf_list[style].format_key
            held = self.source.format_map.get(key)
            code, is_1904 = held.format_str if held else "", bool(self.source.datemode)
            is_own = code and code != std_format_strings.get(key)  # not what the library supplies
            make = partial(number_format, code) if is_own else partial(built_in, key)
            form = make(is_1904=is_1904)
            self.formats[style] = None if form.is_plain else form
        return self.formats[style]

    def _value(self, kind: int, value, form: NumberFormat | None) -> object:
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            return self.maker.number(repr(value).removesuffix(".0"), form)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(value, "#N/A")
        return self.maker.text(value, form) if value else None


def _formulas(stream: bytes) -> dict[int, dict[tuple[int, int], str]]:
    """The formulas of each sheet, which the library leaves out, by row and column from 0."""
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
