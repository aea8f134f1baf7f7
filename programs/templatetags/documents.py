"""Template filters of documents: their texts as a page shows them."""

from django import template
from django.utils.html import format_html, format_html_join

from config.lib.tables import marker
from programs.documents.content import Run, Text

register = template.Library()

STYLES = {"": "{}", "strong": "<strong>{}</strong>", "muted": '<span class="not-stated">{}</span>'}


@register.filter
def runs(text: Text) -> str:
    """A text with the markers of its notes."""
    return format_html_join("", "{}", ((_run(part),) for part in text))


def _run(part: Run) -> str:
    words = format_html(STYLES[part.style], part.text)
    markers = ((marker(note.address, note.text),) for note in part.notes)
    return words + format_html_join("", "{}", markers)
