"""Template tags for those who pass a page on."""

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from config.lib.language import is_chinese, plain_text
from config.lib.reuse.bibliography import format_bibtex, format_gbt, format_plain
from portal.embed.card import pictured_kinds
from portal.pages.page_citation import language_of, reference_of
from records.middleware import newest_edition
from records.models import Statement

register = template.Library()


@register.inclusion_tag("parts/cite_page.html", takes_context=True)
def cite_page(context, subject, mark="EB"):
    """The citation of the page of `subject`, a record or a title, to copy; nothing before the first
    edition, or of a preview."""
    request = context["request"]
    edition = newest_edition(request)
    if edition is None or getattr(request, "is_preview", False):
        return {"forms": ()}
    reference = reference_of(subject, request.build_absolute_uri(request.path), edition, mark)
    forms = (
        (_("Plain text"), format_plain(reference)),
        ("GB/T 7714-2015", format_gbt(reference)),
        ("BibTeX", format_bibtex(reference)),
    )
    return {"forms": forms, "language": language_of(reference)}


@register.simple_tag(takes_context=True)
def frame_line(context, address, title):
    """The line of HTML by which another site shows a table of this one; escaped once more where it
    is shown as text."""
    whole = context["request"].build_absolute_uri(address)
    frame = '<iframe src="{}" title="{}" width="100%" height="420" loading="lazy"></iframe>'
    return escape(plain_text(format_html(frame, whole, plain_text(title))))


@register.inclusion_tag("parts/open_graph.html", takes_context=True)
def open_graph(context):
    """What other sites show of a page that somebody passes on: its title and, of a record with a
    page and a code, a picture."""
    request, subject = context.get("request"), context.get("object")
    if request is None:
        return {}
    title = getattr(subject, "summary_text", "") if isinstance(subject, Statement) else subject
    kinds = pictured_kinds().items()
    own = [plural for plural, kind in kinds if isinstance(subject, kind.model)]
    picture = reverse("card_file", args=[own[0], subject.code]) if own else ""
    return {
        "title": plain_text(title or context.get("title") or _("Fupin Ledger")),
        "address": request.build_absolute_uri(),
        "picture": request.build_absolute_uri(picture) if picture else "",
        "locale": "zh_CN" if is_chinese() else "en",
    }
