"""Figures and dates as people write them in spreadsheets, read without guessing.

A cell comes as text, as a number (workbooks know only floating point: 15 digits of it are what the
sheet shows), or as a date. ValidationError says what would be right.
"""

import datetime
import re
from decimal import Context, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.dates import FIRST_YEAR, LAST_YEAR, not_a_date, parse_partial_date
from config.lib.money import MONEY_UNITS, exact_yuan, parse_yuan
from config.lib.numbers import FULL_WIDTH, not_a_number, parse_number
from config.lib.spreadsheets.displayed_cells import DisplayedDate, DisplayedNumber, UnclearCell

Moment = datetime.date | datetime.datetime | datetime.time
Cell = str | int | float | Decimal | bool | Moment | None
Figure = int | float | Decimal

# Excel counts days from here; it takes 1900 for a leap year, which no date of ours is near to.
FIRST_SERIAL_DAY = datetime.date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119: no year and no count of anything dated
EXACT_DIGITS = 15  # as many as a number cell holds exactly
FIFTEEN_DIGITS = Context(prec=EXACT_DIGITS)
ONE_DIGIT_MONTH = re.compile(r"(\d{4})\.1", re.ASCII)

COUNTING_WORDS = frozenset("人户个项所台件次名村家座处篇本套") | {
    *("person", "persons", "household", "households", "project", "projects"),
    *("item", "items", "school", "schools", "village", "villages"),
}
BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """The text of a cell; a whole number that a workbook stores as 141030.0 is 141030."""
    if isinstance(cell, UnclearCell):
        raise ValidationError(cell.message)
    if isinstance(cell, float | Decimal) and not isinstance(cell, DisplayedNumber):
        return format(_exact(cell), "f")
    return plain(cell)


def plain(cell: Cell) -> str:
    """What a cell shows, whether it can be read or not."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(cell, DisplayedNumber):
        return cell.displayed
    if isinstance(cell, float | Decimal):
        return format(decimal_of(cell), "f")
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ") if cell.time() != datetime.time() else cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def decimal_of(number: Figure) -> Decimal:
    """The number that a cell shows, exactly: 583.8, not 583.799999."""
    if isinstance(number, int):
        return Decimal(number)
    exact = as_displayed(Decimal(repr(number)) if isinstance(number, float) else Decimal(number))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def as_displayed(exact: Decimal) -> Decimal:
    """The 15 digits that Excel shows of a number: 158.4 of 158.39999999999998. A whole number keeps
    all of its digits, so that one that was typed too long is not rounded without a word."""
    if exact.adjusted() >= EXACT_DIGITS:
        return exact
    return FIFTEEN_DIGITS.plus(exact).normalize()


def number(cell: Cell) -> Decimal:
    """A plain number, with or without separators and a counting word: 1026, 1,026.5 or 1026人."""
    if isinstance(cell, bool | datetime.date | datetime.time | DisplayedDate):
        raise not_a_number(plain(cell))
    if isinstance(cell, int | float | Decimal):
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


def year(cell: Cell) -> int:
    """A year: 2011 or 2011年, or a date of nothing more."""
    return count(text(cell).removesuffix("年") if isinstance(cell, str) else cell)


def share(cell: Cell) -> Decimal:
    """A figure in percent: 84 or 84%."""
    if isinstance(cell, str) and not isinstance(cell, DisplayedDate):
        figure, rest = parse_number(text(cell))
        if rest in ("%", "percent"):
            return figure
    return number(cell)


def yuan(cell: Cell, unit: Decimal = Decimal(1)) -> Decimal:
    """An amount in yuan, from 元, 万元 or 亿元. `unit` counts where the cell names none.

    What is not exact in fen is refused, never rounded.
    """
    if isinstance(cell, str) and not isinstance(cell, DisplayedDate):
        return parse_yuan(text(cell), unit)
    return exact_yuan(number(cell), unit)


def unit_in(heading: str) -> Decimal | None:
    """The unit of money that a heading names in its brackets, “planned (万元)”; None for none."""
    match = BRACKETS.search(heading.translate(FULL_WIDTH))
    return MONEY_UNITS.get(match[1].strip().lower()) if match else None


def without_unit(heading: str) -> str:
    """A heading without the unit of money in its brackets."""
    own = heading.translate(FULL_WIDTH)
    return own if unit_in(own) is None else BRACKETS.sub("", own)


def partial_date(cell: Cell) -> str:
    """A date no more precise than shown: 2011, 2011-07 or 2011-07-01."""
    if isinstance(cell, datetime.date):
        is_day = not isinstance(cell, datetime.datetime) or cell.time() == datetime.time()
        if is_day:
            return f"{cell:%Y-%m-%d}"
        raise not_a_date(plain(cell))
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return _date_of_number(cell)
    return parse_partial_date(text(cell))


def _date_of_number(cell: Figure) -> str:
    day = _exact(cell)
    if day == int(day):
        if day in SERIALS:
            return day_of_serial(day)
        return parse_partial_date(plain(cell))
    if FIRST_YEAR <= day <= LAST_YEAR:  # 2011.07, which was typed as a date and became a number
        return parse_partial_date(plain(cell))
    raise not_a_date(plain(cell))


def day_of_serial(day: Decimal) -> str:
    """The day that a bare number counts: 41000 is 2012-04-01."""
    return (FIRST_SERIAL_DAY + datetime.timedelta(days=int(day))).isoformat()


def other_date(cell: Cell) -> str:
    """What a cell may say instead of the date that is read from it; empty where there is no doubt.

    A spreadsheet makes 2011.1 of 2011.10, and a number without a format may count days.
    """
    if isinstance(cell, bool) or is_empty(cell):
        return ""
    if isinstance(cell, int | float | Decimal) and decimal_of(cell) in SERIALS:
        return plain(cell)
    match = ONE_DIGIT_MONTH.fullmatch(re.sub(r"\s+", "", plain(cell).translate(FULL_WIDTH)))
    return f"{match[1]}-10" if match else ""


def _exact(cell: Figure) -> Decimal:
    exact = decimal_of(cell)
    if not isinstance(cell, int) and exact.adjusted() >= EXACT_DIGITS:
        raise ValidationError(
            _("A number cell holds only 15 digits exactly. Write this figure as text.")
        )
    return exact
