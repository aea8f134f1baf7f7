"""Count a list of persons against the table that it belongs to; nothing of it is imported."""

import re
from decimal import Decimal

from config.lib.spreadsheets.places import column_number
from records.imports.notices.cells.grid import Cell, Grid
from records.imports.notices.mapping import ColumnMapping, SheetMapping, TableMapping
from records.imports.notices.proposal.name_lists import PERSON
from records.imports.notices.rows.readings import Context
from records.imports.notices.understanding import ProjectLine, money_text
from records.imports.notices.words.amounts import parse_amount
from records.imports.notices.words.headings import TOTAL_LABEL


def check_list(grid: Grid, sheet: SheetMapping, lines: list[ProjectLine], context: Context) -> dict:
    """Persons and amounts of a list beside those of the table, by town."""
    table = sheet.tables[0]
    person = next((one for one in table.columns if PERSON.search(one.heading)), None)
    money = next((one for one in table.columns if one.field in ("money", "total")), None)
    town = table.first("town")
    persons, amount = 0, Decimal(0)
    by_town: dict[str, int] = {}
    for row in range(table.first_row, table.last_row + 1):
        if person is None or _is_sum(grid, row, table) or _cell(grid, row, person).is_empty:
            continue
        persons += 1
        name = grid.unfolded(row, column_number(town.place)).printed.strip() if town else ""
        by_town[name] = by_town.get(name, 0) + 1
        if money:
            amount += parse_amount(_cell(grid, row, money), money.unit or table.unit).yuan or 0
    stated = sum(line.persons or 0 for line in lines)
    stated_amount = sum((one.yuan for line in lines for one in line.money), Decimal(0))
    towns = {line.town: line.persons for line in lines if line.town}
    agrees = persons == stated and (money is None or amount == stated_amount)
    if lines and not agrees:
        context.warn("list_mismatch", sheet.name, persons=persons, stated=stated)
    return {
        "sheet": sheet.name,
        "persons_listed": persons,
        "persons_stated": stated,
        "amount_listed_yuan": money_text(amount),
        "amount_stated_yuan": money_text(stated_amount),
        "agrees": agrees,
        "by_town": {name: [by_town.get(name, 0), towns.get(name)] for name in towns},
    }


def _cell(grid: Grid, row: int, column: ColumnMapping) -> Cell:
    return grid.at(row, column_number(column.place))


def _is_sum(grid: Grid, row: int, table: TableMapping) -> bool:
    return any(
        TOTAL_LABEL.fullmatch(re.sub(r"\s+", "", _cell(grid, row, column).printed))
        for column in table.columns
    )
