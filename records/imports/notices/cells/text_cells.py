"""Read .csv: the encoding found, never believed; every cell is text."""

import csv
import io
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from records.imports.notices.cells.grid import MAX_TEXT, Book, Bounds, Cell, Grid, refuse

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_8_MARK = b"\xef\xbb\xbf"
RARE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f]")
WORDS = re.compile("县|区|乡|镇|村|项目|资金|单位|元|合计|序号|名称|年|月")


def read_text(sent: bytes, name: str) -> Book:
    """The one sheet of a text file. ValidationError where it is no text that can be read."""
    encoding, is_guessed, content = decoded(sent)
    grid = Grid("csv", is_text=True)
    bounds = Bounds()
    csv.field_size_limit(MAX_TEXT)
    first = content.partition("\n")[0] + content[:4000]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    try:
        for row, line in enumerate(rows, start=1):
            for column, text in enumerate(line, start=1):
                if text.strip():
                    bounds.check(row, column)
                    grid.put(row, column, Cell(text))
    except csv.Error as error:
        message = _("Line %(line)s is no CSV: a quotation mark is left open or misplaced.")
        raise ValidationError(message % {"line": rows.line_num}) from error
    return Book(name, [grid], encoding, is_guessed)


def decoded(sent: bytes) -> tuple[str, bool, str]:
    """The encoding, whether it is a guess, and the text: UTF-8, UTF-16 or GB 18030."""
    if sent[:2] in UTF_16:
        return "utf-16", False, _strict(sent, "utf-16")
    if sent.startswith(UTF_8_MARK):
        return "utf-8-sig", False, _strict(sent, "utf-8-sig")
    try:
        content = sent.decode("utf-8")
    except UnicodeDecodeError:
        content = _strict(sent, "gb18030")
        if not WORDS.search(content):
            refuse(_("This is neither a workbook nor a text in UTF-8 or GB 18030 (.csv)."))
        return "gb18030", True, content
    _refuse_binary(content)
    return "utf-8", False, content


def _strict(sent: bytes, encoding: str) -> str:
    try:
        content = sent.decode(encoding)
    except UnicodeDecodeError as error:
        message = _("This is neither a workbook nor a text in UTF-8 or GB 18030 (.csv).")
        raise ValidationError(message) from error
    _refuse_binary(content)
    return content


def _refuse_binary(content: str) -> None:
    if RARE.search(content):
        refuse(_("This is neither a workbook nor a text in UTF-8 or GB 18030 (.csv)."))
