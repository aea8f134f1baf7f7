"""schema.org as JSON-LD for search engines, in a script element that is not executed."""

import json

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from config.lib.language import UntranslatedText, localized, plain_text
from config.lib.money import format_exact
from config.lib.reuse.licence import data_licence
from programs.models import Allocation, Project
from records.models import Edition, format_qualified

Text = str | dict[str, str]
# Nothing in a text may end the script element or begin another.
ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}


def as_script(data: dict) -> SafeString:
    """`data` as the script element of a page."""
    document = {"@context": "https://schema.org", **{k: v for k, v in data.items() if v}}
    text = json.dumps(document, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def project(request, record: Project) -> dict[str, object]:
    """A project with its money, one grant for each allocation that has an amount, named by the
    kind of money and the stage of that amount."""
    grants = [grant for row in record.allocations.all() if (grant := _grant(row))]
    return {
        "@type": "Project",
        "@id": request.build_absolute_uri(record.get_absolute_url()),
        "url": request.build_absolute_uri(record.get_absolute_url()),
        "identifier": record.code,
        **_named(record, "title"),
        "description": _in_language(record.content_text),
        "location": _place(record),
        "funding": grants,
    }


def _grant(allocation: Allocation) -> dict[str, object] | None:
    if allocation.amount is None:
        return None
    amount = {"@type": "MonetaryAmount", "currency": "CNY", "value": f"{allocation.amount:.2f}"}
    named = {"text": allocation.kind_and_level, "note": allocation.get_amount_stage_display()}
    name = _("%(text)s (%(note)s)") % named
    grant = {"@type": "MonetaryGrant", "name": name, "amount": amount}
    if allocation.qualifier:
        exact = format_exact(allocation.amount, "yuan")
        grant["description"] = format_qualified(exact, allocation.qualifier)
    funder = _organisation(allocation.funder)
    return {**grant, "funder": funder} if funder else grant


def _organisation(body) -> dict[str, object] | None:
    if body is None:
        return None
    return {"@type": "Organization", **_named(body, "name")}


def _named(row: Model, field: str) -> dict[str, Text]:
    """The name in English and the one in Chinese; where there is one only, that with its
    language."""
    english, chinese = getattr(row, field), getattr(row, f"{field}_zh")
    if english and chinese:
        return {"name": english, "alternateName": chinese}
    return {"name": _in_language(localized(row, field))}


def _in_language(text: str) -> Text:
    """A text, with its language where that is not the one of the page."""
    if not isinstance(text, UntranslatedText):
        return text
    return {"@value": plain_text(text), "@language": text.language}


def _place(record: Project) -> dict[str, object] | None:
    county = record.county and {
        "@type": "AdministrativeArea",
        "identifier": record.county.code,
        **_named(record.county, "name"),
    }
    place = _in_language(record.locality or ("" if county else record.place_text))
    if not place:
        return county
    within = {"containedInPlace": county} if county else {}
    return {"@type": "Place", "name": place, **within}


def dataset(request, edition: Edition | None) -> dict[str, object]:
    """The whole ledger as a dataset, with its downloads."""
    return {
        "@type": "Dataset",
        "name": _("Fupin Ledger"),
        "description": _(
            "Public record of the Ministry of Industry and Information Technology's poverty-relief "
            "work: projects, money, results, cadres, meetings, and the statements of sources "
            "that they cite."
        ),
        "url": request.build_absolute_uri(reverse("open_data")),
        "inLanguage": ["en", "zh-Hans"],
        "isAccessibleForFree": True,
        "license": licence.address if (licence := data_licence()) else None,
        "version": str(edition.number) if edition else None,
        "dateModified": edition.published_at.isoformat() if edition else None,
        "distribution": _downloads(request, edition) if edition else None,
    }


def _downloads(request, edition: Edition) -> list[dict[str, str]]:
    forms = {"edition_csv": "application/zip", "edition_json": "application/json"}
    addresses = {reverse(name, args=[edition.number]): form for name, form in forms.items()}
    addresses[reverse("iati_activities")] = "application/xml"
    return [
        {
            "@type": "DataDownload",
            "encodingFormat": form,
            "contentUrl": request.build_absolute_uri(address),
        }
        for address, form in addresses.items()
    ]
