"""Open a county's file by what it is, whatever it is called: a workbook in memory."""

import datetime
import json
from decimal import Decimal
from typing import BinaryIO

from django.utils.translation import gettext as _

from config.lib.spreadsheets.displayed_cells import UnclearCell
from config.lib.spreadsheets.format_sections import DATE, NUMBER
from config.lib.spreadsheets.number_formats import NumberFormat, moment_of
from config.lib.spreadsheets.parse import EXACT_DIGITS
from config.lib.spreadsheets.places import box_of
from config.lib.spreadsheets.raw_sheets import CellMaker, Extent, RawSheet, refuse
from config.lib.spreadsheets.read_workbook import sheets_of
from config.lib.spreadsheets.readers.stored_values import stored_number
from records.imports.notices.cells.grid import Book, Cell, Grid, plain

MAX_ROWS, MAX_COLUMNS = 50_000, 400
MAX_CELLS = 1_000_000  # with something in them, of all sheets
MAX_MERGES = 100_000
LARGEST = 25  # places before the point, beyond which a number is no figure
TEXT_SHEET = "csv"


def open_book(file: BinaryIO, name: str) -> Book:
    """A workbook in memory. ValidationError says in plain words why a file cannot be read."""
    extent = Extent(MAX_ROWS, MAX_COLUMNS, MAX_CELLS)
    sheets = list(_grids(file, name, extent))
    _need_area([grid for grid, _encoding in sheets])
    encoding = next((encoding for _grid, encoding in sheets if encoding), None)
    return Book(name, [grid for grid, _encoding in sheets], encoding, encoding == "gb18030")


def _grids(file: BinaryIO, name: str, extent: Extent):
    filled = Extent(MAX_ROWS, MAX_COLUMNS, MAX_CELLS)  # counts the cells of formats that stream
    for sheet in sheets_of(file, name, CELLS, extent, MAX_CELLS):
        yield _grid_of(sheet, filled), sheet.encoding


def _grid_of(sheet: RawSheet, filled: Extent) -> Grid:
    is_text = bool(sheet.encoding)
    grid = Grid(TEXT_SHEET if is_text else sheet.name, is_hidden=sheet.is_hidden, is_text=is_text)
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = value if isinstance(value, Cell) else Cell(value)
            if not cell.is_empty:
                grid.put(row, column, cell)
        filled.take(len(grid.cells.get(row, ())))
    _describe(grid, sheet)
    return grid


def _describe(grid: Grid, sheet: RawSheet) -> None:
    """Take over what the sheet says of its cells, once they were read."""
    for (row, column), formula in sheet.about.formulas.items():
        cell = grid.at(row + 1, column + 1)
        if cell.is_empty:
            cell = Cell(None, formula.format)
            cell.is_uncached = True
            grid.put(row + 1, column + 1, cell)
        cell.formula = formula.text
    merged = sheet.about.merged
    _need(len(merged), MAX_MERGES, _("This sheet has more than %(limit)s merged cells."))
    grid.merges = [box for box in map(box_of, merged) if box]
    grid.hidden_rows = {row + 1 for row in sheet.about.hidden_rows}
    for first, last in sheet.about.hidden_columns:
        grid.hidden_columns |= set(range(first + 1, min(last + 1, MAX_COLUMNS) + 1))


def _need_area(grids: list[Grid]) -> None:
    """Refuse merged boxes that cover the same cells again and again."""
    area = sum(
        (min(bottom, grid.last_row) - top + 1) * (min(right, grid.width) - left + 1)
        for grid in grids
        for top, left, bottom, right in grid.merges
        if top <= grid.last_row and left <= grid.width
    )
    _need(area, MAX_CELLS, _("This workbook holds more than %(limit)s cells."))


def _need(number: int, limit: int, message: str) -> None:
    if number > limit:
        refuse(message, limit=limit)


# --- cells --------------------------------------------------------------------------------------


def _number_cell(stored: str, form: NumberFormat | None) -> Cell:
    exact = Decimal(stored_number(stored))
    if abs(exact.adjusted()) > LARGEST:
        return Cell(stored)
    number, has_noise = plain(exact), _has_noise(stored, exact)
    if form is None:
        return Cell(number, has_noise=has_noise)
    section = form.section_for(number)
    if section.kind == DATE:
        return _date_cell(number, form)
    if section.kind == NUMBER and not section.is_broken:  # what scales without a word is read, too
        return Cell(number, form, has_noise=has_noise)
    displayed = form.show(number)
    if not isinstance(displayed, UnclearCell):
        return Cell(number, form, has_noise=has_noise)
    if section.shows_value:
        return Cell(displayed)
    is_hidden_zero = not number and not section.prefix
    return Cell(None if is_hidden_zero else section.prefix or displayed)


def _has_noise(stored: str, number: Decimal) -> bool:
    """Whether a number comes with more than its 15 digits: Excel writes 9.36 as
    9.3599999999999994, the shortest number that is stored the same."""
    if len(stored) <= EXACT_DIGITS:
        return False
    return Decimal(repr(json.loads(stored))) != number


def _date_cell(number: Decimal, form: NumberFormat) -> Cell:
    displayed = form.show(number)
    moment = moment_of(number, is_1904=form.is_1904)
    shows_day = form.section_for(number).date_parts & set("ymd")
    if moment is None or not shows_day:
        return Cell(displayed)
    return Cell(moment.date(), form, displayed=displayed)


def _text_cell(text: str, form: NumberFormat | None) -> Cell:
    return Cell(text if form is None or not text.strip() else form.show_text(text))


def _moment_cell(moment: datetime.date, form: NumberFormat | None) -> Cell:
    day = moment.date() if isinstance(moment, datetime.datetime) else moment
    return Cell(day, form, displayed=moment if form is None else form.show_moment(moment))


CELLS = CellMaker(_number_cell, _text_cell, _moment_cell)
