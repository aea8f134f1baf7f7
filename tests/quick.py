"""A plugin of pytest: as many tests as fit into a minute (`python3 run.py test --quick`).

The rule needs no list and so never grows old. Tests that need a browser or start processes of their
own are left out. The others are run in rounds, one test of every module a round: first all those
without a database, then the rest until the time is up.
"""

import os
import time
from collections import Counter

import pytest

SECONDS = 40  # with the end of the tests that have begun, and of pytest, under a minute
UNTIL = float(os.environ.setdefault("QUICK_TESTS_UNTIL", str(time.time() + SECONDS)))


@pytest.hookimpl(trylast=True)  # after the conftests and pytest-django have marked and sorted
def pytest_collection_modifyitems(config, items):
    left_out = [item for item in items if needs_more_than_a_minute(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = in_rounds([item for item in items if item not in set(left_out)])


def needs_more_than_a_minute(item) -> bool:
    """Whether it drives a browser, or is in a module that starts processes."""
    return item.get_closest_marker("browser") is not None or hasattr(item.module, "subprocess")


def in_rounds(items: list) -> list:
    """One of every module, then the next of every module; transactional tests come at the end.

    Within a module, the first case of every test comes before all further cases.
    """
    cases, rounds, places = Counter(), Counter(), {}
    for item in items:
        function = getattr(item, "originalname", None) or item.name
        cases[item.path, function] += 1
        places[item] = cases[item.path, function]
    ordered = []
    for item in sorted(items, key=places.__getitem__):
        rounds[item.path] += 1
        ordered.append((database_need(item), rounds[item.path], item))
    return [item for *_key, item in sorted(ordered, key=lambda one: one[:2])]


def database_need(item) -> int:
    """0 without a database, 1 with one, 2 when it is emptied afterwards and filled again."""
    if "transactional_db" in item.fixturenames:
        return 2
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return 2
    return int(bool(marker) or "db" in item.fixturenames)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item):
    """True, which says that the test is done with, when the time is up."""
    return True if database_need(item) and time.time() > UNTIL else None


def pytest_terminal_summary(terminalreporter):
    count = len(terminalreporter.stats.get("passed", ()))
    terminalreporter.write_line(f"{count} tests in a quick run. All: python3 run.py test")
