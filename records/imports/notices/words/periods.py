"""Dates and periods as counties write them, no more precise than written.

2012年7月-10月, 2012.5—2012.11, 二〇一二年四月, 2012年三季度, 年底前, 截至2013年9月30日.
"""

import datetime
import re
from dataclasses import dataclass

from config.lib.numbers import FULL_WIDTH
from config.lib.spreadsheets.displayed_cells import DisplayedDate, UnclearCell
from records.imports.notices.cells.grid import Cell
from records.imports.notices.words.amounts import chinese_number

DATE = re.compile(
    r"(?P<full>(\d{4})(?:(年)(\d{1,2})月(\d{1,2})[日号]?|([-./])(\d{1,2})\6(\d{1,2})(?!\d)))"
    r"|(?P<compact>(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d))"
    r"|(?P<half>(?:(\d{4})年?|(今年|本年|当年|全年)?)([上下])半年)"
    r"|(?P<quarter>(?:(\d{4})年?)?第?([1-4])(?:季度?|季))"
    r"|(?P<month>(?<!\d)(\d{4})(?:年|[-./])(\d{1,2})(?![\d])月?)"
    r"|(?P<short>(?<!\d)(\d\d)年(\d{1,2})月(?:(\d{1,2})[日号])?)"
    r"|(?P<year>(?<!\d)((?:19|20)\d\d)(?!\d)年?度?)"
    r"|(?P<monthday>(?<!\d)(\d{1,2})月(\d{1,2})[日号]?)"
    r"|(?P<monthonly>(?<!\d)(\d{1,2})月)"
    r"|(?P<dayonly>(?<!\d)(\d{1,2})[日号])"
    r"|(?P<yearend>年(?:底|末|终)|岁末)",
    re.ASCII,
)
NUMERALS = re.compile(r"[〇○零一二三四五六七八九十]+(?=[年月日号季])")
TO = re.compile("[至到—–―－~～〜─-]")
SHORT_RANGE = re.compile(r"(\d{1,2})月?\s*(?:至|到|-|—|–|~|～|─)+\s*(\d{1,2})(?=月)")
PRECISIONS = {4: "year", 7: "month", 10: "day"}


@dataclass
class Day:
    """A date as written: `value` is 2012, 2012-Q3, 2012-07 or 2012-07-01; None where there is
    none. `is_vague` where the writing is not exact, `has_no_year` where the title gave the year."""

    printed: str
    value: str | None = None
    qualifier: str | None = None
    is_vague: bool = False
    has_no_year: bool = False

    @property
    def precision(self) -> str | None:
        if not self.value:
            return None
        return "quarter" if "Q" in self.value else PRECISIONS[len(self.value)]

    def as_json(self) -> dict:
        return {
            "printed": self.printed,
            "value": self.value,
            "precision": self.precision,
            "qualifier": self.qualifier,
        }

    @property
    def last(self) -> str:
        """The last day it may mean, as text that sorts in time order."""
        value = self.value or ""
        if "Q" in value:
            return f"{value[:4]}-{int(value[-1]) * 3:02}-31"
        return value + "-12-31"[len(value) - 4 :] if value else ""


def plain_text(text: str) -> str:
    """Plain digits in place of full-width ones and of 二〇一二年."""
    narrow = text.translate(FULL_WIDTH)
    narrow = narrow.replace("第一季", "1季").replace("第二季", "2季")
    return NUMERALS.sub(lambda match: str(chinese_number(match[0])), narrow)


def find_dates(text: str, year: int | None = None) -> list[tuple[Day, int, int]]:
    """Every date of a text with its place in the plain text; later ones take the year and the
    month of those before them."""
    plain = SHORT_RANGE.sub(r"\1月-\2", plain_text(text))
    days, last = [], ""
    for match in DATE.finditer(plain):
        value, has_no_year = _value(match, last, year)
        if value is None:
            continue
        tail = plain[match.end() : match.end() + 4]
        day = Day(match[0].strip(), value, has_no_year=has_no_year)
        _qualify(day, match, plain[: match.start()], tail)
        days.append((day, match.start(), match.end()))
        last = value
    return days


def _value(match: re.Match, last: str, year: int | None) -> tuple[str | None, bool]:
    """The value of a match, and whether its year is not its own."""
    kind = next(name for name, text in match.groupdict().items() if text is not None)
    parts = re.findall(r"\d+", match[kind])
    inherited = last[:4] or (str(year) if year else "")
    if kind in ("full", "month"):
        return _checked(*parts), False
    if kind == "compact":
        return _checked(parts[0][:4], parts[0][4:6], parts[0][6:]), False
    if kind == "short":
        return _checked("20" + parts[0], *parts[1:]), False
    if kind == "year":
        return parts[0], False
    return _without_year(kind, match[kind], parts, last, inherited)


def _without_year(kind, text, parts, last, inherited) -> tuple[str | None, bool]:
    own = parts[0] if parts and len(parts[0]) == 4 else ""
    stated, has_no_year = own or inherited, not own and not last
    if not stated:
        return None, True
    if kind == "half":
        return f"{stated}-06" if "上" in text else stated, has_no_year
    if kind == "quarter":
        return f"{stated}-Q{parts[-1]}", has_no_year
    if kind == "yearend":
        return stated, has_no_year
    if kind == "dayonly":
        return (_checked(stated, last[5:7], parts[0]), False) if len(last) >= 7 else (None, False)
    return _checked(stated, *parts), has_no_year


def _checked(year: str, month: str = "", day: str = "") -> str | None:
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])


def _qualify(day: Day, match: re.Match, before: str, tail: str) -> None:
    if re.search(r"截[至止]\S{0,2}$", before):
        day.qualifier = "as_of"
    elif match["yearend"] or match["half"] or re.match(r"年?[底末终]", tail):
        day.qualifier, day.is_vague = "by_end_of", True
    elif re.match(r"(以|之)?前", tail):
        day.qualifier, day.is_vague = "before", True
    elif re.match(r"[上中下]旬|初|中", tail):
        day.is_vague = True
    day.is_vague |= day.has_no_year


def parse_day(text: str, year: int | None = None) -> Day:
    """The one date of a cell; without a value where the cell names none."""
    found = find_dates(text, year)
    if not found:
        return Day(text.strip(), is_vague=True)
    day = found[0][0]
    day.printed = text.strip()
    return day


def parse_period(text: str, year: int | None = None) -> tuple[Day | None, Day | None]:
    """Start and end of a cell that may name both: 2012年7月-10月, 2012年2月起, 2012年底前."""
    printed, plain = text.strip(), SHORT_RANGE.sub(r"\1月-\2", plain_text(text))
    found = find_dates(text, year)
    if not found:
        return None, Day(printed, is_vague=True)
    first, _start, stop = found[0]
    first.printed = printed
    if len(found) > 1:
        last = found[1][0]
        last.printed = printed
        return first, last
    rest = plain[stop:]
    bare = re.match(r"\s*(?:至|到|-|—|–|~|～|─)+\s*(\d{1,2})(?!\d)", rest)
    if bare and first.value and len(first.value) >= 7:
        ending = _checked(first.value[:4], bare[1]) if len(first.value) == 7 else None
        ending = ending or _checked(first.value[:4], first.value[5:7], bare[1])
        return first, Day(printed, ending)
    if re.match(r"\s*(起|开始|开工|以?后|(至|到|-|—|~)+\s*今?$)", rest):
        return first, None
    if first.qualifier is None and first.precision == "year":
        return first, Day(printed, first.value)
    return None, first


def days_between(first: str, last: str) -> int | None:
    """How many days two full dates cover, both counted."""
    if len(first) != 10 or len(last) != 10:
        return None
    span = datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)
    return span.days + 1 if span.days >= 0 else None


def day_of_cell(cell: Cell) -> Day:
    """The day of a real date, as precise as it is shown; vague where its year is not shown."""
    displayed = cell.displayed
    is_short = isinstance(displayed, DisplayedDate)
    value = str(displayed) if is_short else cell.value.isoformat()
    return Day(cell.printed, value, is_vague=isinstance(displayed, UnclearCell))
