"""Number formats: what a cell shows of the number that it stores.

`0.00"万元"` names a unit, `"约"0` says about, `#,##0,` shows thousands, `0!.0,` shows ten thousands
(the custom of Chinese sheets), `yyyy"年"m"月"` shows a month and no day.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

DATE_NUMBERS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
PERCENT_NUMBERS = {9: "0%", 10: "0.00%"}
MONTH_NUMBERS = {17: "mmm-yy", 28: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"'}
OTHER_NUMBERS = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"}
UNITS = re.compile(r"(亿元|百万元|万元|千元|亿|万|元)")
LITERAL = re.compile(r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[(\$[^\]]*)\]|\[[^\]]*\]')
CURRENCY = re.compile(r"[¥￥]|CNY|RMB")


@dataclass(frozen=True)
class NumberFormat:
    """What a format does: `scale` is what is shown divided by what is stored."""

    code: str = "General"
    scale: Decimal = Decimal(1)
    unit: str = ""  # that the format writes behind or before the number
    is_percent: bool = False
    date: str = ""  # year, month or day, where the number is shown as a date
    is_about: bool = False
    decimals: int | None = None

    @property
    def is_scaled(self) -> bool:
        return self.scale != 1 and not self.is_percent

    def text_of(self, number: Decimal) -> str:
        """The number as shown, in its shortest form; its decimals are never cut off."""
        shown = number * self.scale
        shown = shown.normalize() if shown else Decimal(0)
        text = format(shown, "f")
        return f"{text}%" if self.is_percent else text

    def as_displayed(self, number: Decimal) -> str:
        """The number with as many decimals as the format has, which dates like 2019.10 need."""
        if self.decimals is None:
            return self.text_of(number)
        step = Decimal(1).scaleb(-self.decimals)
        return format((number * self.scale).quantize(step, ROUND_HALF_UP), "f")

    def date_text(self, value: datetime.date | datetime.datetime | datetime.time) -> str:
        if isinstance(value, datetime.datetime):
            value = value.date()
        if isinstance(value, datetime.time):
            return value.isoformat()
        if self.date == "month":
            return f"{value.year}年{value.month}月"
        if self.date == "year":
            return f"{value.year}年"
        return value.isoformat()


GENERAL = NumberFormat()


def parse_format(code: str, number: int = 0) -> NumberFormat:
    """The meaning of a format by its code, or by its number where it is built in."""
    code = code or PERCENT_NUMBERS.get(number) or OTHER_NUMBERS.get(number) or ""
    code = code or MONTH_NUMBERS.get(number) or ""
    if not code:
        return NumberFormat(f"#{number}", date="day") if number in DATE_NUMBERS else GENERAL
    if code.lower() == "general" or code == "@":
        return GENERAL
    return _parsed(code.split(";")[0])


def _parsed(code: str) -> NumberFormat:
    literals: list[str] = []

    def keep(match: re.Match) -> str:
        literals.append(match[1] or match[2] or match[4] or "")
        return "\x00" if match[3] else ""

    bare = LITERAL.sub(keep, code)
    words = "".join(literals)
    date = _date_precision(bare.lower())
    if date:
        return NumberFormat(code, date=date)
    unit = UNITS.search(words) or UNITS.search(bare)
    named = unit[1] if unit else "元" if CURRENCY.search(words + bare) else ""
    named = {"万": "万元", "亿": "亿元"}.get(named, named)
    is_percent = "%" in bare
    decimals = _decimals(bare)
    scale = Decimal(100) if is_percent else _scale(bare)
    return NumberFormat(
        code, scale, named, is_percent, is_about="约" in words + bare, decimals=decimals
    )


def _scale(bare: str) -> Decimal:
    """The commas behind the last digit place divide by thousand each; digits behind a literal
    point (`0!.0,` or `0\\.0000`) are places of the whole number, divided by ten each."""
    digits = re.findall(r"[0#?\x00.,]+", bare)
    places = "".join(digits)
    scale = Decimal(1)
    trailing = len(places) - len(places.rstrip(","))
    scale /= Decimal(1000) ** trailing
    if "\x00" in places:
        behind = places.rpartition("\x00")[2]
        scale /= Decimal(10) ** len(re.findall("[0#?]", behind.split(".")[0]))
    return scale


def _decimals(bare: str) -> int | None:
    match = re.search(r"[.\x00]([0#?]+)", bare)
    return len(match[1]) if match else 0 if re.search("[0#?]", bare) else None


def _date_precision(bare: str) -> str:
    if not re.search(r"[yd]|m+[^a-z]*$", bare) or re.search(r"[#?]", bare):
        return ""
    if "d" in bare:
        return "day"
    if "m" in bare and "y" in bare:
        return "month"
    return "year" if "y" in bare else ""
