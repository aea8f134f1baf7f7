"""Template filter for the texts of documents."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from config.lib.tables.tables import marker
from portal.reports.blocks import Run, Text

register = template.Library()

STYLES = {"strong": "<strong>{}</strong>", "muted": '<span class="not-stated">{}</span>'}


@register.filter
def runs(text: Text) -> str:
    """A text with its links and the markers of its notes."""
    return SafeString("".join(map(_run, text)))


def _run(part: Run) -> str:
    words = conditional_escape(part.text)
    if part.style:
        words = format_html(STYLES[part.style], words)
    if part.address:
        words = format_html('<a href="{}">{}</a>', part.address, words)
    return words + "".join(marker(note.address, note.text) for note in part.notes)
