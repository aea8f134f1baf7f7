"""Figures and dates as people write them in spreadsheets, read without guessing.

A cell comes as text, as a number (workbooks know only floating point: its shortest decimal form
is what the sheet shows), or as a date. ValidationError says what would be right.
"""

import datetime
import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.dates import validate_partial_date
from config.lib.money import WAN, YI

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None

# Excel counts days from here; it takes 1900 for a leap year, which no date of ours is near to.
FIRST_SERIAL_DAY = datetime.date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119: no year and no count of anything dated
EXACT_DIGITS = 15  # as many as a number cell holds exactly

# Full-width digits and signs, as a Chinese keyboard writes them, stand 0xFEE0 above the plain ones.
FULL_WIDTH = {0xFEE0 + plain: plain for plain in range(0x21, 0x7F)} | {0x3000: " ", 0xFFE5: "¥"}
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
MONEY_UNITS = {
    "": None,
    "元": Decimal(1),
    "yuan": Decimal(1),
    "cny": Decimal(1),
    "rmb": Decimal(1),
    "人民币元": Decimal(1),
    "千元": Decimal(1000),
    "万": WAN,
    "万元": WAN,
    "10,000 yuan": WAN,
    "million": Decimal(1_000_000),
    "million yuan": Decimal(1_000_000),
    "百万元": Decimal(1_000_000),
    "亿": YI,
    "亿元": YI,
    "100 million yuan": YI,
}
COUNTING_WORDS = frozenset("人户个项所台件次名村家座处篇本套") | {
    *("person", "persons", "household", "households", "project", "projects"),
    *("item", "items", "school", "schools", "village", "villages"),
}
BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """What a cell says as text; a whole number as a workbook stores it, 141030.0, is 141030."""
    if isinstance(cell, float):
        return format(decimal_of(cell), "f")
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    said = "" if cell is None else str(cell)
    if "\x00" in said:
        raise ValidationError(_("This text holds a character that cannot be stored."))
    return said.replace("\r\n", "\n").replace("\r", "\n").strip()


def decimal_of(number: float | int) -> Decimal:
    """The number that a cell shows, exactly: 583.8, not 583.799999."""
    exact = Decimal(repr(number)).normalize()
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def number(cell: Cell) -> Decimal:
    """A plain number, with or without separators and a counting word: 1026, 1,026.5 or 1026人."""
    if isinstance(cell, bool | datetime.date | datetime.time):
        raise _no_number(cell)
    if isinstance(cell, int | float):
        return _exact(cell)
    figure, rest = _split(text(cell))
    if rest and rest.lower() not in COUNTING_WORDS:
        message = _("“%(rest)s” is no part of a number. Write it like 1026 or 1,026.5.")
        raise ValidationError(message % {"rest": rest})
    return figure


def count(cell: Cell) -> int:
    """A whole number."""
    found = number(cell)
    if found != found.to_integral_value():
        raise ValidationError(_("This must be a whole number, like 1026."))
    return int(found)


def share(cell: Cell) -> Decimal:
    """A figure in percent: 84 or 84%."""
    if isinstance(cell, str):
        figure, rest = _split(text(cell))
        if rest in ("%", "percent"):
            return figure
    return number(cell)


def yuan(cell: Cell, unit: Decimal = Decimal(1)) -> Decimal:
    """An amount in yuan, from 元, 万元 or 亿元. `unit` counts where the cell names none.

    More than two places of a yuan are refused, never rounded.
    """
    if isinstance(cell, str):
        figure, rest = _split(text(cell).removeprefix("¥"))
        named = rest.lower().removeprefix("人民币").strip()
        if named not in MONEY_UNITS:
            raise ValidationError(
                _("“%(rest)s” is no unit of money. Write 元, 万元, 亿元, or none for %(unit)s.")
                % {"rest": rest, "unit": unit_name(unit)}
            )
        amount = figure * (MONEY_UNITS[named] or unit)
    else:
        amount = number(cell) * unit
    if amount != amount.quantize(Decimal("0.01")):
        raise ValidationError(
            _("This is %(amount)s yuan: an amount has at most two decimals of a yuan.")
            % {"amount": format(amount.normalize(), "f")}
        )
    return amount


def unit_name(unit: Decimal) -> str:
    return next(name for name, factor in MONEY_UNITS.items() if factor == unit)


def unit_in(heading: str) -> Decimal | None:
    """The unit of money that a heading names in its brackets, “planned (万元)”; None for none."""
    found = BRACKETS.search(heading.translate(FULL_WIDTH))
    return MONEY_UNITS.get(found[1].strip().lower()) if found else None


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
    said = re.sub(r"\s+", "", text(cell).translate(FULL_WIDTH))
    found = DATE.fullmatch(said)
    if not found:
        raise _no_date(said)
    parts = [found[1], *(f"{int(part):02}" for part in found.groups()[1:] if part)]
    written = "-".join(parts)
    validate_partial_date(written)
    return written


def _date_of_number(day: Decimal) -> str:
    if 1000 <= day < 3000 and day == int(day):
        return str(day)
    if int(day) in SERIALS:
        return (FIRST_SERIAL_DAY + datetime.timedelta(days=int(day))).isoformat()
    raise _no_date(str(day))


def _no_date(said: str) -> ValidationError:
    message = _("“%(said)s” is not a date. Write 2011, 2011-07, 2011-07-01 or 2011年7月.")
    return ValidationError(message % {"said": said})


def _exact(cell: float | int) -> Decimal:
    found = decimal_of(cell)
    if len(found.as_tuple().digits) > EXACT_DIGITS and isinstance(cell, float):
        raise ValidationError(
            _("A number cell holds only 15 digits exactly. Write this figure as text.")
        )
    return found


def _split(said: str) -> tuple[Decimal, str]:
    """The figure at the start of a text, and what follows it."""
    said = said.translate(FULL_WIDTH).replace("\u2212", "-").strip()
    found = NUMBER.match(said)
    if not found:
        raise _no_number(said)
    rest = said[found.end() :]
    if rest[:1] in (",", ".") or rest[:1].isdigit():
        message = _("“%(said)s” can be read in two ways. Write it like 1026 or 1,026.5.")
        raise ValidationError(message % {"said": said})
    return Decimal(found[0].replace(",", "")), rest.strip()


def _no_number(cell: Cell) -> ValidationError:
    message = _("“%(said)s” is not a number. Write it like 1026 or 1,026.5.")
    return ValidationError(message % {"said": cell})
