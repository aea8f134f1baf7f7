"""Open a county's file by what it is, whatever it is called."""

import io
from typing import BinaryIO

from django.utils.translation import gettext as _

from config.lib.spreadsheets.workbook_parts import open_parts
from records.imports.notices.cells.grid import Book, Bounds, refuse
from records.imports.notices.cells.ods_cells import read_ods
from records.imports.notices.cells.text_cells import read_text
from records.imports.notices.cells.xls_cells import read_xls
from records.imports.notices.cells.xlsx_cells import read_xlsx

MAX_FILE = 30 * 2**20  # bytes as sent


def open_book(file: BinaryIO, name: str) -> Book:
    """A workbook in memory. ValidationError says in plain words why a file cannot be read."""
    book = _open(file, name)
    Bounds().check_area(book.grids)
    return book


def _open(file: BinaryIO, name: str) -> Book:
    start = file.read(8)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_FILE:
        refuse(_("This file is larger than %(limit)s MB. Split it."), limit=MAX_FILE // 2**20)
    if start.startswith(b"PK"):
        is_open_document = "content.xml" in open_parts(file).namelist()
        file.seek(0)
        return read_ods(file, name) if is_open_document else read_xlsx(file, name)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return read_xls(file, name)
    return read_text(file.read(), name)
