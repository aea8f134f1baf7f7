"""Cells that show something else than they hold: numbers and texts that know what is shown."""

from decimal import Decimal


class DisplayedNumber(Decimal):
    """A number with the digits that its cell shows: rounded, or with zeros before it."""

    displayed: str  # the digits that the cell shows

    def __new__(cls, number: Decimal, displayed: str):
        made = super().__new__(cls, number)
        made.displayed = displayed
        return made


class DisplayedText(str):
    """A number with its unit, as “12.5万元” of a number with a format. `displayed` is the same text
    with the digits that the cell shows, which may be rounded."""

    displayed: str  # the digits that the cell shows

    def __new__(cls, exact: str, displayed: str = ""):
        made = super().__new__(cls, exact)
        made.displayed = displayed or exact
        return made


class DisplayedDate(str):
    """A date of which a cell shows only the year, or year and month: 2011, 2011-07. It is no
    number."""


class UnclearCell(str):
    """What a cell shows that can be read in two ways; `message` says what would be right."""

    message: str

    def __new__(cls, displayed: str, message: str):
        made = super().__new__(cls, displayed)
        made.message = message
        return made


def rounded_to(cell: object) -> str:
    """What a cell shows of a number that has more digits; empty for all others."""
    if isinstance(cell, DisplayedNumber):
        return cell.displayed if Decimal(cell.displayed) != cell else ""
    if isinstance(cell, DisplayedText) and cell.displayed != cell:
        return cell.displayed
    return ""


def exactly(cell: object) -> str:
    """What a cell holds of a number that it shows rounded, with its unit."""
    return f"{Decimal(cell):f}" if isinstance(cell, DisplayedNumber) else str(cell)
