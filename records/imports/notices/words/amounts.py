"""Amounts of money as counties write them: 1,128.4, ２５００, 约46万元, 壹万元."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from config.lib.money import MONEY_UNITS
from config.lib.numbers import FULL_WIDTH, without_qualifier
from config.lib.spreadsheets.displayed_cells import UnclearCell
from records.imports.notices.cells.grid import Cell, plain

UNITS = {name: MONEY_UNITS[name] for name in ("元", "千元", "万元", "百万元", "千万元", "亿元")}
SHORT_UNITS = {"万": "万元", "亿": "亿元", "千": "千元", "圆": "元", "yuan": "元", "rmb": "元"}
ENGLISH_UNITS = {
    r"(?:10,?000|ten thousand) ?(?:yuan|rmb)": "万元",
    r"million ?(?:yuan|rmb)": "百万元",
    r"100 million ?(?:yuan|rmb)": "亿元",
    r"yuan|rmb|cny": "元",
}
UNIT = r"(亿元|千万元|百万元|万元|千元|元|圆|亿|万|千|yuan|rmb)"
NOT_APPLICABLE = re.compile(r"[-—–―‐－─/\\×xX*·]+|无|没有|不涉及|无此项|不适用|n/?a", re.IGNORECASE)
UNKNOWN = re.compile(r"待定|未定|暂无|暂缺|不详|未知|待核|待下达|暂未确定|[?？]+")
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,4}(,\d{4})+|\d+)(\.\d+)?|[-+]?\.\d+", re.ASCII)
QUALIFIERS = {"about": "approximate", "more_than": "more_than", "at_least": "not_less_than"}
CAPITALS = {
    digit: value
    for value, digits in enumerate(
        ["零〇○", "一壹弌", "二贰两貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"]
    )
    for digit in digits
}
POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
OF_TEXTS = ("text_number", "fullwidth_digits")
WIDE = re.compile(r"[０-９，．％]")


@dataclass
class Amount:
    """An amount of a cell in yuan, or why there is none.

    `mark` is unknown, not_applicable or unreadable where `yuan` is None; `step` is half of what
    the last printed digit is worth, in yuan, doubled: 100 for 12.35 万元.
    """

    yuan: Decimal | None = None
    mark: str = ""
    printed: str = ""
    named_unit: str = ""
    qualifier: str | None = None
    step: Decimal = Decimal(1)
    oddities: list[str] = field(default_factory=list)

    @property
    def is_stated(self) -> bool:
        return self.yuan is not None


def parse_amount(cell: Cell, unit: str = "元") -> Amount:
    """The amount of a cell; `unit` counts where the cell names none."""
    if cell.is_empty:
        return Amount(mark="unknown", printed="")
    if isinstance(cell.value, Decimal):
        return _of_number(cell, unit)
    if isinstance(cell.value, str) and not isinstance(cell.value, UnclearCell):
        return parse_amount_text(cell.value, unit)
    return Amount(mark="unreadable", printed=cell.printed)


def _of_number(cell: Cell, unit: str) -> Amount:
    """A number with the words of its format is read as they stand: 12.5万元, 约46, 3%."""
    section = cell.section
    if section and section.has_words:
        amount = parse_amount_text(cell.printed, unit)
        amount.oddities = [one for one in amount.oddities if one not in OF_TEXTS]
    else:
        amount = Amount(printed=cell.printed)
        _set(amount, cell.scaled, unit)
    if section and section.shift and amount.is_stated:
        amount.oddities.append("scaled_number_format")
    if cell.has_noise:
        amount.oddities.append("binary_noise")
    return amount


def _set(amount: Amount, number: Decimal, unit: str) -> None:
    """The amount in yuan, in the unit of the cell, else in that of its column."""
    factor = UNITS[amount.named_unit or unit or "元"]
    if amount.named_unit and unit and amount.named_unit != unit:
        amount.oddities.append("unit_conflict")
    amount.yuan = plain(number * factor)
    exponent = plain(number).as_tuple().exponent
    amount.step = factor.scaleb(min(int(exponent), 0))


def parse_amount_text(text: str, unit: str = "元") -> Amount:
    """The amount of a text cell."""
    amount = Amount(printed=text)
    bare = re.sub(r"\s+", "", text.translate(FULL_WIDTH).replace("\u2212", "-"))
    if not bare:
        amount.mark = "unknown"
    elif NOT_APPLICABLE.fullmatch(bare):
        amount.mark = "not_applicable"
    elif UNKNOWN.fullmatch(bare):
        amount.mark = "unknown"
    else:
        _read_text(amount, text, bare, unit)
    return amount


def _read_text(amount: Amount, text: str, bare: str, unit: str) -> None:
    bare, qualifier = without_qualifier(bare)
    amount.qualifier = QUALIFIERS.get(qualifier)
    bare = re.sub(r"^(人民币|rmb|cny|[¥￥])+", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"[整正]$", "", bare)
    negative = re.fullmatch(r"\((.+)\)", bare)
    bare = f"-{negative[1]}" if negative else bare
    match = NUMBER.match(bare)
    number = Decimal(match[0].replace(",", "")) if match else None
    rest = bare[match.end() :] if match else ""
    if match is None:
        number, rest = _capitals(bare)
    named = _unit_of(rest)
    if number is None or named is None:
        amount.mark, amount.qualifier = "unreadable", None
        return
    amount.named_unit = named
    _set(amount, number, unit)
    amount.oddities += _oddities_of(amount, text)


def _oddities_of(amount: Amount, text: str) -> list[str]:
    if amount.qualifier:
        return ["approximate_amount"]
    if WIDE.search(text):
        return ["fullwidth_digits"]
    return [] if "unit_conflict" in amount.oddities else ["text_number"]


def _unit_of(rest: str) -> str | None:
    """The unit of money behind a number; None where something else stands there."""
    if not rest:
        return ""
    match = re.fullmatch(UNIT, rest.strip("()").lower())
    return SHORT_UNITS.get(match[1], match[1]) if match else None


def _capitals(bare: str) -> tuple[Decimal | None, str]:
    """An amount in Chinese numerals, in yuan: 壹拾贰万伍仟元, 三万五千元, 贰佰元伍角."""
    match = re.fullmatch(
        r"([零〇○一二三四五六七八九两壹贰叁肆伍陆柒捌玖十百千万亿拾佰仟]+)"
        r"(元|圆)?((?:[零壹贰叁肆伍陆柒捌玖一二三四五六七八九][角分])*)",
        bare,
    )
    if not match or not (match[2] or re.search("[万亿]", match[1])):
        return None, ""
    number = Decimal(chinese_number(match[1]))
    for digit, part in re.findall(r"(.)([角分])", match[3]):
        number += Decimal(CAPITALS[digit]) / (10 if part == "角" else 100)
    return number, "元"


def chinese_number(text: str) -> int:
    """壹拾贰万伍仟 is 125000; 二〇一二 is 2012."""
    if all(one in CAPITALS for one in text):
        return int("".join(str(CAPITALS[one]) for one in text))
    total = section = digit = 0
    for one in text:
        if one in CAPITALS:
            digit = CAPITALS[one]
        elif one in POWERS:
            section += (digit or 1) * POWERS[one]
            digit = 0
        else:
            total = (total + section + digit) * (10_000 if one == "万" else 100_000_000)
            section = digit = 0
    return total + section + digit


def unit_in(text: str) -> str:
    """The unit of money that a heading or a line names: （万元）, 单位：万元; "" for none."""
    plain_text = text.translate(FULL_WIDTH)
    if english := _english_unit(plain_text):
        return english
    for pattern in (rf"\([^()]*?{UNIT}[^()]*\)", rf"单位[::]?\s*(?:人民币)?{UNIT}", rf"/{UNIT}$"):
        match = re.search(pattern, plain_text)
        if match and not re.search(rf"{UNIT}/", match[0]):
            return SHORT_UNITS.get(match[1], match[1])
    return ""


def _english_unit(text: str) -> str:
    """The unit of an English heading or line: (10,000 yuan), Unit: million yuan."""
    match = re.search(r"(?:\(|unit:?\s*)([^()]+)", text, re.IGNORECASE)
    for pattern, unit in ENGLISH_UNITS.items():
        if match and re.fullmatch(pattern, match[1].strip(), re.IGNORECASE):
            return unit
    return ""
