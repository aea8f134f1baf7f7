"""Templates come as .xlsx, .xls, .ods and .csv: the same cells, the same rules."""

import io
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from config.lib.spreadsheets import parse
from config.lib.spreadsheets.read_workbook import read
from programs.models import Allocation, Project
from tests.records.imports.conftest import ALLOCATION, PROJECT, fault_cells
from tests.records.imports.open_documents import (
    date,
    document,
    number,
    number_style,
    row,
    styled,
    table,
    text,
)

DATA = Path(__file__).parents[2] / "data"
WAN = number_style(
    "wan", '<number:number number:decimal-places="2"/><number:text>万元</number:text>'
)
MONTH = number_style(
    "month",
    '<number:year number:style="long"/><number:text>年</number:text><number:month/>'
    "<number:text>月</number:text>",
    kind="date",
)
GONE = (
    '<style:style style:name="gone"><style:table-properties table:display="false"/></style:style>'
)


def cells_of(*tables: str, styles: str = "") -> list:
    (sheet,) = read(document(*tables, styles=styles), "x.ods")
    return [list(cells) for cells in sheet.rows]


def only_cell(cell: str, styles: str = "") -> object:
    ((value,),) = cells_of(table("a", row(cell)), styles=styles)
    return value


def open_projects(**changes: str) -> str:
    """A sheet of projects with one row, some cells of it given as XML."""
    values = {key: text(str(value)) for key, value in PROJECT.items()} | changes
    return table("projects", row(*map(text, values)), row(*values.values()))


@pytest.mark.django_db
def test_old_workbook_is_a_template(bring_in):
    report = bring_in((DATA / "projects_1904.xls").read_bytes(), "a.xls", is_rehearsal=False)

    assert report.faults == []
    assert [(one.kind, one.count) for one in report.questions] == [("hidden", 1)]
    new = Project.objects.filter(code__in=("well", "road")).order_by("-code")
    assert list(new.values_list("title_zh", "starts")) == [("水井", "2013-03"), ("公路", "2013-04")]
    amounts = Allocation.objects.filter(project__in=new).values_list("allocated", flat=True)
    assert sorted(amounts) == [Decimal(125_000), Decimal(583_800)]


@pytest.mark.django_db
def test_formulas_and_merges_of_an_old_workbook_are_told(bring_in):
    faults = fault_cells(bring_in((DATA / "projects_faulty.xls").read_bytes(), "a.xls"))

    assert {("projects", 2, "F"), ("projects", 5, "B")} <= set(faults)


def test_macros_of_an_old_workbook_are_refused():
    sent = bytearray((DATA / "projects_1904.xls").read_bytes())
    root = sent.index("Root Entry".encode("utf-16-le"))
    sent[root + 128 : root + 128 + 64] = bytes(64)
    name = "_VBA_PROJECT_CUR".encode("utf-16-le")
    entry = root + 256
    sent[entry : entry + len(name)] = name
    sent[entry + 64 : entry + 66] = struct.pack("<H", len(name) + 2)
    sent[entry + 66] = 1

    with pytest.raises(ValidationError, match="macros"):
        read(io.BytesIO(bytes(sent)), "a.xls")


@pytest.mark.django_db
def test_open_document_is_a_template(bring_in):
    allocation = {key: text(value) for key, value in ALLOCATION.items()}
    allocation |= {"allocated": number("58.38", styled("wan"))}
    sent = document(
        open_projects(year=number(2013), starts=date("2013-03-01", styled("month"))),
        table("allocations", row(*map(text, allocation)), row(*allocation.values())),
        styles=WAN + MONTH,
    ).getvalue()

    report = bring_in(sent, "a.ods", is_rehearsal=False)

    assert report.faults == []
    project = Project.objects.get(code="well")
    assert (project.title_zh, project.starts) == ("水井", "2013-03")
    assert project.allocations.get().allocated == Decimal(583_800)


@pytest.mark.django_db
def test_what_an_open_document_hides_merges_or_computes_is_told(bring_in):
    hidden = 'table:visibility="collapse"'
    formula = '<table:table-cell table:formula="of:=SUM([.A1:.A2])" office:value-type="float"'
    sent = document(
        table(
            "projects",
            row(*map(text, PROJECT)),
            row(*map(text, map(str, PROJECT.values())), more=hidden),
            row(f'{formula} office:value="2013"><text:p>2013</text:p></table:table-cell>'),
            row(text("x", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>"),
            row(text("#REF!", 'calcext:value-type="error"')),
        )
    ).getvalue()

    report = bring_in(sent, "a.ods", answered=())

    faulty = set(fault_cells(report))
    assert {("projects", 3, "A"), ("projects", 4, "A"), ("projects", 5, "A")} <= faulty
    assert [(one.kind, one.first[0].row) for one in report.questions] == [("hidden", 2)]


def test_hidden_sheet_of_an_open_document_is_refused():
    hidden = table("more", row(text("secret")), more='table:style-name="gone"')

    with pytest.raises(ValidationError, match="“more” is hidden"):
        list(read(document(hidden, styles=GONE), "a.ods"))


def test_macros_of_an_open_document_are_refused():
    sent = document(open_projects())
    with zipfile.ZipFile(sent, "a") as parts:
        parts.writestr("Basic/Standard/Module1.xml", "<x/>")

    with pytest.raises(ValidationError, match="macros"):
        read(sent, "a.ods")


def test_rows_and_cells_of_an_open_document_repeat():
    hole = '<table:table-cell table:number-columns-repeated="2"/>'
    end = row('<table:table-cell table:number-columns-repeated="1024"/>')
    end = end.replace("<table:table-row ", '<table:table-row table:number-rows-repeated="1048000"')

    rows = cells_of(
        table(
            "a",
            row(number(1), hole, number(2, 'table:number-columns-repeated="2"')),
            row(more='table:number-rows-repeated="2"'),
            row(text("x"), more='table:number-rows-repeated="2"'),
            end,
        )
    )

    assert rows == [[1, None, None, 2, 2], [], [], ["x"], ["x"]]


NUMBER = '<number:number number:decimal-places="2" number:min-integer-digits="1"{}/>'
STYLES = {
    "amount": (number_style("s", NUMBER.format("")), "12.5", "12.5"),
    "unit": (WAN.replace('"wan"', '"s"').replace("Nwan", "Ns"), "12.5", "12.5万元"),
    "about": (number_style("s", f"<number:text>约</number:text>{NUMBER.format('')}"), "12", "约12"),
    "currency": (
        number_style(
            "s",
            f"<number:currency-symbol>$</number:currency-symbol>{NUMBER.format('')}",
            kind="currency",
        ),
        "12.5",
        "$12.5",
    ),
    "percent": (
        number_style("s", f"{NUMBER.format('')}<number:text>%</number:text>", kind="percentage"),
        "0.84",
        "84%",
    ),
    "thousands": (
        number_style("s", NUMBER.format(' number:display-factor="1000"')),
        "12500",
        "12.5",
    ),
    "zeros": (
        number_style(
            "s", '<number:number number:decimal-places="0" number:min-integer-digits="6"/>'
        ),
        "41",
        "000041",
    ),
    "between the digits": (
        number_style(
            "s",
            '<number:number number:decimal-places="0" number:min-integer-digits="1">'
            '<number:embedded-text number:position="4">.</number:embedded-text></number:number>'
            "<number:text>亿元</number:text>",
        ),
        "125000",
        "12.5亿元",
    ),
    "as many as there are": (
        number_style("s", "<number:number/><number:text>元</number:text>"),
        "12.345",
        "12.345元",
    ),
    "parents": (
        WAN + '<style:style style:name="s" style:parent-style-name="wan"/>',
        "12.5",
        "12.5万元",
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_number_of_an_open_document_is_what_it_shows(name):
    styles, held, expected = STYLES[name]

    assert parse.plain(only_cell(number(held, styled("s")), styles)) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("<number:year/><number:text>-</number:text><number:month/>", "2011-07"),
        ('<number:year number:style="long"/>', "2011"),
        ("<number:day/><number:text>.</number:text><number:month/><number:year/>", "2011-07-01"),
        ("<number:month/><number:day/>", None),
        ("<number:quarter/><number:year/>", None),
        ('<number:era number:calendar="gengou"/><number:year number:calendar="gengou"/>', None),
    ],
)
def test_date_of_an_open_document_is_as_precise_as_it_shows(parts, expected):
    cell = only_cell(date("2011-07-01", styled("s")), number_style("s", parts, kind="date"))

    if expected is None:
        with pytest.raises(ValidationError):
            parse.partial_date(cell)
    else:
        assert parse.partial_date(cell) == expected


def test_condition_of_an_open_document_chooses_its_format():
    high = number_style("high", f"{NUMBER.format('')}<number:text>万元</number:text>")
    condition = '<style:map style:condition="value()&gt;=100" style:apply-style-name="Nhigh"/>'
    low = number_style("s", f"{NUMBER.format('')}<number:text>元</number:text>{condition}")

    texts = [
        parse.plain(only_cell(number(held, styled("s")), high + low)) for held in ("99", "100")
    ]

    assert texts == ["99元", "100万元"]


def test_cell_of_an_open_document_takes_the_style_of_its_column_or_row():
    columns = (
        "<table:table-column/>"
        '<table:table-column table:default-cell-style-name="wan"'
        ' table:number-columns-repeated="2"/>'
    )
    plain = row(number(1), number(2), number(3))
    whole = row(number(1), more='table:default-cell-style-name="wan"')

    rows = cells_of(table("a", plain, whole, columns=columns), styles=WAN)

    assert rows == [[1, "2万元", "3万元"], ["1万元"]]
