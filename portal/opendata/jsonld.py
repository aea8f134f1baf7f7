"""What pages tell search engines: schema.org as JSON-LD, in a script element that nothing runs."""

import json

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from programs.models import Allocation, Project
from records.models import Edition

# Nothing in a text may end the script element or begin another.
ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}


def as_script(data: dict) -> SafeString:
    """`data` as the script element of a page."""
    told = {"@context": "https://schema.org", **{k: v for k, v in data.items() if v}}
    text = json.dumps(told, ensure_ascii=False).translate(ESCAPES)
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
        "name": record.title,
        "alternateName": record.title_zh,
        "description": record.content_text,
        "location": _place(record),
        "sponsor": _organisation(record.coordinator),
        "funding": grants,
    }


def _grant(allocation: Allocation) -> dict[str, object] | None:
    if allocation.amount is None:
        return None
    amount = {"@type": "MonetaryAmount", "currency": "CNY", "value": f"{allocation.amount:.2f}"}
    named = {"text": allocation.get_kind_display(), "note": allocation.get_amount_stage_display()}
    name = _("%(text)s (%(note)s)") % named
    grant = {"@type": "MonetaryGrant", "name": name, "amount": amount}
    funder = _organisation(allocation.funder)
    return {**grant, "funder": funder} if funder else grant


def _organisation(body) -> dict[str, str] | None:
    if body is None:
        return None
    return {"@type": "Organization", "name": body.name, "alternateName": body.name_zh or body.name}


def _place(record: Project) -> dict[str, str] | None:
    if record.county is None:
        return {"@type": "Place", "name": record.place_text} if record.place_text else None
    county = record.county
    return {
        "@type": "AdministrativeArea",
        "identifier": county.code,
        "name": county.name,
        "alternateName": county.name_zh,
    }


def dataset(request, edition: Edition | None) -> dict[str, object]:
    """The whole ledger as a dataset, with its downloads."""
    return {
        "@type": "Dataset",
        "name": _("Fupin Ledger"),
        "description": _(
            "Every public record of a ministry's work against poverty: projects, money, results, "
            "cadres, meetings, and the statement that each figure comes from."
        ),
        "url": request.build_absolute_uri(reverse("open_data")),
        "inLanguage": ["en", "zh-Hans"],
        "isAccessibleForFree": True,
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
