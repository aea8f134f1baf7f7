"""Template filters of colours: the same for the same thing, on every page."""

from django import template

from programs.colours import KINDS
from programs.models import MoneyKind

register = template.Library()


@register.filter
def colour_of(kind: str) -> str:
    """The colour of a kind of money."""
    return KINDS[MoneyKind(kind)]
