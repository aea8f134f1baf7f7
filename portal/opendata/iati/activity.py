"""One project as an `iati-activity`, its elements in the order that the schema demands."""

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from config.lib.dates import first_day
from config.lib.language import bilingual
from portal.opendata.iati import codes
from portal.opendata.iati.money import budgets, in_words, transactions
from portal.opendata.iati.narratives import (
    Reporter,
    narrative,
    narrative_of_message,
    narratives,
    party,
    reporting_org,
)
from portal.opendata.iati.results import results
from portal.opendata.xml import tag
from programs.models import Category, Project, Status
from records.models import Edition, Source


@dataclass(frozen=True)
class Setting:
    """The context that all activities of a document share: reporter, edition, address."""

    reporter: Reporter
    edition: Edition
    site: str

    @property
    def today(self) -> str:
        """The day of the edition: nothing that happened lies after it."""
        return localtime(self.edition.published_at).date().isoformat()


def activity(project: Project, setting: Setting) -> Element:
    """The activity of `project`, whose rows were read already."""
    changed = project.published_in.published_at.astimezone(datetime.UTC).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    return tag(
        "iati-activity",
        tag("iati-identifier", f"{setting.reporter.ref}-{project.code}"),
        reporting_org(setting.reporter),
        *narrative("title", project.title, project.title_zh),
        *_descriptions(project),
        *_parties(project, setting.reporter),
        tag("other-identifier", ref=project.code, type=codes.OTHER_IDENTIFIER),
        tag("activity-status", code=codes.STATUS.get(project.status, codes.STATUS_NOT_STATED)),
        *_dates(project, setting.today),
        *_scope(project),
        tag("recipient-country", code=codes.COUNTRY),
        *_location(project),
        *_sectors(project, setting.site),
        *budgets(project),
        *transactions(project, setting.reporter, setting.today),
        *_documents(project, setting.site),
        *results(project),
        lang="en",
        default_currency=codes.CURRENCY,
        last_updated_datetime=changed,
    )


def _descriptions(project: Project) -> Iterator[Element]:
    general = (project.content or project.title, project.content_zh or project.title_zh)
    yield from narrative("description", *general, type=codes.GENERAL)
    objectives = (project.performance_target, project.performance_target_zh)
    yield from narrative("description", *objectives, type=codes.OBJECTIVES)
    for name in ("benefit_mechanism", "outcome", "note"):
        words = (getattr(project, name), getattr(project, f"{name}_zh"))
        yield from narrative("description", *words, type=codes.OTHER)
    for sentence in _explanations(project):
        yield from narrative_of_message("description", sentence, type=codes.OTHER)
    yield from in_words(project)


def _explanations(project: Project) -> Iterator[str]:
    """What the codes of IATI, which has none for it, stand for."""
    if project.status == Status.SUPPORTED:
        yield _("How far this is, is not stated; the status code stands for “supported”.")
    elif project.status not in codes.STATUS:
        yield _("How far this is, is not stated; IATI demands a status code all the same.")
    rows = (project, *project.allocations.all())
    if any(row.coordinator for row in rows):
        yield _("IATI has no role of a coordinator: “accountable” stands for “coordinated by”.")
    if any(aid.supporter for aid in project.educationaids.all()):
        yield _("IATI has no role of a supporter: “funding” stands for “supported by”.")
    if not any(body for _role, body in _roles(project)):
        yield _(
            "No source names a party; IATI demands one: the reporting organisation stands here."
        )


def _parties(project: Project, reporter: Reporter) -> list[Element]:
    """Every named organisation once in each role; the reporter where no source names anyone."""
    named = dict.fromkeys(_roles(project))
    elements = [one for role, body in named for one in _participant(role, body, reporter)]
    if elements:
        return elements
    words = narratives(reporter.name, reporter.name_zh)
    kind = codes.GOVERNMENT
    return [tag("participating-org", *words, ref=reporter.ref, type=kind, role=codes.ACCOUNTABLE)]


def _participant(role: str, body: Organisation | None, reporter: Reporter) -> list[Element]:
    return party("participating-org", body, reporter, role=role)


def _roles(project: Project) -> Iterator[tuple[str, Organisation | None]]:
    yield codes.ACCOUNTABLE, project.coordinator
    yield codes.ACCOUNTABLE, project.organiser
    yield codes.IMPLEMENTING, project.implementer
    for allocation in project.allocations.all():
        yield codes.FUNDING, allocation.funder
        yield codes.ACCOUNTABLE, allocation.coordinator
    for gift in project.donations.all():
        yield codes.FUNDING, gift.donor
        yield codes.EXTENDING, gift.intermediary
    for aid in project.educationaids.all():
        yield codes.FUNDING, aid.supporter
    for seminar in project.seminars.all():
        yield codes.FUNDING, seminar.funder
        yield codes.IMPLEMENTING, seminar.convener


def _dates(project: Project, today: str) -> Iterator[Element]:
    """When it is planned to begin and end, and when it did. IATI wants whole days, and a start in
    any case: that of the year, where none is stated. A narrative quotes the stated date."""
    if project.planned_starts:
        day = first_day(project.planned_starts).isoformat()
        yield _date(codes.PLANNED_START, day, project.planned_starts)
    if project.starts:
        yield _date(codes.ACTUAL_START, first_day(project.starts).isoformat(), project.starts)
    if not (project.planned_starts or project.starts):
        years = (str(project.year), project.planned_ends[:4], project.ends[:4])
        day = f"{min(filter(None, years))}-01-01"
        has_begun = project.status != Status.PLANNED and day <= today
        yield _date(codes.ACTUAL_START if has_begun else codes.PLANNED_START, day, day[:4])
    if project.planned_ends:
        yield _date(codes.PLANNED_END, _last_day(project.planned_ends), project.planned_ends)
    if project.ends:
        day = min(_last_day(project.ends), today)  # what has ended in this year lies not ahead
        yield _date(codes.ACTUAL_END, day, project.ends)


def _date(kind: str, day: str, stated: str) -> Element:
    is_whole = len(stated) == len(day)
    only = format_lazy(_("{stated} (the source states no day)"), stated=stated)
    return tag(
        "activity-date",
        *([] if is_whole else narratives(*bilingual(only))),
        type=kind,
        iso_date=day,
    )


def _last_day(stated: str) -> str:
    """The last day that a partial date may mean."""
    if len(stated) == len("2011-04"):
        year, month = map(int, stated.split("-"))
        return f"{stated}-{monthrange(year, month)[1]}"
    return stated + "2000-12-31"[len(stated) :]


def _scope(project: Project) -> list[Element]:
    code = codes.SCOPE.get(project.scope)
    return [tag("activity-scope", code=code)] if code else []


def _location(project: Project) -> list[Element]:
    """The county by its division code, which no vocabulary of IATI has; else the place in words."""
    reach = tag("location-reach", code=codes.OF_ACTIVITY)
    place = narrative("description", *_place(project))
    county = project.county
    if county is None:
        return [tag("location", reach, *place)] if place else []
    return [
        tag(
            "location",
            reach,
            *narrative("name", county.name, county.name_zh),
            *place,
            tag("exactness", code=codes.APPROXIMATE),
            tag("location-class", code=codes.ADMINISTRATIVE_REGION),
            ref=county.code,
        )
    ]


def _place(project: Project) -> tuple[str, str]:
    """Village, town and what else is stated of the place, in English and in Chinese."""
    english = filter(None, (project.village, project.town, project.place))
    chinese = filter(None, (f"{project.town_zh}{project.village_zh}", project.place_zh))
    return ", ".join(english), "，".join(chinese)


def _sectors(project: Project, site: str) -> Iterator[Element]:
    """The sector of the DAC, which the editors assigned, beside the ledger's own kind of work."""
    assigned = _("Assigned by the editors of the ledger; the source names no such code.")
    code = codes.SECTOR[project.category]
    yield from narrative_of_message("sector", assigned, vocabulary=codes.DAC, code=code)
    yield from narrative_of_message(
        "sector",
        Category(project.category).label,
        vocabulary=codes.OWN,
        vocabulary_uri=f"{site}/data/#codes",
        code=project.category,
    )


def _documents(project: Project, site: str) -> Iterator[Element]:
    """The project's page in both languages, then every source that is cited."""
    titles = (project.title, project.title_zh)
    for prefix, language in (("", "en"), ("/zh-hans", codes.CHINESE)):
        address = f"{site}{prefix}/projects/{project.code}/"
        yield _document(address, titles, codes.WEB_PAGE, language)
    for source in dict.fromkeys(_sources(project)):
        category = codes.DOCUMENT.get(source.kind, codes.OTHER_DOCUMENT)
        address = source.url or f"{site}/sources/{source.code}/"
        yield _document(address, (source.title, source.title_zh), category)


def _document(address: str, titles: tuple[str, str], category: str, language=None) -> Element:
    return tag(
        "document-link",
        *narrative("title", *titles),
        tag("category", code=category),
        tag("language", code=language) if language else None,
        format=codes.HTML,
        url=address,
    )


def _sources(project: Project) -> Iterator[Source]:
    for row in (project, *project.rows()):
        if row.statement is not None:
            yield row.statement.source
