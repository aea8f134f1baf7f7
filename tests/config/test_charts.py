"""Charts: bars as long as their figures, told in words, safe for any text."""

import re
from decimal import Decimal
from xml.etree import ElementTree

from config.lib.charts import SPAN, Bar, Chart, Group


def bar(value) -> Bar:
    return Bar(None if value is None else Decimal(value), str(value))


def widths(chart: Chart) -> list[int]:
    return [int(found) for found in re.findall(r'x="0" y="\d+" width="(\d+)"', chart.svg)]


def test_bars_are_as_long_as_their_figures():
    chart = Chart("Money", ("",), (Group("a", (bar(50),)), Group("b", (bar(100),))))

    assert widths(chart) == [SPAN // 2, SPAN]


def test_share_is_out_of_one_hundred():
    chart = Chart("Coverage", ("before", "after"), (Group("a", (bar(10), bar(50))),), Decimal(100))

    assert widths(chart)[-2:] == [SPAN // 10, SPAN // 2]


def test_figure_that_is_not_stated_or_zero_draws_no_error():
    chart = Chart("Money", ("",), (Group("a", (bar(None),)), Group("b", (bar(0),))))

    assert widths(chart) == [1, 1]


def test_chart_is_told_in_words():
    chart = Chart("Money", ("relief", "local"), (Group("roads", (bar(1), bar(2))),))

    assert chart.description == "roads: relief 1, local 2"
    assert "<desc>roads: relief 1, local 2</desc>" in chart.svg


def test_any_text_makes_a_well_formed_picture():
    label = "<script>&\x0b" + "长" * 90

    svg = Chart(label, (label, "b"), (Group(label, (bar(1), bar(2))),)).svg

    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "<script>" not in svg
