"""No character becomes an empty box: a font draws it, or its number stands in its place."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from config.lib.fonts import SANS, code_points, font_for, spelled_out

HELD = frozenset.union(*map(code_points, SANS))
CHINESE = st.characters(min_codepoint=0x3400, max_codepoint=0x323AF, categories=["Lo"])
LARGE = {font: ImageFont.truetype(font, 40) for font in SANS}


def normal(letter: str) -> str:
    """The character that a compatible one is drawn as: U+F907 is 龜."""
    return unicodedata.normalize("NFC", letter)[0]


def drawn(letter: str, font) -> bytes:
    return bytes(LARGE[font].getmask(letter))


@given(letter=CHINESE)
@settings(deadline=None, max_examples=200)
def test_font_that_holds_a_character_draws_it(letter):
    for font in SANS:
        is_box = drawn(letter, font) == drawn("\U0010fffd", font)
        assert is_box is not bool({ord(letter), ord(normal(letter))} & code_points(font))


@given(text=st.text(max_size=20) | st.text(CHINESE, max_size=20))
@settings(deadline=None, max_examples=300)
def test_every_character_is_drawn_or_spelled_out(text):
    left = [one for one in spelled_out(text) if unicodedata.category(one)[0] not in "CMZ"]

    assert [one for one in left if not {ord(one), ord(normal(one))} & HELD] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水井 24 m² – “well”", "水井 24 m² – “well”"),
        ("㙓村", "㙓村"),
        ("𠮷山", "𠮷山"),
        ("𪛖山", "[U+2A6D6]山"),
        ("\uf907", "\uf907"),
        ("سلام", "[U+0633][U+0644][U+0627][U+0645]"),
        ("😀", "[grinning face]"),
    ],
)
def test_rare_character_is_drawn_where_a_font_holds_it(text, expected):
    assert spelled_out(text) == expected


def test_font_of_a_title_is_that_of_documents_unless_another_holds_more():
    assert font_for("水井") == SANS[0]
    assert "JP" in font_for("𠮷山").name
    assert font_for("𪛖山") == SANS[0]
