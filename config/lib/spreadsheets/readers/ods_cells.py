"""Read .ods (OpenDocument 1.3, part 3): values, what is shown, spans, repeats, what is hidden."""

import datetime
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from config.lib.spreadsheets.number_formats import NumberFormat
from config.lib.spreadsheets.places import column_letter
from config.lib.spreadsheets.raw_sheets import (
    About,
    CellMaker,
    Extent,
    Formula,
    RawSheet,
    unreadable,
)
from config.lib.spreadsheets.readers.ods_styles import (
    Styles,
    attribute,
    attributes,
    count_in,
    count_of,
    local,
)
from config.lib.spreadsheets.readers.stored_values import BrokenSheetError, moment_in
from config.lib.spreadsheets.readers.zipped_parts import events_of

HIDDEN = ("collapse", "filter")
NUMBERS = ("float", "currency", "percentage")
TIME = re.compile(r"PT(\d{1,2})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
MOST_SPACES = 100  # that one element may stand for


def read_ods(
    parts: zipfile.ZipFile, maker: CellMaker, extent: Extent, most_named: int
) -> Iterator[RawSheet]:
    """Every sheet with something in it. ValidationError where the document is damaged."""
    reader = _Reader(maker, extent, most_named)
    try:
        if "styles.xml" in parts.namelist():
            for event, one in events_of(parts, "styles.xml"):
                reader.take(event, one)
        for event, one in events_of(parts, "content.xml"):
            reader.take(event, one)
    except (BrokenSheetError, ValueError, IndexError, OverflowError) as error:
        raise unreadable() from error
    return iter(reader.sheets)


class _Reader:
    """Walks through the elements; `sheets` are those with something in them."""

    def __init__(self, maker: CellMaker, extent: Extent, most_named: int):
        self.maker, self.extent, self.most_named = maker, extent, most_named
        self.styles = Styles()
        self.sheets: list[RawSheet] = []
        self.count = 0  # of sheets, empty ones included
        self.row = self.column = 0  # of what comes next, from 0
        self.rows: list[list] = []
        self.cells: list = []
        self.row_style = ""
        self.column_styles: list[tuple[int, str]] = []  # the column after the last, and its style
        self.about = About()
        self.takers: dict[tuple[str, str], Callable[[Element], None]] = {
            ("end", "null-date"): self.end_null_date,
            ("start", "table"): self.start_table,
            ("end", "table"): self.end_table,
            ("start", "table-column"): self.start_column,
            ("start", "table-row"): self.start_row,
            ("end", "table-row"): self.end_row,
            ("end", "table-cell"): self.end_cell,
            ("end", "covered-table-cell"): self.end_covered_cell,
        }

    def take(self, event: str, one: Element) -> None:
        tag = local(one)
        taker = self.takers.get((event, tag))
        if taker:
            taker(one)
        elif event == "end":
            self.styles.take(tag, one)

    def end_null_date(self, one: Element) -> None:
        self.styles.is_1904 = attribute(one, "date-value").startswith("1904")

    def start_table(self, _one: Element) -> None:
        self.count += 1
        self.extent.need_sheets(self.count)
        self.row, self.rows, self.column_styles = 0, [], []
        self.about = About(self.most_named)

    def end_table(self, one: Element) -> None:
        if self.rows or self.about.formulas:
            is_hidden = attribute(one, "style-name") in self.styles.undisplayed
            name = attribute(one, "name")
            self.sheets.append(RawSheet(name, iter(self.rows), self.about, is_hidden))
        one.clear()

    def start_column(self, one: Element) -> None:
        first = self.column_styles[-1][0] if self.column_styles else 0
        end = first + count_of(one, "number-columns-repeated")
        self.column_styles.append((end, attribute(one, "default-cell-style-name")))
        if attribute(one, "visibility") in HIDDEN:
            self.about.hidden_columns.append((first, end - 1))

    def start_row(self, one: Element) -> None:
        self.column, self.cells = 0, []
        self.row_style = attribute(one, "default-cell-style-name")

    def end_row(self, one: Element) -> None:
        end = self.row + count_of(one, "number-rows-repeated")
        if self.cells:
            self.extent.need(end - 1, len(self.cells))
            filled = sum(cell is not None for cell in self.cells)
            self.extent.take(filled * (end - self.row - 1))
            self.rows += [[]] * (self.row - len(self.rows))
            self.rows += [self.cells] * (end - self.row)
            if attribute(one, "visibility") in HIDDEN:
                self.about.hidden_rows += range(self.row, end)
        self.row = end
        one.clear()

    def end_covered_cell(self, one: Element) -> None:
        self.column += count_of(one, "number-columns-repeated")
        one.clear()

    def end_cell(self, one: Element) -> None:
        about = attributes(one)
        first = self.column
        end = self.column = first + count_in(about, "number-columns-repeated")
        form = self.form_of(about.get("style-name", ""))
        value = self.value_of(one, about, form)
        source = about.get("formula", "")
        if source or value not in (None, ""):
            self.extent.need(self.row, end)
            self.extent.take(end - first)
        for column in range(first, end) if source else ():
            self.about.note_formula(self.row, column, Formula(_formula(source), form))
        if value not in (None, ""):
            self.cells += [None] * (first - len(self.cells))
            self.cells += [value] * (end - first)
        self.note_span(about, first)
        one.clear()

    def form_of(self, own: str) -> NumberFormat | None:
        """The format of a cell: by its own style, that of its row, or that of its column."""
        style = own or self.row_style
        if not style:
            ends = (name for end, name in self.column_styles if self.column <= end)
            style = next(ends, "")
        return self.styles.form_of(style) if style else None

    def note_span(self, about: dict[str, str], column: int) -> None:
        wide = count_in(about, "number-columns-spanned")
        high = count_in(about, "number-rows-spanned")
        if wide > 1 or high > 1:
            first, last = column_letter(column), column_letter(column + wide - 1)
            self.about.note(self.about.merged, f"{first}{self.row + 1}:{last}{self.row + high}")

    def value_of(self, one: Element, about: dict[str, str], form: NumberFormat | None) -> object:
        kind, stored = about.get("value-type", ""), about.get("value", "")
        if kind in NUMBERS and stored and not about.get("formula"):
            return self.maker.number(stored, form)
        text = "\n".join(_paragraph(part) for part in one if local(part) == "p")
        if attribute(one, "value-type", is_last=True) == "error":
            self.about.note(self.about.errors, (self.row, self.column - 1))
            return text
        if kind in NUMBERS and stored:
            return self.maker.number(stored, form)
        if kind == "boolean":
            return about.get("boolean-value") == "true"
        if kind == "date" and (moment := moment_in(about.get("date-value", ""))):
            return self.maker.moment(moment, form)
        if kind == "time" and (time := _time(about.get("time-value", ""))):
            return time
        text = text or about.get("string-value", "")
        return self.maker.text(text, form) if text else None


def _time(duration: str) -> datetime.time | None:
    """The time of a day by its duration, PT10H30M00S; None from 24 hours on."""
    match = TIME.fullmatch(duration)
    parts = [int(part) for part in match.groups()] if match else [24]
    return datetime.time(*parts) if parts[0] < 24 else None


def _paragraph(one: Element) -> str:
    """The text of a paragraph, with its written spaces."""
    parts = [one.text or ""]
    for child in one:
        tag = local(child)
        if tag == "s":
            parts.append(" " * min(count_of(child, "c"), MOST_SPACES))
        elif tag == "tab":
            parts.append("\t")
        elif tag == "line-break":
            parts.append("\n")
        elif tag not in ("annotation", "note", "ruby-text"):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _formula(source: str) -> str:
    """A formula as Excel writes it: of:=SUM([.E5:.E8]) is SUM(E5:E8)."""
    text = source.partition("=")[2]
    text = re.sub(r"\[\$?([^\].]+)\.([^\]]+)\]", r"\1!\2", text)
    return text.replace("[.", "").replace("]", "").replace(":.", ":").replace(";", ",")
