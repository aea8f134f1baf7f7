"""The cells of one sheet of a workbook, streamed from its XML: only one row is in memory.

Everything that a sheet says about its cells comes from the same reading, so that nothing can be
seen by one reader and passed over by another: values, formats, formulas, what is hidden or merged.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from config.lib.spreadsheets.number_formats import NumberFormat
from config.lib.spreadsheets.parse import Cell
from config.lib.spreadsheets.places import column_number, moved
from config.lib.spreadsheets.raw_sheets import About, CellMaker, Extent, Formula
from config.lib.spreadsheets.readers.stored_values import BrokenSheetError, moment_in

CODED = re.compile("_x([0-9A-Fa-f]{4})_")  # how workbooks spell a control character
LETTERS = re.compile("[A-Za-z]{1,3}")


@dataclass(frozen=True)
class Book:
    """What the cells of a workbook refer to."""

    texts: Sequence[str]
    formats: Mapping[str, NumberFormat]  # by style; the others show every value as it is


def rows_of(
    pieces: Iterable[bytes], book: Book, about: About, extent: Extent, cells: CellMaker
) -> Iterator[list]:
    """The rows of a sheet, from the first on; empty rows at its end are left out.

    `about` is filled while they are read. ValidationError beyond `extent`, BrokenSheetError where
    this is no sheet.
    """
    reader = _Reader(book, about, extent, cells)
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

    def __init__(self, book: Book, about: About, extent: Extent, maker: CellMaker):
        self.about, self.need_extent = about, extent.need
        self.texts, self.form_of = book.texts, book.formats.get
        self.maker, self.make_text, self.make_inline = maker, maker.text, self.text
        self.values: dict[str, Callable[[str, NumberFormat | None], object]] = {
            "n": maker.number,
            "s": self.shared_text,
            "b": _yes_or_no,
            "e": self.error,
            "d": self.moment,
        }
        self.rows: list[tuple[int, list]] = []
        self.parts: list[str] = []
        self.formula_parts: list[str] = []
        self.formula_about: dict[str, str] = {}
        self.shared: dict[str, tuple[int, int, str]] = {}  # formulas: row, column and text
        self.parser: expat.XMLParserType
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.number, self.column = -1, -1
        self.kind, self.style = "n", "0"
        self.cells: list = []
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
            f"{prefix}f": self.end_formula,
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
        if place:
            letters = place.rstrip("0123456789")
            column = self.columns.get(letters)
            self.column = self.learn_column(letters) if column is None else column
        else:
            self.column += 1
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.parts.clear()

    def learn_column(self, letters: str) -> int:
        """The place of a column by its letters, from 0; looked up from then on."""
        if not LETTERS.fullmatch(letters):
            raise BrokenSheetError
        self.columns[letters] = column_number(letters.upper()) - 1
        return self.columns[letters]

    def start_text(self, _attributes: dict[str, str]) -> None:
        self.parser.CharacterDataHandler = self.parts.append

    def end_text(self) -> None:
        self.parser.CharacterDataHandler = None

    def start_formula(self, attributes: dict[str, str]) -> None:
        self.formula_about = attributes
        self.parser.CharacterDataHandler = self.formula_parts.append

    def end_formula(self) -> None:
        self.parser.CharacterDataHandler = None
        text = self.unshared("".join(self.formula_parts))
        self.formula_parts.clear()
        formula = Formula(text, self.form_of(self.style))
        self.need_extent(self.number, self.column + 1)
        self.about.note_formula(self.number, self.column, formula)

    def unshared(self, text: str) -> str:
        """The formula of a cell; one shared with others is moved to its place."""
        key = self.formula_about.get("si")
        if self.formula_about.get("t") != "shared" or key is None:
            return text
        if text:
            self.shared[key] = (self.number, self.column, text)
            return text
        if key not in self.shared or len(self.about.formulas) >= self.about.most_named:
            return "?"
        row, column, source = self.shared[key]
        return moved(source, self.number - row, self.column - column)

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
        make = self.values.get(self.kind, self.make_inline)
        value = make("".join(self.parts), self.form_of(self.style))
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

    def shared_text(self, text: str, form: NumberFormat | None) -> object:
        number = int(text) if text.isdecimal() and len(text) < 10 else _number(text)
        if number >= len(self.texts):
            raise BrokenSheetError
        return self.make_text(self.texts[number], form)

    def text(self, text: str, form: NumberFormat | None) -> object:
        return self.maker.text(decoded(text), form)

    def error(self, text: str, _form: NumberFormat | None) -> Cell:
        self.about.note(self.about.errors, (self.number, self.column))
        return text

    def moment(self, text: str, form: NumberFormat | None) -> object:
        """A date as strict workbooks write it."""
        moment = moment_in(text)
        return text if moment is None else self.maker.moment(moment, form)


def _yes_or_no(text: str, _form: NumberFormat | None) -> Cell:
    return text.strip() == "1"


def decoded(text: str) -> str:
    """A text with the characters that workbooks spell as _x000A_."""
    return CODED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _number(text: str) -> int:
    if not text.strip().isdecimal() or len(text) > 10:
        raise BrokenSheetError
    return int(text)
