"""Which row may be wrong where a sum of a notice does not add up.

A slip of the pen has few shapes: a decimal point in another place, two digits exchanged, an amount
left out, a row counted twice. A row is named only if a slip in it alone explains the difference.
"""

from collections.abc import Iterator
from decimal import Decimal

from records.imports.notices.understanding import Check, Notice, ProjectLine, money_text

MOST = 3  # rows that are named; more would be no help
SHIFTS = tuple(Decimal(10) ** power for power in (1, 2, 3, 4, -1, -2, -3, -4))


def suspects(check: Check, notice: Notice) -> list[dict]:
    """The rows that may be wrong, with the amount that would make the sum agree; [] where the sum
    agrees, or where too many rows could be."""
    if check.agrees or check.is_within_rounding:
        return []
    found = list(_suspects(check, _lines_of(check, notice)))
    return found if len(found) <= MOST else []


def _lines_of(check: Check, notice: Notice) -> list[ProjectLine]:
    return [line for line in notice.projects if check.projects is None or line.id in check.projects]


def _suspects(check: Check, lines: list[ProjectLine]) -> Iterator[dict]:
    missing = check.stated - check.parts
    for line in lines:
        own = [one for one in line.money if check.adds(one)]
        for one in own:
            if _is_slip(one.yuan, one.yuan + missing):
                yield _suspect(line, one.cell, one.yuan, one.yuan + missing)
        if not own and missing > 0 and _is_alone(check, lines):
            yield _suspect(line, "", None, missing)


def _is_alone(check: Check, lines: list[ProjectLine]) -> bool:
    """Whether just one row states nothing that the sum adds up."""
    without = [line for line in lines if not any(check.adds(one) for one in line.money)]
    return len(without) == 1


def _is_slip(given: Decimal, needed: Decimal) -> bool:
    """Whether a slip of the pen makes `given` of `needed`; 0 is a row that counts twice."""
    if needed == 0:
        return True
    return needed > 0 and (given / needed in SHIFTS or _are_exchanged(given, needed))


def _are_exchanged(given: Decimal, needed: Decimal) -> bool:
    """Whether two neighbouring digits changed places."""
    one, other = (f"{amount:f}" for amount in (given, needed))
    if len(one) != len(other):
        return False
    differing = [place for place, digit in enumerate(one) if digit != other[place]]
    if len(differing) != 2 or differing[1] - differing[0] != 1:
        return False
    first, second = differing
    return (one[first], one[second]) == (other[second], other[first])


def _suspect(line: ProjectLine, cell: str, given: Decimal | None, needed: Decimal) -> dict:
    return {
        "sheet": line.sheet,
        "row": line.row,
        "cell": cell,
        "name": line.name or line.place_text or "",
        "given": money_text(given) if given is not None else "",
        "needed": money_text(needed),
    }
