"""Whatever way a program writes a sheet, the same cells are read; what it hides is told."""

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lib.spreadsheets import parse
from config.lib.spreadsheets.places import column_letter
from config.lib.spreadsheets.raw_sheets import RawSheet
from config.lib.spreadsheets.read_workbook import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"

tables = st.lists(
    st.lists(
        st.none()
        | st.integers(-(10**14), 10**14)
        | st.sampled_from(["路", "a b", "约", "x&y", "_x000A_", "<b>"]),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=6,
)


def workbook(rows: str, *, before="", after="", book="", styles="", prefix="", main=MAIN) -> bytes:
    """A workbook with one sheet of this XML; `prefix` stands before its elements."""
    colon = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="r">{book}<sheets>'
            '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        parts.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Type="x/worksheet"'
            ' Target="worksheets/sheet1.xml"/></Relationships>',
        )
        if styles:
            parts.writestr("xl/styles.xml", f'<styleSheet xmlns="{main}">{styles}</styleSheet>')
        parts.writestr(
            "xl/worksheets/sheet1.xml",
            f'<{colon}worksheet {name}="{main}">{before}<{colon}sheetData>{rows}'
            f"</{colon}sheetData>{after}</{colon}worksheet>",
        )
    return file.getvalue()


def sheet_of(sent: bytes) -> RawSheet:
    (sheet,) = read(io.BytesIO(sent), "a.xlsx")
    sheet.rows = iter(list(sheet.rows))
    return sheet


def escaped(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("_x000A_", "_x005F_x000A_")


def cell_xml(value, place: str, colon: str, form: str) -> str:
    where = f' r="{place}"' if place else ""
    if value is None:
        return f"<{colon}c{where}/>"
    if isinstance(value, int):
        return f"<{colon}c{where}><{colon}v>{value}</{colon}v></{colon}c>"
    text = escaped(value)
    if form == "str":
        return f'<{colon}c{where} t="str"><{colon}v>{text}</{colon}v></{colon}c>'
    return (
        f'<{colon}c t="inlineStr"{where}>\n <{colon}is>\n<{colon}r><{colon}t>{text}</{colon}t>'
        f"</{colon}r><{colon}rPh><{colon}t>lu</{colon}t></{colon}rPh></{colon}is>\n</{colon}c>"
    )


def without_end(rows: list[list]) -> list[list]:
    """Rows without the empty cells and rows at their ends."""
    short = []
    for row in rows:
        filled = [place for place, value in enumerate(row) if value is not None]
        short.append(row[: filled[-1] + 1] if filled else [])
    while short and not short[-1]:
        short.pop()
    return short


@given(
    table=tables,
    has_places=st.booleans(),
    has_rows=st.booleans(),
    prefix=st.sampled_from(["", "x"]),
    form=st.sampled_from(["str", "inlineStr"]),
    main=st.sampled_from([MAIN, STRICT]),
)
@settings(deadline=None, max_examples=60)
def test_cells_are_read_with_and_without_places(table, has_places, has_rows, prefix, form, main):
    colon = f"{prefix}:" if prefix else ""
    rows = "".join(
        f"<{colon}row{f' r={chr(34)}{number}{chr(34)}' if has_rows else ''}>"
        + "".join(
            cell_xml(value, f"{column_letter(at)}{number}" if has_places else "", colon, form)
            for at, value in enumerate(row)
        )
        + f"</{colon}row>"
        for number, row in enumerate(table, start=1)
    )
    expected = without_end(table)

    sheets = list(read(io.BytesIO(workbook(rows, prefix=prefix, main=main)), "a.xlsx"))

    given_rows = [list(sheet.rows) for sheet in sheets]
    assert given_rows == ([expected] if expected else [])


@given(table=tables.filter(lambda table: "_x000A_" not in str(table)))
@settings(deadline=None, max_examples=25)
def test_same_cells_as_another_reader(table):
    book = openpyxl.Workbook()  # it takes _x000A_ for these letters
    for row in table:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    again = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active

    sheets = list(read(file, "a.xlsx"))

    expected = without_end([list(row) for row in again.iter_rows(values_only=True)])
    assert [list(sheet.rows) for sheet in sheets] == ([expected] if expected else [])


@given(
    amounts=st.lists(
        st.decimals("0.01", "99999.99", places=2, allow_nan=False), min_size=1, max_size=9
    )
)
@settings(deadline=None, max_examples=60)
def test_sum_is_read_as_it_is_shown(amounts):
    """Adding floating-point numbers leaves traces beyond the digits that Excel shows."""
    held = repr(sum(map(float, amounts)))
    sheet = sheet_of(workbook(f'<row r="1"><c r="A1"><v>{held}</v></c></row>'))

    ((cell,),) = sheet.rows

    assert parse.number(cell) == sum(amounts)


def test_long_number_is_refused_and_never_rounded():
    sheet = sheet_of(workbook("<row><c><v>12345678901234567</v></c><c><v>1E+20</v></c></row>"))

    for cell in next(sheet.rows):
        for reader in (parse.number, parse.text):
            with pytest.raises(ValidationError, match="15 digits"):
                reader(cell)


def test_workbook_of_1904_counts_from_its_own_day():
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/></cellXfs>'
    row = '<row r="1"><c r="A1" s="1"><v>39263</v></c><c r="B1" s="2"><v>39263</v></c></row>'
    book = '<workbookPr date1904="1"/>'

    (cells,) = sheet_of(workbook(row, styles=styles, book=book)).rows

    assert [parse.partial_date(cell) for cell in cells] == ["2011-07-01", "2011-07"]


def test_formulas_are_told_wherever_they_stand():
    rows = (
        "<row><c><f>1+1</f><v>2</v></c></row><row r='3'><c r='D3' t='str'><f>A1</f><v>x</v></c>"
        "<c><f t='shared' si='0'/><v>3</v></c></row>"
    )
    sheet = sheet_of(workbook(rows))

    assert [(one.row, one.column) for one in sheet.faults] == [(1, "A"), (3, "D"), (3, "E")]


@pytest.mark.parametrize("corners", ["B5:C6", "$B$5:$C$6", "B5", "", "#REF!", "B5:"])
def test_merged_cells_are_told_whatever_their_corners_say(corners):
    merged = f'<mergeCells><mergeCell ref="{corners}"/></mergeCells>'
    sheet = sheet_of(workbook("<row><c><v>1</v></c></row>", after=merged))

    (fault,) = sheet.faults
    assert (fault.row, fault.column) in ((5, "B"), (1, "A"))


def test_what_is_hidden_is_known():
    columns = '<cols><col min="2" max="3" hidden="1"/></cols>'
    rows = "".join(
        f'<row r="{number}"{hidden}><c><v>{number}</v></c></row>'
        for number, hidden in enumerate(("", ' hidden="1"', ' hidden="true"', "", ' hidden="1"'), 1)
    )
    sheet = sheet_of(workbook(rows, before=columns))

    assert sheet.hidden_rows == [(2, 3), (5, 5)]
    assert [sheet.has_hidden_column(place) for place in range(4)] == [False, True, True, False]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="?1"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        "<row><c><v>one</v></c></row>",
        "<row><c><v>NaN</v></c></row>",
        '<row><c t="s"><v>5</v></c></row>',
        "<row><c><v>1</v></c>",
    ],
)
def test_sheet_that_contradicts_itself_is_refused_in_plain_words(rows):
    with pytest.raises(ValidationError, match="damaged"):
        sheet_of(workbook(rows))
