"""Text files as spreadsheets: read in the encoding that they surely have, or refused.

Surely UTF-8, UTF-16 or GB 18030. A text in Windows-1252 or Big5 is valid GB 18030 more often than
not, and one that was cut becomes valid in another encoding: both would be loaded as gibberish. So
what is read as GB 18030 must consist of the characters that Chinese texts consist of.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.raw_sheets import Extent, RawSheet

LONGEST_FIELD = 2**20  # letters
SAMPLE = 4000  # letters in which the separator is looked for
LONGEST_WORD = 24  # letters of a doubtful word that are shown
USUAL = 0.9  # of the characters of a Chinese text are in GB 2312
SURE = 10  # characters, below which all of them must be
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
FOREIGN = re.compile("[^\x00-\x7f]")
WORD = re.compile(r"[^\s,;\t\"]+")
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Characters of almost every table of a county, simplified and traditional.
FAMILIAR = frozenset(
    "的一二三四五六七八九十年月日元万亿人户个名项中央省市县区乡镇村组路桥水井电灌农业林牧学校教育"
    "卫生院房屋工程建设改造新修维护道长公里亩家庭贫困扶款项目资金投资安排计划完成情况单位名称实施"
    "大小上下东西南北安永河山石田和平定点整村推进"
    "萬億戶個項縣區鄉鎮組橋電農業學衛維護長畝貧資劃況單稱實東進點設"
)
TWO_BYTE_WORDS = re.compile("[\x80-\u07ff]")


def read_text(sent: bytes, name: str, extent: Extent) -> RawSheet:
    """The one sheet of a text with separators; every cell is a text. A first line like “sep=;”
    names the separator, as spreadsheets write it, and is no row of theirs. ValidationError where
    the encoding is not sure, or a quotation mark is left open, here or while the rows are read."""
    encoding, content = decoded(sent)
    named = SEPARATOR_LINE.match(content)
    start = named.end() if named else 0
    separator = named[1] if named else _separator_of(content[:SAMPLE].splitlines())
    csv.field_size_limit(LONGEST_FIELD)
    lines = io.StringIO(content[start:], newline="")
    rows = _checked(csv.reader(lines, delimiter=separator, strict=True), extent)
    return RawSheet(name, rows, encoding=encoding)


def _separator_of(lines: list[str]) -> str:
    """The separator that most lines have: a title above the headings may have another sign."""
    first = lines[0] if lines else ""
    return max(",;\t", key=lambda sign: (sum(sign in line for line in lines), first.count(sign)))


def _checked(rows, extent: Extent) -> Iterator[list]:
    try:
        for number, row in enumerate(rows):
            extent.need(number, len(row))
            yield row
    except csv.Error as error:
        message = _("Line %(line)s is no CSV: a quotation mark is left open or misplaced.")
        raise ValidationError(message % {"line": rows.line_num}) from error


def decoded(sent: bytes) -> tuple[str, str]:
    """The encoding and the text of a file. ValidationError where its encoding is not sure; it shows
    the first word that cannot be read."""
    for mark, encoding in MARKS.items():
        if sent.startswith(mark):
            return encoding, _strictly(sent, encoding)
    if b"\x00" in sent:
        encoding = "utf-16-le" if sent[1:2] == b"\x00" else "utf-16-be"
        return encoding, _strictly(sent, encoding)
    try:
        content = sent.decode()
    except UnicodeDecodeError as error:
        return "gb18030", _as_gb18030(sent, error)
    _refuse_controls(content)
    _refuse_if_short_words_are_chinese(sent, content)
    return "utf-8", content


def _strictly(sent: bytes, encoding: str) -> str:
    try:
        content = sent.decode(encoding)
    except UnicodeDecodeError as error:
        raise _doubtful(sent.decode(encoding, "replace"), "\ufffd") from error
    _refuse_controls(content)
    return content


def _refuse_controls(content: str) -> None:
    if control := CONTROL.search(content):
        raise _doubtful(content, control[0])


def _refuse_if_short_words_are_chinese(sent: bytes, content: str) -> None:
    """“路” in GB 18030 is “·” in UTF-8: a text with nothing beyond such signs may be either."""
    foreign = FOREIGN.findall(content)
    if not foreign or not all(map(TWO_BYTE_WORDS.match, foreign)):
        return
    try:
        other = sent.decode("gb18030")
    except UnicodeDecodeError:
        return
    if all(map(_is_usual, FOREIGN.findall(other))):
        raise _doubtful(content, foreign[0])


def _as_gb18030(sent: bytes, error: UnicodeDecodeError) -> str:
    """The text, where it consists of usual Chinese characters and is no UTF-8 with a fault."""
    if _is_broken_utf8(sent, error):
        raise _doubtful(sent.decode(errors="replace"), "\ufffd") from error
    try:
        content = sent.decode("gb18030")
    except UnicodeDecodeError as failure:
        raise _doubtful(sent.decode("gb18030", "replace"), "\ufffd") from failure
    _refuse_controls(content)
    foreign = FOREIGN.findall(content)
    unusual = [letter for letter in foreign if not _is_usual(letter)]
    most = len(foreign) * (1 - USUAL) if len(foreign) >= SURE else 0
    if len(unusual) > most:
        raise _doubtful(content, unusual[0]) from error
    if len(foreign) < SURE and _familiar(foreign) <= _familiar(_as_big5(sent)):
        raise _doubtful(content, foreign[0]) from error
    return content


def _is_broken_utf8(sent: bytes, error: UnicodeDecodeError) -> bool:
    """Whether most of the characters that are not ASCII are right in UTF-8."""
    right = re.findall("[\u0800-\uffef]", sent.decode(errors="ignore"))
    wrong = sent.decode(errors="replace").count("\ufffd")
    return len(right) > wrong or (error.end == len(sent) and len(right) > 0)


def _is_usual(letter: str) -> bool:
    """Whether a character is a Chinese one of GB 2312, or a sign of punctuation."""
    try:
        lead, trail = letter.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return False
    is_sign = lead in (0xA1, 0xA3)
    return trail >= 0xA1 and (is_sign or 0xB0 <= lead <= 0xF7)


def _familiar(letters: list[str]) -> int:
    """How many of these characters almost every table has; below zero for no text at all."""
    return sum(letter in FAMILIAR for letter in letters) if letters else -1


def _as_big5(sent: bytes) -> list[str]:
    """The characters that a text would have in Big5; none where it is none."""
    try:
        return FOREIGN.findall(sent.decode("big5"))
    except UnicodeDecodeError:
        return []


def _doubtful(content: str, letter: str) -> ValidationError:
    """The refusal: line and word of the first letter that cannot be read."""
    place = content.index(letter)
    line = content.count("\n", 0, place) + 1
    start = max(content.rfind(sign, 0, place) for sign in '\n\r,;\t"') + 1
    word = WORD.match(content, start)
    doubtful = word[0] if word and word.end() > place else content[start : place + 1]
    doubtful = doubtful[:LONGEST_WORD]
    message = _(
        "This is neither a workbook (.xlsx, .xls, .ods) nor surely a text in UTF-8 or GB 18030 "
        "(.csv): line %(line)s says “%(word)s”. Open it in the program that it comes from and save "
        "it as “CSV UTF-8” or .xlsx."
    )
    visible = re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda sign: f"<{ord(sign[0]):02X}>", doubtful)
    return ValidationError(message % {"line": line, "word": visible})
