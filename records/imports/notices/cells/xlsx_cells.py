"""Read .xlsx: one pass over the parts, nothing run, every extent bounded."""

import datetime
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import BinaryIO
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from config.lib.spreadsheets.read_workbook import column_letter
from config.lib.spreadsheets.workbook_parts import open_parts, unreadable
from records.imports.notices.cells.grid import (
    MAX_SHEETS,
    Book,
    Bounds,
    Cell,
    Grid,
    decimal_of,
    refuse,
)
from records.imports.notices.cells.number_formats import GENERAL, NumberFormat, parse_format

REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
MACROS = re.compile(r"vba|macrosheets|activeX", re.IGNORECASE)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRUE = ("1", "true")
PART = 2**20


def read_xlsx(file: BinaryIO, name: str) -> Book:
    """Every sheet of a workbook. ValidationError where it is damaged, too large or has macros."""
    with open_parts(file) as parts:
        names = set(parts.namelist())
        if "xl/workbook.xml" not in names:
            refuse(_("This is a zip file but no workbook. Save it as .xlsx or .csv."))
        if any(MACROS.search(one) for one in names):
            refuse(_("This workbook contains macros. Save it as .xlsx, without macros."))
        try:
            return _Workbook(parts, name).book()
        except (ValueError, IndexError, OverflowError) as error:
            raise unreadable() from error


class SafeParser:
    """Feeds a part of an archive to an event parser; refuses entities and lies about its size."""

    def __init__(self, parts: zipfile.ZipFile, name: str, events=("end",)):
        self.parts, self.name = parts, name
        self.parser = ElementTree.XMLPullParser(events)

    def __iter__(self) -> Iterator[tuple[str, ElementTree.Element]]:
        rest = b""
        try:
            for piece in self._pieces():
                if b"<!" in (seen := rest + piece) and re.search(rb"<!(DOCTYPE|ENTITY)", seen):
                    raise unreadable()
                rest = piece[-16:]
                self.parser.feed(piece)
                yield from self.parser.read_events()  # type: ignore[misc]
            self.parser.close()
            yield from self.parser.read_events()  # type: ignore[misc]
        except ElementTree.ParseError as error:
            raise unreadable() from error

    def _pieces(self) -> Iterator[bytes]:
        try:
            left = self.parts.getinfo(self.name).file_size
            with self.parts.open(self.name) as part:
                while left >= 0 and (piece := part.read(PART)):
                    left -= len(piece)
                    yield piece
        except (KeyError, OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise unreadable() from error
        if left < 0:
            raise unreadable()


def local(element: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell by its reference: D9 is (9, 4)."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_number(letters)


class _Workbook:
    def __init__(self, parts: zipfile.ZipFile, name: str):
        self.parts, self.name = parts, name
        self.names = set(parts.namelist())
        self.bounds = Bounds()
        self.is_1904 = False
        self.strings = self._strings()
        self.formats = self._formats()

    def book(self) -> Book:
        links = {
            one.get("Id"): one.get("Target", "")
            for _event, one in SafeParser(self.parts, "xl/_rels/workbook.xml.rels")
            if local(one) == "Relationship" and one.get("Type", "").endswith("/worksheet")
        }
        sheets = []
        for _event, one in SafeParser(self.parts, "xl/workbook.xml"):
            if local(one) == "workbookPr":
                self.is_1904 = one.get("date1904") in ("1", "true")
            if local(one) == "sheet":
                key = next((value for at, value in one.items() if at.endswith("}id")), "")
                sheets.append((one.get("name", ""), one.get("state", "visible"), key))
        if len(sheets) > MAX_SHEETS:
            refuse(_("This workbook has more than %(limit)s sheets."), limit=MAX_SHEETS)
        return Book(
            self.name,
            [self._grid(title, state, links[key]) for title, state, key in sheets if key in links],
        )

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.names:
            return []
        strings = []
        for _event, one in SafeParser(self.parts, "xl/sharedStrings.xml"):
            if local(one) == "si":
                strings.append(_text(one))
                one.clear()
        return strings

    def _formats(self) -> list[NumberFormat]:
        if "xl/styles.xml" not in self.names:
            return []
        codes, formats = {}, []
        for _event, one in SafeParser(self.parts, "xl/styles.xml"):
            if local(one) == "numFmt":
                codes[one.get("numFmtId", "")] = one.get("formatCode", "")
            if local(one) == "cellXfs":
                formats = [style.get("numFmtId", "0") for style in one if local(style) == "xf"]
        return [
            parse_format(codes.get(key, ""), int(key) if key.isdigit() else 0) for key in formats
        ]

    def _grid(self, title: str, state: str, target: str) -> Grid:
        grid = Grid(title, is_hidden=state != "visible")
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        row = 0
        shared: dict[str, tuple[int, int, str]] = {}
        for event, one in SafeParser(self.parts, part, ("start", "end")):
            tag = local(one)
            if event == "start":
                row = self._row(grid, row, one) if tag == "row" else row
            elif tag == "c":
                self._cell(grid, row, one, shared)
                one.clear()
            elif tag == "row":
                one.clear()
            elif tag == "col":
                _hide_columns(grid, one)
            elif tag == "mergeCell":
                _merge(grid, one.get("ref", ""), self.bounds)
        return grid

    def _row(self, grid: Grid, previous: int, one: ElementTree.Element) -> int:
        row = int(one.get("r", previous + 1))
        if one.get("hidden") in TRUE:
            grid.hidden_rows.add(row)
        return row

    def _cell(self, grid: Grid, row: int, one: ElementTree.Element, shared) -> None:
        place = REFERENCE.fullmatch(one.get("r", ""))
        previous = max(grid.cells.get(row, {0: None}), default=0)
        column = column_number(place[1]) if place else previous + 1
        children = {local(child): child for child in one}
        if not children:
            return
        self.bounds.check(row, column)
        style = one.get("s", "0")
        format = (
            self.formats[int(style)]
            if style.isdigit() and int(style) < len(self.formats)
            else GENERAL
        )
        formula = children.get("f")
        source = _formula(formula, row, column, shared) if formula is not None else ""
        stored = children["v"].text if "v" in children else None
        if one.get("t") == "inlineStr" and "is" in children:
            stored = _text(children["is"])
        cell = self._value(one.get("t", "n"), stored, format)
        cell.formula = source
        cell.is_uncached = bool(source) and stored is None
        if not cell.is_empty or source:
            grid.put(row, column, cell)

    def _value(self, kind: str, stored: str | None, format: NumberFormat) -> Cell:
        if stored is None:
            return Cell(None, format)
        if kind == "s":
            at = int(stored) if stored.isdigit() else -1
            return Cell(self.strings[at] if 0 <= at < len(self.strings) else None, format)
        if kind in ("str", "inlineStr", "e"):
            return Cell(_unescaped(stored), format)
        if kind == "b":
            return Cell(stored == "1", format)
        if kind == "d":
            return Cell(_iso(stored), format)
        return number_cell(stored, format, self.is_1904)


def _hide_columns(grid: Grid, one: ElementTree.Element) -> None:
    if one.get("hidden") in TRUE:
        last = min(int(one.get("max", "1")), 16_384)
        grid.hidden_columns |= set(range(int(one.get("min", "1")), last + 1))


def number_cell(stored: str, format: NumberFormat, is_1904: bool = False) -> Cell:
    """A cell of a stored number: a date where its format shows one."""
    try:
        number, has_noise = decimal_of(stored.strip())
    except (InvalidOperation, ValueError):
        return Cell(stored, format)
    if format.date and 0 < number < 200_000:
        return Cell(day_of_serial(number, is_1904), format)
    return Cell(number, format, has_noise=has_noise)


def day_of_serial(number: Decimal, is_1904: bool = False) -> datetime.date:
    """The day of a serial number; Excel counts 1900 as a leap year, which no date here is near."""
    first = datetime.date(1904, 1, 1) if is_1904 else datetime.date(1899, 12, 30)
    return first + datetime.timedelta(days=int(number))


def _iso(stored: str) -> datetime.date | str:
    try:
        return datetime.datetime.fromisoformat(stored.rstrip("Z")).date()
    except ValueError:
        return stored


def _text(element: ElementTree.Element) -> str:
    """The text of a string without its pronunciation guides."""
    parts = []
    for one in element:
        if local(one) == "t":
            parts.append(one.text or "")
        elif local(one) == "r":
            parts += [part.text or "" for part in one if local(part) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _merge(grid: Grid, reference: str, bounds: Bounds) -> None:
    match = RANGE.fullmatch(reference.replace("$", ""))
    if not match:
        return
    first, last = column_number(match[1]), column_number(match[3])
    grid.merges.append((int(match[2]), first, int(match[4]), last))
    bounds.check_merges(len(grid.merges))


def _formula(element: ElementTree.Element, row: int, column: int, shared) -> str:
    """The formula of a cell; one shared with others is moved to its place."""
    text = element.text or ""
    key = element.get("si")
    if element.get("t") != "shared" or key is None:
        return text
    if text:
        shared[key] = (row, column, text)
        return text
    if key not in shared:
        return "?"
    first_row, first_column, source = shared[key]
    return moved(source, row - first_row, column - first_column)


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads when filled down by `rows` and right by `columns`."""

    def shift(match: re.Match) -> str:
        held_column, letters, held_row, number = match.groups()
        at = column_number(letters) + (0 if held_column else columns)
        line = int(number) + (0 if held_row else rows)
        return f"{held_column}{column_letter(max(at, 1) - 1)}{held_row}{max(line, 1)}"

    return re.sub(r"(?<![A-Z])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\d(])", shift, formula)
