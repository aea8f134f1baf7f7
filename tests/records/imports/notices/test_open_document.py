"""OpenDocument spreadsheets: what is repeated, merged, hidden, formatted and computed."""

from records.imports.notices.read_notice import read_notice
from tests.records.imports.notices.books import amounts_of, codes_of
from tests.records.imports.open_documents import document, number, number_style, row, text

WAN = number_style(
    "wan", '<number:number number:decimal-places="1"/><number:text>万元</number:text>'
)
HIDDEN_TABLE = (
    '<style:style style:name="gone"><style:table-properties table:display="false"/></style:style>'
)


def test_open_document_is_read_as_it_shows(gazetteer):
    hidden = 'table:visibility="collapse"'
    sheet = "".join(
        [
            f'<table:table table:name="计划"><table:table-column '
            f'table:number-columns-repeated="4"/><table:table-column {hidden}/>',
            row(text("大宁县2012年资金计划表（单位：元）", 'table:number-columns-spanned="4"')),
            row(*map(text, ["项目名称", "地点", "中央", "省级", "内部编号"])),
            row(
                text("甲"),
                text("杏坪镇双槐村"),
                number("12.5", 'table:style-name="wan"'),
                number("300"),
                text("x"),
            ),
            row(
                text("乙"),
                text("杏坪镇双槐村"),
                number("100", 'table:number-columns-repeated="2"'),
                more=hidden,
            ),
            row(
                text("合计"),
                "<table:table-cell/>",
                '<table:table-cell table:formula="of:=SUM([.C3:.C4])"/>',
                number("400"),
            ),
            "</table:table>",
            '<table:table table:name="底稿" table:style-name="gone">',
            row(text("x")),
            "</table:table>",
        ]
    )

    notice = read_notice(document(sheet, styles=WAN + HIDDEN_TABLE), "plan.ods", gazetteer)

    assert [(one[0], one[1], one[3]) for one in amounts_of(notice)] == [
        ("甲", "central", 125_000),
        ("甲", "provincial", 300),
        ("乙", "central", 100),
        ("乙", "provincial", 100),
    ]
    assert {
        ("hidden_row", "计划!4"),
        ("hidden_column", "计划!E"),
        ("hidden_sheet", "底稿"),
        ("unit_conflict", "计划!C3"),
        ("no_cached_value", "计划!C5"),
    } <= codes_of(notice)
