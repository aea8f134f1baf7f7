"""What a careful importer tells about sheets, tables and projects."""

from collections import Counter
from collections.abc import Iterable

from config.lib.spreadsheets.places import column_letter, column_number
from records.imports.notices.cells.grid import Grid
from records.imports.notices.mapping import SheetMapping
from records.imports.notices.proposal.name_lists import letters_joined, personal_columns
from records.imports.notices.rows.readings import Context, Reading
from records.imports.notices.understanding import MoneyRow, Notice, ProjectLine
from records.imports.notices.words.head_counts import is_scaled

FEW = 10  # groups of the same name that are named cell by cell


def warn_of_sheet(context: Context, grid: Grid, sheet: SheetMapping) -> None:
    """Warn of a sheet that is not read, or not all of it."""
    if grid.is_hidden:
        context.warn("hidden_sheet", sheet.name)
    elif sheet.role == "ignored" and grid.cells:
        context.warn("ignored_sheet", sheet.name)
    elif sheet.role == "summary":
        context.warn("summary_sheet_not_imported", sheet.name)
    if sheet.role != "ignored":
        _warn_of_columns(context, grid, sheet)


def _warn_of_columns(context: Context, grid: Grid, sheet: SheetMapping) -> None:
    for table in sheet.tables:
        if letters := personal_columns(table):
            context.warn("personal_data", sheet.name, letters_joined(letters))
    for column in sorted(grid.hidden_columns) if not sheet.reads_hidden_columns else ():
        if any(column in cells and not cells[column].is_empty for cells in grid.cells.values()):
            context.warn("hidden_column", sheet.name, column_letter(column - 1))


def warn_of_table(context: Context, reading: Reading, blanks: list[str]) -> None:
    """Warn of what holds for a whole table."""
    sheet, repeats = reading.sheet, reading.repeats
    if blanks:
        context.warn("blank_amount", sheet, "、".join(blanks))
    if repeats:
        onwards = " 起每页" if len(repeats) > 1 else ""
        context.warn("repeated_header", sheet, f"{repeats[0]}{onwards}")
    for row in sorted({line.row for line in reading.lines if line.is_hidden}):
        context.warn("hidden_row", sheet, str(row))
    _warn_unknown(context, reading)
    if reading.lines and not reading.table.first("name"):
        _warn_nameless(context, reading)
    for line in reading.lines:
        _warn_stages(context, line)


def _warn_unknown(context: Context, reading: Reading) -> None:
    """Warn of money without level, unit or stage, and of columns that nothing was made of."""
    table, sheet = reading.table, reading.sheet
    money = table.of_field("money")
    for column in table.of_field("households", "persons"):
        if is_scaled(column.heading):
            context.warn("unit_of_count", sheet, column.heading_cell, text=column.label)
    unspecified = [column for column in money if column.kind in ("", "unspecified")]
    kinds = {one.kind for line in reading.lines for one in line.money}
    if unspecified and "unspecified" in kinds:
        first = unspecified[0]
        context.warn("unknown_kind", sheet, first.heading_cell, label=first.label)
    if not table.unit and not all(column.unit for column in money):
        context.warn("unit_missing", sheet)
    if not table.stage and not all(column.stage for column in money):
        context.warn("stage_unknown", sheet)


def warn_of_unread(context: Context, grid: Grid, sheet: SheetMapping) -> None:
    """Warn of columns that hold something and were not read, and of cells beside the table."""
    for table in sheet.tables:
        if table.shape == "form":
            continue
        rows = [row for row in range(table.first_row, table.last_row + 1) if row in grid.cells]
        for column in table.visible().of_field("ignored"):
            number = column_number(column.place)
            if any(not grid.at(row, number).is_empty for row in rows):
                code = "unread_column" if column.heading else "unnamed_column"
                place = column.heading_cell if column.heading else column.place
                context.warn(code, sheet.name, place, label=column.label)
        _warn_stray(context, grid, sheet, rows)


def _warn_stray(context: Context, grid: Grid, sheet: SheetMapping, rows: list[int]) -> None:
    known = {column_number(one.place) for table in sheet.tables for one in table.columns}
    cells = [
        grid.place(row, number)
        for row in rows
        for number, cell in grid.filled(row)
        if number not in known
    ]
    if cells:
        context.warn("stray_cell", sheet.name, "、".join(cells[:FEW]))


def _warn_nameless(context: Context, reading: Reading) -> None:
    table = reading.table
    column = table.first("village") or table.first("town") or table.first("place")
    place = letter = (column or table.columns[0]).place
    if table.shape == "cross":
        rows = [line.row for line in reading.lines]
        place = f"{letter}{min(rows)}:{letter}{max(rows)}"
    context.warn("no_project_name", reading.sheet, place)


def _warn_stages(context: Context, line: ProjectLine) -> None:
    """A row whose allocated amount is another than the planned one."""
    planned = [one for one in line.money if one.stage == "planned"]
    allocated = [one for one in line.money if one.stage == "allocated"]
    if planned and allocated and _sum(planned) != _sum(allocated):
        cells = f"{planned[0].cell}:{allocated[-1].cell}"
        context.warn("stages_differ", line.sheet, cells, name=line.name or "")


def _sum(money: Iterable[MoneyRow]):
    return sum(one.yuan for one in money)


def warn_of_projects(notice: Notice, title_place: str, context: Context) -> None:
    """Warn of a county that nothing names, and of projects of the same name."""
    missing = {one.where for one in context.warnings if one.code == "county_missing"}
    if (
        notice.county is None
        and not missing
        and any(line.county is None for line in notice.projects)
    ):
        context.warn("county_missing", title_place or notice.projects[0].sheet)
    names = Counter(line.name for line in notice.projects if line.name)
    same = [line for line in notice.projects if names[line.name] > 1]
    in_town: dict[tuple, list[ProjectLine]] = {}
    for line in same:
        in_town.setdefault((line.town, line.name), []).append(line)
    groups = [lines for lines in in_town.values() if len(lines) > 1]
    if groups:
        notice.extras["same_name_groups"] = [[line.id for line in lines] for lines in groups]
    elsewhere = {line.name for line in same}
    if len(groups or elsewhere) > FEW:
        first = groups[0][0] if groups else same[0]
        column = first.cells.get("name", "").rstrip("0123456789")
        context.warn("same_name_projects", first.sheet, column, number=len(groups or elsewhere))
        return
    for name in dict.fromkeys(line.name for line in same):
        _warn_same_name(context, [line for line in same if line.name == name])


def _warn_same_name(context: Context, lines: list[ProjectLine]) -> None:
    cells: dict[str, list[str]] = {}
    for line in lines:
        cells.setdefault(line.sheet, []).append(line.cells.get("name", ""))
    where = "；".join(f"{sheet}!{'、'.join(places)}" for sheet, places in cells.items())
    context.warn("same_name_projects", where, text=lines[0].name)
