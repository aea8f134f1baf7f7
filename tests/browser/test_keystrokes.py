"""The model by which the work at a form is reckoned."""

import pytest

from tests.browser.keystrokes import AT_A_DESK, ON_A_PHONE, Effort, keys_of


@pytest.mark.parametrize(("text", "keys"), [("", 0), ("30万", 6), ("已打好。", 13), ("a-1", 3)])
def test_chinese_takes_four_keys_a_character(text, keys):
    assert keys_of(text) == keys


def test_seconds_are_those_of_what_was_done():
    effort = Effort(loads=1)
    effort.type("30万")
    effort.choose()

    assert (effort.keys, effort.controls, effort.moves, effort.thoughts) == (6, 3, 2, 3)
    assert round(effort.seconds(AT_A_DESK), 2) == round(9 * 0.28 + 3 * (1.1 + 1.35) + 0.8 + 2, 2)
    assert round(effort.seconds(ON_A_PHONE), 1) == round(9 * 0.3315 + 3 * (2.2 + 1.35) + 2, 1)
