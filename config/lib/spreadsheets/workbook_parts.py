"""The parts of a workbook beside its cells: its sheets, texts and formats."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.number_formats import NumberFormat, built_in, number_format
from config.lib.spreadsheets.sheet_cells import Book, decoded
from config.lib.uploads.archives import DamagedArchiveError, LargeArchiveError, open_archive

PART = 2**18  # bytes that are unpacked at once
MAX_TREE = 20 * 2**20  # bytes of a part that is read as a whole
MAX_TEXTS = 100 * 2**20  # letters of all texts together
MACROS = re.compile(r"vba|macrosheets|activeX", re.IGNORECASE)


@dataclass(frozen=True)
class SheetPart:
    """A sheet by the name that people see, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


def open_parts(file: BinaryIO) -> zipfile.ZipFile:
    """The parts of a zipped workbook, once the size that they announce is known to be bearable;
    else ValidationError."""
    try:
        return open_archive(file)
    except DamagedArchiveError as error:
        raise unreadable() from error
    except LargeArchiveError as error:
        message = _(
            "This workbook says that it unpacks to %(size)s MB, far more than figures need."
        )
        raise ValidationError(message % {"size": error.megabytes}) from error


def parts_of(file: BinaryIO) -> zipfile.ZipFile:
    """The parts of an .xlsx workbook. ValidationError for what is none, or runs something."""
    parts = open_parts(file)
    names = parts.namelist()
    if "xl/workbook.xml" not in names:
        raise ValidationError(_("This is a zip file but no workbook. Save it as .xlsx or .csv."))
    if any(MACROS.search(name) for name in names):
        raise ValidationError(_("This workbook contains macros. Save it as .xlsx, without macros."))
    return parts


def sheet_parts(parts: zipfile.ZipFile) -> Iterator[SheetPart]:
    """The sheets of cells, in order; sheets of charts are left out."""
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in _tree(parts, "xl/_rels/workbook.xml.rels")
        if link.get("Type", "").endswith("/worksheet")
    }
    for sheet in _tree(parts, "xl/workbook.xml").iterfind(".//{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if key in targets:
            part = posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")
            is_hidden = sheet.get("state", "visible") != "visible"
            yield SheetPart(sheet.get("name", ""), part, is_hidden)


def book_of(parts: zipfile.ZipFile) -> Book:
    """The texts and formats that the cells of a workbook refer to."""
    is_1904 = any(
        about.get("date1904") in ("1", "true")
        for about in _tree(parts, "xl/workbook.xml").iterfind("./{*}workbookPr")
    )
    return Book(_texts(parts), dict(_formats(parts, is_1904=is_1904)))


def unpacked(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces, never more than it announced: a size may be a lie."""
    try:
        left = parts.getinfo(name).file_size
        with parts.open(name) as part:
            while left >= 0 and (piece := part.read(PART)):
                left -= len(piece)
                yield piece
    except (KeyError, OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise unreadable() from error
    if left < 0:
        raise unreadable()


def unreadable() -> ValidationError:
    return ValidationError(
        _(
            "This workbook is damaged or protected by a password. Open it, save it again as .xlsx "
            "and send that."
        )
    )


def _tree(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if name not in parts.namelist() or parts.getinfo(name).file_size > MAX_TREE:
        raise unreadable()
    content = b"".join(unpacked(parts, name))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise unreadable()
    try:
        return ElementTree.fromstring(content)  # noqa: S314  # it declares no entity, as just seen
    except ElementTree.ParseError as error:
        raise unreadable() from error


def _formats(parts: zipfile.ZipFile, *, is_1904: bool) -> Iterator[tuple[str, NumberFormat]]:
    """The format of each style that does not show everything as it is."""
    if "xl/styles.xml" not in parts.namelist():
        return
    tree = _tree(parts, "xl/styles.xml")
    codes = {
        one.get("numFmtId"): one.get("formatCode", "") for one in tree.iterfind(".//{*}numFmt")
    }
    for place, style in enumerate(tree.iterfind("./{*}cellXfs/{*}xf")):
        number = style.get("numFmtId", "0")
        if number in codes:
            shown = number_format(codes[number], is_1904=is_1904)
        else:
            shown = built_in(int(number) if number.isdecimal() else 0, is_1904=is_1904)
        if not shown.is_plain:
            yield str(place), shown


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
