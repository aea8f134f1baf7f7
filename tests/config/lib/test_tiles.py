"""Maps of tiles and columns by year: where they stand, what they say, safe for any text."""

import itertools
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from config.lib.charts.tiles import MOST_POINTS, STEPS, Tile, TileMap, step_of


def tile(**changes) -> Tile:
    return Tile(**{"row": 1, "column": 1, "label": "晋", "words": "Shanxi: 1 yuan", **changes})


def drawn(*tiles: Tile) -> str:
    return TileMap("Map", "One tile each.", tiles).svg


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("value", "step"), [(None, 0), (0, 0), (1, 1), (24, 1), (25, 2), (50, 3), (75, 4), (100, 4)]
)
def test_step_is_a_quarter_of_the_largest(value, step):
    assert step_of(None if value is None else Decimal(value), Decimal(100)) == step


def test_ink_reads_on_every_step_and_steps_differ_in_grey():
    light = [luminance(colour) for colour in STEPS]

    inks = (luminance("#1c2024"),) * 3 + (1.0,)
    contrasts = [(max(pair) + 0.05) / (min(pair) + 0.05) for pair in zip(light, inks, strict=True)]

    assert min(contrasts) >= 4.5
    assert light == sorted(light, reverse=True)
    assert min(a - b for a, b in itertools.pairwise(light)) > 0.1


def test_tiles_stand_in_rows_and_columns_and_never_on_each_other():
    tiles = [tile(row=row, column=column) for row in (1, 2, 8) for column in (1, 5, 8)]

    places = re.findall(r'class="tile [^"]*" x="(\d+)" y="(\d+)" width="(\d+)"', drawn(*tiles))

    assert len(set(places)) == len(tiles)
    xs = sorted({int(x) for x, _y, _side in places})
    assert all(right - left > int(places[0][2]) for left, right in itertools.pairwise(xs))


def test_map_is_told_in_words():
    svg = drawn(tile(step=4), tile(column=2, words="Henan: nothing"))

    assert "<title>Map</title><desc>One tile each.; Shanxi: 1 yuan</desc>" in svg
    assert "<title>Henan: nothing</title>" in svg


def test_map_with_links_is_no_picture():
    assert 'role="img"' in drawn(tile())
    assert 'role="group"' in drawn(tile(address="/counties/"))


def test_shared_tile_is_hatched_and_keeps_its_name():
    svg = drawn(tile(is_shared=True))

    assert svg.count('class="hatch"') == svg.count('class="plate"') == 1
    assert svg.index("hatch") < svg.index("晋</text>")


def test_points_are_counties_up_to_a_number():
    few, many = drawn(tile(filled=2, hollow=1)), drawn(tile(filled=MOST_POINTS + 1))

    assert few.count("h0") == 3 + 1  # three points, a hole in one of them
    assert "h0" not in many and f">{MOST_POINTS + 1}</text>" in many


def test_map_is_safe_for_any_text():
    svg = drawn(tile(label="<b>", words='"><script>', address='/?a="b"&c'))

    ElementTree.fromstring(svg)
    assert "<script>" not in svg and "<b>" not in svg
