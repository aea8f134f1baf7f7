"""Write workbooks to fill in: templates, and sent files with their faults marked."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.lib.dates import PartialDateField
from config.lib.money import MoneyField
from config.lib.orm.text_pairs import columns_of, language_of
from config.lib.spreadsheets.export import write_cell
from config.lib.spreadsheets.parse import Cell
from config.lib.spreadsheets.places import column_letter
from config.lib.spreadsheets.raw_sheets import Fault, RawSheet
from records.imports.sheets import (
    KEY,
    LANGUAGES,
    OWNER,
    REFERENCE,
    ROW,
    SOURCE,
    STATEMENT,
    ImportColumn,
    ImportKind,
    ImportSheet,
)
from records.models import Source, Statement

OFFERED_ROWS = 5000  # rows of a template whose cells offer a list
LONGEST_LIST = 5000
WIDTHS = {"": 14, "text": 28}
HEADING = {"bold": True, "border": 1, "text_wrap": True, "valign": "top"}
STYLES = {
    "heading": {**HEADING, "bg_color": "#EFE9DC"},
    "needed": {**HEADING, "bg_color": "#F3C9C4"},
    "faulty": {"bg_color": "#F9D9D6", "border": 1, "border_color": "#9C1F2B"},
    "date": {"num_format": "yyyy-mm-dd"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
}


class Book:
    """A workbook being written: `styles` by name."""

    def __init__(self, file: BinaryIO):
        self.book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.styles = {name: self.book.add_format(style) for name, style in STYLES.items()}

    def page(self, title: str):
        return self.book.add_worksheet(title[:31])

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.book.close()


def write_template(kind: ImportKind, file: BinaryIO) -> None:
    """An empty workbook with a sheet for each kind of row, notes, and lists to choose from."""
    with Book(file) as book:
        _write_notes(book, kind)
        pages = [(sheet, book.page(sheet.label)) for sheet in kind.sheets]
        lists = _write_lists(book, kind)
        for sheet, page in pages:
            for place, column in enumerate(sheet.columns):
                _write_heading(book, page, place, sheet, column)
            page.set_row(0, 48)
            page.freeze_panes(1, 1)
            _offer_lists(page, enumerate(sheet.columns), lists)


def template_csv(sheet: ImportSheet) -> str:
    """The headings of one sheet as CSV, with the byte order mark that spreadsheets need."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(column.label for column in sheet.columns)
    return "\ufeff" + out.getvalue()


def write_marked(sheets: Iterable[RawSheet], faults: Sequence[Fault], file: BinaryIO) -> None:
    """A copy of the sent sheets, with faulty cells marked and a list of all faults."""
    by_cell: dict[tuple[str, int, str], list[str]] = {}
    for fault in faults:
        key = (fault.sheet, fault.row, fault.column)
        by_cell.setdefault(key, []).append(fault.message)
    with Book(file) as book:
        _write_errors(book, faults)
        for sheet in sheets:
            if sheet.name != _("Errors"):
                _write_marked_sheet(book, sheet, by_cell)


# --- templates ----------------------------------------------------------------------------------


def _write_heading(book: Book, page, place: int, sheet: ImportSheet, column: ImportColumn) -> None:
    needed = column.name in _needed_names(sheet)
    page.set_column(place, place, WIDTHS["text" if _is_text(column) else ""])
    page.write_string(0, place, column.label, book.styles["needed" if needed else "heading"])
    page.write_comment(
        0, place, "\n\n".join(_in_both(column, needed)), {"x_scale": 2, "y_scale": 2}
    )


def _needed_names(sheet: ImportSheet) -> set[str]:
    """Columns that publication needs."""
    publishing = getattr(sheet.model, "required_to_publish", ())
    required = {"code", *(one for name in publishing for one in columns_of(sheet.model, name))}
    needed = {column.name for column in sheet.columns if column.field.name in required}
    return needed | {column.name for column in sheet.columns if column.is_needed}


def _is_text(column: ImportColumn) -> bool:
    is_long = isinstance(column.field, models.TextField) or (column.field.max_length or 0) > 60
    return is_long and column.part not in (KEY, OWNER)


def _in_both(column: ImportColumn, needed: bool) -> Iterator[str]:
    """Notes on how to fill in a column, in both languages."""
    for language in LANGUAGES:
        with override(language):
            parts = [
                f"{column.label} [{column.name}]",
                str(column.field.help_text or ""),
                _how(column),
            ]
            if needed and language_of(column.field):
                parts.append(_("Needed for publication in one of the two languages."))
            elif needed:
                parts.append(_("Needed for publication."))
            yield "\n".join(part for part in parts if part)


def _how(column: ImportColumn) -> str:
    """How a value is written."""
    of_parts = {
        OWNER: _("The code of the project that this row belongs to."),
        KEY: _("A code of letters, digits and hyphens; a known code corrects that record.")
        if column.name == "code"
        else _("The number of the row in its project. Empty for a new row."),
        REFERENCE: _("A code or a name from the lists."),
        SOURCE: _("The code of the source."),
        STATEMENT: _("The code of the statement that says so."),
        ROW: _("The line of that row in the same project."),
    }
    return of_parts.get(column.part) or _how_value(column.field)


def _how_value(field: models.Field) -> str:
    if field.choices:
        return _("One of: %(choices)s.") % {
            "choices": "; ".join(str(label) for _code, label in field.flatchoices)
        }
    if isinstance(field, MoneyField):
        return _("Yuan; or write the unit: 583.8万元. Empty where it is not stated, never 0.")
    if isinstance(field, PartialDateField):
        return _("As precise as it is known: 2011, 2011-07, 2011年7月 or 2011-07-01.")
    if isinstance(field, models.DecimalField):
        return _("A number; shares with their sign: 84%. Empty where it is not stated.")
    if isinstance(field, models.IntegerField):
        return _("A whole number. Empty where it is not stated.")
    return _("Text of at most %(count)s characters.") % {"count": field.max_length or 10_000}


def _write_notes(book: Book, kind: ImportKind) -> None:
    page = book.page(_("Notes"))
    page.set_column(0, 0, 100)
    row = 0
    for language in LANGUAGES:
        with override(language):
            page.write_string(row, 0, str(kind.title), book.styles["title"])
            for row, line in enumerate(_notes(kind), start=row + 1):  # noqa: B020
                page.write_string(row, 0, line, book.styles["wrap"])
        row += 2


def _notes(kind: ImportKind) -> list[str]:
    notes = [
        _("One row of a sheet is one row of the ledger. Leave unused sheets empty."),
        _("Columns may be left out or moved; a column left out changes nothing."),
        _("An empty cell says “not stated”: it takes away what the ledger holds there."),
        _("Rows that are not in the file stay as they are. Nothing is ever deleted by a file."),
        _("Amounts are in yuan, or in the unit that the cell or the heading names: (万元)."),
        _("Point at a heading to read what belongs in its column. Red headings are needed."),
    ]
    if len(kind.sheets) > 1:
        notes.insert(1, _("Rows of the other sheets name their record by its code."))
    return notes


def _write_lists(book: Book, kind: ImportKind) -> dict[str, str]:
    """Write each drop-down list as a column; returns its range, by the column that offers it."""
    title = _("Lists")
    page = book.page(title)
    offers: dict[tuple[str, ...], list[str]] = {}
    for column in (column for sheet in kind.sheets for column in sheet.columns):
        values = tuple(_offered(column))
        if values:
            offers.setdefault(values, []).append(f"{column.name}:{id(column.field)}")
    ranges = {}
    for place, (values, columns) in enumerate(offers.items()):
        letter = column_letter(place)
        ranges |= dict.fromkeys(columns, f"='{title}'!${letter}$1:${letter}${len(values)}")
        page.set_column(place, place, 30)
    for row in range(max(map(len, offers), default=0)):
        for place, values in enumerate(offers):
            if row < len(values):
                page.write_string(row, place, values[row])
    return ranges


def _offered(column: ImportColumn) -> Iterator[str]:
    """The drop-down list of a column: names of choices, codes with their names."""
    if column.part == REFERENCE:
        model = column.field.related_model
        rows = model.objects.order_by("code")[:LONGEST_LIST]
        yield from (f"{row.code} {row}" for row in rows)
    elif column.part == SOURCE:
        yield from Source.objects.order_by("code").values_list("code", flat=True)[:LONGEST_LIST]
    elif column.part == STATEMENT:
        codes = Statement.objects.order_by("source__code", "position", "code")
        yield from codes.values_list("code", flat=True)[:LONGEST_LIST]
    elif column.field.choices:
        yield from (str(label) for code, label in column.field.flatchoices if code)


def _offer_lists(page, columns: Iterable[tuple[int, ImportColumn]], lists: dict[str, str]) -> None:
    for place, column in columns:
        source = lists.get(f"{column.name}:{id(column.field)}")
        if source:
            page.data_validation(
                1,
                place,
                OFFERED_ROWS,
                place,
                {
                    "validate": "list",
                    "source": source,
                    "error_type": "information",
                    "error_message": _(
                        "This is none of the list. It is read all the same if it is "
                        "a code or a name that the ledger knows."
                    ),
                },
            )


# --- marked copies ------------------------------------------------------------------------------


def _write_errors(book: Book, faults: Sequence[Fault]) -> None:
    page = book.page(_("Errors"))
    page.freeze_panes(1, 0)
    titles = (_("Sheet"), _("Row"), _("Column"), _("Value"), _("What is wrong, and what is right"))
    for place, title in enumerate(titles):
        page.write_string(0, place, title, book.styles["heading"])
    page.set_column(0, 3, 16)
    page.set_column(4, 4, 80)
    for row, fault in enumerate(faults, start=1):
        page.write_string(row, 0, fault.sheet)
        page.write_number(row, 1, fault.row)
        page.write_string(row, 2, fault.column)
        page.write_string(row, 3, fault.value)
        page.write_string(row, 4, fault.message, book.styles["wrap"])


def _write_marked_sheet(book: Book, sheet: RawSheet, by_cell: dict) -> None:
    page = book.page(sheet.name)
    page.freeze_panes(1, 1)
    for number, cells in enumerate(sheet.rows):
        for place, cell in enumerate(cells):
            letter = column_letter(place)
            messages = by_cell.pop((sheet.name, number + 1, letter), None)
            _write(book, page, (number, place), cell, messages)
        # What is said of a whole row stands at its first cell, which no one else marked.
        whole = by_cell.pop((sheet.name, number + 1, ""), None)
        if whole:
            page.write_comment(number, 0, "\n".join(whole), {"x_scale": 2})


def _write(book: Book, page, at: tuple[int, int], cell: Cell, messages: list[str] | None) -> None:
    style = book.styles["faulty"] if messages else None
    if isinstance(cell, datetime.datetime | datetime.date):
        page.write_datetime(*at, cell, style or book.styles["date"])
    elif cell in (None, ""):
        if style:
            page.write_blank(*at, None, style)
    else:
        write_cell(page, *at, Decimal(repr(cell)) if isinstance(cell, float) else cell, style)
    if messages:
        page.write_comment(*at, "\n".join(messages), {"x_scale": 2})
