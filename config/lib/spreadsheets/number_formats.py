"""Number formats of cells: what a cell shows, from what it holds (ECMA-376, part 1, 18.8.31).

A format that only groups digits changes nothing. One that scales, or that brings a unit, a currency
or a word, is read as it shows the number, or is refused. A date is as precise as its format.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from django.utils.translation import gettext as _

from config.lib.spreadsheets.displayed_cells import (
    DisplayedDate,
    DisplayedNumber,
    DisplayedText,
    UnclearCell,
)
from config.lib.spreadsheets.format_sections import DATE, GENERAL, TEXT, Section, sections_of

MOST_DAYS = 2_958_465  # 9999-12-31
LEAP_BUG = 60  # Excel counts a 29 February 1900
FIRST_DAY_1900, FIRST_DAY_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
EXACT = Context(prec=60)
CHINESE_DATES = {
    "m": 'yyyy"年"m"月"',
    "d": 'm"月"d"日"',
    "t": 'h"时"mm"分"',
    "l": 'yyyy"年"m"月"d"日"',
}
# The formats that a workbook does not spell out; those from 27 on as Chinese Excel has them.
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), CHINESE_DATES["m"]),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), CHINESE_DATES["d"]),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), CHINESE_DATES["t"]),
    30: "m-d-yy",
    31: CHINESE_DATES["l"],
}
DASHES = ("-", "–", "—")  # how accountants show a zero
UNKNOWN = "¤0"  # of a number that no workbook explains: the currency of its reader


@dataclass(frozen=True)
class NumberFormat:
    """The sections of one format, and the day from which its workbook counts."""

    sections: tuple[Section, ...]
    is_1904: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it shows every number and text as it is."""
        return len(self.sections) == 1 and self.sections[0].is_plain

    def show(self, number: Decimal) -> object:
        """What a cell with this number says: the number, a date, or the text that it shows."""
        section = self.section_for(number)
        if section.kind == DATE:
            moment = moment_of(number, is_1904=self.is_1904)
            return _unreadable_date(number) if moment is None else _displayed_date(section, moment)
        return _displayed_number(section, number)

    def show_moment(self, moment: datetime.date) -> object:
        """What a cell says that stores a date, as OpenDocument does."""
        section = self.sections[0]
        if section.kind != DATE:
            return moment
        midnight = datetime.time()
        is_day = not isinstance(moment, datetime.datetime)
        return _displayed_date(
            section, datetime.datetime.combine(moment, midnight) if is_day else moment
        )

    def show_text(self, text: str) -> str:
        """What a cell with this text says."""
        section = self.sections[-1]
        if section.kind == TEXT:
            return f"{section.prefix}{text}{section.suffix}"
        return _hidden(text) if len(self.sections) > 3 else text

    def section_for(self, number: Decimal) -> Section:
        """The section that shows a number: by condition; else positive, negative, zero."""
        numeric = [one for one in self.sections[:3] if one.kind != TEXT] or [self.sections[0]]
        if any(one.condition for one in numeric):
            fitting = (one for one in numeric if one.condition is None or one.fits(number))
            return next(fitting, numeric[-1])
        place = 1 if number < 0 else 2 if not number else 0
        return numeric[place] if place < len(numeric) else numeric[0]


def number_format(code: str, *, is_1904: bool = False) -> NumberFormat:
    """The format of a code, as `0.00"万元"`."""
    return NumberFormat(tuple(sections_of(code)), is_1904)


def built_in(number: int, *, is_1904: bool = False) -> NumberFormat:
    """A format that workbooks name by its number only."""
    return number_format(BUILT_IN.get(number, UNKNOWN), is_1904=is_1904)


# --- numbers ------------------------------------------------------------------------------------


def _displayed_number(section: Section, number: Decimal) -> object:
    if section.is_grouped_only and -number.as_tuple().exponent <= section.decimals:
        return number
    if not number and section.prefix in DASHES:
        return number
    if not section.shows_value:
        return _unclear(number, section.prefix) if section.prefix else _hidden(_plain(number))
    scaled = number.scaleb(-section.shift, EXACT)
    figure = _figure(section, scaled)
    if section.is_broken:
        return _unclear(number, f"{section.prefix}{figure}{section.suffix}")
    if section.is_scaled_only:
        return _unclear(number, figure)
    if section.has_words:
        exact = f"{section.prefix}{_plain(scaled)}{section.suffix}"
        return DisplayedText(exact, f"{section.prefix}{figure}{section.suffix}")
    return number if figure == _plain(number) else DisplayedNumber(number, figure)


def _figure(section: Section, number: Decimal) -> str:
    """The digits as the cell shows them, without separators."""
    if section.kind == GENERAL or section.decimals is None:
        return _plain(number)
    rounded = number.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP, EXACT)
    figure = _plain(number) if rounded == number else f"{rounded:f}"
    digits, point, rest = figure.lstrip("-").partition(".")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits.zfill(section.least_digits)}{point}{rest}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unclear(number: Decimal, displayed: str) -> UnclearCell:
    message = _(
        "This cell holds %(number)s, and its format shows “%(shown)s”. Write the figure as text, "
        "with its unit."
    )
    return UnclearCell(displayed, message % {"number": _plain(number), "shown": displayed})


def _hidden(held: str) -> UnclearCell:
    message = _("This cell holds “%(held)s”, and its format hides it. Show it, or empty the cell.")
    return UnclearCell(held, message % {"held": held})


# --- dates --------------------------------------------------------------------------------------


def _displayed_date(section: Section, moment: datetime.datetime) -> object:
    if section.is_broken:
        return _unreadable_date(moment)
    parts = section.date_parts
    by_parts: dict[frozenset[str], Callable[[], object]] = {
        frozenset("ymd"): lambda: moment if "t" in parts and _has_time(moment) else moment.date(),
        frozenset("ym"): lambda: DisplayedDate(f"{moment:%Y-%m}"),
        frozenset("y"): lambda: DisplayedDate(f"{moment:%Y}"),
        frozenset(): lambda: moment.time(),
    }
    show = by_parts.get(parts - {"t"})
    if show is None:
        message = _("This cell shows a date without its year or month; it holds %(date)s.")
        held = f"{moment:%Y-%m-%d}"
        return UnclearCell(held, f"{message % {'date': held}} {_how_to_write()}")
    return show()


def _unreadable_date(held: object) -> UnclearCell:
    message = _("The format of this cell shows no date that is understood here.")
    text = _plain(held) if isinstance(held, Decimal) else f"{held:%Y-%m-%d}"
    return UnclearCell(text, f"{message} {_how_to_write()}")


def moment_of(serial: Decimal, *, is_1904: bool) -> datetime.datetime | None:
    """The moment of a count of days; None where there is none."""
    if not 0 <= serial <= MOST_DAYS:
        return None
    first = FIRST_DAY_1904 if is_1904 else FIRST_DAY_1900
    days = serial + 1 if not is_1904 and serial < LEAP_BUG else serial
    seconds = int((days * 86_400).to_integral_value(ROUND_HALF_UP))
    return first + datetime.timedelta(seconds=seconds)


def _has_time(moment: datetime.datetime) -> bool:
    return moment.time() != datetime.time()


def _how_to_write() -> str:
    return _("Write it as text, like 2011, 2011-07 or 2011-07-01.")
