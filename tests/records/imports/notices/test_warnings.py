"""Every warning of the reader: a table in which it is due, and the place that it names."""

import datetime
import io

import pytest
from django.utils.translation import override

from records.imports.notices.notice_warnings import TEXTS, text_of
from records.imports.notices.read_notice import read_notice
from records.imports.notices.understanding import NoticeWarning
from tests.records.imports.notices.books import HEADINGS, codes_of, make_book, plan_rows, read_rows

ROAD = [1, "村道项目", "杏坪镇双槐村", 10, 5]
WATER = [2, "饮水项目", "石涧镇上石涧村", 20, 6]
MORE = [*HEADINGS, "受益户数", "受益人数", "开工时间", "完工时间"]
NAMES = ["序号", "姓名", "身份证号", "银行卡号", "金额（元）"]


def sheet(*rows, **options) -> dict:
    return {"rows": plan_rows(*rows, **options)}


TOWN_SUMS = ["序号", "乡镇", "资助人数", "资助金额（元）"]
CASES = {
    "approximate_amount": (sheet(ROAD, [2, "饮水项目", "石涧镇上石涧村", "约20", 6]), "表1!D5"),
    "approximate_count": (sheet([*ROAD, "约30", 90], headings=MORE[:7]), "表1!F4"),
    "approximate_total": (
        sheet(ROAD, [2, "饮水项目", "石涧镇上石涧村", "约20", 6], ["合计", None, None, 30, 11]),
        "表1!D6",
    ),
    "binary_noise": (sheet([1, "村道项目", "杏坪镇双槐村", 8.399999999999999, 5]), "表1!D4"),
    "blank_amount": (sheet([1, "村道项目", "杏坪镇双槐村", 10, None]), "表1!E4"),
    "county_alias": (sheet([1, "村道项目", "大宁杏坪镇双槐村", 10, 5]), "表1!C4"),
    "county_missing": (sheet(ROAD, title=["2012年财政扶贫资金项目计划表"]), "表1!A1"),
    "date_missing": (sheet([*ROAD, 3, 9, "2012.3", None], headings=MORE), "表1!I4"),
    "date_serial": (sheet([*ROAD, 3, 9, 41000, "2012.9"], headings=MORE), "表1!H4"),
    "date_vague": (sheet([*ROAD, 3, 9, "2012.3", "年底前"], headings=MORE), "表1!I4"),
    "end_before_start": (sheet([*ROAD, 3, 9, "2012.9", "2012.3"], headings=MORE), "表1!I4"),
    "fullwidth_digits": (sheet([1, "村道项目", "杏坪镇双槐村", "１０", 5]), "表1!D4"),
    "hidden_column": ({**sheet(ROAD, WATER), "hidden_columns": ["E"]}, "表1!E"),
    "hidden_row": ({**sheet(ROAD, WATER), "hidden_rows": [5]}, "表1!5"),
    "memo_row": (sheet(ROAD, WATER, [None, "其中：贫困村", None, 10, 5]), "表1!6"),
    "no_cached_value": (sheet(ROAD, WATER, ["合计", None, None, "=D4+D5", 11]), "表1!D6"),
    "no_project_name": (
        {"rows": [["南部县2012年资助情况表"], [], TOWN_SUMS, [1, "金盆镇", 7, 28000]]},
        "表1!B",
    ),
    "place_looks_like_county": (sheet([1, "村道项目", "永和县", 10, 5]), "表1!C4"),
    "place_not_a_town": (sheet([1, "村道项目", "县直机关", 10, 5]), "表1!C4"),
    "repeated_header": (sheet(ROAD, HEADINGS, WATER), "表1!5"),
    "rounding_difference": (
        sheet(
            [1, "甲项目", "杏坪镇双槐村", 10.05, 5],
            [2, "乙项目", "杏坪镇双槐村", 20.05, 6],
            ["合计", None, None, 30.11, 11],
        ),
        "表1!D6",
    ),
    "row_total_mismatch": (sheet([*ROAD, 16], headings=[*HEADINGS, "合计"]), "表1!F4"),
    "same_name_projects": (sheet(ROAD, [2, *ROAD[1:]]), "表1!B4、B5"),
    "scaled_number_format": (
        {**sheet([1, "村道项目", "杏坪镇双槐村", 100000, 5]), "formats": {"D4": "0!.0000"}},
        "表1!D4",
    ),
    "several_places": (sheet([1, "村道项目", "杏坪镇、石涧镇", 10, 5]), "表1!C4"),
    "stage_unknown": (sheet(ROAD, title=["大宁县2012年扶贫资金表"]), "表1"),
    "stages_differ": (
        sheet(ROAD, headings=["序号", "项目名称", "建设地点", "计划", "下达"]),
        "表1!D4:E4",
    ),
    "stray_cell": (sheet(ROAD, [*WATER, None, "见附件"]), "表1!G5"),
    "subtotal_mismatch": (sheet(ROAD, WATER, ["小计", None, None, 33, 11]), "表1!D6"),
    "sum_range_short": (sheet(ROAD, WATER, ["合计", None, None, "=SUM(D4:D4)", 11]), "表1!D6"),
    "text_number": (sheet([1, "村道项目", "杏坪镇双槐村", "1,128.4", 5]), "表1!D4"),
    "total_mismatch": (sheet(ROAD, WATER, ["合计", None, None, 33, 11]), "表1!D6"),
    "town_from_above": (
        {
            "rows": [
                ["南部县2012年资金安排表（单位：万元）"],
                ["项目名称", "乡镇", "村", "中央"],
                ["甲", "金盆镇", "麻柳村", 1],
                ["乙", None, "大堰村", 2],
            ]
        },
        "表1!B4",
    ),
    "unit_conflict": (sheet([1, "村道项目", "杏坪镇双槐村", "100000元", 5]), "表1!D4"),
    "unit_missing": (sheet(ROAD, unit=[]), "表1"),
    "unit_of_count": (sheet([*ROAD, "30户", 90], headings=MORE[:7]), "表1!F4"),
    "unknown_kind": (
        sheet(ROAD, headings=["序号", "项目名称", "建设地点", "资金", "省级"]),
        "表1!D3",
    ),
    "unnamed_column": (sheet([*ROAD, 7, 3], headings=[*HEADINGS, None, "受益户数"]), "表1!F"),
    "unread_column": (sheet([*ROAD, "A1"], headings=[*HEADINGS, "合同号"]), "表1!F3"),
    "below_fen": (sheet([*ROAD[:3], 1.333333333333333, 5], WATER), "表1!D4"),
    "unreadable_amount": (sheet([1, "村道项目", "杏坪镇双槐村", "3-5", 5], WATER), "表1!D4"),
    "unreadable_count": (sheet([*ROAD, "若干", 90], headings=MORE[:7]), "表1!F4"),
}
IN_BOOKS = {
    "hidden_sheet": ([sheet(ROAD), {**sheet(WATER), "is_hidden": True}], "表2"),
    "ignored_sheet": ([sheet(ROAD), {"rows": [["填表说明"], ["金额以万元为单位"]]}], "表2"),
    "summary_sheet_not_imported": (
        [
            {
                "rows": [
                    ["永和县2011年资金安排表（单位：万元）"],
                    ["乡镇", "中央资金"],
                    ["河岔乡", 3],
                ],
                "name": "汇总",
            },
            {
                "rows": [
                    ["永和县2011年资金安排表（单位：万元）"],
                    ["项目名称", "行政村", "中央资金"],
                    ["甲", "河岔村", 3],
                ],
                "name": "河岔乡",
            },
        ],
        "汇总",
    ),
    "personal_data": (
        [sheet(ROAD), {"rows": [["名单"], NAMES, [1, "甲某", "51132X", "6200", 4000]]}],
        "表2!B:D",
    ),
    "sum_without_parts": (
        [
            sheet(ROAD),
            {
                "rows": [
                    ["大宁县2012年资金计划表（单位：万元）"],
                    ["类别", "中央资金", "省级资金"],
                    ["产业发展", 3, 1],
                ],
                "name": "汇总",
            },
        ],
        "汇总!3",
    ),
    "list_mismatch": (
        [
            {"rows": [["南部县2012年资助情况表"], [], TOWN_SUMS, [1, "金盆镇", 2, 8000]]},
            {"rows": [["名单"], NAMES, [1, "甲某", "51132X", "6200", 4000]]},
        ],
        "表2",
    ),
    "missing_field": (
        [
            {
                "rows": [
                    ["大宁县2013年扶贫项目申报表"],
                    ["项目名称", "核桃园项目"],
                    ["建设地点", "杏坪镇双槐村"],
                    ["建设内容", "核桃600亩"],
                    ["负责人", None],
                    ["总投资（万元）", 20],
                ]
            }
        ],
        "表1!B5",
    ),
}


@pytest.mark.parametrize(("code", "case"), CASES.items(), ids=list(CASES))
def test_warning_names_its_place(code, case, gazetteer):
    options, where = case

    notice = read_rows(gazetteer, **options)

    assert (code, where) in codes_of(notice)


@pytest.mark.parametrize(("code", "case"), IN_BOOKS.items(), ids=list(IN_BOOKS))
def test_warning_names_its_sheet(code, case, gazetteer):
    sheets, where = case

    notice = read_notice(make_book(*sheets), "book.xlsx", gazetteer)

    assert (code, where) in codes_of(notice)


def test_guessed_encoding_is_told(gazetteer):
    text = "大宁县2012年资金安排表（单位：万元）\n项目名称,地点,中央\n甲,杏坪镇,3\n"

    notice = read_notice(io.BytesIO(text.encode("gb18030")), "plan.csv", gazetteer)

    assert ("encoding_guessed", "csv") in codes_of(notice)
    assert notice.encoding == "gb18030"


def test_tidy_table_warns_of_nothing(gazetteer):
    notice = read_rows(
        gazetteer,
        plan_rows(
            [*ROAD, 3, 9, datetime.date(2012, 3, 1), "2012.9"],
            [*WATER, 4, 11, "2012年3月", "2012年10月"],
            ["合计", None, None, 30, 11],
            headings=MORE,
        ),
    )

    assert codes_of(notice) == set()


def test_every_warning_has_a_case():
    tried = {*CASES, *IN_BOOKS, "encoding_guessed"}

    assert set(TEXTS) - tried == set()


@pytest.mark.parametrize("code", TEXTS)
def test_warnings_speak_both_languages(code):
    with override("zh-hans"):
        chinese = text_of(NoticeWarning(code, "表1"))
    with override("en"):
        english = text_of(NoticeWarning(code, "表1"))

    assert chinese and chinese != english
