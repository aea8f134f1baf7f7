"""Amounts as they are written and shown: capitals, signs, units, number formats."""

from decimal import Decimal

import pytest

from tests.records.imports.notices.books import plan_rows, read_rows

NO_PLACE = ["序号", "项目名称", "中央资金"]


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("壹拾贰万伍仟元整", 125_000),
        ("三万五千元", 35_000),
        ("1.5亿", 150_000_000),
        ("￥2,000.50", Decimal("2000.5")),
        ("人民币300万元", 3_000_000),
        ("2 0000", 20_000),
        ("近20万元", 200_000),
        ("（300）", -300),
    ],
)
def test_amounts_in_words_are_read(printed, yuan, gazetteer):
    rows = plan_rows([1, "甲", printed], [2, "乙", 5], headings=NO_PLACE, unit=["单位：元"])

    notice = read_rows(gazetteer, rows)

    assert notice.projects[0].money[0].yuan == yuan


def test_number_formats_are_read_as_they_show(gazetteer):
    rows = plan_rows([1, "甲", 25, "甲村"], [2, "乙", 300000, "乙村"], headings=[*NO_PLACE, "村"])
    formats = {"C4": '"约"0.0"万元"', "C5": "0!.0000"}

    notice = read_rows(gazetteer, rows, formats=formats)

    amounts = [line.money[0] for line in notice.projects]
    assert [one.yuan for one in amounts] == [250_000, 300_000]
    assert [one.qualifier for one in amounts] == ["approximate", None]
