"""Forms of one page: labels left, values right, one project a sheet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.lib.spreadsheets.places import place_of
from records.imports.notices.cells.grid import Cell, Grid
from records.imports.notices.mapping import ColumnMapping, TableMapping
from records.imports.notices.words import headings
from records.imports.notices.words.amounts import parse_amount

LONGEST = 200  # rows of a form
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
        if isinstance(value, str):
            value = value.strip().rstrip(":：")
        return (
            headings.field_of(self.text.rstrip(":："))
            if isinstance(value, str) and headings.is_label(value)
            else ""
        )


def is_form(grid: Grid) -> bool:
    """Whether the left column holds the labels of one project: four fields, a name among them."""
    fields, rows, width = set(), 0, grid.width
    if len(grid.cells) > LONGEST:
        return False
    for row in grid.rows:
        anchors = _anchors(grid, row, width)
        filled = [one for one in anchors if one.text]
        if not filled or not filled[0].field:
            continue
        if len(filled) > 2 and all(one.field for one in filled):
            continue
        rows += 1
        fields |= {label.field for label, _value in _pairs(anchors)}
    return "name" in fields and len(fields) >= 4 and rows >= 2


def propose_form(grid: Grid) -> TableMapping:
    """The labels of a form, each with the cell of its value."""
    table = TableMapping("form", columns=[])
    group, group_ends, width = "", 0, grid.width
    for row in grid.rows:
        anchors = _anchors(grid, row, width)
        if row > group_ends:
            group = ""
        if below := _values_below(grid, anchors):
            outer = group if anchors[0] is below[0][0] else anchors[0].text
            table.columns += [_labelled(grid, label, value, outer) for label, value in below]
            continue
        if _opens_group(anchors):
            group, group_ends = anchors[0].text, row + anchors[0].height - 1
            anchors = anchors[1:]
        table.columns += [_labelled(grid, *pair, group) for pair in _pairs(anchors)]
    _mark_totals(table)
    table.first_row = min((place_of(one.place)[0] for one in table.columns), default=1)
    table.last_row = grid.last_row
    return table


def _opens_group(anchors: list[_Anchor]) -> bool:
    """Whether a row begins with a label over several rows: 投资概算（万元）."""
    first, second = [*anchors, None, None][:2]
    return bool(first and second and first.field and second.field and first.height > 1)


def _pairs(anchors: list[_Anchor]) -> Iterator[tuple[_Anchor, _Anchor]]:
    """Each label of a row with the box to its right."""
    at = 0
    while at + 1 < len(anchors):
        if anchors[at].field:
            yield anchors[at], anchors[at + 1]
            at += 1
        at += 1


def _values_below(grid: Grid, anchors: list[_Anchor]) -> list[tuple[_Anchor, _Anchor]]:
    """The labels of money that stand side by side, each with the figure below it."""
    labels = [one for one in anchors if one.field == "money"]
    below = [
        (one, _Anchor(one.row + 1, one.column, 1, grid.at(one.row + 1, one.column)))
        for one in labels
    ]
    stated = [pair for pair in below if parse_amount(pair[1].cell).is_stated]
    if len(labels) < 3 or len(labels) < len([one for one in anchors if one.text]) - 1:
        return []
    if len(stated) < 2:
        return []
    opens = below[0] is not stated[0] and below[0][0] is anchors[0]
    return [pair for pair in below[opens:] if not pair[1].field]


def _anchors(grid: Grid, row: int, width: int) -> list[_Anchor]:
    """The boxes that begin in a row, empty ones as well, from left to right."""
    anchors, column = [], 1
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
