"""Read a county's workbook: propose a mapping, apply it, say what was understood.

book = open_book(file, name)
mapping = propose(book, gazetteer)
notice = read(book, mapping, gazetteer)
"""

from dataclasses import dataclass, field
from typing import BinaryIO

from records.imports.notices.cells.formulas import compute_missing
from records.imports.notices.cells.grid import Book, Grid
from records.imports.notices.cells.open_book import open_book
from records.imports.notices.mapping import Mapping, SheetMapping, TableMapping
from records.imports.notices.proposal import surroundings as around
from records.imports.notices.proposal.book_proposal import find_title, propose
from records.imports.notices.proposal.lines_around import Surroundings, surroundings_of
from records.imports.notices.rows.crosscheck import check_tables
from records.imports.notices.rows.forms_as_rows import FormReader
from records.imports.notices.rows.lines import TableReader
from records.imports.notices.rows.list_check import check_list
from records.imports.notices.rows.notice_checks import (
    warn_of_projects,
    warn_of_sheet,
    warn_of_table,
    warn_of_unread,
)
from records.imports.notices.rows.readings import Context, Reading
from records.imports.notices.rows.sentence_sums import check_sentence
from records.imports.notices.rows.summary_checks import check_summary
from records.imports.notices.understanding import Notice, Unit
from records.imports.notices.words.localities import Gazetteer

__all__ = ["open_book", "propose", "read", "read_notice"]
READ = ("data", "summary")  # roles of sheets whose rows are read


def read_notice(
    file: BinaryIO, name: str, gazetteer: Gazetteer, mapping: Mapping | None = None
) -> Notice:
    """Open, map and read a file. ValidationError where it cannot be opened."""
    book = open_book(file, name)
    return read(book, mapping or propose(book, gazetteer), gazetteer)


def read(book: Book, mapping: Mapping, gazetteer: Gazetteer) -> Notice:
    """What a workbook says, read by a mapping; sheets that it does not name are not read."""
    compute_missing(book)
    work = _Work(book, mapping, surroundings_of(book, mapping), Context(gazetteer))
    _read_surroundings(work)
    for sheet in mapping.sheets:
        if grid := book.grid(sheet.name):
            warn_of_sheet(work.context, grid, sheet)
            _read_sheet(work, grid, sheet)
            if sheet.role == "data":
                warn_of_unread(work.context, grid, sheet)
    notice = work.notice
    notice.projects = [line for reading in work.readings for line in reading.lines]
    _agree_on_county(notice)
    notice.checks = check_tables(work.readings, work.context)
    for reading in work.summaries:
        notice.checks += check_summary(reading, notice.projects, work.context)
    for here in work.read_ones("data"):
        for line in here.lines:
            check_sentence(line, notice, work.context)
    _check_lists(work)
    warn_of_projects(notice, work.title_place, work.context)
    notice.warnings = work.context.warnings
    return notice


@dataclass
class _Work:
    """A notice while it is read."""

    book: Book
    mapping: Mapping
    surroundings: dict[str, Surroundings]
    context: Context
    notice: Notice = field(default_factory=lambda: Notice(""))
    readings: list[Reading] = field(default_factory=list)
    summaries: list[Reading] = field(default_factory=list)
    title_place: str = ""

    def read_ones(self, *roles: str) -> list[Surroundings]:
        """What stands around the tables of the sheets with these roles."""
        return [
            self.surroundings[sheet.name]
            for sheet in self.mapping.sheets
            if sheet.role in (roles or READ) and sheet.name in self.surroundings
        ]


def _read_surroundings(work: _Work) -> None:
    """Title, county, unit, issuer, date, telephones and notes."""
    book, context, here = work.book, work.context, work.read_ones()
    lines = [line for one in here for line in one.lines]
    notice = work.notice = Notice(book.name, book.encoding, year=work.mapping.year)
    context.year = notice.year
    notice.title, work.title_place = find_title(work.mapping, work.surroundings)
    _read_county(work)
    context.funding_kind, words = around.funding_of(lines)
    if words:
        notice.extras["funding_source_note"] = words
    notice.issuer = next(filter(None, map(around.issuer_of, here)), None)
    notice.notice_date = next(filter(None, map(around.date_of, here)), None)
    notice.notice_days = around.days_of(lines, notice.year)
    notice.telephones = around.telephones_of(lines)
    notice.unit = _unit(work)
    _read_notes(work)
    if indicators := around.indicators_of(lines):
        notice.extras["indicators"] = indicators
    if book.is_encoding_guessed:
        context.warn("encoding_guessed", book.grids[0].name, encoding=book.encoding)
    notice.sheets = [
        {"name": sheet.name, "role": sheet.role, "why": sheet.why or None}
        for sheet in work.mapping.sheets
    ]


def _read_county(work: _Work) -> None:
    notice, context = work.notice, work.context
    gazetteer = context.gazetteer
    county = next((one for one in gazetteer.counties if one.code == work.mapping.county), None)
    if not county:
        return
    notice.county, notice.county_code = county.name, county.code
    context.county, context.county_code = county.name, county.code
    written = gazetteer.county_in(notice.title or "")[1]
    if written and written != county.name:
        context.warn("county_alias", work.title_place, text=written, county=county.name)


def _read_notes(work: _Work) -> None:
    notice = work.notice
    for here in work.read_ones():
        sheet = work.mapping.sheet(here.sheet)
        is_form = any(table.shape == "form" for table in sheet.tables)
        notice.notes += [] if is_form else around.notes_of(here)
        above = [line.text.strip() for line in here.above]
        notice.lines_above += [text for text in above if not text.startswith(notice.title or "\n")]


def _unit(work: _Work) -> Unit | None:
    for here in work.read_ones():
        if unit := around.unit_of(here):
            return unit
    columns = [
        column
        for sheet in work.mapping.sheets
        if sheet.role == "data"
        for table in sheet.tables
        for column in table.columns
        if column.is_money
    ]
    return next((unit for one in columns if (unit := around.unit_of_heading(one.heading))), None)


def _read_sheet(work: _Work, grid: Grid, sheet: SheetMapping) -> None:
    for mapped in sheet.tables if sheet.role in READ else ():
        table = mapped if sheet.reads_hidden_columns else mapped.visible()
        if sheet.role == "summary":
            work.summaries.append(_read_quietly(work.context, grid, table))
            continue
        kind = FormReader if table.shape == "form" else TableReader
        reader = kind(grid, table, work.context, reads_hidden=sheet.reads_hidden_rows)
        reading = reader.read()
        work.readings.append(reading)
        warn_of_table(work.context, reading, reader.blanks)


def _read_quietly(context: Context, grid: Grid, table: TableMapping) -> Reading:
    """The rows of a summary sheet, which take no number and no warning: they are no lines."""
    quiet = Context(context.gazetteer, context.county, context.county_code, context.year)
    return TableReader(grid, table, quiet).read()


def _agree_on_county(notice: Notice) -> None:
    """The county that the rows name, where the title names none and they name one only."""
    named = {(line.county, line.county_code) for line in notice.projects if line.county}
    if notice.county or len(named) != 1:
        return
    notice.county, notice.county_code = named.pop()
    for line in notice.projects:
        line.county, line.county_code = notice.county, notice.county_code


def _check_lists(work: _Work) -> None:
    for sheet in work.mapping.sheets:
        grid = work.book.grid(sheet.name)
        if sheet.role == "personal" and sheet.tables and grid:
            listed = check_list(grid, sheet, work.notice.projects, work.context)
            work.notice.extras["list_check"] = listed
