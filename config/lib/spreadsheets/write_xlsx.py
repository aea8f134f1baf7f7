"""A workbook that is sent while it is made: plain rows under a heading, in as many sheets as it
takes. However many rows there are, the first of them leaves at once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.spreadsheets.parse import EXACT_DIGITS
from config.lib.spreadsheets.places import column_letter
from config.lib.spreadsheets.stream_zip import zipped
from config.lib.text import legible

MAX_ROWS = 1_048_575  # of a sheet, below its headings
MAX_SIZE = 2**30  # letters of a sheet: Excel doubts archives that need the long form of ZIP
LONGEST_CELL = 32_767
AT_ONCE = 500  # rows that are handed over together

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET = (
    f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
END_OF_SHEET = "</sheetData></worksheet>"
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel takes _x0041_ for a letter
SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def workbook_parts(rows: Iterable[Sequence], names: Sequence[str]) -> Iterator[bytes]:
    """The bytes of an .xlsx file that holds `rows` under `names`."""
    return zipped(_files(rows, names), timezone.now(), is_long=False)


def is_number(value: object) -> bool:
    """Whether a number cell holds it exactly; what it does not goes in as text."""
    is_figure = isinstance(value, int | Decimal)
    return is_figure and len(f"{value:f}".strip("-0.")) <= EXACT_DIGITS + 1


def fitting(text: str) -> str:
    """No cell holds more than 32,767 characters; a longer text says that it goes on."""
    if len(text) <= LONGEST_CELL:
        return text
    ending = _(" … (longer than a cell can hold; whole in CSV and JSON)")
    return text[: LONGEST_CELL - len(ending)] + ending


class _Sheets:
    """Sheet after sheet of the same rows, until none is left."""

    def __init__(self, rows: Iterator[Sequence], names: Sequence[str]):
        self.rows, self.names = rows, names
        self.letters = [column_letter(place) for place in range(len(names))]
        self.count = 0
        self.waiting = next(rows, None)

    def next_sheet(self) -> Iterator[bytes]:
        self.count += 1
        yield (SHEET + self.line(1, self.names)).encode()
        number, size = 1, 0
        while self.waiting is not None and number <= MAX_ROWS and size < MAX_SIZE:
            lines = []
            while self.waiting is not None and len(lines) < AT_ONCE and number <= MAX_ROWS:
                number += 1
                lines.append(self.line(number, self.waiting))
                self.waiting = next(self.rows, None)
            chunk = "".join(lines)
            size += len(chunk)
            yield chunk.encode()
        yield END_OF_SHEET.encode()

    def line(self, number: int, row: Sequence) -> str:
        cells = (
            _cell(f"{letter}{number}", value)
            for letter, value in zip(self.letters, row, strict=True)
            if value is not None and value != ""
        )
        return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    if is_number(value):
        return f'<c r="{place}"><v>{Decimal(value):f}</v></c>'
    text = legible(fitting(str(value))).translate(SPECIAL)
    if "_x" in text:
        text = CODED.sub("_x005F_", text)
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _files(rows: Iterable, names: Sequence[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of the workbook; no row is read before the first of them is asked for."""
    sheets = _Sheets(iter(rows), names)
    while not sheets.count or sheets.waiting is not None:
        yield f"xl/worksheets/sheet{sheets.count + 1}.xml", sheets.next_sheet()
    numbers = range(1, sheets.count + 1)
    for name, content in (
        ("xl/workbook.xml", _book(numbers)),
        (
            "xl/_rels/workbook.xml.rels",
            _links((f"rId{one}", "worksheet", f"worksheets/sheet{one}.xml") for one in numbers),
        ),
        ("_rels/.rels", _links([("rId1", "officeDocument", "xl/workbook.xml")])),
        ("[Content_Types].xml", _types(numbers)),
    ):
        yield name, iter([content.encode()])


def _book(numbers: Iterable[int]) -> str:
    listed = (f'<sheet name="Sheet{one}" sheetId="{one}" r:id="rId{one}"/>' for one in numbers)
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{"".join(listed)}</sheets>'
        "</workbook>"
    )


def _links(links: Iterable[tuple[str, str, str]]) -> str:
    listed = (
        f'<Relationship Id="{key}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for key, kind, target in links
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(listed)}</Relationships>'


def _types(numbers: Iterable[int]) -> str:
    parts = [("/xl/workbook.xml", f"{KIND}.sheet.main+xml")]
    parts += [(f"/xl/worksheets/sheet{one}.xml", f"{KIND}.worksheet+xml") for one in numbers]
    listed = (f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(listed)}</Types>'
    )
