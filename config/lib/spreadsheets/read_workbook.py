"""Spreadsheets as people send them: read cell by cell, or refused in plain words.

Nothing in a file is believed: its name, its announced size, its extent. Nothing in it is run.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.parse import Cell
from config.lib.spreadsheets.sheet_cells import About, Book, BrokenSheetError, rows_of
from config.lib.spreadsheets.text_files import rows_of_text
from config.lib.spreadsheets.workbook_parts import (
    SheetPart,
    book_of,
    parts_of,
    sheet_parts,
    unpacked,
    unreadable,
)

MAX_FILE = 30 * 2**20  # bytes as sent
MAX_ROWS, MAX_COLUMNS = 500_000, 200


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken as it is: where, what it holds, what would be right."""

    sheet: str
    row: int  # as the spreadsheet counts, from 1
    column: str  # its letter
    value: str
    message: str


@dataclass
class RawSheet:
    """A sheet as it was sent: its name and its rows, each a list of cells, headings included.

    Its faults, and what is hidden in it, are complete once all rows were read.
    """

    name: str
    rows: Iterator[list[Cell]]
    about: About = field(default_factory=About)

    @property
    def faults(self) -> Iterator[Fault]:
        """Formulas, errors and merged cells."""
        for row, column in self.about.formulas:
            message = _("This cell holds a formula. Paste its value instead.")
            yield Fault(self.name, row + 1, column_letter(column), "=", message)
        for row, column in self.about.errors:
            message = _("This cell shows an error. Write what it should say, or empty it.")
            yield Fault(self.name, row + 1, column_letter(column), "#", message)
        for corners in self.about.merged:
            column, row = _first_corner(corners)
            message = _("These cells are merged. Split them and write the value into each.")
            yield Fault(self.name, row, column, corners, message)

    @property
    def hidden_rows(self) -> list[tuple[int, int]]:
        """Stretches of hidden rows, as the spreadsheet counts them: first and last."""
        rows = enumerate(self.about.hidden_rows)
        stretches = (list(group) for _gap, group in groupby(rows, lambda one: one[1] - one[0]))
        return [(group[0][1] + 1, group[-1][1] + 1) for group in stretches]

    def is_hidden(self, place: int) -> bool:
        """Whether the column at `place`, from 0, is hidden."""
        return any(first <= place <= last for first, last in self.about.hidden_columns)


def read(file: BinaryIO, name: str) -> Iterator[RawSheet]:
    """Every sheet with something in it. ValidationError for what is no spreadsheet of ours, here
    or while its rows are read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if size > MAX_FILE:
        _refuse(_("This file is larger than %(limit)s MB. Split it."), limit=MAX_FILE // 2**20)
    if start.startswith(b"PK"):
        return _sheets(parts_of(file))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse(
            _(
                "This is a workbook of the old kind (.xls), or one with a password. Save it as "
                ".xlsx without a password."
            )
        )
    rows = rows_of_text(file.read(), _need_extent)
    return iter([RawSheet(name.rpartition(".")[0] or name, rows)])


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


def column_letter(place: int) -> str:
    """The letter of a column by its place from 0: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def cell_at(cells: list[Cell], letter: str) -> Cell:
    """The cell of a row in the column of a letter; None beyond its end, and without a letter."""
    place = _place(letter.encode())
    return cells[place - 1] if 0 < place <= len(cells) else None


def _refuse(message: str, **names) -> None:
    raise ValidationError(message % names)


def _sheets(parts: zipfile.ZipFile) -> Iterator[RawSheet]:
    """The sheets with something in them; the rows of each are unpacked while they are read."""
    book = book_of(parts)
    for sheet in sheet_parts(parts):
        about = About()
        rows = _rows(parts, sheet, book, about)
        first = next(rows, None)
        if first is None:
            continue
        if sheet.is_hidden:
            _refuse(_("The sheet “%(name)s” is hidden. Show it, or delete it."), name=sheet.name)
        yield RawSheet(sheet.name, chain([first], rows), about)


def _rows(
    parts: zipfile.ZipFile, sheet: SheetPart, book: Book, about: About
) -> Iterator[list[Cell]]:
    try:
        yield from rows_of(unpacked(parts, sheet.part), book, about, _need_extent)
    except BrokenSheetError as error:
        raise unreadable() from error


def _first_corner(corners: str) -> tuple[str, int]:
    """Column and row of the first of merged cells, “B5:C6”."""
    first = corners.partition(":")[0]
    column = first.rstrip("0123456789")
    return column, int(first[len(column) :] or 1)


def _need_extent(row: int, columns: int) -> None:
    if row > MAX_ROWS or columns > MAX_COLUMNS:
        _refuse(
            _(
                "This sheet reaches beyond %(rows)s rows or %(columns)s columns. Delete what lies "
                "beyond the figures, or split the file."
            ),
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        )


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place
