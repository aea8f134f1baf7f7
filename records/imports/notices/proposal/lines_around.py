"""The lines of a sheet that stand outside its tables."""

from dataclasses import dataclass, field

from config.lib.spreadsheets.places import column_letter, column_number, place_of
from records.imports.notices.cells.grid import Book, Cell, Grid
from records.imports.notices.mapping import Mapping, SheetMapping, TableMapping
from records.imports.notices.proposal.layout import lines_outside


@dataclass
class Line:
    """A text outside the tables."""

    sheet: str
    row: int
    column: int
    text: str
    is_below: bool
    is_wide: bool  # merged over several columns
    is_left: bool
    cell: Cell
    is_between: bool = False  # above another table of the sheet

    @property
    def place(self) -> str:
        return f"{column_letter(self.column - 1)}{self.row}"


@dataclass
class Surroundings:
    """The lines outside the tables of one sheet, and what they say."""

    sheet: str
    lines: list[Line] = field(default_factory=list)
    opinions: list[str] = field(default_factory=list)  # texts of a form that may hold its date

    def between(self, first: int, last: int) -> "Surroundings":
        """The lines below one row and above another."""
        lines = [line for line in self.lines if first < line.row < last]
        return Surroundings(self.sheet, lines)

    @property
    def joined(self) -> list[str]:
        """The texts of the lines, each with the cell behind it where it ends with a colon."""
        texts = []
        for line, following in zip(self.lines, [*self.lines[1:], None], strict=True):
            text = line.text.strip()
            if text.endswith((":", "：")) and following and following.row == line.row:
                text += following.text.strip()
            texts.append(text)
        return texts

    @property
    def above(self) -> list[Line]:
        return [line for line in self.lines if not line.is_below]

    @property
    def below(self) -> list[Line]:
        return [line for line in self.lines if line.is_below]


def surroundings_of(book: Book, mapping: Mapping) -> dict[str, Surroundings]:
    return {
        sheet.name: _around(book.grid(sheet.name), sheet)
        for sheet in mapping.sheets
        if book.grid(sheet.name)
    }


def _around(grid: Grid, sheet: SheetMapping) -> Surroundings:
    here = Surroundings(grid.name)
    if grid.is_hidden and sheet.role == "ignored":
        return here
    if any(table.shape == "form" for table in sheet.tables):
        return _around_form(grid, sheet, here)
    left = min(
        (column_number(table.columns[0].place) for table in sheet.tables if table.columns),
        default=1,
    )
    last_header = max((table.first_header for table in sheet.tables), default=0)
    for row, column, _text, is_below in lines_outside(
        grid, [_Span(table) for table in sheet.tables]
    ):
        _add_line(grid, here, row, column, is_below, column <= left)
        here.lines[-1].is_between = is_below and row < last_header
    return here


@dataclass
class _Span:
    table: TableMapping

    @property
    def first_header(self) -> int:
        return self.table.first_header

    @property
    def last_row(self) -> int:
        return max(self.table.last_row, self.table.last_header)


def _around_form(grid: Grid, sheet: SheetMapping, here: Surroundings) -> Surroundings:
    table = sheet.tables[0]
    labels = {column.heading_cell for column in table.columns} | {
        column.place for column in table.columns
    }
    here.opinions = [
        grid.at(*place_of(column.place)).printed
        for column in table.columns
        if column.field == "ignored"
    ]
    last = max((place_of(column.place)[0] for column in table.columns), default=0)
    for row in grid.rows:
        for column, _cell in grid.filled(row):
            if grid.place(row, column) in labels or table.first_row <= row < last:
                continue
            _add_line(grid, here, row, column, row > table.first_row, column == 1)
    return here


def _add_line(
    grid: Grid, here: Surroundings, row: int, column: int, is_below: bool, is_left: bool
) -> None:
    cell = grid.at(row, column)
    _top, left, _bottom, right = grid.box_at(row, column)
    here.lines.append(
        Line(grid.name, row, column, cell.printed, is_below, right > left, is_left, cell)
    )
