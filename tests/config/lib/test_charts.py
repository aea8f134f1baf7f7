"""Charts: bars as long as their figures, told in words, safe for any text."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from config.lib.charts.bars import SPAN, Bar, BarGroup, Chart
from config.lib.charts.deviations import Deviation, Deviations
from config.lib.charts.svg import COLOURS
from config.lib.charts.timelines import Period, Timeline
from programs.colours import KINDS


def bar(value) -> Bar:
    return Bar(None if value is None else Decimal(value), str(value))


def widths(chart: Chart) -> list[int]:
    """Of the bars of stated figures, in order."""
    return [
        int(found)
        for found in re.findall(
            r'<rect class="[a-z]+" x="1" y="\d+" width="(\d+)" height="\d+" fill="#', chart.svg
        )
    ]


def test_bars_are_as_long_as_their_figures():
    chart = Chart("Money", ("",), (BarGroup("a", (bar(50),)), BarGroup("b", (bar(100),))))

    assert widths(chart) == [SPAN // 2, SPAN]


def test_share_is_out_of_one_hundred():
    chart = Chart(
        "Coverage", ("before", "after"), (BarGroup("a", (bar(10), bar(50))),), Decimal(100)
    )

    assert widths(chart) == [int(SPAN * 0.1), SPAN // 2]


def test_figure_that_is_not_stated_is_a_dotted_frame_and_never_a_bar():
    chart = Chart("Money", ("",), (BarGroup("a", (bar(None),)), BarGroup("b", (bar(0),))))

    assert widths(chart) == [1]
    assert chart.svg.count('stroke-dasharray="2 3"') == 1


def test_every_bar_says_what_it_is_and_how_much():
    named = Bar(Decimal(2), "2 yuan", "local", "sand")
    chart = Chart(
        "Money", (), (BarGroup("roads", (Bar(Decimal(1), "1 yuan", "relief", "red"), named)),)
    )

    for words in ("roads", "relief", "1 yuan", "local", "2 yuan"):
        assert f">{words}</text>" in chart.svg
    assert chart.description == "roads: relief 1 yuan, local 2 yuan"


def test_looks_differ_in_lightness():
    """So that a grey print tells kinds of money apart, with their texture."""
    light = sorted(
        lightness(fill) for name, (fill, _dashes) in COLOURS.items() if name in KINDS.values()
    )

    assert all(after - before > 15 for before, after in pairwise(light))


def lightness(fill: str) -> int:
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return (299 * red + 587 * green + 114 * blue) // 1000


def test_chart_is_told_in_words():
    chart = Chart("Money", ("relief", "local"), (BarGroup("roads", (bar(1), bar(2))),))

    assert chart.description == "roads: relief 1, local 2"
    assert "<desc>roads: relief 1, local 2</desc>" in chart.svg


@pytest.mark.parametrize(
    "make",
    [
        lambda words: Chart(words, (words, "b"), (BarGroup(words, (bar(1), bar(2))),)),
        lambda words: Timeline(words, (Period(words, words, "2011"),)),
        lambda words: Deviations(words, (words,) * 4, (deviation(words, 10, 14, 1),)),
    ],
)
def test_any_text_makes_a_well_formed_picture(make):
    label = "<script>&\x0b" + "长" * 90

    svg = make(label).svg

    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "<script>" not in svg


def deviation(name: str, stated, computed, tolerance) -> Deviation:
    shown = (str(stated), str(computed))
    return Deviation(
        name,
        Decimal(stated),
        Decimal(computed),
        shown,
        str(computed - stated),
        Decimal(tolerance),
        str(tolerance),
        "rounding",
    )


def test_small_difference_is_told_on_a_scale_of_its_own():
    names = ("Stated", "Computed", "Difference", "Enlarged")
    small = Deviations("Sums", names, (deviation("a", 16_126_500, 16_127_000, 12_050),))
    none = Deviations("Sums", names, (deviation("a", 8, 8, 1),))

    assert small.description == "a: Stated 16126500, Computed 16127000, Difference 500 (rounding)"
    assert 'class="marker"' in small.svg and "+12050" in small.svg
    assert 'class="marker"' not in none.svg


def test_period_is_filled_only_between_its_stated_dates():
    known = Timeline("Sent", (Period("a", "b", "2011-03-01", "2012-02"),))
    open_ended = Timeline("Sent", (Period("a", "b", "2011"),))

    assert 'class="slate"' in known.svg
    assert 'class="slate"' not in open_ended.svg
    assert list(open_ended.years) == [2010, 2011, 2012]


def test_event_is_a_point():
    svg = Timeline("Honoured", (Period("a", "b", "2011-10-17", is_event=True),)).svg

    assert svg.count('class="marker"') == 1


def test_timeline_without_any_date_has_no_years():
    assert Timeline("Sent", (Period("a", "b", ""),)).years == range(0)
