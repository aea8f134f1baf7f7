"""What the reader of every format gives: sheets of rows, and what each says of its cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.number_formats import NumberFormat
from config.lib.spreadsheets.places import box_of, column_letter

MOST_NAMED = 10_000  # cells of one kind that are named one by one


@dataclass(frozen=True)
class CellMaker:
    """What a reader makes of the cells that a file stores; the format is None where every value is
    shown as it is. `number` gets the digits as they are stored."""

    number: Callable[[str, NumberFormat | None], object]
    text: Callable[[str, NumberFormat | None], object]
    moment: Callable[..., object]  # of a date or a datetime, and a format


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken as it is: where, what it holds, what would be right."""

    sheet: str
    row: int  # as the spreadsheet counts, from 1
    column: str  # its letter
    value: str
    message: str


@dataclass(frozen=True)
class Formula:
    """A formula without its equals sign, “?” where it is not understood, and the cell's format."""

    text: str
    format: NumberFormat | None = None


@dataclass
class About:
    """What a sheet says of its cells; complete once all rows were read. Rows and columns from 0."""

    most_named: int = MOST_NAMED
    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    errors: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)  # by their corners, B5:C6
    unnamed: int = 0  # further formulas, errors and merged cells
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last

    def note(self, cells: list, cell: object) -> None:
        """Keep one more of a kind, or count it where there are very many."""
        if len(cells) < self.most_named:
            cells.append(cell)
        else:
            self.unnamed += 1

    def note_formula(self, row: int, column: int, formula: Formula) -> None:
        if len(self.formulas) < self.most_named:
            self.formulas[row, column] = formula
        else:
            self.unnamed += 1


@dataclass
class RawSheet:
    """A sheet as it was sent: its name and its rows, each a list of cells, headings included.

    Its faults, and what is hidden in it, are complete once all rows were read.
    """

    name: str
    rows: Iterator[list]
    about: About = field(default_factory=About)
    is_hidden: bool = False
    encoding: str = ""  # of a text file

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
            row, column, _last_row, _last_column = box_of(corners) or (1, 1, 1, 1)
            message = _("These cells are merged. Split them and write the value into each.")
            yield Fault(self.name, row, column_letter(column - 1), corners, message)

    @property
    def hidden_rows(self) -> list[tuple[int, int]]:
        """Stretches of hidden rows, as the spreadsheet counts them: first and last."""
        rows = enumerate(self.about.hidden_rows)
        stretches = (list(group) for _gap, group in groupby(rows, lambda one: one[1] - one[0]))
        return [(group[0][1] + 1, group[-1][1] + 1) for group in stretches]

    def has_hidden_column(self, place: int) -> bool:
        """Whether the column at `place`, from 0, is hidden."""
        return any(first <= place <= last for first, last in self.about.hidden_columns)


@dataclass
class Extent:
    """How far the sheets of a file may reach; `cells` counts those of formats that are read as a
    whole. ValidationError beyond it."""

    rows: int
    columns: int
    most_cells: int
    most_sheets: int = 200
    cells: int = 0

    def need(self, row: int, columns: int) -> None:
        """Refuse a row, from 0, or a number of columns."""
        if row >= self.rows or columns > self.columns:
            refuse(
                _(
                    "This sheet reaches beyond %(rows)s rows or %(columns)s columns. Delete what "
                    "lies beyond the figures, or split the file."
                ),
                rows=self.rows,
                columns=self.columns,
            )

    def take(self, cells: int) -> None:
        """Refuse more cells with something in them than all sheets together may have."""
        self.cells += cells
        if self.cells > self.most_cells:
            refuse(_("This workbook holds more than %(limit)s cells."), limit=self.most_cells)

    def need_sheets(self, number: int) -> None:
        if number > self.most_sheets:
            message = _("This workbook has more than %(limit)s sheets.")
            refuse(message, limit=self.most_sheets)


def refuse(message: str, **names: object) -> None:
    raise ValidationError(message % names)


def unreadable() -> ValidationError:
    return ValidationError(
        _(
            "This workbook is damaged or protected by a password. Open it, save it again as .xlsx "
            "and send that."
        )
    )
