"""Template filters of the lists of the staff site."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: Iterable[dict]) -> list[SafeString]:
    """The cells of one row as Django's list made them, each with the label of its column, which a
    phone shows before it. The column of boxes to tick has none."""
    return [
        mark_safe(_with_label(cell, header))  # noqa: S308  # Django's own cell, a label escaped
        for cell, header in zip(cells, headers, strict=True)
    ]


def _with_label(cell: str, header: dict) -> str:
    if "action-checkbox" in header["class_attrib"]:
        return cell
    label = format_html(' data-label="{}"', capfirst(header["text"]))
    return f"{cell[:3]}{label}{cell[3:]}"  # after "<td" or "<th"
