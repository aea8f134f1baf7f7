"""The parts of a workbook beside its cells: its sheets, texts and formats."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.number_formats import NumberFormat, built_in, number_format
from config.lib.spreadsheets.raw_sheets import (
    About,
    CellMaker,
    Extent,
    RawSheet,
    refuse,
    unreadable,
)
from config.lib.spreadsheets.readers.stored_values import BrokenSheetError
from config.lib.spreadsheets.readers.xlsx_cells import Book, decoded, rows_of
from config.lib.spreadsheets.readers.zipped_parts import read_tree, unpacked

MAX_TEXTS = 100 * 2**20  # letters of all texts together


@dataclass(frozen=True)
class SheetPart:
    """A sheet by the name that people see, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


def read_xlsx(
    parts: zipfile.ZipFile, maker: CellMaker, extent: Extent, most_named: int
) -> Iterator[RawSheet]:
    """The sheets with something in them; the rows of each are unpacked while they are read.
    ValidationError for what is no workbook."""
    if "xl/workbook.xml" not in parts.namelist():
        refuse(_("This is a zip file but no workbook. Save it as .xlsx or .csv."))
    sheets = list(sheet_parts(parts))
    extent.need_sheets(len(sheets))
    book = book_of(parts)
    for sheet in sheets:
        about = About(most_named)
        rows = _rows(parts, sheet, book, about, extent, maker)
        first = next(rows, None)
        if first is not None or about.formulas:
            yield RawSheet(sheet.name, chain([first or []], rows), about, sheet.is_hidden)


def _rows(
    parts: zipfile.ZipFile,
    sheet: SheetPart,
    book: Book,
    about: About,
    extent: Extent,
    maker: CellMaker,
) -> Iterator[list]:
    try:
        yield from rows_of(unpacked(parts, sheet.part), book, about, extent, maker)
    except BrokenSheetError as error:
        raise unreadable() from error


def sheet_parts(parts: zipfile.ZipFile) -> Iterator[SheetPart]:
    """The sheets of cells, in order; sheets of charts are left out."""
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in read_tree(parts, "xl/_rels/workbook.xml.rels")
        if link.get("Type", "").endswith("/worksheet")
    }
    for sheet in read_tree(parts, "xl/workbook.xml").iterfind(".//{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if key in targets:
            part = posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")
            is_hidden = sheet.get("state", "visible") != "visible"
            yield SheetPart(sheet.get("name", ""), part, is_hidden)


def book_of(parts: zipfile.ZipFile) -> Book:
    """The texts and formats that the cells of a workbook refer to."""
    is_1904 = any(
        about.get("date1904") in ("1", "true")
        for about in read_tree(parts, "xl/workbook.xml").iterfind("./{*}workbookPr")
    )
    return Book(_texts(parts), dict(_formats(parts, is_1904=is_1904)))


def _formats(parts: zipfile.ZipFile, *, is_1904: bool) -> Iterator[tuple[str, NumberFormat]]:
    """The format of each style that does not show everything as it is."""
    if "xl/styles.xml" not in parts.namelist():
        return
    tree = read_tree(parts, "xl/styles.xml")
    codes = {
        one.get("numFmtId"): one.get("formatCode", "") for one in tree.iterfind(".//{*}numFmt")
    }
    for place, style in enumerate(tree.iterfind("./{*}cellXfs/{*}xf")):
        number = style.get("numFmtId", "0")
        if number in codes:
            form = number_format(codes[number], is_1904=is_1904)
        else:
            form = built_in(int(number) if number.isdecimal() else 0, is_1904=is_1904)
        if not form.is_plain:
            yield str(place), form


def _texts(parts: zipfile.ZipFile) -> list[str]:
    """The shared texts of a workbook; how they are spoken is no part of them."""
    name = next((one for one in parts.namelist() if one.lower() == "xl/sharedstrings.xml"), "")
    if not name:
        return []
    reader = _TextReader()
    try:
        for piece in unpacked(parts, name):
            reader.parser.Parse(piece, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise unreadable() from error
    return reader.texts


class _TextReader:
    """Takes the elements of the shared texts one by one."""

    def __init__(self):
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.size = 0
        self.is_spoken = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.on_start
        self.parser.EndElementHandler = self.on_end
        self.parser.StartDoctypeDeclHandler = self.on_doctype

    def on_doctype(self, *_about: object) -> None:
        raise unreadable()

    def on_start(self, name: str, _attributes: dict[str, str]) -> None:
        own = name.rpartition(":")[2]
        if own == "t" and not self.is_spoken:
            self.parser.CharacterDataHandler = self.parts.append
        elif own == "rPh":
            self.is_spoken = True

    def on_end(self, name: str) -> None:
        own = name.rpartition(":")[2]
        if own == "t":
            self.parser.CharacterDataHandler = None
        elif own == "rPh":
            self.is_spoken = False
        elif own == "si":
            text = decoded("".join(self.parts))
            self.parts.clear()
            self.texts.append(text)
            self.size += len(text)
            if self.size > MAX_TEXTS:
                raise ValidationError(_("The texts of this workbook are too long. Split it."))
