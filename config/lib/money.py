"""Money: exact yuan (CNY) as Decimal with two places; other units only at the edge."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.lib import choices

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


class MoneyField(models.DecimalField):  # type: ignore[type-arg]  # not generic at run time
    """Exact decimal yuan (CNY), two places; empty means not stated, never zero."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {"max_digits": 18, "decimal_places": 2, "null": True, "blank": True, **kwargs}
        super().__init__(*args, **given)


def add(amounts: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the stated amounts, in yuan; those not stated add nothing."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def plain(number: Decimal) -> str:
    """A number with thousands separators and no trailing zeros: 16,126,500 or 94.6."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit(amount: Decimal, unit: str) -> str:
    """`amount` yuan expressed in `unit` ("yuan", "wan", "yi"), exactly, with separators."""
    factor, _name = UNITS[unit]
    return plain(amount / factor)


def written(amount: Decimal, unit: str) -> str:
    """`amount` yuan in `unit` with the name of the unit, exactly: 16,126,500 yuan, 1,612.65万元."""
    return f"{in_unit(amount, unit)}\N{NO-BREAK SPACE}{AFTER_NUMBER[unit]}"


def readers_unit() -> str:
    """The unit that the reader chose; yuan until there is a choice."""
    return choices.current().unit or "yuan"


def told(amount: Decimal) -> str:
    """`amount` yuan in the reader's unit, with its name, as plain text."""
    return written(amount, readers_unit())


def told_bare(amount: Decimal) -> str:
    """`amount` yuan in the reader's unit, where a heading names `readers_unit`."""
    return in_unit(amount, readers_unit())


def name_of_readers_unit() -> str:
    """The reader's unit in words, for headings."""
    return str(UNITS[readers_unit()][1])
