"""The cells of one sheet of a workbook, streamed from its XML: only one row is in memory.

Everything that a sheet says about its cells comes from the same reading, so that nothing can be
seen by one reader and passed over by another: values, formats, formulas, what is hidden or merged.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from config.lib.spreadsheets.number_formats import NumberFormat
from config.lib.spreadsheets.parse import EXACT_DIGITS, Cell, as_displayed

CODED = re.compile("_x([0-9A-Fa-f]{4})_")  # how workbooks spell a control character
INTEGER = re.compile("-?[0-9]{1,15}")
MOST_NAMED = 10_000  # cells of one kind that are named one by one


class BrokenSheetError(Exception):
    """What is no sheet of a workbook."""


@dataclass
class About:
    """What a sheet says of its cells; complete once all rows were read. Rows and columns from 0."""

    formulas: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    unnamed: int = 0  # further formulas, errors and merged cells
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last

    def note(self, cells: list, cell: object) -> None:
        """Keep one more of a kind, or count it where there are very many."""
        if len(cells) < MOST_NAMED:
            cells.append(cell)
        else:
            self.unnamed += 1


@dataclass(frozen=True)
class Book:
    """What the cells of a workbook refer to."""

    texts: Sequence[str]
    formats: Mapping[str, NumberFormat]  # by style; the others show every value as it is


def rows_of(
    pieces: Iterable[bytes], book: Book, about: About, need_extent: Callable[[int, int], None]
) -> Iterator[list[Cell]]:
    """The rows of a sheet, from the first on; empty rows at its end are left out.

    `about` is filled while they are read. `need_extent` gets the number of rows and columns, and
    raises where they are too many. BrokenSheetError where this is no sheet.
    """
    reader = _Reader(book, about, need_extent)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.on_root
    parser.EndElementHandler = reader.on_end
    parser.StartDoctypeDeclHandler = reader.on_doctype
    reader.parser = parser
    count = 0
    for piece in pieces:
        _parse(parser, piece, is_last=False)
        for number, cells in reader.rows:
            yield from ([] for _row in range(count, number))
            yield cells
            count = number + 1
        reader.rows.clear()
    _parse(parser, b"", is_last=True)


def _parse(parser: expat.XMLParserType, piece: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError as error:
        raise BrokenSheetError from error


class _Reader:
    """Takes the elements of a sheet one by one; `rows` are those that are complete."""

    def __init__(self, book: Book, about: About, need_extent: Callable[[int, int], None]):
        self.book, self.about, self.need_extent = book, about, need_extent
        self.rows: list[tuple[int, list[Cell]]] = []
        self.parts: list[str] = []
        self.parser: expat.XMLParserType
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.number, self.column = -1, -1
        self.kind, self.style = "n", "0"
        self.cells: list[Cell] = []
        self.columns: dict[str, int] = {}  # by their letters
        self.before_phonetic: list[str] = []

    def on_doctype(self, *_about: object) -> None:
        raise BrokenSheetError

    def on_root(self, name: str, _attributes: dict[str, str]) -> None:
        """Learn the prefix that this sheet gives its elements, as in <x:worksheet>."""
        prefix, _colon, own = name.rpartition(":")
        if own != "worksheet":
            raise BrokenSheetError
        prefix = f"{prefix}:" if prefix else ""
        self.starts = {
            f"{prefix}row": self.start_row,
            f"{prefix}c": self.start_cell,
            f"{prefix}f": self.start_formula,
            f"{prefix}v": self.start_text,
            f"{prefix}t": self.start_text,
            f"{prefix}rPh": self.start_phonetic,
            f"{prefix}col": self.start_column,
            f"{prefix}mergeCell": self.start_merged,
        }
        self.ends = {
            f"{prefix}row": self.end_row,
            f"{prefix}c": self.end_cell,
            f"{prefix}v": self.end_text,
            f"{prefix}t": self.end_text,
            f"{prefix}rPh": self.end_phonetic,
        }
        self.parser.StartElementHandler = self.on_start

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        start = self.starts.get(name)
        if start is not None:
            start(attributes)

    def on_end(self, name: str) -> None:
        end = self.ends.get(name)
        if end is not None:
            end()

    def start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self.number = _number(number) - 1 if number else self.number + 1
        self.column, self.cells = -1, []
        if attributes.get("hidden") in ("1", "true"):
            self.about.hidden_rows.append(self.number)

    def end_row(self) -> None:
        if self.cells:
            last = self.rows[-1][0] if self.rows else -1
            if self.number <= last:
                raise BrokenSheetError
            self.need_extent(self.number, len(self.cells))
            self.rows.append((self.number, self.cells))

    def start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self.column = self.column_at(place.rstrip("0123456789")) if place else self.column + 1
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.parts.clear()

    def column_at(self, letters: str) -> int:
        if letters not in self.columns:
            self.columns[letters] = _column(letters)
        return self.columns[letters]

    def start_text(self, _attributes: dict[str, str]) -> None:
        self.parser.CharacterDataHandler = self.parts.append

    def end_text(self) -> None:
        self.parser.CharacterDataHandler = None

    def start_formula(self, _attributes: dict[str, str]) -> None:
        self.about.note(self.about.formulas, (self.number, self.column))

    def start_phonetic(self, _attributes: dict[str, str]) -> None:
        """How a text is spoken is no part of it."""
        self.before_phonetic = list(self.parts)

    def end_phonetic(self) -> None:
        self.parts[:] = self.before_phonetic

    def start_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = (_number(attributes.get(name, "")) - 1 for name in ("min", "max"))
            self.about.hidden_columns.append((first, last))

    def start_merged(self, attributes: dict[str, str]) -> None:
        self.about.note(self.about.merged, attributes.get("ref", ""))

    def end_cell(self) -> None:
        if not self.parts:
            return
        value = _VALUES.get(self.kind, _text)(self, "".join(self.parts))
        self.parts.clear()
        if value != "":
            missing = self.column - len(self.cells)
            if missing:
                self.fill(missing)
            self.cells.append(value)

    def fill(self, missing: int) -> None:
        """Empty cells up to the one that comes."""
        self.need_extent(0, self.column + 1)
        if missing < 0:
            raise BrokenSheetError
        self.cells.extend([None] * missing)


def _value_of_number(reader: _Reader, text: str) -> Cell:
    number: int | Decimal = int(text) if INTEGER.fullmatch(text) else _decimal(text)
    shown = reader.book.formats.get(reader.style)
    return number if shown is None else shown.show(Decimal(number))


def _decimal(text: str) -> Decimal:
    """The number of a cell as Excel shows it, with 15 digits: 158.4 of 158.39999999999998."""
    try:
        exact = Decimal(text.strip())
    except InvalidOperation as error:
        raise BrokenSheetError from error
    if not exact.is_finite() or abs(exact.adjusted()) > 400:
        raise BrokenSheetError
    return as_displayed(exact) if exact.adjusted() < EXACT_DIGITS else exact


def _shared_text(reader: _Reader, text: str) -> Cell:
    number = _number(text)
    if number >= len(reader.book.texts):
        raise BrokenSheetError
    return _formatted(reader, reader.book.texts[number])


def _text(reader: _Reader, text: str) -> Cell:
    return _formatted(reader, decoded(text))


def _formatted(reader: _Reader, text: str) -> Cell:
    shown = reader.book.formats.get(reader.style)
    return text if shown is None or not text.strip() else shown.show_text(text)


def _yes_or_no(_reader: _Reader, text: str) -> Cell:
    return text.strip() == "1"


def _error(reader: _Reader, text: str) -> Cell:
    reader.about.note(reader.about.errors, (reader.number, reader.column))
    return text


def _iso_date(_reader: _Reader, text: str) -> Cell:
    """A date as strict workbooks write it."""
    try:
        moment = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return moment.date() if moment.time() == datetime.time() else moment


_VALUES: dict[str, Callable[[_Reader, str], Cell]] = {
    "n": _value_of_number,
    "s": _shared_text,
    "b": _yes_or_no,
    "e": _error,
    "d": _iso_date,
}


def decoded(text: str) -> str:
    """A text with the characters that workbooks spell as _x000A_."""
    return CODED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _number(text: str) -> int:
    if not text.strip().isdecimal() or len(text) > 10:
        raise BrokenSheetError
    return int(text)


def _column(letters: str) -> int:
    """The place of a column by its letters, from 0."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise BrokenSheetError
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
