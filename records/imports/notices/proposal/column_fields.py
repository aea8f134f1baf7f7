"""Propose what each column of a table means, from its heading and its values."""

import dataclasses
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from config.lib.spreadsheets.places import column_letter
from records.imports.notices.cells.grid import Grid
from records.imports.notices.mapping import ColumnMapping, TableMapping
from records.imports.notices.proposal.layout import Block
from records.imports.notices.words import headings
from records.imports.notices.words.amounts import parse_amount
from records.imports.notices.words.localities import is_town

SAMPLE = 60  # rows that are looked at
ONE_OF_A_KIND = ("serial", "name", "place", "county", "town", "village", "start", "end", "period")
TIME_GROUP = re.compile(r"时间|期限|时限|日期|起止|工期")
PEOPLE_GROUP = re.compile(r"受益|覆盖|人口|贫困户|搬迁")


@dataclass
class _Column:
    """A column while its meaning is sought."""

    number: int
    path: list[str]
    field: str = ""
    kind: str = ""
    stage: str = ""
    unit: str = ""
    group: str = ""
    town: str = ""
    numbers: int = 0
    texts: int = 0
    is_known: bool = True
    is_hidden: bool = False
    amounts: list[Decimal | None] = dataclasses.field(default_factory=list)  # of the rows looked at

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def parents(self) -> tuple[str, ...]:
        return tuple(self.path[:-1])

    @property
    def is_money(self) -> bool:
        return self.field in ("money", "total", "grand_total")


def propose_table(grid: Grid, block: Block) -> TableMapping:
    """The mapping of a table."""
    columns = [
        _Column(number, block.paths[number], is_hidden=number in grid.hidden_columns)
        for number in block.columns
    ]
    repeated = {row + line for row in block.repeats for line in range(block.depth)}
    rows = [row for row in block.body if row in grid.cells and row not in repeated][:SAMPLE]
    for column in columns:
        _count_values(grid, column, rows)
        column.field = _field_of(column)
    _keep_one_of_a_kind(columns)
    _find_name(columns)
    _take_unknown_figures(columns)
    for column in columns:
        _describe_money(column)
    _take_apart_periods(columns)
    _find_purposes(columns)
    _find_totals(columns)
    shape = "cross" if any(column.group or column.town for column in columns) else "list"
    return TableMapping(
        shape,
        block.first_header,
        block.last_header,
        block.last_header + 1,
        block.last_row,
        columns=_mapped(grid, block, columns),
    )


def _count_values(grid: Grid, column: _Column, rows: list[int]) -> None:
    for row in rows:
        cell = grid.at(row, column.number)
        column.amounts.append(None)
        if cell.is_uncached and cell.is_empty:
            column.numbers += 1
        elif not cell.is_empty:
            amount = parse_amount(cell)
            column.amounts[-1] = amount.yuan
            column.numbers += amount.is_stated
            column.texts += not amount.is_stated and amount.mark != "not_applicable"


def _field_of(column: _Column) -> str:
    leaf = headings.field_of(column.leaf)
    outer = "/".join(column.parents)
    if TIME_GROUP.search(outer) and leaf in ("money", "", "status", "end", "start"):
        return _time_field(column.leaf) or leaf
    if PEOPLE_GROUP.search(outer) and (leaf in ("money", "") or headings.is_total(column.leaf)):
        return "ignored"
    if leaf == "kind_of_money" and column.numbers > column.texts:
        return "money"
    if leaf == "money" and column.texts > column.numbers:
        return "ignored"
    if leaf == "content" and column.numbers > column.texts:
        return "ignored"
    return leaf


def _time_field(leaf: str) -> str:
    if re.search(r"开|始|起", leaf):
        return "start"
    return "end" if re.search(r"完|竣|止|结束|验收", leaf) else ""


def _keep_one_of_a_kind(columns: list[_Column]) -> None:
    """The first column of a field that a row has once; of two, the one that is filled."""
    for field in ONE_OF_A_KIND:
        same = [column for column in columns if column.field == field]
        best = max(
            same,
            key=lambda one: (not one.is_hidden, one.texts + one.numbers > 0, -one.number),
            default=None,
        )
        for column in same:
            if column is not best:
                column.field = "ignored"


def _find_name(columns: list[_Column]) -> None:
    """Words under an unknown heading right behind the serial number name what the row is of."""
    fields = [column.field for column in columns]
    if "name" in fields or "serial" not in fields[:-1]:
        return
    column = columns[fields.index("serial") + 1]
    if column.path and not column.field and column.texts > column.numbers:
        column.field = "name"


def _take_apart_periods(columns: list[_Column]) -> None:
    """Money of this month or quarter is part of the cumulative money beside it: not both."""
    is_cumulative = any(column.is_money and "累计" in column.leaf for column in columns)
    for column in columns:
        if is_cumulative and column.is_money and re.match("本[月季期]|当[月季期]", column.leaf):
            column.field = "ignored"


def _take_unknown_figures(columns: list[_Column]) -> None:
    """Figures under a heading that is no known word: a purpose or a town of money."""
    has_money = any(column.is_money for column in columns)
    has_name = any(column.field == "name" for column in columns)
    for column in columns:
        column.is_known = bool(column.field) or not column.path
        if column.field or not column.path or column.numbers <= column.texts:
            column.field = column.field or "ignored"
            continue
        gathered = any(headings.field_of(parent) == "money" for parent in column.parents)
        if gathered or (not has_name and (has_money or _is_place_table(columns))):
            column.field = "money"
        else:
            column.field = "ignored"


def _is_place_table(columns: list[_Column]) -> bool:
    return any(column.field in ("town", "place", "village") for column in columns)


def _describe_money(column: _Column) -> None:
    if not column.is_money:
        return
    column.unit = headings.heading_unit(*column.path)
    own = headings.kind_of(column.leaf)
    outer = [headings.kind_of(parent) for parent in reversed(column.parents)]
    known = [kind for kind in (own, *outer) if kind != "unspecified"]
    column.kind = known[0] if known else "unspecified"
    stages = [headings.stage_of(text) for text in reversed(column.path)]
    column.stage = next(filter(None, stages), "")
    if is_town(column.leaf):
        column.town = column.leaf


def _find_purposes(columns: list[_Column]) -> None:
    """Groups of columns that name a purpose of money, in a table without project names."""
    if any(column.town for column in columns):
        _find_row_labels(columns)
    if any(column.field in ("name", "village") for column in columns):
        return
    for column in columns:
        if not column.is_money or column.town:
            continue
        if column.parents and not headings.is_generic_group(column.parents[0]):
            column.group = headings.label_of(column.parents[0])
        elif not column.is_known:
            column.group = headings.label_of(column.leaf)


def _find_row_labels(columns: list[_Column]) -> None:
    """Towns stand across: the words at the left say what the rows are of."""
    fields = {column.field for column in columns}
    first = next((one for one in columns if one.texts > one.numbers and not one.is_money), None)
    if first and not fields & {"name", "kind_of_money", "content"}:
        first.field = "content"


def _find_totals(columns: list[_Column]) -> None:
    """Columns that add up others of the same row."""
    money = [column for column in columns if column.is_money]
    for column in money:
        if _is_sum(column, money):
            column.field = "total" if column.group else "grand_total"
    has_groups = any(column.group or column.town for column in money)
    for column in money:
        if column.field == "grand_total" and not has_groups:
            column.field = "total" if _parts_of(column, money) else "money"
        elif column.field == "total" and not _parts_of(column, money):
            column.field = "money"
    if {column.stage for column in money} & {"received", "spent"}:
        _plan_investments(money)


def _is_sum(column: _Column, money: list[_Column]) -> bool:
    """Whether a heading names a total, or stands before its parts: 投资, 其中：中央, 省级."""
    if headings.is_total(column.leaf):
        return True
    if "累计" in column.leaf:
        return len(_months(column, money)) > 1
    following = money[money.index(column) + 1 : money.index(column) + 2]
    has_total = any(headings.is_total(one.leaf) for one in money)
    if not has_total and _adds_up(column, money[money.index(column) + 1 :]):
        return True
    opens = any(re.match("其中", text.strip()) for one in following for text in one.path)
    return opens and not has_total and not any("其中" in text for text in column.path)


def _adds_up(column: _Column, following: list[_Column]) -> bool:
    """Whether the amounts of a column are the sums of those behind it, in two rows at least."""
    rows = [
        (amount, [one.amounts[at] for one in following])
        for at, amount in enumerate(column.amounts)
        if amount
    ]
    if len(following) < 2 or len(rows) < 2 or column.kind != "unspecified":
        return False
    return all(amount == sum(filter(None, parts), Decimal(0)) for amount, parts in rows)


def _plan_investments(money: list[_Column]) -> None:
    """总投资 beside what was received or spent is what was planned."""
    for column in money:
        if column.field == "money" and not column.stage and headings.is_total(column.leaf):
            column.stage = "planned"


def _months(total: _Column, money: list[_Column]) -> list[_Column]:
    """The months that stand beside a cumulative amount."""
    same = [column for column in money if column.parents == total.parents]
    return [column for column in same if re.fullmatch(r"\d{1,2}月份?", column.leaf)]


def _parts_of(total: _Column, money: list[_Column]) -> list[_Column]:
    """The columns that a total may be the sum of: of its group, else of its stage."""
    return [
        column
        for column in money
        if column.field == "money"
        and not column.is_hidden
        and column.parents[: len(total.parents)] == total.parents
        and _is_of_stage(column, total)
    ]


def _is_of_stage(column: _Column, total: _Column) -> bool:
    """Whether a total may add up a column: 总投资 is no sum of what was received or spent."""
    if column.stage == total.stage or not column.stage:
        return True
    return not total.stage and "投资" not in total.leaf


def _mapped(grid: Grid, block: Block, columns: list[_Column]) -> list[ColumnMapping]:
    labels = _labels(columns)
    mapped = []
    for column in columns:
        if not column.path and not column.numbers and not column.texts:
            continue
        mapped.append(
            ColumnMapping(
                column_letter(column.number - 1),
                " / ".join(map(headings.label_of, column.path)),
                labels[column.number],
                column.field,
                column.kind if column.is_money else "",
                column.stage if column.is_money else "",
                column.unit,
                column.group,
                column.town,
                _heading_cell(grid, block, column.number),
                column.is_hidden,
            )
        )
    return mapped


def _labels(columns: list[_Column]) -> dict[int, str]:
    """How each column is quoted: by its own heading; money of which several have the same one by
    the outermost group as well, or else the nearest, or all of them."""
    labels = {column.number: headings.label_of(column.leaf) for column in columns}
    money = [column for column in columns if column.is_money and column.parents]
    for parents in (slice(0, 1), slice(-1, None), slice(None)):
        often = Counter(labels[column.number] for column in columns if column.is_money)
        for column in money:
            if often[labels[column.number]] > 1 or (column.group and parents == slice(0, 1)):
                path = [*column.parents[parents], column.leaf]
                labels[column.number] = "/".join(map(headings.label_of, path))
    return labels


def _heading_cell(grid: Grid, block: Block, number: int) -> str:
    for row in range(block.first_header, block.last_header + 1):
        if not grid.unfolded(row, number).is_empty:
            top, left, _bottom, _right = grid.box_at(row, number)
            return grid.place(top, left)
    return grid.place(block.first_header, number)
