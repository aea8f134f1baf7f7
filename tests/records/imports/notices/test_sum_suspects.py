"""Where a sum of a notice does not add up, the page names a row only if one slip explains it."""

from decimal import Decimal

import pytest

from records.imports.takeover.sum_suspects import suspects
from tests.records.imports.notices.books import plan_rows, read_rows

TOTAL = Decimal("55.1")
RIGHT = ["12.5", "18", "9.6", "15"]


def named(gazetteer, *amounts: str | None, total=TOTAL) -> list[tuple]:
    rows = [
        [n, f"项目{n}", "曲峨镇割麦村", amount and Decimal(amount), 1]
        for n, amount in enumerate(amounts, start=1)
    ]
    notice = read_rows(gazetteer, plan_rows(*rows, ["合计", None, None, total, len(rows)]))
    check = next(one for one in notice.checks if one.cell.startswith("D"))
    return [(one["row"], one["cell"], one["needed"]) for one in suspects(check, notice)]


def test_sum_that_agrees_names_nobody(gazetteer):
    assert named(gazetteer, *RIGHT) == []


@pytest.mark.parametrize(
    ("slipped", "row", "cell", "needed"),
    [
        (["12.5", "18", "9.6", "1.5"], 7, "D7", "150000"),
        (["12.5", "18", "9.6", "150"], 7, "D7", "150000"),
        (["1250", "18", "9.6", "15"], 4, "D4", "125000"),
        (["12.5", "81", "9.6", "15"], 5, "D5", "180000"),
        (["21.5", "18", "9.6", "15"], 4, "D4", "125000"),
        (["12.5", "18", None, "15"], 6, "", "96000"),
        (["12.5", "18", "9.6", "15", "23.4"], 8, "D8", "0"),
    ],
)
def test_row_of_one_slip_is_named_with_what_it_should_be(gazetteer, slipped, row, cell, needed):
    assert named(gazetteer, *slipped) == [(row, cell, needed)]


def test_each_row_that_alone_explains_it_is_named(gazetteer):
    """9.6 written as 6.9, or 15.2 written as 12.5: nobody can tell from the sum."""
    found = named(gazetteer, "12.5", "18", "6.9", "15")

    assert found == [(4, "D4", "152000"), (6, "D6", "96000")]


@pytest.mark.parametrize(
    "slipped",
    [
        ["12.5", "18", "9.6", "17"],  # no slip makes 15 of 17
        ["12.5", None, None, "15"],  # either may lack
        ["1.25", "1.8", "9.6", "15"],  # two slips
    ],
)
def test_nobody_is_named_by_guess(gazetteer, slipped):
    assert named(gazetteer, *slipped) == []


def test_many_rows_that_might_be_it_are_no_help(gazetteer):
    assert named(gazetteer, *["1"] * 9, total=Decimal(8)) == []
