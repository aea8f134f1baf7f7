"""Figures and dates as people write them in spreadsheets, read without guessing.

A cell comes as text, as a number (workbooks know only floating point: its shortest decimal form
is what the sheet shows), or as a date. ValidationError says what would be right.
"""

import datetime
import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.dates import not_a_date, parse_partial_date
from config.lib.money import MONEY_UNITS, exact_yuan, parse_yuan
from config.lib.numbers import FULL_WIDTH, not_a_number, parse_number

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None

# Excel counts days from here; it takes 1900 for a leap year, which no date of ours is near to.
FIRST_SERIAL_DAY = datetime.date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119: no year and no count of anything dated
EXACT_DIGITS = 15  # as many as a number cell holds exactly

COUNTING_WORDS = frozenset("人户个项所台件次名村家座处篇本套") | {
    *("person", "persons", "household", "households", "project", "projects"),
    *("item", "items", "school", "schools", "village", "villages"),
}
BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """The text of a cell; a whole number that a workbook stores as 141030.0 is 141030."""
    if isinstance(cell, float):
        return format(decimal_of(cell), "f")
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    content = "" if cell is None else str(cell)
    if "\x00" in content:
        raise ValidationError(_("This text holds a character that cannot be stored."))
    return content.replace("\r\n", "\n").replace("\r", "\n").strip()


def decimal_of(number: float | int) -> Decimal:
    """The number that a cell shows, exactly: 583.8, not 583.799999."""
    if isinstance(number, int):
        return Decimal(number)
    exact = Decimal(repr(number)).normalize()
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def number(cell: Cell) -> Decimal:
    """A plain number, with or without separators and a counting word: 1026, 1,026.5 or 1026人."""
    if isinstance(cell, bool | datetime.date | datetime.time):
        raise not_a_number(cell)
    if isinstance(cell, int | float):
        return _exact(cell)
    figure, rest = parse_number(text(cell))
    if rest and rest.lower() not in COUNTING_WORDS:
        message = _("“%(rest)s” is no part of a number. Write it like 1026 or 1,026.5.")
        raise ValidationError(message % {"rest": rest})
    return figure


def count(cell: Cell) -> int:
    """A whole number."""
    figure = number(cell)
    if figure != figure.to_integral_value():
        raise ValidationError(_("This must be a whole number, like 1026."))
    return int(figure)


def share(cell: Cell) -> Decimal:
    """A figure in percent: 84 or 84%."""
    if isinstance(cell, str):
        figure, rest = parse_number(text(cell))
        if rest in ("%", "percent"):
            return figure
    return number(cell)


def yuan(cell: Cell, unit: Decimal = Decimal(1)) -> Decimal:
    """An amount in yuan, from 元, 万元 or 亿元. `unit` counts where the cell names none.

    What is not exact in fen is refused, never rounded.
    """
    if isinstance(cell, str):
        return parse_yuan(text(cell), unit)
    return exact_yuan(number(cell), unit)


def unit_in(heading: str) -> Decimal | None:
    """The unit of money that a heading names in its brackets, “planned (万元)”; None for none."""
    match = BRACKETS.search(heading.translate(FULL_WIDTH))
    return MONEY_UNITS.get(match[1].strip().lower()) if match else None


def without_unit(heading: str) -> str:
    """A heading without the unit of money in its brackets."""
    plain = heading.translate(FULL_WIDTH)
    return plain if unit_in(plain) is None else BRACKETS.sub("", plain)


def partial_date(cell: Cell) -> str:
    """A date no more precise than written: 2011, 2011-07 or 2011-07-01."""
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _date_of_number(_exact(cell))
    return parse_partial_date(text(cell))


def _date_of_number(day: Decimal) -> str:
    if 1000 <= day < 3000 and day == int(day):
        return str(day)
    if int(day) in SERIALS:
        return (FIRST_SERIAL_DAY + datetime.timedelta(days=int(day))).isoformat()
    raise not_a_date(day)


def _exact(cell: float | int) -> Decimal:
    exact = decimal_of(cell)
    if len(exact.as_tuple().digits) > EXACT_DIGITS and isinstance(cell, float):
        raise ValidationError(
            _("A number cell holds only 15 digits exactly. Write this figure as text.")
        )
    return exact
