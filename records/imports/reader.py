"""Read a file into staging tables: match its sheets and headings, parse its rows."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import override

from config.lib.spreadsheets import parse
from config.lib.spreadsheets.parse import Cell
from config.lib.spreadsheets.places import column_letter
from config.lib.spreadsheets.raw_sheets import Fault, RawSheet
from config.lib.spreadsheets.read_workbook import cell_at
from records.imports.faults import Faults
from records.imports.parsing import Doubt, RowReader, SheetHeading
from records.imports.questions import HIDDEN, OUTSIDE, Question, Questions, ask
from records.imports.sheets import LANGUAGES, ImportColumn, ImportKind, ImportSheet
from records.imports.staging import Staged

SIDE_SHEETS = ("Notes", "Lists", "Errors")  # of our templates and marked copies
SHOWN_CELLS = 200  # characters of a faulty value that are kept
EVERY = 2000  # rows between two signs of progress


def side_sheet_names() -> set[str]:
    names = {name.lower() for name in SIDE_SHEETS}
    for language in LANGUAGES:
        with override(language):
            names |= {str(_(name)).lower() for name in SIDE_SHEETS}
    return names


@dataclass
class Intake:
    """A file being read: staged sheets, the places of their columns, faults."""

    kind: ImportKind
    staged: list[Staged] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)  # of sheets, as the file names them
    places: dict[tuple[str, str], int] = field(default_factory=dict)  # (sheet, column): place
    faults: Faults = field(default_factory=Faults)
    questions: list[Questions] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    units: dict[tuple[str, str], Decimal] = field(default_factory=dict)  # as headings name them

    def letter(self, sheet: str, column: ImportColumn | None) -> str:
        """The letter of a column of a sheet; empty where the file lacks it."""
        place = self.places.get((sheet, column.name)) if column else None
        return column_letter(place) if place is not None else ""

    def fault(self, staged: Staged, row: int, field_name: str, value: str, message: str) -> Fault:
        """A fault of a staged row, at its cell in the file."""
        name = staged.sheet.name
        letter = self.letter(name, staged.sheet.column_of(field_name))
        return Fault(self.titles.get(name, staged.sheet.label), row, letter, value, message)


def take_in(kind: ImportKind, sheets: Sequence[RawSheet], on_rows: Callable[[int], None]) -> Intake:
    """Stage every sheet. `on_rows` gets the number of rows read so far."""
    intake = Intake(kind)
    chosen = [sheet for sheet in sheets if sheet.name.strip().lower() not in side_sheet_names()]
    count = 0
    for raw in chosen:
        count += _take_in_sheet(intake, raw, lambda rows, n=count: on_rows(n + rows), len(chosen))
        deque(raw.rows, maxlen=0)  # of a sheet that was not staged, for its formulas
        intake.faults.extend(raw.faults, raw.about.unnamed)
    if not any(staged.rows for staged in intake.staged) and not intake.faults.count:
        intake.faults.add(Fault("", 1, "", "", _("This file holds nothing.")))
    return intake


def _take_in_sheet(intake: Intake, raw: RawSheet, on_rows, sheet_count: int) -> int:
    """Stage one sheet; returns the number of its rows."""
    kind = intake.kind
    number, titles = _headings(raw.rows)
    if not any(titles):
        return 0
    called = kind.sheet_called(raw.name)
    fitting = [called] if called else kind.sheets_with(titles) if sheet_count == 1 else []
    if len(fitting) != 1 or fitting[0].name in intake.titles:
        intake.faults.add(_misplaced(kind, raw, fitting))
        return 0
    (sheet,) = fitting
    intake.titles[sheet.name] = raw.name
    return _stage(intake, sheet, raw, (number, titles), on_rows)


def _stage(intake: Intake, sheet: ImportSheet, raw: RawSheet, head, on_rows) -> int:
    number, titles = head
    headings = list(_match_headings(intake, sheet, raw.name, number, titles))
    staged = Staged(sheet, [heading.column for heading in headings])
    missing = _missing_keys(sheet, staged.given)
    for column in missing:
        message = _("The column “%(name)s” is missing.") % {"name": column.label}
        intake.faults.add(Fault(raw.name, number, "", "", message))
    if missing:
        return 0
    intake.staged.append(staged)
    intake.places |= {(sheet.name, one.column.name): one.place for one in headings}
    intake.units |= {(sheet.name, one.column.name): one.unit for one in headings}
    staged.create()
    reader = RowReader(sheet, headings)
    named = {place for place, title in enumerate(titles) if title}
    with staged.writer() as write:
        for at, cells in enumerate(raw.rows, start=number + 1):
            outside = _outside(cells, named)
            row = None
            if _says_something(cells, named):
                row = reader.read(cells)
                write(at, row)
                intake.faults.extend(_faults_of(raw.name, at, cells, row.faults))
                if staged.rows % EVERY == 0:
                    on_rows(staged.rows)
            if outside or (row and row.doubts):
                _ask_about(intake, raw.name, at, cells, outside, row.doubts if row else ())
    _ask_about_hidden(intake, raw, number, headings)
    return staged.rows


def _says_something(cells: list[Cell], named: set[int]) -> bool:
    """Whether a row has content under a heading."""
    return any(not parse.is_empty(cell) and place in named for place, cell in enumerate(cells))


def _outside(cells: list[Cell], named: set[int]) -> list[int]:
    """The places of a row with content under no heading."""
    if len(cells) <= len(named) and len(named) - 1 in named:  # no heading is missing between
        return []
    return [
        place for place, cell in enumerate(cells) if place not in named and not parse.is_empty(cell)
    ]


def _ask_about(
    intake: Intake,
    sheet: str,
    row: int,
    cells: list[Cell],
    outside: list[int],
    doubts: Sequence[Doubt],
) -> None:
    """Ask about what stands under no heading, and about what could be read otherwise."""
    for place in outside:
        where = (OUTSIDE, sheet, row, column_letter(place))
        value = format_cell(cells[place])
        ask(intake.questions, Question(*where, value, _("not read")))
    for doubt in doubts:
        place = doubt.heading.place
        where = (doubt.kind, sheet, row, column_letter(place))
        value = format_cell(cells[place])
        ask(intake.questions, Question(*where, value, doubt.reading, doubt.other))


def _ask_about_hidden(
    intake: Intake, raw: RawSheet, first: int, headings: list[SheetHeading]
) -> None:
    for top, end in raw.hidden_rows:
        if end > first:
            where = (HIDDEN, raw.name, top, "")
            value = "" if top == end else _("rows %(rows)s") % {"rows": f"{top}–{end}"}
            ask(intake.questions, Question(*where, value, _("read"), _("leave out")))
    for heading in headings:
        if raw.has_hidden_column(heading.place):
            letter = column_letter(heading.place)
            where = (HIDDEN, raw.name, first, letter)
            label = heading.column.label
            ask(intake.questions, Question(*where, label, _("read"), _("leave out")))


def _faults_of(sheet: str, row: int, cells: list[Cell], faults) -> Iterator[Fault]:
    for heading, message in faults:
        letter = column_letter(heading.place)
        yield Fault(sheet, row, letter, format_cell(cell_at(cells, letter)), message)


def format_cell(cell: Cell) -> str:
    """The text of a faulty cell, shortened."""
    return parse.plain(cell)[:SHOWN_CELLS]


def _headings(rows: Iterator[list[Cell]]) -> tuple[int, list[str]]:
    """The number and texts of the first row that is not empty."""
    for number, cells in enumerate(islice(rows, 100), start=1):
        titles = [parse.plain(cell) for cell in cells]
        if any(titles):
            return number, titles
    return 1, []


def _match_headings(
    intake: Intake, sheet: ImportSheet, title: str, row: int, titles: Sequence[str]
) -> Iterator[SheetHeading]:
    """The headings of known columns; adds a fault for every other heading."""
    columns = {name: column for column in sheet.columns for name in column.headings()}
    seen: set[str] = set()
    for place, heading in enumerate(titles):
        name = parse.without_unit(heading).strip().lower()
        column = columns.get(heading.strip().lower()) or columns.get(name)
        if column and column.name not in seen:
            seen.add(column.name)
            unit = parse.unit_in(heading)
            yield SheetHeading(place, column, *([unit] if unit else []))
        elif sheet.is_unread(name):
            intake.unread.append(heading)
        elif heading:
            message = _wrong_heading(columns, column, name)
            intake.faults.add(Fault(title, row, column_letter(place), heading, message))


def _wrong_heading(columns: dict[str, ImportColumn], column: ImportColumn | None, name: str) -> str:
    if column:
        return _("This column stands here twice.")
    near = get_close_matches(name, list(columns), n=3)
    if near:
        return _("There is no such column. Near to it: %(names)s.") % {"names": ", ".join(near)}
    return _("There is no such column: delete it, or take its name from the template.")


def _missing_keys(sheet: ImportSheet, given: list[ImportColumn]) -> list[ImportColumn]:
    return [column for column in sheet.columns if column.is_needed and column not in given]


def _misplaced(kind: ImportKind, raw: RawSheet, fitting: list[ImportSheet]) -> Fault:
    message = _("No sheet is called so. Delete it, or call it one of: %(names)s.")
    if len(fitting) == 1:
        message = _("There are two sheets of “%(names)s”.")
    elif fitting:
        message = _(
            "These columns fit several sheets. Call the file, or its sheet, after one of "
            "them: %(names)s."
        )
    names = ", ".join(sheet.label for sheet in fitting or kind.sheets)
    return Fault(raw.name, 1, "", raw.name, message % {"names": names})
