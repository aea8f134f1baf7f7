"""Tables of other shapes: purposes or towns across, sections, several tables, one-page forms."""

import io
from decimal import Decimal
from pathlib import Path

import pytest

from records.imports.notices.read_notice import open_book, propose, read, read_notice
from tests.records.imports.notices.books import amounts_of, make_book, plan_rows, read_rows

WAN = 10_000
DATA = Path(__file__).parents[3] / "data" / "notices"
NO_PLACE = ["序号", "项目名称", "中央资金"]


def agreeing(notice) -> dict:
    """The checks by their cells: what was stated, in 万元; all of them agree."""
    assert all(check.agrees for check in notice.checks)
    return {check.cell: check.stated / WAN for check in notice.checks}


def test_kinds_down_and_towns_across_are_allocations_of_towns(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["永和县2012年资金分配表（单位：万元）"],
            ["资金类别", "枣林坪镇", "河岔乡", "合计"],
            ["中央财政", 10, 20, 30],
            ["县级配套", 1, None, 1],
            ["合计", 11, 20, 31],
        ],
    )

    assert amounts_of(notice) == [
        ("枣林坪镇", "central", "allocated", 10 * WAN),
        ("枣林坪镇", "local_counterpart", "allocated", 1 * WAN),
        ("河岔乡", "central", "allocated", 20 * WAN),
    ]
    assert agreeing(notice) == {"B5": 11, "C5": 20, "D3": 30, "D4": 1, "D5": 31}


def test_purposes_across_are_one_allocation_each(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["永和县2012年资金分配表（单位：万元）"],
            ["序号", "乡镇", "产业发展", "基础设施", "合计"],
            [1, "枣林坪镇", 10, 20, 30],
            [2, "河岔乡", 1, 2, 3],
            ["全县合计", None, 11, 22, 33],
        ],
    )

    assert [(line.town, line.content, line.record_type) for line in notice.projects] == [
        ("枣林坪镇", "产业发展", "allocation"),
        ("枣林坪镇", "基础设施", "allocation"),
        ("河岔乡", "产业发展", "allocation"),
        ("河岔乡", "基础设施", "allocation"),
    ]
    assert agreeing(notice) == {"C5": 11, "D5": 22, "E3": 30, "E4": 3, "E5": 33}


def test_tables_side_by_side_are_two(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["南部县2012年村道项目安排表（单位：万元）"],
            ["序号", "项目名称", "村", "中央", None, "序号", "项目名称", "村", "中央"],
            [1, "甲", "麻柳村", 10, None, 3, "丙", "大堰村", 11],
            [2, "乙", "麻柳村", 20],
            [None, "小计", None, 30, None, None, "小计", None, 11],
        ],
    )

    assert [(line.name, line.village) for line in notice.projects] == [
        ("甲", "麻柳村"),
        ("乙", "麻柳村"),
        ("丙", "大堰村"),
    ]
    assert agreeing(notice) == {"D5": 30, "I5": 11}


def test_second_table_has_its_own_unit_and_stage(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            *plan_rows([1, "甲", 10], headings=NO_PLACE),
            [None, "合计", 10],
            [],
            ["二、培训资金拨付情况", None, "单位：元"],
            ["序号", "培训班", "省级资金"],
            [1, "养羊班", 15000],
            ["合计", None, 15000],
        ],
    )

    assert amounts_of(notice) == [
        ("甲", "central", "planned", 10 * WAN),
        ("养羊班", "provincial", "received", 15000),
    ]
    assert [(check.scope, check.projects) for check in notice.checks] == [
        ("total", [1]),
        ("total", [2]),
    ]
    assert notice.notes == []


def test_sections_gather_what_stands_below_them(gazetteer):
    notice = read_rows(
        gazetteer,
        plan_rows(
            ["一", "产业扶贫", None, 30],
            [1, "甲", "前塬村", 10],
            [2, "乙", "河岔村", 20],
            ["二", "基础设施", None, 5],
            [1, "丙", "河岔村", 5],
            ["总计", None, None, 35],
            headings=["序号", "项目名称", "地点", "中央资金"],
        ),
    )

    assert [(line.name, line.section) for line in notice.projects] == [
        ("甲", "产业扶贫"),
        ("乙", "产业扶贫"),
        ("丙", "基础设施"),
    ]
    assert agreeing(notice) == {"D4": 30, "D7": 5, "D9": 35}


def test_town_on_a_line_of_its_own_is_the_town_of_those_below(gazetteer):
    notice = read_rows(
        gazetteer,
        plan_rows(
            [None, "合计", None, 35],
            [None, "枣林坪镇", None, 10],
            [1, "甲", "前塬村", 10],
            [None, "河岔乡", None, 25],
            [1, "乙", "河岔村", 20],
            [2, "丙", "石窑里村", 5],
            headings=["序号", "项目名称", "地点", "中央资金"],
        ),
    )

    assert [line.town for line in notice.projects] == ["枣林坪镇", "河岔乡", "河岔乡"]
    assert agreeing(notice) == {"D4": 35, "D5": 10, "D7": 25}


@pytest.mark.parametrize("merged", [["A4:A5", "B4:B5"], []])
def test_project_over_several_rows_is_one(merged, gazetteer):
    rows = plan_rows(
        [1, "甲", "中央财政", 10, "川财农〔2012〕35号"],
        [None, None, "县级配套", 1, None],
        [2, "乙", "省级", 20, None],
        ["合计", None, None, 31],
        headings=["序号", "项目名称", "资金来源", "金额", "资金文号"],
    )

    notice = read_rows(gazetteer, rows, merged=merged)

    assert amounts_of(notice) == [
        ("甲", "central", "planned", 10 * WAN),
        ("甲", "local_counterpart", "planned", 1 * WAN),
        ("乙", "provincial", "planned", 20 * WAN),
    ]
    assert notice.projects[0].money[0].document == "川财农〔2012〕35号"
    assert agreeing(notice) == {"D7": 31}


def test_months_across_add_up_to_their_cumulative_column(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["永和县2012年项目进度月报（单位：万元）"],
            ["序号", "项目名称", "计划投资", "完成投资", None, None],
            [None, None, None, "1月", "2月", "累计"],
            [1, "甲", 100, 10, 20, 30],
            ["合计", None, 100, 10, 20, 30],
        ],
        merged=["A2:A3", "B2:B3", "C2:C3", "D2:F2"],
    )

    assert [(one[2], one[3] / WAN) for one in amounts_of(notice)] == [
        ("planned", 100),
        ("spent", 10),
        ("spent", 20),
    ]
    assert [total.parts / WAN for total in notice.projects[0].totals] == [30]


def test_form_with_money_side_by_side_is_one_project(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["大宁县2012年扶贫项目申报表"],
            ["项目名称：", "核桃园建设项目", None, "建设地点：", "杏坪镇双槐村"],
            ["资金（万元）", "中央", "省级", "县级", "合计"],
            [None, 18, 9, 1.5, 28.5],
            ["负责人：", "冯小满", None, "开工日期：", "2012.3"],
        ],
    )

    assert amounts_of(notice) == [
        ("核桃园建设项目", "central", "planned", 18 * WAN),
        ("核桃园建设项目", "provincial", "planned", 9 * WAN),
        ("核桃园建设项目", "county", "planned", Decimal("1.5") * WAN),
    ]
    (line,) = notice.projects
    assert (line.village, line.responsible_person, line.start.value) == (
        "双槐村",
        "冯小满",
        "2012-03",
    )
    assert line.totals[0].parts == line.totals[0].yuan


def test_lines_of_units_and_numbers_belong_to_the_header(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["南部县2014年项目资金计划表"],
            ["编制单位：", "南部县扶贫局", "填报日期：", "2014年3月1日"],
            ["项目名称", "地点", "投资", "其中", None, "受益"],
            [None, None, None, "中央", "自筹", "户数"],
            [None, None, "万元", "万元", "万元", "户"],
            ["甲", "乙", 1, "2", "3", 4],
            ["村道", "金盆镇麻柳村", 15, 10, 5, 30],
            ["水渠", "金盆镇大堰村", 16, 10, 6, 40],
        ],
        merged=["D3:E3"],
    )

    assert [(one[0], one[1], one[3] / WAN) for one in amounts_of(notice)] == [
        ("村道", "central", 10),
        ("村道", "other", 5),
        ("水渠", "central", 10),
        ("水渠", "other", 6),
    ]
    assert [line.totals[0].yuan / WAN for line in notice.projects] == [15, 16]
    assert [line.households for line in notice.projects] == [30, 40]
    assert (notice.issuer, notice.notice_date.value) == ("南部县扶贫局", "2014-03-01")


def test_header_of_two_lines_is_read_from_a_text_file(gazetteer):
    text = (
        "南部县2012年扶贫项目资金计划表,,,,,,\n"
        "序号,项目名称,乡镇,资金来源（万元）,,受益,\n"
        ",,,合计,中央,户数,人数\n"
        "1,村道,金盆镇,10,10,30,90\n"
        "2,水渠,双桥坝镇,16,16,约40,120\n"
        ",总计,,26,26,,\n"
    )

    notice = read_notice(io.BytesIO(text.encode("gb18030")), "plan.csv", gazetteer)

    assert amounts_of(notice) == [
        ("村道", "central", "planned", 10 * WAN),
        ("水渠", "central", "planned", 16 * WAN),
    ]
    assert [(line.households, line.persons) for line in notice.projects] == [(30, 90), (40, 120)]
    assert agreeing(notice) == {"D6": 26, "E6": 26}


def test_summary_by_kind_of_work_is_compared_with_its_sheets(gazetteer):
    headings = ["序号", "项目名称", "中央资金"]
    notice = read_notice(
        make_book(
            {"rows": plan_rows([1, "甲", 10], [2, "乙", 20], headings=headings), "name": "产业"},
            {"rows": plan_rows([1, "丙", 5], headings=headings), "name": "基础设施"},
            {
                "rows": plan_rows(
                    [1, "产业", 30],
                    [2, "基础设施", 6],
                    ["合计", None, 36],
                    headings=["序号", "类别", "中央资金"],
                ),
                "name": "汇总",
            },
        ),
        "book.xlsx",
        gazetteer,
    )

    checks = {check.cell: (check.scope, check.projects, check.agrees) for check in notice.checks}
    assert checks == {
        "C4": ("summary", [1, 2], True),
        "C5": ("summary", [3], False),
        "C6": ("total", None, False),
    }


def test_same_headings_under_several_groups_are_quoted_apart(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["南部县2013年扶贫资金安排表"],
            ["（万元）"],
            ["乡镇", "村", "财政扶贫资金", None, None, None, "合计"],
            [None, None, "中央", None, "省级", None, None],
            [None, None, "发展资金", "以工代赈", "发展资金", "以工代赈", None],
            ["金盆镇", "麻柳村", 1, 2, 3, 4, 10],
            [None, "大堰村", 1, 1, 1, 1, 4],
        ],
        merged=["A3:A5", "B3:B5", "C3:F3", "C4:D4", "E4:F4", "G3:G5", "A6:A7"],
    )

    assert [(one.label, one.kind) for one in notice.projects[0].money] == [
        ("中央/发展资金", "central"),
        ("中央/以工代赈", "central"),
        ("省级/发展资金", "provincial"),
        ("省级/以工代赈", "provincial"),
    ]
    assert [line.town for line in notice.projects] == ["金盆镇", "金盆镇"]
    assert all(line.totals[0].yuan == line.totals[0].parts for line in notice.projects)


def test_column_that_adds_up_those_behind_it_is_a_total(gazetteer):
    rows = plan_rows(
        [1, "甲", 10, 6, 4],
        [2, "乙", 20, 12, 8],
        headings=["序号", "项目名称", "计划资金", "财政", "自筹"],
    )

    notice = read_rows(gazetteer, rows)

    assert [one.kind for one in notice.projects[0].money] == ["unspecified", "other"]
    assert [line.totals[0].yuan / WAN for line in notice.projects] == [10, 20]


def test_place_is_read_from_a_column_of_place_and_content(gazetteer):
    rows = plan_rows(
        [1, "甲", "枣林坪镇前塬村硬化道路2公里", 10],
        headings=["序号", "项目名称", "建设地点及规模", "中央"],
        unit=["单位：人、万元"],
    )

    (line,) = read_rows(gazetteer, rows).projects

    assert (line.town, line.village) == ("枣林坪镇", "前塬村")
    assert line.money[0].yuan == 10 * WAN


def test_investment_beside_what_was_spent_is_the_plan(gazetteer):
    notice = read_rows(
        gazetteer,
        [
            ["南部县2013年项目进度表（单位：万元）"],
            ["序号", "项目名称", "总投资", "已完成投资"],
            [1, "甲", 100, 60],
        ],
    )

    assert amounts_of(notice) == [
        ("甲", "unspecified", "planned", 100 * WAN),
        ("甲", "unspecified", "spent", 60 * WAN),
    ]


def test_old_workbook_is_read_with_formats_merges_and_formulas(gazetteer):
    with (DATA / "old_workbook.xls").open("rb") as file:
        notice = read_notice(file, "old_workbook.xls", gazetteer)

    assert [money[3] for money in amounts_of(notice)] == [
        485_000,
        40_000,
        280_000,
        32_000,
        1_502_000,
        82_000,
    ]
    assert [line.end.value for line in notice.projects] == ["2013-10", "2013-09", "2013-11"]
    assert [line.is_hidden for line in notice.projects] == [False, True, False]
    codes = {(warning.code, warning.where) for warning in notice.warnings}
    assert {
        ("hidden_column", "计划表!I"),
        ("hidden_row", "计划表!6"),
        ("hidden_sheet", "底稿"),
        ("binary_noise", "计划表!D7"),
        ("no_cached_value", "计划表!F8"),
        ("sum_range_short", "计划表!F8"),
    } <= codes


def test_hidden_columns_and_sheets_are_read_when_a_person_says_so(gazetteer):
    sheets = [
        {"rows": plan_rows([1, "甲", 5], headings=NO_PLACE), "hidden_columns": ["C"]},
        {"rows": plan_rows([1, "乙", 6], headings=NO_PLACE), "is_hidden": True},
    ]
    book = open_book(make_book(*sheets), "plan.xlsx")
    mapping = propose(book, gazetteer)

    before = amounts_of(read(book, mapping, gazetteer))
    mapping.sheets[0].reads_hidden_columns = True
    mapping.sheets[1].role = "data"
    after = amounts_of(read(book, mapping, gazetteer))

    assert before == []
    assert [(one[0], one[3]) for one in after] == [("甲", 5 * WAN), ("乙", 6 * WAN)]
