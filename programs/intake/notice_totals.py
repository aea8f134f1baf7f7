"""The stated totals of a notice: what it adds up itself, where the ledger can add up the same rows.

A total over all rows, of one stage, becomes a stated total within its source. A subtotal of some
rows, or one whose amounts no kind and level of the ledger tells apart, stays a statement alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from programs.intake.choices import LEFT_OUT, money_name
from programs.intake.figure_statements import FigureStatements
from programs.models import StatedTotal
from records.imports.notices.understanding import Check, MoneyRow, Notice
from records.imports.takeover.taker import TakeOver
from records.models import SourceVersion


@dataclass(frozen=True)
class Addends:
    """What the ledger adds up for a total: kinds of money, a level or all, a stage or none."""

    kinds: tuple[str, ...]
    level: str
    stage: str

    def take(self, one: MoneyRow, said: dict[str, str]) -> bool:
        # Without a stage, what was allocated is added, too.
        is_of_stage = (one.stage or "") in ((self.stage,) if self.stage else ("", "allocated"))
        is_of_level = not self.level or said["level"] == self.level
        return said["kind"] in self.kinds and is_of_level and is_of_stage


def addends_of(check: Check, notice: Notice, choices: dict) -> Addends | None:
    """What the ledger adds up to make the same sum; None where it cannot add up just these."""
    money = choices["money"]
    if check.projects is not None or len(check.stages) > 1:
        return None
    amounts = [one for line in notice.projects for one in line.money]
    own = [one for one in amounts if check.adds(one)]
    said = [money.get(money_name(one), {"kind": LEFT_OUT, "level": ""}) for one in own]
    if not own or any(one["kind"] == LEFT_OUT for one in said):
        return None
    levels, stages = {one["level"] for one in said}, {one.stage or "" for one in own}
    if len(stages) != 1:
        return None
    kinds = tuple(sorted({one["kind"] for one in said}))
    level = levels.pop() if len(levels) == 1 else ""
    addends = Addends(kinds, level, stages.pop())
    taken = [one for one in amounts if addends.take(one, money[money_name(one)])]
    return addends if len(taken) == len(own) else None


def write_totals(
    work: TakeOver, source: SourceVersion, statements: FigureStatements, ids: dict[str, int]
) -> None:
    """Store the totals of a notice of which every row is taken over."""
    if len(list(work.lines)) != len(work.notice.projects):
        return
    rows = _totals(work, source, statements, ids)
    StatedTotal.objects.bulk_create(rows)


def _totals(
    work: TakeOver, source: SourceVersion, statements: FigureStatements, ids: dict[str, int]
) -> Iterator[StatedTotal]:
    line = 0
    for check in work.notice.checks:
        addends = addends_of(check, work.notice, work.choices)
        if addends is None:
            continue
        line += 1
        yield StatedTotal(
            document=source,
            line=line,
            statement_id=ids[statements.checks[id(check)]],
            adds=StatedTotal.Adds.MONEY,
            year=work.notice.year,
            money_kinds=list(addends.kinds),
            level=addends.level,
            stage=addends.stage,
            within_source=True,
        )
