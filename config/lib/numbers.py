"""Numbers as people write them, read exactly and without guessing: 1026, 1,026.5, １０２６."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Full-width digits and signs, as a Chinese keyboard writes them, stand 0xFEE0 above the plain ones.
FULL_WIDTH = {0xFEE0 + plain: plain for plain in range(0x21, 0x7F)} | {0x3000: " ", 0xFFE5: "¥"}
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)


# How Chinese texts say that a figure is not exact.
QUALIFIERS = {
    "about": re.compile(r"^(大?约|近|大概|预计|估计|约计|≈|~|～)|(左右|上下|\(?约\)?)$"),
    "more_than": re.compile(r"^(超过?|逾)|[余多](?=[万亿千]?元?$)"),
    "at_least": re.compile(r"^(不少于|不低于|至少|≥)|(以上)$"),
}


def without_qualifier(text: str) -> tuple[str, str]:
    """An amount without its 约, 近, 余 or 不少于, and their name in `QUALIFIERS`; the text as it is
    and "" where it has none."""
    bare = re.sub(r"\s+", "", text.translate(FULL_WIDTH))
    for name, pattern in QUALIFIERS.items():
        if pattern.search(bare):
            return pattern.sub("", bare), name
    return text, ""


def parse_number(text: str) -> tuple[Decimal, str]:
    """The figure at the start of `text`, without trailing zeros, and the words after it.

    ValidationError where no figure stands there, or one that can be read in two ways.
    """
    plain = text.translate(FULL_WIDTH).replace("\u2212", "-").strip()
    match = NUMBER.match(plain)
    if not match:
        raise not_a_number(plain)
    rest = plain[match.end() :]
    if rest[:1] in (",", ".") or rest[:1].isdigit():
        message = _("“%(said)s” can be read in two ways. Write it like 1026 or 1,026.5.")
        raise ValidationError(message % {"said": plain})
    digits = match[0].replace(",", "")
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits), rest.strip()


def not_a_number(value: object) -> ValidationError:
    """The error for what is no number."""
    message = _("“%(said)s” is not a number. Write it like 1026 or 1,026.5.")
    return ValidationError(message % {"said": value})
