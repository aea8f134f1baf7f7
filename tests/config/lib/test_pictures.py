"""Pictures of years, changes, stages and completeness: true to their figures, readable in grey."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lib.charts.gains import Gain, Gains
from config.lib.charts.grids import Answered, Grid, GridRow
from config.lib.charts.scales import cut_scale
from config.lib.charts.stages import PATTERNS, SPAN, Stage, StagedAmount, Stages
from config.lib.charts.svg import COLOURS, WIDTH
from config.lib.charts.year_columns import HEIGHT, Columns
from config.lib.charts.year_lines import YearLine
from config.lib.money import format_number

TRICKY = '"><script>&'
DOTTED = 'stroke-dasharray="2 3"'


def percent(value) -> str:
    return f"{format_number(Decimal(value))}%"


def columns(values) -> Columns:
    figures = {year: Decimal(value) for year, value in values.items()}
    return Columns(
        "Money", "red", figures, {year: f"{value} yuan" for year, value in values.items()}
    )


def line(values) -> YearLine:
    figures = {year: Decimal(value) for year, value in values.items()}
    formatted = {year: percent(value) for year, value in values.items()}
    return YearLine("Coverage", "everywhere", figures, formatted, percent, "+3 points")


def stage(name, value) -> Stage:
    return Stage(name, None if value is None else Decimal(value), str(value))


def test_columns_show_gaps_and_label_their_ends():
    drawn = columns({2011: 50, 2013: 100, 2014: 20})

    heights = re.findall(r'<rect class="red" [^>]*height="(\d+)"', drawn.svg)
    assert heights == [str(HEIGHT // 2), str(HEIGHT), str(HEIGHT // 5)]
    assert drawn.svg.count(DOTTED) == 2  # the year, and the key that says what it is
    assert drawn.description == "2011: 50 yuan; 2012: not stated; 2013: 100 yuan; 2014: 20 yuan"
    for words in ("50 yuan", "20 yuan", "2013: 100 yuan", "no figure for the year"):
        assert f">{words}</text>" in drawn.svg


def test_columns_without_gaps_explain_none():
    assert DOTTED not in columns({2011: 1, 2012: 2}).svg


@given(st.dictionaries(st.integers(1949, 2050), st.integers(0, 10**9), min_size=1, max_size=30))
def test_first_and_last_years_are_always_named(values):
    for drawn in (columns(values), line(values)):
        svg = ElementTree.fromstring(drawn.svg)
        words = [one.text for one in svg.iter("{http://www.w3.org/2000/svg}text")]

        assert str(min(values)) in words and str(max(values)) in words
        named = drawn.named_years
        assert len(named) == len(set(named)) and len(named) * 28 <= WIDTH + 28
        assert [year for year, _figure in drawn.rows] == [
            str(year) for year in range(min(values), max(values) + 1)
        ]


def test_line_joins_only_years_that_follow_each_other():
    drawn = line({2009: "93.4", 2010: 94, 2012: "95.2"})

    assert drawn.svg.count('class="stroke"') == 1
    assert drawn.svg.count('class="dot"') == 3
    assert drawn.svg.count(DOTTED) == 2
    for words in ("93.4%", "95.2%", "+3 points", "The scale begins at 93% and not at zero."):
        assert f">{words}</text>" in drawn.svg


@given(st.lists(st.decimals(0, 10**9, places=4), min_size=1, max_size=9))
def test_cut_scale_holds_every_value(values):
    scale = cut_scale(values, 10, 200)

    assert scale.low <= min(values) and max(values) <= scale.high
    assert all(10 <= scale.place(value) <= 210 for value in values)
    assert scale.is_cut == (scale.low != 0)


def test_gain_stands_in_points_and_never_as_two_bars():
    gains = (
        Gain("Telephone", Decimal(94), Decimal("94.6"), ("94% (2010)", "94.6% (2011)"), "+0.6"),
        Gain("Broadband", Decimal(80), Decimal(84), ("80% (2010)", "84% (2011)"), "+4"),
    )
    drawn = Gains("Coverage", gains, percent)

    assert "<rect" not in drawn.svg
    assert drawn.svg.count('class="hollow"') == drawn.svg.count('class="dot"') == 2
    assert ">94% (2010) → 94.6% (2011)</text>" in drawn.svg and ">+0.6</text>" in drawn.svg
    assert "The scale begins at 80% and not at zero." in drawn.svg


def test_stages_lie_upon_one_another_with_a_mark_each():
    amount = StagedAmount(
        "Relief",
        (
            stage("Planned", 100),
            stage("Allocated", 80),
            stage("Received", None),
            stage("Spent", 20),
        ),
    )
    drawn = Stages("From planned to spent", (amount,))

    lengths = re.findall(r'<rect class="[a-z]+" x="1" y="17" width="(\d+)"', drawn.svg)
    assert lengths == [str(SPAN), str(int(SPAN * 0.8)), str(int(SPAN * 0.2))]
    assert drawn.svg.count('class="rule"') == 3
    assert drawn.svg.count(DOTTED) == 1
    assert drawn.description == "Relief: Planned 100, Allocated 80, Received None, Spent 20"


@pytest.mark.parametrize("stated", [(), ("1",)])
def test_stage_alone_is_no_picture(stated):
    amount = StagedAmount("Relief", tuple(stage("Allocated", value) for value in stated))

    assert not amount.is_drawn


def test_stages_differ_in_lightness_or_texture():
    looks = [COLOURS[name] for name in PATTERNS]

    assert len(set(looks)) == len(PATTERNS)
    assert COLOURS[PATTERNS[0]][1] != COLOURS[PATTERNS[2]][1]


def test_grid_fills_squares_by_share_and_tells_nothing_from_none():
    rows = (
        GridRow("When", (Answered(4, 4), Answered(0, 0))),
        GridRow("Who", (Answered(1, 1000), Answered(0, 3))),
    )
    drawn = Grid("Complete", ("Roads", "Schools"), rows)

    heights = re.findall(r'<rect class="slate" [^>]*height="(\d+)"', drawn.svg)
    assert heights == ["14", "2"]  # all of it, and a little that can be seen
    assert drawn.svg.count("–") == 1
    assert drawn.rows == [
        ("When", "4 of 4", "–", "4 of 4"),
        ("Who", "1 of 1,000", "0 of 3", "1 of 1,003"),
    ]
    assert drawn.description == "When: 100%; Who: 1%"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_share_of_answers_is_all_or_none_only_where_it_is(one, other):
    stated, of = sorted((one, other))

    text = Answered(stated, of).percent

    assert (text == "100%") == (0 < stated == of)
    assert (text == "0%") == (stated == 0 < of)


@pytest.mark.parametrize(
    "drawn",
    [
        Gains(TRICKY, (Gain(TRICKY, Decimal(1), Decimal(2), (TRICKY, "2"), "+1"),), percent),
        Stages(TRICKY, (StagedAmount(TRICKY, (stage(TRICKY, 1), stage("b", 2))),)),
        Grid(TRICKY, (TRICKY,), (GridRow(TRICKY, (Answered(1, 2),)),)),
    ],
)
def test_pictures_are_safe_for_any_text(drawn):
    ElementTree.fromstring(drawn.svg)

    assert "<script>" not in drawn.svg
