"""The amounts of a row: money, marks of cells without an amount, totals of the row."""

import re
from decimal import Decimal

from config.lib.money import FEN
from records.imports.notices.mapping import ColumnMapping
from records.imports.notices.rows.readings import Reading
from records.imports.notices.rows.row_fields import RowFields
from records.imports.notices.understanding import MoneyMark, MoneyRow, ProjectLine, StatedTotal
from records.imports.notices.words.amounts import Amount, parse_amount
from records.imports.notices.words.headings import kind_of

SIX = Decimal("0.000001")
HALF_PRINTED = Decimal("0.00005")  # of a ratio in percent with two decimals
RATIOS = (
    ("spent", "planned"),
    ("spent", "received"),
    ("spent", "allocated"),
    ("received", "allocated"),
    ("received", "planned"),
)
BELOW_FEN = "below_fen"
PLAIN_NUMBER = re.compile(r"\s*\d+(\.\d+)?\s*", re.ASCII)


class RowMoney(RowFields):
    """Reads the money of a row."""

    reading: Reading
    blanks: list[str]
    row_money: dict[str, MoneyRow]  # of the row that is read, by the place of its column

    def _read_money(self, line: ProjectLine, row: int, columns: list[ColumnMapping]) -> None:
        self.row_money = {}
        for column in columns:
            if column.field == "money":
                self._read_amount(line, row, column)
        for column in columns:
            if column.field == "total" and self._is_covered(row, column):
                self._add_to_total(line, row, column)
            elif column.field == "total":
                self._read_total(line, row, column)
        _sharpen_shares(line)

    def _read_amount(self, line: ProjectLine, row: int, column: ColumnMapping) -> None:
        if self._is_covered(row, column):
            return
        amount = self._amount(row, column)
        place = self._place(row, column)
        if not amount.is_stated:
            mark = MoneyMark(self.grid.name, place, column.label, amount.printed, amount.mark)
            line.marks.append(mark)
            self._warn_mark(row, column, amount)
            return
        money = MoneyRow(
            self._kind(row, column),
            column.label,
            column.stage or self.table.stage,
            amount.yuan,
            amount.printed,
            column.unit or self.table.unit,
            amount.qualifier,
            self._document(row),
            self.grid.name,
            place,
            amount.step,
        )
        line.money.append(money)
        self.row_money[column.place] = money
        self.reading.by_column.setdefault(column.place, {}).setdefault(line.id, []).append(money)
        self.reading.note_step(amount)
        self._warn_amount(row, column, amount)

    def _read_total(self, line: ProjectLine, row: int, column: ColumnMapping) -> None:
        amount = self._amount(row, column)
        if not amount.is_stated:
            return
        total = StatedTotal(
            column.label,
            column.stage or self.table.stage,
            amount.yuan,
            self._parts(column),
            self.grid.name,
            self._place(row, column),
            column.unit or self.table.unit,
        )
        line.totals.append(total)
        self.reading.note_step(amount)
        self._warn_amount(row, column, amount)

    def _parts(self, column: ColumnMapping) -> Decimal:
        """What the row states in the columns that a total adds up."""
        places = [one.place for one in self.table.parts_of(column)]
        money = [self.row_money[place].yuan for place in places if place in self.row_money]
        return sum(money, Decimal(0))

    def _add_to_total(self, line: ProjectLine, row: int, column: ColumnMapping) -> None:
        """One more row of a project whose total is merged down over all of its rows."""
        top = self.grid.box_at(row, self.numbers[column.place])[0]
        for total in line.totals:
            if total.cell == f"{column.place}{top}":
                total.parts += self._parts(column)

    def _kind(self, row: int, column: ColumnMapping) -> str:
        named = self.fields.get("kind_of_money")
        if column.kind == "unspecified" and named and (text := self._text(row, named)):
            return kind_of(text)
        if column.kind in ("", "unspecified"):
            return self.context.funding_kind or "unspecified"
        return column.kind

    def _document(self, row: int) -> str | None:
        column = self.fields.get("document")
        return (self._text(row, column) or None) if column else None

    def _amount(self, row: int, column: ColumnMapping) -> Amount:
        cell = self._cell(row, column)
        if cell.is_uncached:
            self._warn("no_cached_value", row, column)
        amount = parse_amount(cell, column.unit or self.table.unit)
        if self.grid.is_text and PLAIN_NUMBER.fullmatch(amount.printed):
            amount.oddities = [one for one in amount.oddities if one != "text_number"]
        if amount.yuan is not None and amount.yuan % FEN:
            return Amount(mark="unreadable", printed=amount.printed, oddities=[BELOW_FEN])
        return amount

    def _warn_mark(self, row: int, column: ColumnMapping, amount: Amount) -> None:
        if amount.mark == "unknown":
            self.blanks.append(self._place(row, column))
        elif amount.mark == "unreadable":
            code = BELOW_FEN if BELOW_FEN in amount.oddities else "unreadable_amount"
            self._warn(code, row, column, text=amount.printed)

    def _warn_amount(self, row: int, column: ColumnMapping, amount: Amount) -> None:
        unit = column.unit or self.table.unit
        for code in amount.oddities:
            self._warn(code, row, column, text=amount.printed, unit=amount.named_unit, heading=unit)


def _sharpen_shares(line: ProjectLine) -> None:
    """A ratio printed in percent is as exact as the amounts that it is of, where they give it."""
    stages = {money.stage: money.yuan for money in line.money if money.kind}
    if len(stages) != len(line.money):
        return
    exact = [
        (stages[above] / stages[below]).quantize(SIX)
        for above, below in RATIOS
        if above in stages and stages.get(below)
    ]
    for share in line.shares:
        near = [ratio for ratio in exact if abs(ratio - share.ratio) <= HALF_PRINTED]
        share.ratio = near[0] if near else share.ratio
