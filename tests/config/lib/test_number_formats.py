"""What a cell shows counts: formats that scale, or bring a unit, are understood or refused."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lib.spreadsheets import parse
from config.lib.spreadsheets.displayed_cells import UnclearCell, exactly, rounded_to
from config.lib.spreadsheets.number_formats import built_in, number_format
from config.lib.spreadsheets.read_workbook import read

WAN = Decimal(10_000)
figures = st.decimals("0.01", "99999.99", places=2, allow_nan=False)
fen = st.decimals("0.01", "9999999.99", places=2, allow_nan=False)

# Formats and the unit that a person reads in them; {} stands for "#,##0.00", "0.00" and the like.
UNITS = {
    "{}": 1,
    "¥{}": 1,
    '"¥"{}': 1,
    "￥{}": 1,
    "[$¥-804]{}": 1,
    "[$￥-804]{};[$￥-804]-{}": 1,
    "_ ¥* {}_ ;_ ¥* -{}_ ": 1,
    "{}_);[Red]({})": 1,
    '{}"元"': 1,
    '{} "元"': 1,
    '"人民币"{}"元"': None,
    '{}"千元"': 1000,
    '{}"万元"': WAN,
    "{}\\万\\元": WAN,
    "{}!万!元": WAN,
    '[Blue]{}"万元"': WAN,
    '[>=100]{}"万元";{}"万元"': WAN,
    '{}"亿元"': Decimal(100_000_000),
    "[$$-409]{}": None,
    "${}": None,
    "[$€-2]{}": None,
    '"US$"{}': None,
    '{}"美元"': None,
    '"约"{}': None,
    '{}"余万元"': None,
    "约{}": None,
    "{}‰": None,
    "{},": None,
    "{},,": None,
    ";;;": None,
    '0"-"00': None,
}


@pytest.mark.parametrize("form", UNITS)
@pytest.mark.parametrize("digits", ["0.00", "#,##0.00", "General", "#,##0.######"])
@given(figure=figures)
@settings(deadline=None, max_examples=12)
def test_amount_is_what_the_cell_shows_or_is_refused(form, digits, figure):
    cell = number_format(form.replace("{}", digits)).show(figure)

    try:
        amount = parse.yuan(cell)
    except ValidationError:
        assert UNITS[form] is None
    else:
        assert UNITS[form] is not None and amount == figure * UNITS[form]


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        ('0.00,"千元"', 1),
        ('0.00,,"百万元"', 1),
        ('0!.0,"万元"', 1),
        ('0"."0,"万元"', 1),
        ('#,##0\\.0000"万元"', 1),
        ("0.00%", None),
        ('0.0,"万元"', 10),  # it shows thousands and says ten thousands
        ("0.00,", None),
        ("0!.0,", None),
        ('0"万"0000"元"', None),
    ],
)
@given(amount=fen)
@settings(deadline=None, max_examples=12)
def test_amount_of_a_format_that_scales_is_what_it_shows(form, unit, amount):
    cell = number_format(form).show(amount)

    try:
        read_amount = parse.yuan(cell)
    except ValidationError:
        assert unit is None or amount * unit % Decimal("0.01") != 0
    else:
        assert unit is not None and read_amount == amount * unit


@given(number=st.decimals(-999999, 999999, places=6, allow_nan=False), places=st.integers(0, 5))
@settings(deadline=None, max_examples=12)
def test_rounding_keeps_the_number_and_is_known(number, places):
    cell = number_format("0" + "." * bool(places) + "0" * places).show(number)

    assert parse.number(cell) == number
    is_exact = round(number, places) == number
    assert bool(rounded_to(cell)) is not is_exact
    if not is_exact:
        assert abs(Decimal(rounded_to(cell)) - number) <= Decimal(5).scaleb(-places - 1)
        assert Decimal(exactly(cell)) == number


@given(share=st.decimals(0, 1, places=4, allow_nan=False))
@settings(deadline=None, max_examples=12)
def test_percent_is_what_the_cell_shows(share):
    for form in (built_in(9), built_in(10), number_format("0.0%"), number_format('0.00"%"')):
        cell = form.show(share)
        is_scaled = form.sections[0].shift
        assert parse.share(cell) == (share * 100 if is_scaled else share)


@given(number=st.integers(0, 999_999))
def test_zeros_before_a_number_are_part_of_its_text(number):
    cell = number_format("000000").show(Decimal(number))

    assert parse.text(cell) == f"{number:06}"
    assert parse.count(cell) == number
    assert not rounded_to(cell)


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("yyyy-mm-dd", "%Y-%m-%d"),
        ("yyyy/m/d;@", "%Y-%m-%d"),
        ('yyyy"年"m"月"d"日";@', "%Y-%m-%d"),
        ("[$-F800]dddd, mmmm dd, yyyy", "%Y-%m-%d"),
        ("d-mmm-yy", "%Y-%m-%d"),
        ("[DBNum1][$-804]yyyy年m月d日", "%Y-%m-%d"),
        ("yyyy-mm-dd hh:mm:ss", "%Y-%m-%d"),
        ('yyyy"年"m"月"', "%Y-%m"),
        ("yyyy年m月", "%Y-%m"),
        ("mmm-yy", "%Y-%m"),
        ("yyyy\\.mm", "%Y-%m"),
        ("yyyy", "%Y"),
        ('yyyy"年"', "%Y"),
        ("e", "%Y"),
        ('m"月"d"日"', None),
        ("[$-404]e/m/d", None),
        ("[$-7041E]yyyy-mm-dd", None),
        ("ggge年m月d日", None),
        ("aaaa", None),
        ("h:mm", None),
        ("[h]:mm", None),
        ("dd", None),
    ],
)
@pytest.mark.parametrize("is_1904", [False, True])
@given(day=st.dates(datetime.date(1954, 1, 1), datetime.date(2099, 12, 31)))
@settings(deadline=None, max_examples=12)
def test_date_is_as_precise_as_the_cell_shows(form, pattern, is_1904, day):
    first = datetime.date(1904, 1, 1) if is_1904 else datetime.date(1899, 12, 30)
    cell = number_format(form, is_1904=is_1904).show(Decimal((day - first).days))

    if pattern is None:
        with pytest.raises(ValidationError):
            parse.partial_date(cell)
    else:
        assert parse.partial_date(cell) == f"{day:{pattern}}"


@pytest.mark.parametrize("number", [27, 36, 50, 52, 57])
def test_months_of_chinese_excel_are_months(number):
    assert built_in(number).show(Decimal(40725)) == "2011-07"


@pytest.mark.parametrize("form", ["yyyy", 'yyyy"年"m"月"'])
def test_date_of_a_year_or_month_is_no_amount_and_no_number(form):
    cell = number_format(form).show(Decimal(40725))

    for reader in (parse.yuan, parse.number, parse.share):
        with pytest.raises(ValidationError, match="is not a number"):
            reader(cell)


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_zero_that_accountants_show_as_a_dash_is_zero(dash):
    form = number_format(f'#,##0;-#,##0;"{dash}"')

    assert parse.yuan(form.show(Decimal(0))) == 0
    assert parse.yuan(form.show(Decimal(12))) == 12


def test_time_that_is_shown_is_never_dropped():
    cell = number_format("yyyy-mm-dd hh:mm").show(Decimal("40725.5"))

    with pytest.raises(ValidationError, match="2011-07-01 12:00:00"):
        parse.partial_date(cell)
    assert parse.partial_date(number_format("yyyy-mm-dd").show(Decimal("40725.5"))) == "2011-07-01"


@given(code=st.text(alphabet='0#?.,;"\\!_*[]$-¥万元年月日ymdhse%@ /()AE+', max_size=20))
@settings(deadline=None, max_examples=300)
def test_no_format_is_too_strange_to_be_read_or_refused(code):
    shown = number_format(code)

    for cell in (shown.show(Decimal("12.5")), shown.show(Decimal(-1)), shown.show_text("x")):
        assert isinstance(cell, UnclearCell) or parse.plain(cell) is not None


@given(
    amounts=st.lists(figures, min_size=1, max_size=20),
    form=st.sampled_from([form for form, unit in UNITS.items() if unit]),
)
@settings(deadline=None, max_examples=25)
def test_other_programs_write_the_same(amounts, form):
    """The same cells from two writers, one of which spells out every format."""
    book = openpyxl.Workbook()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as other:
        page, style = other.add_worksheet("a"), other.add_format()
        style.set_num_format(form.replace("{}", "0.00"))
        for row, amount in enumerate(amounts):
            page.write_number(row, 0, amount, style)
            cell = book.active.cell(row + 1, 1, amount)
            cell.number_format = form.replace("{}", "0.00")
    second = io.BytesIO()
    book.save(second)

    for sent in (file, second):
        (sheet,) = read(sent, "x.xlsx")
        given_amounts = [parse.yuan(row[0]) for row in sheet.rows]
        assert given_amounts == [amount * UNITS[form] for amount in amounts]
