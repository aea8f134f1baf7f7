"""Workbooks made for a test: rows of values, and what is merged, formatted or hidden."""

import io
from decimal import Decimal

import openpyxl

from records.imports.notices.read_notice import read_notice
from records.imports.notices.understanding import Notice


def make_book(*sheets: dict) -> io.BytesIO:
    """An .xlsx of sheets: `rows`, and at will `name`, `merged`, `formats`, `hidden_rows`,
    `hidden_columns`, `is_hidden`."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        page = book.create_sheet(sheet.get("name", f"表{number}"))
        for row in sheet["rows"]:
            page.append([_stored(value) for value in row])
        for box in sheet.get("merged", ()):
            page.merge_cells(box)
        for cell, code in sheet.get("formats", {}).items():
            page[cell].number_format = code
        for row in sheet.get("hidden_rows", ()):
            page.row_dimensions[row].hidden = True
        for column in sheet.get("hidden_columns", ()):
            page.column_dimensions[column].hidden = True
        page.sheet_state = "hidden" if sheet.get("is_hidden") else "visible"
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _stored(value):
    return str(value) if isinstance(value, Decimal) and not value.is_finite() else value


TITLE = ["大宁县2012年财政扶贫资金项目计划表"]
UNIT = ["单位：万元"]
HEADINGS = ["序号", "项目名称", "建设地点", "中央资金", "省级资金"]


def plan_rows(*rows: list, headings=HEADINGS, title=TITLE, unit=UNIT) -> list[list]:
    """The rows of a plan: title, unit, headings, then `rows`."""
    return [title, unit, headings, *rows]


def read_rows(gazetteer, rows: list[list], **sheet) -> Notice:
    """What a workbook of one sheet is read as."""
    return read_notice(make_book({"rows": rows, **sheet}), "plan.xlsx", gazetteer)


def codes_of(notice: Notice) -> set[tuple[str, str]]:
    return {(warning.code, warning.where) for warning in notice.warnings}


def amounts_of(notice: Notice) -> list[tuple]:
    """Every amount: name of its project, kind, stage and yuan."""
    return [
        (line.name or line.town, money.kind, money.stage, money.yuan)
        for line in notice.projects
        for money in line.money
    ]
