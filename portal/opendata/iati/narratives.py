"""Texts and organisations as IATI writes them: English first, Chinese beside it."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.conf import settings

from cadres.models import Organisation
from config.lib.language import bilingual
from portal.opendata.iati.codes import CHINESE, GOVERNMENT, ORGANISATION
from portal.opendata.xml import tag


@dataclass(frozen=True)
class Reporter:
    """The organisation that answers for the figures, and its identifier."""

    code: str
    ref: str
    name: str
    name_zh: str


def reporter() -> Reporter:
    """The reporting organisation of the settings. Without a registered identifier the reference
    says so."""
    code = settings.IATI_ORGANISATION
    ref = settings.IATI_ORGANISATION_REF or f"UNREGISTERED-{code.upper()}"
    organisation = Organisation.objects.published().filter(code=code).first()
    if organisation is None:
        return Reporter(code, ref, code, "")
    return Reporter(code, ref, organisation.name, organisation.name_zh)


def narratives(english: str, chinese: str) -> list[Element]:
    """The narrative elements of a text; none where it is empty in both languages."""
    texts = ((english, None), (chinese, CHINESE))
    return [tag("narrative", text, lang=language) for text, language in texts if text]


def narrative(name: str, english: str, chinese: str, **attributes) -> list[Element]:
    """An element with narratives; nothing where the text is empty in both languages."""
    texts = narratives(english, chinese)
    return [tag(name, *texts, **attributes)] if texts else []


def narrative_of_message(name: str, label, **attributes) -> list[Element]:
    """An element with a sentence of the interface in both languages."""
    return narrative(name, *bilingual(label), **attributes)


def party(name: str, organisation: Organisation | None, reported_by: Reporter, **attributes):
    """An element that names an organisation; nothing for none and for bodies without a name."""
    if organisation is None or organisation.kind not in ORGANISATION:
        return []
    ref = reported_by.ref if organisation.code == reported_by.code else None
    kind = ORGANISATION[organisation.kind]
    words = (organisation.name, organisation.name_zh)
    return narrative(name, *words, ref=ref, type=kind, **attributes)


def reporting_org(reported_by: Reporter) -> Element:
    words = narratives(reported_by.name, reported_by.name_zh)
    return tag("reporting-org", *words, ref=reported_by.ref, type=GOVERNMENT)
