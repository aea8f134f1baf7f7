"""The pictures of the annual report."""

from decimal import Decimal

from portal.reports.pictures import BARS, money_by_kind
from portal.reports.year_summary import KeyFigure

KINDS = ("relief_fund", "local_counterpart", "donation")


def amount(program: str, kind: str, value: int, scope: str = "single counties") -> KeyFigure:
    key = ("money", program, scope, kind)
    return KeyFigure(key, program, kind, scope, "CNY", Decimal(value), 0, ())


def drawn(chart) -> dict[str, list[int]]:
    return {group.label: [int(bar.value) for bar in group.bars] for group in chart.groups}


def test_money_of_each_scope_has_a_picture_of_its_own():
    figures = [
        amount("Wells", "relief_fund", 8),
        amount("Wells", "local_counterpart", 5),
        amount("Roads", "relief_fund", 7),
        amount("Wells", "relief_fund", 3, "the whole country"),
        amount("Roads", "relief_fund", 2, "the whole country"),
        amount("Roads", "local_counterpart", 1, "the ministry itself"),
    ]

    counties, country = money_by_kind(figures)

    assert drawn(counties) == {"Wells": [8, 5], "Roads": [7]}
    assert drawn(country) == {"Wells": [3], "Roads": [2]}
    assert counties.title == "Money by kind, in yuan: single counties"


def test_picture_of_much_money_has_the_largest_amounts_and_says_so():
    figures = [
        amount(f"Programme {number // 3}", KINDS[number % 3], 100 - number) for number in range(15)
    ]

    (chart,) = money_by_kind(figures)

    assert sum(map(len, drawn(chart).values())) == BARS == 12
    assert drawn(chart)["Programme 0"] == [100, 99, 98] and "Programme 4" not in drawn(chart)
    assert chart.title == "The 12 largest amounts of money, in yuan: single counties"
