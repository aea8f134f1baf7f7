"""Spreadsheets as people send them: read cell by cell, or refused in plain words.

Nothing in a file is believed: its name, its announced size, its extent. Nothing in it is run.
"""

import csv
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO
from xml.etree import ElementTree

import python_calamine
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.parse import Cell, decimal_of
from config.lib.uploads.archives import (
    MAX_UNPACKED,
    DamagedArchiveError,
    LargeArchiveError,
    open_archive,
)

MAX_FILE = 30 * 2**20  # bytes as sent
MAX_ROWS, MAX_COLUMNS = 500_000, 200
MAX_FAULTS = 100  # formulas and merged cells named one by one
PART = 2**20

PERCENT_FORMATS = {"9", "10"}  # those that every workbook has
CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>"""
    rb"""(\s*<(?:\w+:)?f[\s>/])?"""
)
OPENING = re.compile(rb"<(?:\w+:)?c\s[^>]*>")
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
STYLE = re.compile(rb"""\bs\s*=\s*["'](\d+)["']""")
ERROR = re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt\s*=\s*["']e["'][^>]*>""")
MACROS = re.compile(r"vba|macrosheets|activeX", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken as it is: where, what it holds, what would be right."""

    sheet: str
    row: int  # as the spreadsheet counts, from 1
    column: str  # its letter
    value: str
    message: str


@dataclass
class RawSheet:
    """A sheet as it was sent: its name and its rows, each a list of cells, headings included."""

    name: str
    rows: Iterator[list[Cell]]
    faults: list[Fault] = field(default_factory=list)


def read(file: BinaryIO, name: str) -> Iterator[RawSheet]:
    """Every sheet with something in it. ValidationError for what is no spreadsheet of ours."""
    start = file.read(8)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_FILE:
        _refuse(_("This file is larger than %(limit)s MB. Split it."), limit=MAX_FILE // 2**20)
    if start.startswith(b"PK"):
        return _workbook(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse(
            _(
                "This is a workbook of the old kind (.xls), or one with a password. Save it as "
                ".xlsx without a password."
            )
        )
    return iter([_text_sheet(file.read(), name)])


def rows_at(sheets: Iterable[RawSheet], wanted: set[tuple[str, int]]) -> dict:
    """The cells of the rows named by sheet and number, under that name."""
    rows = {}
    for sheet in sheets if wanted else ():
        numbers = {row for name, row in wanted if name == sheet.name}
        last = max(numbers, default=0)
        for number, cells in enumerate(islice(sheet.rows, last), start=1):
            if number in numbers:
                rows[sheet.name, number] = cells
    return rows


def column_letter(place: int) -> str:
    """The letter of a column by its place from 0: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def cell_at(cells: list[Cell], letter: str) -> Cell:
    """The cell of a row in the column of a letter; None beyond its end, and without a letter."""
    place = _place(letter.encode())
    return cells[place - 1] if 0 < place <= len(cells) else None


def _refuse(message: str, **names) -> None:
    raise ValidationError(message % names)


# --- CSV ----------------------------------------------------------------------------------------


def _text_sheet(sent: bytes, name: str) -> RawSheet:
    content = _decoded(sent)
    csv.field_size_limit(MAX_UNPACKED)
    separator = max(",;\t", key=content.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    return RawSheet(name.rpartition(".")[0] or name, _rows_of_csv(rows))


def _rows_of_csv(rows) -> Iterator[list[Cell]]:
    try:
        for number, row in enumerate(rows):
            _need_extent(number, len(row))
            yield row
    except csv.Error as error:
        message = _("Line %(line)s is no CSV: a quotation mark is left open or misplaced.")
        raise ValidationError(message % {"line": rows.line_num}) from error


def _decoded(sent: bytes) -> str:
    """Text in UTF-8, with or without its mark, in GB 18030, or in UTF-16 with its mark."""
    encodings = ["utf-8-sig", "gb18030"]
    if sent[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            content = sent.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", content):
            return content
    _refuse(_("This is neither a workbook (.xlsx) nor a text in UTF-8 or GB 18030 (.csv)."))


# --- workbooks ----------------------------------------------------------------------------------


def _workbook(file: BinaryIO) -> Iterator[RawSheet]:
    with _parts_of(file) as parts:
        _refuse_dangerous(parts)
        styles = _percent_styles(parts)
        seen = {name: _scan(parts, part, styles) for name, part in _sheet_parts(parts).items()}
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
    except python_calamine.CalamineError as error:
        raise _unreadable() from error
    return _sheets(book, seen)


def _sheets(book, scans: dict[str, "Scan"]) -> Iterator[RawSheet]:
    for about in book.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            page = book.get_sheet_by_name(about.name)
        except python_calamine.CalamineError as error:
            raise _unreadable() from error
        if not page.height:
            continue
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            _refuse(_("The sheet “%(name)s” is hidden. Show it, or delete it."), name=about.name)
        seen = scans.get(about.name, Scan())
        merged = page.merged_cell_ranges or []
        faults = [
            *(_formula(about.name, cell) for cell in seen.formulas[:MAX_FAULTS]),
            *(_error(about.name, cell) for cell in seen.errors[:MAX_FAULTS]),
            *(_merged(about.name, *corners) for corners in merged[:MAX_FAULTS]),
        ]
        yield RawSheet(about.name, _rows_of(page, seen.percents), faults)


def _rows_of(page, percents: set[tuple[int, int]]) -> Iterator[list[Cell]]:
    """Rows from the first of the sheet on, so that their numbers are those of the spreadsheet."""
    above, before = page.start or (0, 0)
    yield from ([] for _row in range(above))
    for number, row in enumerate(page.iter_rows(), start=above):
        cells = [None] * before + row
        if percents:
            places = enumerate(cells)
            cells = [_as_displayed(cell, (number, place) in percents) for place, cell in places]
        yield cells


def _as_displayed(cell: Cell, is_percent: bool) -> Cell:
    """A cell formatted as percent stores 0.84 and shows 84%."""
    if is_percent and isinstance(cell, int | float):
        return f"{format((decimal_of(cell) * 100).normalize(), 'f')}%"
    return cell


def _formula(sheet: str, cell: str) -> Fault:
    message = _("This cell holds a formula. Paste its value instead.")
    return _fault_at(sheet, cell, "=", message)


def _error(sheet: str, cell: str) -> Fault:
    message = _("This cell shows an error. Write what it should say, or empty it.")
    return _fault_at(sheet, cell, "#", message)


def _fault_at(sheet: str, cell: str, value: str, message: str) -> Fault:
    column = cell.rstrip("0123456789")
    return Fault(sheet, int(cell[len(column) :]), column, value, message)


def _merged(sheet: str, first: tuple[int, int], last: tuple[int, int]) -> Fault:
    corners = [f"{column_letter(column)}{row + 1}" for row, column in (first, last)]
    message = _("These cells are merged. Split them and write the value into each.")
    return Fault(sheet, first[0] + 1, column_letter(first[1]), ":".join(corners), message)


def _parts_of(file: BinaryIO) -> zipfile.ZipFile:
    """The parts of a workbook, once the size that they announce is known to be bearable."""
    try:
        return open_archive(file)
    except DamagedArchiveError as error:
        raise _unreadable() from error
    except LargeArchiveError as error:
        message = _(
            "This workbook says that it unpacks to %(size)s MB, far more than figures need."
        )
        raise ValidationError(message % {"size": error.megabytes}) from error


def _refuse_dangerous(parts: zipfile.ZipFile) -> None:
    names = parts.namelist()
    if "xl/workbook.xml" not in names:
        _refuse(_("This is a zip file but no workbook. Save it as .xlsx or .csv."))
    if any(MACROS.search(name) for name in names):
        _refuse(_("This workbook contains macros. Save it as .xlsx, without macros."))


def _sheet_parts(parts: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the file holds which sheet."""
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in _tree(parts, "xl/_rels/workbook.xml.rels")
        if link.get("Type", "").endswith("/worksheet")
    }
    names = {}
    for sheet in _tree(parts, "xl/workbook.xml").iterfind(".//{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if key in targets:
            names[sheet.get("name", "")] = posixpath.normpath(
                posixpath.join("/xl", targets[key])
            ).lstrip("/")
    return names


def _tree(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if name not in parts.namelist():
        raise _unreadable()
    content = b"".join(_unpacked(parts, name))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _unreadable()
    try:
        return ElementTree.fromstring(content)  # noqa: S314  # it declares no entity, as just seen
    except ElementTree.ParseError as error:
        raise _unreadable() from error


@dataclass
class Scan:
    """The cells with formulas, errors and percent formats, which the reader of values omits."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)


def _scan(parts: zipfile.ZipFile, name: str, percent_styles: set[bytes]) -> Scan:
    """Look through one sheet once. Refuses a sheet that reaches too far."""
    scan, rest = Scan(), b""
    for piece in _unpacked(parts, name):
        seen = rest + piece
        cut = max(seen.rfind(b"<c "), seen.rfind(b":c "), 0)
        _scan_piece(seen[:cut], scan, percent_styles)
        rest = seen[cut:]
    _scan_piece(rest, scan, percent_styles)
    return scan


def _scan_piece(seen: bytes, scan: Scan, percent_styles: set[bytes]) -> None:
    cells = CELL.findall(seen)
    for letters in {letters for letters, _row, _formula in cells}:
        _need_extent(0, _place(letters))
    for row in {row for _letters, row, _formula in cells}:
        _need_extent(int(row), 0)
    scan.formulas += [(letters + row).decode() for letters, row, formula in cells if formula]
    scan.errors += [
        (place[1] + place[2]).decode() for place in map(PLACE.search, ERROR.findall(seen)) if place
    ]
    for opening in OPENING.findall(seen) if percent_styles else ():
        style, place = STYLE.search(opening), PLACE.search(opening)
        if style and place and style[1] in percent_styles:
            scan.percents.add((int(place[2]) - 1, _place(place[1]) - 1))


def _percent_styles(parts: zipfile.ZipFile) -> set[bytes]:
    """The numbers of the cell styles that show a share of one as percent."""
    if "xl/styles.xml" not in parts.namelist():
        return set()
    tree = _tree(parts, "xl/styles.xml")
    own = {
        one.get("numFmtId")
        for one in tree.iterfind(".//{*}numFmt")
        if "%" in one.get("formatCode", "")
    }
    styles = tree.findall("./{*}cellXfs/{*}xf")
    return {
        str(number).encode()
        for number, style in enumerate(styles)
        if style.get("numFmtId") in PERCENT_FORMATS | own
    }


def _need_extent(row: int, columns: int) -> None:
    if row > MAX_ROWS or columns > MAX_COLUMNS:
        _refuse(
            _(
                "This sheet reaches beyond %(rows)s rows or %(columns)s columns. Delete what lies "
                "beyond the figures, or split the file."
            ),
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        )


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _unpacked(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces, never more than it announced: a size may be a lie."""
    try:
        left = parts.getinfo(name).file_size
        with parts.open(name) as part:
            while left >= 0 and (piece := part.read(PART)):
                left -= len(piece)
                yield piece
    except (KeyError, OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise _unreadable() from error
    if left < 0:
        raise _unreadable()


def _unreadable() -> ValidationError:
    return ValidationError(
        _(
            "This workbook is damaged or protected by a password. Open it, save it again as .xlsx "
            "and send that."
        )
    )
