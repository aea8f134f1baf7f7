"""A workbook in memory: sheets of cells, with what each cell holds and what it shows."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from config.lib.spreadsheets.displayed_cells import exactly
from config.lib.spreadsheets.format_sections import Section
from config.lib.spreadsheets.number_formats import NumberFormat
from config.lib.spreadsheets.parse import plain as plain_text
from config.lib.spreadsheets.places import Box, column_letter

Value = str | Decimal | bool | datetime.date | datetime.time | None


class Cell:
    """One cell: `value` as stored, `formula` without its equals sign, and what is shown. A value
    that is no number, or whose format says something else, comes with what it shows."""

    __slots__ = ("_displayed", "format", "formula", "has_noise", "is_uncached", "value")

    def __init__(
        self,
        value: Value,
        format: NumberFormat | None = None,
        *,
        displayed: object = None,
        has_noise: bool = False,
    ):
        self.value = value
        self.format = format
        self._displayed = displayed
        self.has_noise = has_noise
        self.formula = ""
        self.is_uncached = False

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, Decimal)

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def displayed(self) -> object:
        """What the cell shows, as the reader of templates takes it."""
        if self._displayed is None and isinstance(self.value, Decimal) and self.format:
            return self.format.show(self.value)
        return self.value if self._displayed is None else self._displayed

    @property
    def printed(self) -> str:
        """What stands in the cell, as text: of a number all that it holds, with the words that its
        format brings; of a date no more than is shown."""
        if (section := self.section) and section.is_scaled_only:
            return f"{plain(self.scaled):f}"
        displayed = self.displayed
        if isinstance(displayed, str):
            return str(displayed)
        if isinstance(displayed, bool):
            return "TRUE" if displayed else "FALSE"
        return exactly(displayed) if isinstance(displayed, Decimal) else plain_text(displayed)

    @property
    def section(self) -> Section | None:
        """How a format shows this number; None where it shows it as it is."""
        is_formatted = self.format is not None and isinstance(self.value, Decimal)
        return self.format.section_for(self.value) if is_formatted else None

    @property
    def scaled(self) -> Decimal:
        """This number as large as its format shows it, with all of its digits."""
        section = self.section
        return self.value.scaleb(-section.shift) if section else self.value

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


def plain(number: Decimal) -> Decimal:
    """A number without trailing zeros and without an exponent."""
    shortest = number.normalize()
    return shortest.quantize(Decimal(1)) if shortest == shortest.to_integral_value() else shortest
