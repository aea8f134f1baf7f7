"""The sections of a number format: for positive numbers, negative ones, zero and text."""

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property

NUMBER, DATE, TEXT, GENERAL, LITERAL = "number", "date", "text", "general", "literal"

TOKEN = re.compile(
    r"""
    (?P<quoted>"[^"]*"?)
    | (?P<escaped>[\\!].)
    | (?P<blank>[_*].)
    | (?P<bracket>\[[^\]]*\])
    | (?P<general>General|G/通用格式)
    | (?P<half>AM/PM|A/P|上午/下午)
    | (?P<power>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|g+|a{3,}|b+)
    | (?P<digit>[0\#?])
    | (?P<point>\.)
    | (?P<comma>,)
    | (?P<percent>%)
    | (?P<text>@)
    | (?P<semicolon>;)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
CURRENCY = re.compile(r"\[\$([^-\]]*)(?:-([0-9A-Fa-f]+))?\]")
COMPARE = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
OTHER_YEARS = {0x404, 0x411, 0x412}  # where “e” is the year of an emperor or of a republic
PERCENT = 2  # places that a percent format moves the point


@dataclass(frozen=True)
class Section:
    """What one section shows before and after a number, and how it changes the number."""

    kind: str
    prefix: str = ""
    suffix: str = ""
    shift: int = 0  # places by which the shown figure is smaller than the number: 3 for thousands
    decimals: int | None = None  # that are shown; None for as many as there are
    least_digits: int = 1  # before the point
    is_broken: bool = False  # it shows what is not understood here
    condition: tuple[str, Decimal] | None = None
    date_parts: frozenset[str] = frozenset()  # of y, m, d and t

    @property
    def shows_value(self) -> bool:
        return self.kind in (NUMBER, GENERAL)

    @property
    def is_plain(self) -> bool:
        is_changed = self.prefix or self.suffix or self.shift or self.is_broken
        return self.kind in (GENERAL, TEXT) and not is_changed

    @property
    def has_words(self) -> bool:
        """Whether it brings a unit, a currency or another word to the number."""
        return bool(self.prefix or self.suffix)

    @property
    def is_scaled_only(self) -> bool:
        """Whether it shows another number, and no word says so."""
        return bool(self.shift) and not self.has_words and not self.is_broken

    @cached_property
    def is_grouped_only(self) -> bool:
        """Whether it shows every digit of a number that has as few decimals as it has."""
        is_changed = self.prefix or self.suffix or self.shift or self.is_broken
        is_number = self.kind == NUMBER and self.decimals is not None
        return is_number and self.least_digits == 1 and not is_changed

    def fits(self, number: Decimal) -> bool:
        sign, limit = self.condition
        return COMPARE[sign](number, limit)


def sections_of(code: str) -> Iterator[Section]:
    """Every section of a format, in order."""
    tokens: list[tuple[str, str]] = []
    for match in TOKEN.finditer(code):
        if match.lastgroup == "semicolon":
            yield _section(tokens)
            tokens = []
        else:
            tokens.append((str(match.lastgroup), match[0]))
    yield _section(tokens)


def _section(tokens: list[tuple[str, str]]) -> Section:
    kinds = {kind for kind, _text in tokens}
    brackets = [text for kind, text in tokens if kind == "bracket"]
    plain = [token for one in tokens for token in [_without_bracket(*one)] if token]
    if "date" in kinds or any(map(ELAPSED.fullmatch, brackets)):
        return _date_section(plain, brackets)
    condition = _condition(brackets)
    for kind, name in (("text", TEXT), ("general", GENERAL)):
        if kind in kinds:
            return _around(plain, kind, name, condition)
    if "digit" not in kinds:
        return Section(LITERAL, _joined(plain), condition=condition)
    return _number_section(plain, condition)


def _without_bracket(kind: str, text: str) -> tuple[str, str] | None:
    """The token as it shows: of brackets only a currency does."""
    if kind == "bracket":
        currency = CURRENCY.fullmatch(text)
        return ("quoted", currency[1]) if currency and currency[1] else None
    return None if kind == "blank" else (kind, text)


def _condition(brackets: list[str]) -> tuple[str, Decimal] | None:
    matches = filter(None, map(CONDITION.fullmatch, brackets))
    return next(((match[1], Decimal(match[2])) for match in matches), None)


def _literal(kind: str, text: str) -> str:
    if kind == "quoted":
        return text.strip('"')
    return text[1:] if kind == "escaped" else text


def _joined(tokens: list[tuple[str, str]]) -> str:
    return "".join(_literal(*one) for one in tokens).strip()


def _around(plain: list, kind: str, name: str, condition) -> Section:
    place = next(number for number, token in enumerate(plain) if token[0] == kind)
    before, after = _joined(plain[:place]), _joined(plain[place + 1 :])
    return Section(name, _unsigned(before), _unsigned(after), condition=condition)


def _unsigned(affix: str) -> str:
    """Without the signs of a negative number, which the number itself has."""
    return affix.strip("-+() ")


# --- numbers ------------------------------------------------------------------------------------


def _number_section(plain: list, condition) -> Section:
    places = [number for number, (kind, _text) in enumerate(plain) if kind in ("digit", "point")]
    first, last = places[0], places[-1]
    commas = 0
    while last + 1 < len(plain) and plain[last + 1][0] == "comma":
        last, commas = last + 1, commas + 1
    body, rest = plain[first : last + 1], plain[last + 1 :]
    percents = sum(kind == "percent" for kind, _text in plain)
    pattern = "".join(_mark(*token) for token in body)
    whole, point, part = pattern.partition(".")
    digits, stop, moved = whole.partition("~")
    has_power = any(kind == "power" for kind, _text in body)
    is_fraction = "/" in pattern
    shift = 3 * commas + _inner_commas(whole, point) - PERCENT * percents
    if stop and not point:
        shift += len(re.sub("[^0#?]", "", moved))
        part, whole = re.sub("[^0#?]", "", moved), digits
    return Section(
        NUMBER,
        _unsigned(_joined(plain[:first])),
        _unsigned(_joined(rest)),
        shift,
        None if has_power or is_fraction else len(re.sub("[^0#?]", "", part)),
        max(1, whole.count("0")),
        "x" in pattern or (bool(stop) and bool(point)),
        condition,
    )


def _mark(kind: str, text: str) -> str:
    """One letter for a token between digits: itself, “~” for a written point, “x” for others."""
    if kind in ("digit", "point", "comma"):
        return text
    literal = _literal(kind, text)
    if kind == "power" or literal == "/":
        return "/" if literal == "/" else ""
    if literal == ".":
        return "~"
    return "" if not literal.strip() or kind == "percent" else "x"


def _inner_commas(whole: str, point: str) -> int:
    """Places of commas right before the point, as in “0,.0”."""
    return 3 * (len(whole) - len(whole.rstrip(","))) if point else 0


# --- dates --------------------------------------------------------------------------------------


def _date_section(plain: list, brackets: list[str]) -> Section:
    letters = [(kind, text.lower()) for kind, text in plain if kind in ("date", "half")]
    parts = frozenset(
        part for number in range(len(letters)) if (part := _date_part(letters, number))
    )
    locales = [match[2] for match in map(CURRENCY.fullmatch, brackets) if match and match[2]]
    first_letters = {text[0] for _kind, text in letters}
    has_era = bool(first_letters & {"g", "b"})
    has_own_year = "e" in first_letters
    is_elapsed = any(map(ELAPSED.fullmatch, brackets))
    return Section(
        DATE,
        is_broken=has_era
        or is_elapsed
        or any(_counts_otherwise(one, has_own_year=has_own_year) for one in locales),
        date_parts=parts,
    )


def _date_part(letters: list[tuple[str, str]], number: int) -> str:
    kind, text = letters[number]
    if kind == "half" or text[0] in "hs":
        return "t"
    if text[0] == "m":
        return "t" if _is_minute(letters, number) else "m"
    if text[0] == "d":
        return "d" if len(text) < 3 else ""  # ddd is the day of the week
    return "y" if text[0] in "ye" else ""


def _is_minute(letters: list[tuple[str, str]], number: int) -> bool:
    before = letters[number - 1][1][0] if number else ""
    after = letters[number + 1][1][0] if number + 1 < len(letters) else ""
    return len(letters[number][1]) < 3 and (before == "h" or after == "s")


def _counts_otherwise(locale: str, *, has_own_year: bool) -> bool:
    """Whether a locale in a format brings a calendar of its own."""
    number = int(locale, 16)
    calendar = (number >> 16) & 0xFF
    return calendar not in (0, 1) or (has_own_year and (number & 0xFFFF) in OTHER_YEARS)
