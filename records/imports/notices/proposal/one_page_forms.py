"""Forms of one page: labels left, values right, one project a sheet."""

import re
from dataclasses import dataclass

from records.imports.notices.cells.grid import Cell, Grid
from records.imports.notices.mapping import ColumnMapping, TableMapping
from records.imports.notices.words import headings
from records.imports.notices.words.amounts import parse_amount

NEEDED = (
    "name",
    "place",
    "content",
    "responsible_unit",
    "responsible_person",
    "start",
    "end",
    "period",
    "households",
    "persons",
    "performance_target",
)


@dataclass
class _Anchor:
    """A cell or merged box of a row."""

    row: int
    column: int
    height: int
    cell: Cell

    @property
    def text(self) -> str:
        return self.cell.printed.strip()

    @property
    def field(self) -> str:
        value = self.cell.value
        return (
            headings.field_of(self.text)
            if isinstance(value, str) and headings.is_label(value)
            else ""
        )


def is_form(grid: Grid) -> bool:
    """Whether the left column holds the labels of one project: four fields, a name among them."""
    fields, rows = set(), 0
    for row in grid.rows:
        anchors = _anchors(grid, row)
        filled = [one for one in anchors if one.text]
        if not filled or not filled[0].field:
            continue
        known = sum(1 for one in filled if one.field)
        rows += 1
        if known == len(filled) and len(filled) > 2:
            return False
        fields.add(filled[0].field)
    return "name" in fields and len(fields) >= 4 and rows >= 4


def propose_form(grid: Grid) -> TableMapping:
    """The labels of a form, each with the cell of its value."""
    table = TableMapping("form", columns=[])
    group = ""
    group_ends = 0
    for row in grid.rows:
        anchors = _anchors(grid, row)
        if row > group_ends:
            group = ""
        at = 0
        while at < len(anchors):
            one = anchors[at]
            following = anchors[at + 1] if at + 1 < len(anchors) else None
            if not one.field:
                at += 1
            elif one.height > 1 and following and following.field:
                group, group_ends = one.text, one.row + one.height - 1
                at += 1
            else:
                if following:
                    table.columns.append(_labelled(grid, one, following, group))
                at += 2
    _mark_totals(table)
    table.first_row = min((int(re.sub(r"\D", "", one.place)) for one in table.columns), default=1)
    table.last_row = grid.last_row
    return table


def _anchors(grid: Grid, row: int) -> list[_Anchor]:
    """The boxes that begin in a row, empty ones as well, from left to right."""
    anchors, column = [], 1
    width = grid.width
    while column <= width:
        top, left, bottom, right = grid.box_at(row, column)
        if top == row:
            anchors.append(_Anchor(row, left, bottom - top + 1, grid.at(row, left)))
        column = max(right, column) + 1
    return anchors


def _labelled(grid: Grid, label: _Anchor, value: _Anchor, group: str) -> ColumnMapping:
    path = [text for text in (group, label.text) if text]
    field = label.field
    if group and field in ("ignored", "content"):
        field = "money" if parse_amount(value.cell).is_stated else field
    column = ColumnMapping(
        grid.place(value.row, value.column),
        " / ".join(map(headings.label_of, path)),
        re.sub(r"[（(][^（()）]*[)）]$", "", headings.label_of(label.text))
        if field != "money"
        else headings.label_of(label.text),
        field,
        heading_cell=grid.place(label.row, label.column),
    )
    if field == "money":
        column.kind = headings.kind_of(label.text)
        column.stage = next(filter(None, map(headings.stage_of, reversed(path))), "")
        column.unit = headings.heading_unit(*path)
    return column


def _mark_totals(table: TableMapping) -> None:
    money = table.of_field("money")
    for column in money:
        others = [one for one in money if one is not column and not headings.is_total(one.label)]
        if headings.is_total(column.label) and others:
            column.field = "total"
