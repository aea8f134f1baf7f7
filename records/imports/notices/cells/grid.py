"""A workbook in memory: sheets of cells, with what each cell holds and what it shows."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.read_workbook import column_letter
from records.imports.notices.cells.number_formats import GENERAL, NumberFormat

MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 50_000, 400, 200
MAX_CELLS = 1_000_000  # with something in them, of all sheets
MAX_MERGES = 100_000
MAX_TEXT = 32_767  # characters of one cell, as Excel has it
EXACT_DIGITS = 15  # as many as a number cell holds exactly

Value = str | Decimal | bool | datetime.date | datetime.datetime | datetime.time | None
Box = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1


class Cell:
    """One cell: `value` as stored, `format` as shown, `formula` without its equals sign."""

    __slots__ = ("format", "formula", "has_noise", "is_uncached", "value")

    def __init__(
        self,
        value: Value,
        format: NumberFormat = GENERAL,
        formula: str = "",
        *,
        is_uncached: bool = False,
        has_noise: bool = False,
    ):
        self.value = value
        self.format = format
        self.formula = formula
        self.is_uncached = is_uncached
        self.has_noise = has_noise

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, Decimal)

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def printed(self) -> str:
        """What stands in the cell: text as it is, numbers in their shortest form, dates as they
        are shown."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, Decimal):
            return self.format.text_of(value)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        return self.format.date_text(value)

    def __repr__(self) -> str:
        return f"Cell({self.value!r}{', =' + self.formula if self.formula else ''})"


EMPTY = Cell(None)


@dataclass
class Grid:
    """A sheet: cells by (row, column) from 1, merged boxes, and what is hidden."""

    name: str
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)  # row: {column: cell}
    merges: list[Box] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    is_text: bool = False  # read from a CSV: every cell is text

    def __post_init__(self):
        self._anchors: dict[tuple[int, int], Box] | None = None

    def at(self, row: int, column: int) -> Cell:
        return self.cells.get(row, {}).get(column, EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        self.cells.setdefault(row, {})[column] = cell

    @property
    def rows(self) -> list[int]:
        """The numbers of the rows with something in them, in order."""
        return sorted(self.cells)

    @property
    def last_row(self) -> int:
        return max(self.cells, default=0)

    @property
    def width(self) -> int:
        """The last column with something in it."""
        return max((max(row) for row in self.cells.values() if row), default=0)

    def filled(self, row: int) -> Iterator[tuple[int, Cell]]:
        """The cells of a row that hold something, from left to right."""
        for column, cell in sorted(self.cells.get(row, {}).items()):
            if not cell.is_empty:
                yield column, cell

    def box_at(self, row: int, column: int) -> Box:
        """The merged box that covers a cell; the cell itself where none does."""
        if self._anchors is None:
            self._anchors = {}
            last_row, width = self.last_row, self.width
            for box in self.merges:
                self._spread(box, last_row, width)
        return self._anchors.get((row, column), (row, column, row, column))

    def _spread(self, box: Box, last_row: int, width: int) -> None:
        top, left, bottom, right = box
        bottom, right = min(bottom, last_row), min(right, width)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._anchors[row, column] = box  # type: ignore[index]

    def unfolded(self, row: int, column: int) -> Cell:
        """The cell, or the one that a merge shows in its place."""
        top, left, _bottom, _right = self.box_at(row, column)
        return self.at(top, left)

    def place(self, row: int, column: int) -> str:
        return f"{column_letter(column - 1)}{row}"


@dataclass
class Book:
    """A workbook: its sheets in order, the encoding of a text file, and its name."""

    name: str
    grids: list[Grid] = field(default_factory=list)
    encoding: str | None = None
    is_encoding_guessed: bool = False

    def grid(self, name: str) -> Grid | None:
        return next((grid for grid in self.grids if grid.name == name), None)


class Bounds:
    """Counts what is read; ValidationError beyond what a county's table needs."""

    def __init__(self) -> None:
        self.cells = 0

    def check(self, row: int, column: int) -> None:
        self.cells += 1
        if row > MAX_ROWS or column > MAX_COLUMNS:
            refuse(
                _("This sheet reaches beyond %(rows)s rows or %(columns)s columns."),
                rows=MAX_ROWS,
                columns=MAX_COLUMNS,
            )
        if self.cells > MAX_CELLS:
            refuse(_("This workbook holds more than %(limit)s cells."), limit=MAX_CELLS)

    def check_area(self, grids: list[Grid]) -> None:
        """Refuse merged boxes that cover the same cells again and again."""
        area = sum(
            (min(bottom, grid.last_row) - top + 1) * (min(right, grid.width) - left + 1)
            for grid in grids
            for top, left, bottom, right in grid.merges
            if top <= grid.last_row and left <= grid.width
        )
        if area > MAX_CELLS:
            refuse(_("This workbook holds more than %(limit)s cells."), limit=MAX_CELLS)

    def check_merges(self, number: int) -> None:
        if number > MAX_MERGES:
            refuse(_("This sheet has more than %(limit)s merged cells."), limit=MAX_MERGES)


def refuse(message: str, **names) -> None:
    raise ValidationError(message % names)


def decimal_of(stored: str) -> tuple[Decimal, bool]:
    """A stored number to 15 digits, and whether it had more: binary noise."""
    exact = Decimal(stored)
    if not exact.is_finite() or abs(exact.adjusted()) > 40:
        raise ValueError(stored)
    if len(stored) > EXACT_DIGITS:
        exact = _shortest(stored, exact)
    if len(exact.normalize().as_tuple().digits) > EXACT_DIGITS:
        quantum = Decimal(1).scaleb(exact.adjusted() - EXACT_DIGITS + 1)
        return plain(exact.quantize(quantum)), True
    return plain(exact), False


def _shortest(stored: str, exact: Decimal) -> Decimal:
    """Excel writes 9.36 as 9.3599999999999994: the shortest number that is stored the same."""
    try:
        return Decimal(repr(json.loads(stored)))
    except ValueError:
        return exact


def plain(number: Decimal) -> Decimal:
    """A number without trailing zeros and without an exponent."""
    shortest = number.normalize()
    return shortest.quantize(Decimal(1)) if shortest == shortest.to_integral_value() else shortest
