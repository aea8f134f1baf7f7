"""Figures of an earlier report beside the field in which the next one is typed."""

from decimal import Decimal

from django import template

from config.lib.money import format_number

register = template.Library()


@register.filter
def reported(figure: Decimal | None) -> str:
    """A figure with separators; nothing where none was reported."""
    return format_number(figure) if isinstance(figure, Decimal) else ""
