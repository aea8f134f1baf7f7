"""Compare a sheet that only gathers others with what they list."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from records.imports.notices.rows.crosscheck import warn_check, within_rounding
from records.imports.notices.rows.readings import Context, Reading
from records.imports.notices.understanding import Check, ProjectLine
from records.imports.notices.words.headings import normalized


@dataclass
class _Stated:
    """One sum of a summary sheet: its kind of money, None where it is over all."""

    scope: str
    label: str
    kind: str | None
    stage: str
    yuan: Decimal
    cell: str
    unit: str


def check_summary(reading: Reading, lines: Sequence[ProjectLine], context: Context) -> list[Check]:
    """The checks of a summary sheet: its rows by town, its own totals over everything."""
    checks = []
    for row in reading.lines:
        label = row.town or reading.labels.get(row.row, "")
        own = _gathered(label, lines)
        if not own:
            context.warn("sum_without_parts", reading.sheet, str(row.row), label=label)
            continue
        ids = [one.id for one in own]
        checks += [_compare(reading, one, own, ids) for one in _stated_by(row, label)]
    for sums in reading.sums:
        for column in reading.table.columns:
            if amount := sums.amounts.get(column.place):
                one = _Stated(
                    "total",
                    f"{sums.label} {column.label}",
                    column.kind if column.field == "money" else None,
                    column.stage or reading.table.stage,
                    amount.yuan or Decimal(0),
                    f"{column.place}{sums.row}",
                    column.unit or reading.table.unit,
                )
                checks.append(_compare(reading, one, lines, None))
    for check in checks:
        warn_check(check, context)
    return checks


def _gathered(label: str, lines: Sequence[ProjectLine]) -> list[ProjectLine]:
    """The lines that a row of a summary is of: of a town, of a section, else of a sheet."""
    bare = normalized(label)
    for names in (lambda line: (line.town, line.section, line.content), lambda line: (line.sheet,)):
        if bare and (own := [line for line in lines if bare in names(line)]):
            return own
    near = [line for line in lines if bare and (bare in line.sheet or line.sheet in bare)]
    return near


def _stated_by(row: ProjectLine, named: str) -> list[_Stated]:
    money = [
        _Stated(
            "summary", f"{named} {one.label}", one.kind, one.stage, one.yuan, one.cell, one.unit
        )
        for one in row.money
    ]
    return money + [
        _Stated("summary", f"{named} {one.label}", None, one.stage, one.yuan, one.cell, one.unit)
        for one in row.totals
    ]


def _compare(reading: Reading, stated: _Stated, lines: Sequence[ProjectLine], ids) -> Check:
    parts = [
        one
        for line in lines
        for one in line.money
        if one.stage == stated.stage and stated.kind in (None, one.kind)
    ]
    amount = sum((one.yuan for one in parts), Decimal(0))
    steps = [one.step for one in parts] + ([reading.step] if reading.step else [])
    step = min(steps, default=None)
    return Check(
        stated.scope,
        stated.label,
        ids,
        [stated.kind] if stated.kind else None,
        [stated.stage],
        None,
        stated.yuan,
        amount,
        within_rounding(stated.yuan - amount, len(parts), step),
        reading.sheet,
        stated.cell,
        stated.unit,
    )
