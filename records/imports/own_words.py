"""Refusals of a value in words for people who fill in spreadsheets, not for programmers."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


def in_own_words(error: ValidationError, target: models.Field) -> Iterator[str]:
    """The messages of a refusal of a value; those of Django's validators in our words."""
    for one in error.error_list:
        own = _sentence(one.code or "", target)
        yield own % one.params if own else " ".join(one.messages)


def _sentence(code: str, target: models.Field) -> str:
    """Our sentence for a code of Django's validators; empty for our own refusals."""
    is_address = isinstance(target, models.URLField)
    sentences = {
        "max_length": _("This has %(show_value)s characters; at most %(limit_value)s fit here."),
        "max_digits": _("This figure has more digits than the %(max)s that fit here."),
        "max_whole_digits": _("This figure is too large: at most %(max)s digits before the point."),
        "max_decimal_places": _("This figure has more than %(max)s decimals."),
        "min_value": _("This must be at least %(limit_value)s."),
        "max_value": _("This must be at most %(limit_value)s."),
        "invalid": _("This is no address of a page. Write it like https://example.org/page.")
        if is_address
        else _("A code consists of letters, digits, hyphens and low lines: 2011-wells."),
    }
    return sentences.get(code, "")
