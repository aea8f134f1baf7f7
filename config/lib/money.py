"""Money: exact yuan (CNY) as Decimal with two places; other units only at the edge.

Whatever is exact in fen (0.01 yuan) is read, in whatever unit it is written: 583.8125 万元 are
5,838,125 yuan. What is not exact in fen is refused and never rounded.
"""

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from config.lib.language import is_chinese
from config.lib.numbers import parse_number
from config.lib.pages import preferences

FEN = Decimal("0.01")
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
UNITS = {
    "yuan": (Decimal(1), _("yuan")),
    "wan": (WAN, _("10,000 yuan")),
    "yi": (YI, _("100 million yuan")),
}
AFTER_NUMBER = {
    "yuan": _("yuan"),
    "wan": pgettext_lazy("after a number", "× 10,000 yuan"),
    "yi": pgettext_lazy("after a number", "× 100 million yuan"),
}
# The units of money that people write behind an amount or in a heading.
MONEY_UNITS = {
    "": None,
    "元": Decimal(1),
    "yuan": Decimal(1),
    "cny": Decimal(1),
    "rmb": Decimal(1),
    "人民币元": Decimal(1),
    "圆": Decimal(1),
    "千元": Decimal(1000),
    "千": Decimal(1000),
    "万": WAN,
    "万元": WAN,
    "10,000 yuan": WAN,
    "million": Decimal(1_000_000),
    "million yuan": Decimal(1_000_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "billion": Decimal(1_000_000_000),
    "billion yuan": Decimal(1_000_000_000),
    "亿": YI,
    "亿元": YI,
    "100 million yuan": YI,
}


def parse_yuan(text: str, unit: Decimal = Decimal(1)) -> Decimal:
    """An amount in yuan, from 元, 万元 or 亿元; `unit` counts where the text names none.

    ValidationError where it is no amount of money, or not exact in fen.
    """
    figure, rest = parse_number(text.strip().removeprefix("¥").removeprefix("￥"))
    named = rest.lower().removeprefix("×").strip().removeprefix("人民币").strip()
    if named not in MONEY_UNITS:
        message = gettext(
            "“%(rest)s” is no unit of money. Write 元, 万元, 亿元, or none for %(unit)s."
        )
        raise ValidationError(message % {"rest": rest, "unit": unit_name(unit)})
    return exact_yuan(figure, MONEY_UNITS[named] or unit)


def exact_yuan(figure: Decimal, unit: Decimal) -> Decimal:
    """`figure` times `unit` in yuan with two places; ValidationError where fen do not suffice."""
    exact = Context(prec=len(figure.as_tuple().digits) + 20)
    amount = exact.multiply(figure, unit)
    in_fen = exact.quantize(amount, FEN)
    if amount != in_fen:
        message = gettext("This is %(amount)s yuan: an amount has at most two decimals of a yuan.")
        raise ValidationError(message % {"amount": format(amount.normalize(exact), "f")})
    return in_fen


def unit_name(unit: Decimal) -> str:
    """The first of the names of `unit` as people write it."""
    return next(name for name, factor in MONEY_UNITS.items() if factor == unit)


class MoneyFormField(forms.DecimalField):
    """An amount of money in a form, written as `parse_yuan` reads it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "data-money": True})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs say int
        if value in self.empty_values:
            return None
        return value if isinstance(value, Decimal) else parse_yuan(str(value))


class MoneyField(models.DecimalField):  # type: ignore[type-arg]  # not generic at run time
    """Exact decimal yuan (CNY), two places; empty means not stated, never zero."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {"max_digits": 18, "decimal_places": 2, "null": True, "blank": True, **kwargs}
        super().__init__(*args, **given)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": MoneyFormField, **kwargs})


def add(amounts: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the stated amounts, in yuan; those not stated add nothing."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def format_number(number: Decimal) -> str:
    """A number with thousands separators and no trailing zeros: 16,126,500 or 94.6."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_in_unit(amount: Decimal, unit: str) -> str:
    """`amount` yuan expressed in `unit` ("yuan", "wan", "yi"), exactly, with separators."""
    factor, _name = UNITS[unit]
    return format_number(amount / factor)


def format_exact(amount: Decimal, unit: str) -> str:
    """`amount` yuan in `unit` with the name of the unit, exactly: 16,126,500 yuan, 1,612.65万元."""
    return f"{format_in_unit(amount, unit)}\N{NO-BREAK SPACE}{AFTER_NUMBER[unit]}"


def is_exact_in_wan(amount: Decimal) -> bool:
    """Whether 万元 with at most two decimals say all of an amount: 583.81万元 of 5,838,100 yuan,
    but not of 5,838,125; nor 0.5万元 of 5,000."""
    return abs(amount) >= WAN and amount % 100 == 0


def readers_unit() -> str:
    """The unit that the reader chose; yuan until there is a choice."""
    return preferences.current().unit or "yuan"


def format_money(amount: Decimal) -> str:
    """`amount` yuan in the reader's unit, with its name, as plain text."""
    return format_exact(amount, readers_unit())


def format_in_sentence(amount: Decimal) -> str:
    """`amount` yuan with one unit: the reader's, and where none was chosen 万元 in Chinese."""
    if is_chinese() and not preferences.current().unit:
        return format_exact(amount, "wan")
    return format_money(amount)


def format_amount(amount: Decimal) -> str:
    """`amount` yuan in the reader's unit, where a heading names `readers_unit`."""
    return format_in_unit(amount, readers_unit())


def name_of_readers_unit() -> str:
    """The reader's unit in words, for headings."""
    return str(UNITS[readers_unit()][1])
