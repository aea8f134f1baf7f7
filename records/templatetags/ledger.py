"""Template filters of the ledger: figures, dates, markers; no queries, no arithmetic."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from config.lib import dates, money
from config.lib.language import (
    address_in,
    is_chinese,
    language_attribute,
    marked_text,
    plain_text,
    with_language,
)
from config.lib.tables import tables
from records.models import format_qualified

register = template.Library()

# The pages of the public, under the questions that they answer; a question leads to its first page.
MENU = (
    (
        _("Money"),
        (
            ("project_list", _("Projects")),
            ("progress_list", _("Progress")),
            ("fund_list", _("Funds")),
            ("donation_list", _("Donations")),
            ("program_list", _("Programmes")),
            ("compare", _("Compare")),
        ),
    ),
    (_("Places"), (("place_list", _("Map and provinces")), ("county_list", _("Counties")))),
    (
        _("People"),
        (
            ("cadre_list", _("Cadres")),
            ("organisation_list", _("Organisations")),
            ("leading_group", _("Leading group")),
            ("meeting_list", _("Meetings")),
            ("visit_list", _("Visits")),
        ),
    ),
    (_("What came of it"), (("coverage_list", _("Results")), ("education_list", _("Education")))),
    (
        _("Does it add up?"),
        (("reconciliation", _("Reported and recalculated")), ("quality_list", _("Data quality"))),
    ),
    (
        _("Data and sources"),
        (
            ("report_list", _("Annual reports")),
            ("source_list", _("Sources")),
            ("edition_list", _("Editions")),
            ("changes", _("What changed")),
            ("open_data", _("Open data")),
            ("publication_list", _("Publications")),
            ("article_list", _("News")),
        ),
    ),
    (
        _("About this ledger"),
        (
            ("about", _("What it is")),
            ("how_to_read", _("How to read this")),
            ("glossary", _("Glossary")),
        ),
    ),
)

register.filter("cite", tables.cite)
register.filter("changed", tables.changed)
register.filter("cite_figure", tables.cite_figure)
register.filter("differs", tables.differs)
register.filter("money", tables.format_money_html)
register.filter("measured", tables.format_value_html)
register.filter("edit_address", tables.edit_address)
register.filter("plain_text", plain_text)
register.filter("lang", language_attribute)
register.filter("marked_text", marked_text)
register.filter("is_past", dates.is_past)


@register.filter
def paragraphs(text):
    """A text of several lines as HTML, in its language."""
    return with_language(text, SafeString(linebreaks(text, autoescape=True)), "div")


@register.filter
def money_cell(amount):
    """An amount in a cell of a table that has no key for dashes: in one unit, or “not stated”."""
    return tables.not_stated() if amount is None else tables.format_money_cell(amount)


@register.filter
def cites(statements):
    """The markers of several statements."""
    return format_html_join("", "{}", ((tables.cite(statement),) for statement in statements))


@register.filter
def figure(value):
    """A number with separators, or “not stated”."""
    return tables.not_stated() if value is None else money.format_number(value)


@register.filter
def label(words):
    """Words before a value, with the colon of the reader's language."""
    return format_html("{}：" if is_chinese() else "{}: ", words)


@register.filter
def as_of(address, number):
    """The address of a page as of an edition."""
    path, hash_sign, anchor = address.partition("#")
    return f"{path}?edition={number}{hash_sign}{anchor}"


@register.filter
def stated(value):
    """Any text or number, or “not stated”."""
    return tables.not_stated() if value in (None, "") else value


@register.filter
def partial_date(value):
    """A date as precise as its source, or “not stated”."""
    return dates.format_partial_date(value) if value else tables.not_stated()


@register.filter
def qualified(figure, qualifier):
    """A figure with the qualifier that its source gives it, if any."""
    return format_html(format_qualified("{}", qualifier), figure)


@register.filter
def statement_figure(statement):
    """The figure of a statement with its unit and, where the source gives one, its qualifier."""
    number = tables.format_value_html(statement.value, statement.unit)
    if statement.unit not in ("CNY", "percent", ""):
        number = format_html("{} {}", number, statement.get_unit_display())
    return qualified(number, statement.qualifier)


@register.simple_tag(takes_context=True)
def same_page(context, language):
    """The address of this very page in another language."""
    return address_in(context["request"].get_full_path(), language)


@register.simple_tag(takes_context=True)
def translations(context):
    """Every language with the address of this very page in it, whole, for search engines."""
    request = context["request"]
    return [
        (code, request.build_absolute_uri(address_in(request.get_full_path(), code)))
        for code, _name in settings.LANGUAGES
    ]


@register.filter
def item(mapping, key):
    """The value of `key`, for keys that are no names; None when there is none."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def main_menu(context):
    """The questions with their pages: name, address, whether the reader is there or below."""
    request = context.get("request")
    path = request.path if request else ""
    menu = []
    for name, views in MENU:
        pages = [_menu_item(reverse(view), title, path) for view, title in views]
        is_here = any(page["is_here"] for page in pages)
        menu.append({**pages[0], "name": name, "is_here": is_here, "pages": pages})
    return menu


def _menu_item(address: str, name: str, path: str) -> dict[str, object]:
    return {"address": address, "name": name, "is_here": path.startswith(address)}
