"""Cells that show something else than they hold: numbers and texts that know what is shown."""

from decimal import Decimal


class DisplayedNumber(Decimal):
    """A number with the digits that its cell shows: rounded, or with zeros before it."""

    shown: str

    def __new__(cls, number: Decimal, shown: str):
        made = super().__new__(cls, number)
        made.shown = shown
        return made


class DisplayedText(str):
    """A number with its unit, as “12.5万元” of a number with a format. `shown` is the same text
    with the digits that the cell shows, which may be rounded."""

    shown: str

    def __new__(cls, exact: str, shown: str = ""):
        made = super().__new__(cls, exact)
        made.shown = shown or exact
        return made


class UnclearCell(str):
    """What a cell shows that can be read in two ways; `message` says what would be right."""

    message: str

    def __new__(cls, shown: str, message: str):
        made = super().__new__(cls, shown)
        made.message = message
        return made


def rounded_to(cell: object) -> str:
    """What a cell shows of a number that has more digits; empty for all others."""
    if isinstance(cell, DisplayedNumber):
        return cell.shown if Decimal(cell.shown) != cell else ""
    if isinstance(cell, DisplayedText) and cell.shown != cell:
        return cell.shown
    return ""


def exactly(cell: object) -> str:
    """What a cell holds of a number that it shows rounded, with its unit."""
    return f"{Decimal(cell):f}" if isinstance(cell, DisplayedNumber) else str(cell)
