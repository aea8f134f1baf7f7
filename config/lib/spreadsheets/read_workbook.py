"""Spreadsheets as people send them: read cell by cell, or refused in plain words.

Nothing in a file is believed: its name, its announced size, its extent. Nothing in it is run.
"""

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from config.lib.spreadsheets.parse import Cell
from config.lib.spreadsheets.places import column_number
from config.lib.spreadsheets.raw_sheets import MOST_NAMED, CellMaker, Extent, RawSheet, refuse
from config.lib.spreadsheets.readers.ods_cells import read_ods
from config.lib.spreadsheets.readers.stored_values import DISPLAYED
from config.lib.spreadsheets.readers.text_files import read_text
from config.lib.spreadsheets.readers.xls_cells import read_xls
from config.lib.spreadsheets.readers.xlsx_parts import read_xlsx
from config.lib.spreadsheets.readers.zipped_parts import open_parts

MAX_FILE = 30 * 2**20  # bytes as sent
MAX_ROWS, MAX_COLUMNS = 500_000, 200
MAX_CELLS = 1_000_000  # with something in them, of formats that are read as a whole


def read(file: BinaryIO, name: str) -> Iterator[RawSheet]:
    """Every sheet with something in it, each cell as `parse` takes it. ValidationError for what is
    no spreadsheet of ours, or hides a sheet, here or while its rows are read."""
    extent = Extent(MAX_ROWS, MAX_COLUMNS, MAX_CELLS)
    return _visible(sheets_of(file, name, DISPLAYED, extent))


def _visible(sheets: Iterator[RawSheet]) -> Iterator[RawSheet]:
    for sheet in sheets:
        if sheet.is_hidden:
            refuse(_("The sheet “%(name)s” is hidden. Show it, or delete it."), name=sheet.name)
        yield sheet


def sheets_of(
    file: BinaryIO, name: str, maker: CellMaker, extent: Extent, most_named: int = MOST_NAMED
) -> Iterator[RawSheet]:
    """Every sheet of an .xlsx, .ods, .xls or text file, by what the file is, whatever it is called.
    ValidationError says in plain words why it cannot be read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if size > MAX_FILE:
        refuse(_("This file is larger than %(limit)s MB. Split it."), limit=MAX_FILE // 2**20)
    if start.startswith(b"PK"):
        parts = open_parts(file)
        read_parts = read_ods if "content.xml" in parts.namelist() else read_xlsx
        return read_parts(parts, maker, extent, most_named)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return read_xls(file.read(), maker, extent, most_named)
    return iter([read_text(file.read(), name.rpartition(".")[0] or name, extent)])


def rows_at(sheets: Iterable[RawSheet], wanted: set[tuple[str, int]]) -> dict:
    """The cells of the rows named by sheet and number, under that name."""
    rows = {}
    for sheet in sheets if wanted else ():
        numbers = {row for name, row in wanted if name == sheet.name}
        last = max(numbers, default=0)
        for number, cells in enumerate(islice(sheet.rows, last), start=1):
            if number in numbers:
                rows[sheet.name, number] = cells
    return rows


def cell_at(cells: list[Cell], letter: str) -> Cell:
    """The cell of a row in the column of a letter; None beyond its end, and without a letter."""
    place = column_number(letter)
    return cells[place - 1] if 0 < place <= len(cells) else None
