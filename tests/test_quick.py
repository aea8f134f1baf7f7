"""The rule of `run.py test --quick`: what it leaves out, and in which order it takes the rest."""

import types
from pathlib import Path

import pytest

from tests import quick


class Item:
    """As much of a collected test as the rule looks at."""

    def __init__(self, module: str, name: str, *needs: str, **names):
        self.path, self.originalname, self.fixturenames = Path(module), name, needs
        self.markers = [pytest.mark.browser.mark] if "browser" in needs else []
        self.module = types.SimpleNamespace(**names)

    def get_closest_marker(self, name: str):
        return next((mark for mark in self.markers if mark.name == name), None)


def test_browsers_and_processes_are_left_out():
    assert quick.needs_more_than_a_minute(Item("a", "test_page", "browser"))
    assert quick.needs_more_than_a_minute(Item("a", "test_kill", subprocess=None))
    assert not quick.needs_more_than_a_minute(Item("a", "test_sum", "db"))


def test_every_module_has_its_turn_before_any_has_a_second():
    items = [Item("a", "one"), Item("a", "one"), Item("a", "two"), Item("b", "one")]

    assert quick.in_rounds(items) == [items[0], items[3], items[2], items[1]]


def test_database_comes_later_and_emptied_databases_come_last():
    emptied, plain, pure = (
        Item("a", "one", "transactional_db"),
        Item("b", "one", "db"),
        Item("c", "one"),
    )

    assert quick.in_rounds([emptied, plain, pure]) == [pure, plain, emptied]
