"""A workbook that is sent while it is made, read back by libraries that did not write it."""

import io
from decimal import Decimal

import openpyxl
import pytest
import python_calamine

from config.lib.spreadsheets import write_xlsx
from config.lib.spreadsheets.write_xlsx import workbook_parts

HOSTILE = '<c> & "x" _x0041_ \x0b\ufffe 字 😀\r\n=1+1'
KEPT = '<c> & "x" _x0041_  字 😀\r\n=1+1'


def book(rows, names=("a", "b")):
    return io.BytesIO(b"".join(workbook_parts(rows, names)))


def test_values_come_back_as_they_were():
    rows = [
        (1, Decimal("16126500.37")),
        (True, None),
        (HOSTILE, ""),
        ("  two  ", Decimal("-0.10")),
        (12345678901234567, "x" * 40_000),
    ]

    file = book(rows)
    _heading, *found = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    file.seek(0)
    again = python_calamine.load_workbook(file).get_sheet_by_index(0).to_python()

    assert found[0] == (1, 16126500.37)
    assert found[1] == (True, None)
    assert found[2] == (KEPT.replace("_x0041_", "_x005F_x0041_"), None)  # openpyxl reads no codes
    assert found[3] == ("  two  ", -0.1)
    assert found[4][0] == "12345678901234567"
    assert len(found[4][1]) == 32_767 and found[4][1].endswith("whole in CSV and JSON)")
    assert again[0] == ["a", "b"]
    assert [row[0] for row in again[3:]] == [KEPT, "  two  ", "12345678901234567"]


@pytest.mark.parametrize(("rows", "expected"), [(0, [1]), (3, [4]), (4, [4, 2]), (7, [4, 4, 2])])
def test_rows_go_on_in_the_next_sheet(monkeypatch, rows, expected):
    monkeypatch.setattr(write_xlsx, "MAX_ROWS", 3)

    sheets = openpyxl.load_workbook(book([(one, "x") for one in range(rows)])).worksheets

    assert [sheet.max_row for sheet in sheets] == expected
    assert {sheet["A1"].value for sheet in sheets} == {"a"}
    assert {sheet.freeze_panes for sheet in sheets} == {"A2"}
    numbers = [value for sheet in sheets for (value,) in sheet.iter_rows(2, None, 1, 1, True)]
    assert numbers == list(range(rows))


def test_sheet_ends_before_it_is_too_large_for_its_archive(monkeypatch):
    monkeypatch.setattr(write_xlsx, "MAX_SIZE", 1000)
    monkeypatch.setattr(write_xlsx, "AT_ONCE", 10)

    sheets = openpyxl.load_workbook(book([(one, "x") for one in range(100)])).worksheets

    assert len(sheets) > 2
    assert sum(sheet.max_row - 1 for sheet in sheets) == 100


def test_first_bytes_leave_before_the_last_row_is_asked_for():
    asked = []

    def rows():
        for one in range(200_000):
            asked.append(one)
            yield one, f"row {one}"

    next(iter(workbook_parts(rows(), ("a", "b"))))

    assert len(asked) < 100_000
