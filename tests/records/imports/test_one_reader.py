"""The reader of templates and the reader of notices see the same cells, in every format."""

import datetime
import io

import openpyxl
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lib.money import FEN
from config.lib.spreadsheets import parse
from config.lib.spreadsheets.read_workbook import read
from records.imports.notices.cells.open_book import open_book
from records.imports.notices.words.amounts import parse_amount
from records.imports.notices.words.periods import day_of_cell
from tests.records.imports.open_documents import (
    date,
    document,
    number,
    number_style,
    row,
    styled,
    table,
)

FORMATS = [
    "General",
    "0",
    "0.00",
    "#,##0.00",
    '0.00"万元"',
    '"约"0.0"万元"',
    '0"余万元"',
    "#,##0.0,",
    '0!.0,"万元"',
    '0"万"0000"元"',
    '"¥"#,##0.00',
    "[$$-409]0.00",
    '0.00"美元"',
    "0.00%",
    '0"人"',
    '#,##0;-#,##0;"-"',
    "0;-0;;@",
    ";;;",
    '[>=100]0"万元";0"元"',
    "000000",
    "yyyy-mm-dd",
    'yyyy"年"m"月"',
    "yyyy",
    'm"月"d"日"',
    "[h]:mm",
    "h:mm",
    "ggge年m月d日",
]
numbers = st.integers(-99_999, 99_999) | st.decimals(
    -99_999, 99_999, places=4, allow_nan=False, allow_infinity=False
)
days = st.dates(datetime.date(1954, 1, 1), datetime.date(2099, 12, 31))
texts = st.sampled_from(["路", " 约46万元 ", "2011年7月", "x\ny", "—", "12人", "𠮷", "=1+1x"])
cells = st.tuples(numbers | days | texts, st.sampled_from(FORMATS))


DIGITS = '<number:number number:decimal-places="{}" number:min-integer-digits="1"/>'
YEAR = '<number:year number:style="long"/>'
# A format as .xlsx and as .ods write it.
SAME_FORMATS = {
    "0.00": ("number", DIGITS.format(2)),
    '0.0"万元"': ("number", f"{DIGITS.format(1)}<number:text>万元</number:text>"),
    '"约"0': ("number", f"<number:text>约</number:text>{DIGITS.format(0)}"),
    "[$$-409]0.00": (
        "currency",
        f"<number:currency-symbol>$</number:currency-symbol>{DIGITS.format(2)}",
    ),
    "0.0%": ("percentage", f"{DIGITS.format(1)}<number:text>%</number:text>"),
    "yyyy-mm-dd": ("date", f"{YEAR}<number:text>-</number:text><number:month/><number:day/>"),
    'yyyy"年"m"月"': ("date", f"{YEAR}<number:text>年</number:text><number:month/>"),
    "yyyy": ("date", YEAR),
    'm"月"d"日"': ("date", "<number:month/><number:text>月</number:text><number:day/>"),
}


def workbook(grid: list[list[tuple]], *, is_1904: bool) -> io.BytesIO:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904 if is_1904 else book.epoch
    for at, line in enumerate(grid, start=1):
        for place, (value, code) in enumerate(line, start=1):
            cell = book.active.cell(at, place)
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
            cell.number_format = code
    file = io.BytesIO()
    book.save(file)
    return file


def both(file: io.BytesIO, name: str):
    """Each cell with something in it as the two readers give it."""
    template = {
        (at, place): cell
        for sheet in read(file, name)
        for at, line in enumerate(sheet.rows, start=1)
        for place, cell in enumerate(line, start=1)
        if not parse.is_empty(cell)
    }
    file.seek(0)
    for grid in open_book(file, name).grids:
        for at in grid.rows:
            for place, cell in grid.filled(at):
                yield template.pop((at, place)), cell
    hidden = (cell for cell in template.values() if parse.plain(cell) != "0")
    assert list(hidden) == []  # a zero that its format hides is nothing to a notice


@given(
    grid=st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=4),
    is_1904=st.booleans(),
)
@settings(deadline=None, max_examples=150)
def test_both_readers_show_the_same_text(grid, is_1904):
    for ours, theirs in both(workbook(grid, is_1904=is_1904), "x.xlsx"):
        assert parse.plain(theirs.displayed) == parse.plain(ours)


@given(value=numbers | texts, code=st.sampled_from(FORMATS))
@settings(deadline=None, max_examples=300)
def test_both_readers_take_the_same_amount_or_one_of_them_asks(value, code):
    for ours, theirs in both(workbook([[(value, code)]], is_1904=False), "x.xlsx"):
        amount = parse_amount(theirs, "元")
        try:
            yuan = parse.yuan(ours)
        except ValidationError:
            is_below_fen = amount.is_stated and amount.yuan % FEN
            assert not amount.is_stated or amount.oddities or is_below_fen
        else:
            assert amount.yuan == yuan


@given(day=days, code=st.sampled_from(FORMATS[20:]), is_1904=st.booleans())
@settings(deadline=None, max_examples=150)
def test_both_readers_take_the_same_date_or_one_of_them_asks(day, code, is_1904):
    for ours, theirs in both(workbook([[(day, code)]], is_1904=is_1904), "x.xlsx"):
        try:
            stated = parse.partial_date(ours)
        except ValidationError:
            is_date = isinstance(theirs.value, datetime.date)
            assert not is_date or day_of_cell(theirs).is_vague
        else:
            assert day_of_cell(theirs).value == stated


@given(grid=st.lists(st.tuples(numbers, days), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_the_same_cells_come_from_xlsx_and_from_ods(grid):
    codes = list(SAME_FORMATS)
    lines = [
        [(day if kind == "date" else value, code) for code, (kind, _parts) in SAME_FORMATS.items()]
        for value, day in grid
    ]
    styles = "".join(
        number_style(f"s{codes.index(code)}", parts, kind=kind)
        for code, (kind, parts) in SAME_FORMATS.items()
    )
    rows = (
        row(
            *(
                (date if isinstance(value, datetime.date) else number)(value, styled(f"s{at}"))
                for at, (value, _code) in enumerate(line)
            )
        )
        for line in lines
    )
    (xlsx,) = read(workbook(lines, is_1904=False), "x.xlsx")
    (ods,) = read(document(table("Sheet", *rows), styles=styles), "x.ods")

    texts = [[[parse.plain(cell) for cell in cells] for cells in one.rows] for one in (xlsx, ods)]
    assert texts[0] == texts[1]
