"""Propose what each sheet, table and column of a workbook means."""

import re

from records.imports.notices.cells.formulas import compute_missing
from records.imports.notices.cells.grid import Book, Grid
from records.imports.notices.mapping import Mapping, SheetMapping, TableMapping
from records.imports.notices.proposal import surroundings as around
from records.imports.notices.proposal.column_fields import propose_table
from records.imports.notices.proposal.layout import find_blocks
from records.imports.notices.proposal.lines_around import Surroundings, surroundings_of
from records.imports.notices.proposal.name_lists import is_name_list
from records.imports.notices.proposal.one_page_forms import is_form, propose_form
from records.imports.notices.words.headings import stage_of
from records.imports.notices.words.localities import Gazetteer
from records.imports.notices.words.periods import plain_text


def propose(book: Book, gazetteer: Gazetteer) -> Mapping:
    """What each sheet, table and column of a workbook seems to mean."""
    compute_missing(book)
    mapping = Mapping([_propose_sheet(grid) for grid in book.grids])
    surroundings = surroundings_of(book, mapping)
    title, _sheet = find_title(mapping, surroundings)
    mapping.year = _year(title, surroundings)
    county, _written = gazetteer.county_in(title or "")
    mapping.county = county.code if county else ""
    stage = stage_of(title or "") or _stage_of_notes(surroundings)
    unit = next(filter(None, map(around.unit_of, surroundings.values())), None)
    for sheet in mapping.sheets:
        here = surroundings[sheet.name]
        own_title = around.title_of(here)
        above = 0
        for table in sheet.tables:
            between = here.between(above, table.first_header)
            above = max(above, table.last_row)
            table.stage = _stage_of_lines(between) or stage_of(own_title or "") or stage
            nearest = around.unit_of(between) or around.unit_of(here) or unit
            table.unit = nearest.name if nearest else ""
            table.town = around.town_of_title(own_title, sheet.name)
    _find_roles(book, mapping)
    return mapping


def _stage_of_lines(here: Surroundings) -> str:
    """The stage that the last title over a table names."""
    titles = [line.text for line in here.lines if around.is_title(line, is_numbered=True)]
    return next(filter(None, map(stage_of, reversed(titles))), "")


def _propose_sheet(grid: Grid) -> SheetMapping:
    sheet = SheetMapping(grid.name)
    if not grid.cells:
        sheet.role, sheet.why = "ignored", "empty"
    elif is_form(grid):
        sheet.tables = [propose_form(grid)]
    else:
        blocks = find_blocks(grid)
        sheet.tables = [propose_table(grid, block) for block in blocks]
        sheet.tables = [
            table for table in sheet.tables if _is_table_of_money(table)
        ] or sheet.tables
    if sheet.role == "data" and not any(
        _is_table_of_money(table) or is_name_list(table) for table in sheet.tables
    ):
        sheet.role, sheet.why = "ignored", "no_projects"
    if grid.is_hidden:
        sheet.role, sheet.why = "ignored", "hidden"
    return sheet


def _is_table_of_money(table: TableMapping) -> bool:
    return bool(
        table.of_field("money", "total", "grand_total")
        or (table.first("name") and table.last_row >= table.first_row)
    )


def _find_roles(book: Book, mapping: Mapping) -> None:
    """Lists of persons, and sheets that only gather what others list."""
    for sheet in mapping.sheets:
        if any(is_name_list(table) for table in sheet.tables):
            sheet.role, sheet.why = "personal", "personal"
    data = [sheet for sheet in mapping.sheets if sheet.role == "data"]
    detailed = [sheet for sheet in data if any(_is_detailed(table) for table in sheet.tables)]
    for sheet in data:
        others = [one for one in detailed if one is not sheet]
        if others and sheet not in detailed and _gathers(book, sheet, others):
            sheet.role, sheet.why = "summary", "summary"


def _is_detailed(table: TableMapping) -> bool:
    return (
        table.shape == "form"
        or table.first("name") is not None
        or table.first("village") is not None
    )


def _gathers(book: Book, sheet: SheetMapping, others: list[SheetMapping]) -> bool:
    """Whether the rows of a sheet are the towns, or the sheets, of others."""
    if "汇总" in sheet.name or "总表" in sheet.name:
        return True
    grid = book.grid(sheet.name)
    formulas = [
        cell.formula for row in grid.cells.values() for cell in row.values() if "!" in cell.formula
    ]
    return bool(formulas) or any(table.first("town") for table in sheet.tables)


def find_title(mapping: Mapping, surroundings: dict[str, Surroundings]) -> tuple[str | None, str]:
    """The title of the first sheet that has one, and its place."""
    for sheet in mapping.sheets:
        here = surroundings.get(sheet.name)
        if here and sheet.role in ("data", "summary") and (line := around.title_line(here)):
            return around.title_of(here), f"{sheet.name}!{line.place}"
    return None, ""


def _year(title: str | None, surroundings: dict[str, Surroundings]) -> int | None:
    texts = [title or ""] + [line.text for here in surroundings.values() for line in here.above]
    for text in texts:
        if match := re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", plain_text(text)):
            return int(match[1])
    day = next((day for here in surroundings.values() if (day := around.date_of(here))), None)
    return int(day.value[:4]) if day and day.value else None


def _stage_of_notes(surroundings: dict[str, Surroundings]) -> str:
    for here in surroundings.values():
        for line in here.lines:
            if stage := stage_of(line.text):
                return stage
    return ""
