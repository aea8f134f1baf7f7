"""Compare the sums that a file states with the lines they gather."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from config.lib.spreadsheets.places import column_number
from records.imports.notices.cells.formulas import FormulaError, ranges_of
from records.imports.notices.mapping import ColumnMapping
from records.imports.notices.rows.lines import SECTION_SUM
from records.imports.notices.rows.readings import Context, Reading, SumRow
from records.imports.notices.understanding import Check, MoneyRow, ProjectLine, StatedTotal
from records.imports.notices.words.headings import normalized


def within_rounding(difference: Decimal, numbers: int, step: Decimal | None) -> bool:
    """Whether a difference is at most half a printed step for each number added and the total."""
    return abs(difference) <= (step or Decimal(0)) / 2 * (numbers + 1)


def check_tables(readings: Sequence[Reading], context: Context) -> list[Check]:
    """The checks of all data tables; lines state their own totals."""
    everyone = [line.id for reading in readings for line in reading.lines]
    checks: list[Check] = []
    for reading in readings:
        for line in reading.lines:
            for total in line.totals:
                _warn_total(reading, line, total, context)
        checks += _row_checks(reading, context)
        for sums in reading.sums:
            ids = _gathered(reading, sums, everyone)
            checks += _sum_checks(reading, sums, ids, everyone, context)
    return checks


def _warn_total(reading: Reading, line: ProjectLine, total: StatedTotal, context: Context) -> None:
    difference = total.yuan - total.parts
    if not difference:
        return
    context.warn(
        "row_total_mismatch", total.sheet, total.cell, label=total.label, difference=difference
    )


def _row_checks(reading: Reading, context: Context) -> list[Check]:
    """The totals over all purposes that the rows of a cross table state."""
    checks = []
    for total in reading.grand_totals:
        column = total.column
        check = _check(
            reading,
            "subtotal",
            f"{total.label}{normalized(column.heading.split(' / ')[-1])}",
            total.ids,
            column,
            total.money,
            total.amount.yuan,
            f"{column.place}{total.row}",
        )
        checks.append(check)
        warn_check(check, context)
    return checks


def _gathered(reading: Reading, sums: SumRow, everyone: list[int]) -> list[int]:
    """The lines that a sum gathers: of the places it may mean, the first that agrees best."""
    best, most = [], -1
    for ids in _candidates(reading, sums, everyone):
        agreed = _agreement(reading, sums, ids) if ids else -1
        if agreed > most:
            best, most = ids, agreed
        if most == len(sums.amounts):
            break
    return best


def _candidates(reading: Reading, sums: SumRow, everyone: list[int]) -> Iterable[list[int]]:
    rows = reading.rows_of
    own = [line.id for line in reading.lines]
    borders = [one.row for one in reading.sums if one.level >= sums.level and one is not sums]
    top = max((row for row in borders if row < sums.row), default=0)
    bottom = min((row for row in borders if row > sums.row), default=10**9)
    above = [one for one in own if top < rows[one] < sums.row]
    below = [one for one in own if sums.row < rows[one] < bottom]
    if sums.named.startswith(SECTION_SUM):
        section = sums.named.removeprefix(SECTION_SUM)
        return ([line.id for line in reading.lines if line.section == section], below, above)
    named = _named(reading, sums.named)
    if sums.level >= 2 and not named:
        sections = above if above != own else []
        return (own if not above or above == own else sections, own, below, everyone)
    nearest = _nearest(reading, sums)
    return (named, above, nearest, below, own)


def _nearest(reading: Reading, sums: SumRow) -> list[int]:
    """The lines between the sum before, of any level, and this one."""
    top = max((one.row for one in reading.sums if one.row < sums.row), default=0)
    return [one for one, row in reading.rows_of.items() if top < row < sums.row]


def _named(reading: Reading, name: str) -> list[int]:
    if not name:
        return []
    bare = normalized(name)
    return [
        line.id
        for line in reading.lines
        if bare in (line.town, line.village, line.section, line.content)
        or (line.town and line.town[:-1] == bare)
    ]


def _agreement(reading: Reading, sums: SumRow, ids: list[int]) -> int:
    agreed = 0
    for column in reading.table.columns:
        if amount := sums.amounts.get(column.place):
            parts = _money(reading, column, ids)
            agreed += sum((one.yuan for one in parts), Decimal(0)) == amount.yuan
    return agreed


def _money(reading: Reading, column: ColumnMapping, ids: Iterable[int]) -> list[MoneyRow]:
    """The money of some lines that a column holds, or that a column of totals adds up."""
    table = reading.table
    columns = [column]
    if column.field == "total":
        columns = [one for one in table.parts_of(column) if one.group == column.group]
    elif column.field == "grand_total":
        columns = table.of_field("money")
    held = [reading.by_column.get(one.place, {}) for one in columns]
    return [money for one in held for line in ids for money in one.get(line, ())]


def _sum_checks(reading: Reading, sums: SumRow, ids, everyone, context) -> list[Check]:
    checks = []
    is_all = len(ids) == len(everyone) and sums.level >= 2
    is_total = sums.level >= 2 and not sums.named and len(ids) == len(reading.lines)
    scope = "total" if is_all or is_total else "subtotal"
    for column in reading.table.columns:
        amount = sums.amounts.get(column.place)
        if amount is None:
            continue
        money = _money(reading, column, ids)
        check = _check(
            reading,
            scope,
            _label(reading, sums, column),
            None if is_all else ids,
            column,
            money,
            amount.yuan,
            f"{column.place}{sums.row}",
        )
        checks.append(check)
        warn_check(check, context)
        if any(one.qualifier for one in money) and column.field == "money":
            context.warn("approximate_total", check.sheet, check.cell, label=check.label)
        _warn_short_range(reading, sums, column, ids, context)
        if not amount.printed:
            continue
        for code in amount.oddities:
            context.warn(
                code,
                check.sheet,
                check.cell,
                text=amount.printed,
                unit=amount.named_unit,
                heading=check.unit,
            )
    return checks


def _label(reading: Reading, sums: SumRow, column: ColumnMapping) -> str:
    if reading.table.shape != "cross":
        return sums.label
    if column.field == "grand_total":
        last = normalized(column.label)
        return sums.label if sums.label.endswith(last) else sums.label + last
    return f"{sums.label} {column.label}"


def _check(reading, scope, label, ids, column, money, stated, cell) -> Check:
    parts = sum((one.yuan for one in money), Decimal(0))
    kinds, labels = None, None
    if column.field == "money":
        kinds = list(dict.fromkeys(one.kind for one in money)) or [column.kind]
        kinds = kinds if len(kinds) == 1 else None
        labels = [column.label]
    elif column.field == "total" and column.group:
        labels = [one.label for one in reading.table.of_field("money") if one.group == column.group]
    stages = [column.stage or reading.table.stage]
    if column.field != "money" and money:
        stages = list(dict.fromkeys(one.stage for one in money))
    return Check(
        scope,
        label,
        ids,
        kinds,
        stages,
        labels,
        stated,
        parts,
        within_rounding(stated - parts, len(money), reading.step),
        reading.sheet,
        cell,
        column.unit or reading.table.unit,
    )


def warn_check(check: Check, context: Context) -> None:
    """Warn where a sum differs from its parts."""
    if check.agrees:
        return
    code = "subtotal_mismatch" if check.scope == "subtotal" else "total_mismatch"
    if check.is_within_rounding:
        code = "rounding_difference"
    difference = check.stated - check.parts
    context.warn(code, check.sheet, check.cell, label=check.label, difference=difference)


def _warn_short_range(reading: Reading, sums: SumRow, column, ids, context) -> None:
    """A formula down its own column that leaves out a line that the sum is of."""
    number = column_number(column.place)
    cell = reading.grid.at(sums.row, number)
    if not cell.formula:
        return
    try:
        ranges = ranges_of(cell.formula, reading.grid)
    except FormulaError:
        return
    rows = {
        row
        for sheet, top, left, bottom, right in ranges
        if sheet == reading.sheet and left <= number <= right
        for row in range(top, min(bottom, reading.grid.last_row) + 1)
    }
    if not rows:
        return
    covered = set(rows)
    for other in reading.sums:
        if other.row in rows and other is not sums:
            covered |= {reading.rows_of[one] for one in _gathered(reading, other, ids)}
    held = reading.by_column.get(column.place, {})
    left_out = [
        reading.rows_of[one]
        for one in ids
        if reading.rows_of[one] not in covered and (one in held or column.field != "money")
    ]
    if left_out:
        context.warn("sum_range_short", reading.sheet, f"{column.place}{sums.row}", rows=left_out)
