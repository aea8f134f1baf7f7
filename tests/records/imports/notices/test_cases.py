"""Twelve workbooks as counties make them, and what a perfect reader understands of each."""

import gzip
import json
from pathlib import Path

import pytest

from records.imports.notices.read_notice import read_notice

CASES = Path(__file__).parents[3] / "data" / "notices"
EXPECTED = sorted(CASES.glob("*.expected.json*"))
FREE = {"made_up", "why", "message"}  # wording, and what the maker of the files says of them


def expected_of(path: Path) -> dict:
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)


def differences(expected, read, path=""):
    """Each place where what was read is not what was expected, in words."""
    if path == "checks":
        yield from differences(by_cell(expected), by_cell(read), "check")
    elif path == "warnings":
        missing = codes(expected) - codes(read)
        yield from (f"no warning {code} at {where}" for code, where in sorted(missing))
    elif isinstance(expected, dict):
        for key in expected.keys() - FREE:
            here = f"{path} {key}".strip()
            yield from differences(expected[key], read.get(key, "nothing"), here)
    elif isinstance(expected, list) and isinstance(read, list) and len(expected) == len(read):
        for number, pair in enumerate(zip(expected, read, strict=True), start=1):
            yield from differences(*pair, f"{path} {number}")
    elif expected != read:
        yield f"{path}: expected {expected!r}, read {read!r}"


def by_cell(checks) -> dict:
    return {f"{one['sheet']}!{one['cell']}": one for one in checks}


def codes(warnings) -> set:
    return {(one["code"], one["where"]) for one in warnings}


def test_every_case_is_here():
    assert len(EXPECTED) == 12


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name[:2])
def test_case_is_understood(path, gazetteer):
    name = path.name.partition(".expected")[0]

    with (CASES / name).open("rb") as file:
        read = read_notice(file, name, gazetteer).as_json()

    expected = expected_of(path)
    assert list(differences(expected, read)) == []
    assert by_cell(read["checks"]).keys() == by_cell(expected["checks"]).keys()
    assert len(read["checks"]) == len(expected["checks"])
