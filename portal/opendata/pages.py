"""The pages of downloads and of the API guide."""

import re
from dataclasses import dataclass
from operator import attrgetter

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from config.lib.pages.views import edition_number
from portal.opendata.api.parameters import LARGEST_EDITION, parameters_of
from portal.opendata.api.routes import addresses_of
from portal.opendata.jsonld import as_script, dataset
from programs.totals.figures import report_years
from records.models import Edition
from records.registry.columns import Column
from records.registry.kinds import Kind, open_kinds

NEWEST = 10
KINDS = {
    "text": _("plain text"),
    "integer": _("whole number"),
    "boolean": _("true or false"),
    "decimal": _("exact number, as text"),
    "date": _("date as stated"),
    "choice": _("code with names"),
    "choices": _("codes with names"),
    "reference": _("code with names"),
    "statement": _("source, code and address"),
}


class OpenData(TemplateView):
    """The downloads of an edition, and how to verify them."""

    template_name = "opendata/open_data.html"

    def get_context_data(self, **kwargs):
        editions = list(Edition.objects.as_of(edition_number(self.request))[:NEWEST])
        return super().get_context_data(
            editions=editions,
            tables=[(kind.plural, kind.label) for kind in open_kinds()],
            years=report_years(edition_number(self.request)),
            has_iati_ref=bool(settings.IATI_ORGANISATION_REF),
            linked_data=as_script(dataset(self.request, editions[0] if editions else None)),
            **kwargs,
        )


class ApiGuide(TemplateView):
    """The lists and parameters of the API, taken from the registry and the filters."""

    template_name = "opendata/api_guide.html"

    def get_context_data(self, **kwargs):
        lists = sorted(map(_explained, open_kinds()), key=attrgetter("address"))
        return super().get_context_data(lists=lists, **kwargs)


@dataclass(frozen=True)
class ExplainedList:
    """One list of the API in the reader's language."""

    name: str
    address: str
    one: str
    parameters: list[tuple[str, str, str]]
    columns: list[tuple[str, str, str, str]]


def _explained(kind: Kind) -> ExplainedList:
    address, one = addresses_of(kind)
    return ExplainedList(
        kind.label,
        address,
        re.sub(r"\w+:", "", one),
        [(name, format_schema(form), words) for name, (form, words) in parameters_of(kind).items()],
        [_column(column) for column in kind.columns],
    )


def _column(column: Column) -> tuple[str, str, str, str]:
    return column.name, _own(column.names), KINDS[column.type], column.field.help_text


def _own(pair: tuple[str, str]) -> str:
    """Of an English and a Chinese text, the one in the reader's language."""
    return pair[(get_language() or "").startswith("zh")]


def format_schema(form: dict) -> str:
    """A JSON schema of a parameter in few words: its codes, its range, or its kind."""
    if "enum" in form:
        return ", ".join(form["enum"])
    if form.get("maximum") == LARGEST_EDITION:
        return str(KINDS["integer"])
    if "minimum" in form:
        return f"{form['minimum']} – {form['maximum']}"
    if form.get("format") == "date":
        return "2026-12-31"
    return str(_("plain text") if "\\x00" in form["pattern"] else _("code"))
