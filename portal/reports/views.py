"""The annual report and public notices, as page, Word and PDF."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from config.lib.caching import cached
from config.lib.charts.svg import Drawing
from config.lib.pages import preferences
from config.lib.pages.views import edition_number
from portal.reports import chapters, data, files
from portal.reports.blocks import Block, Document, Picture
from portal.reports.notices import parts
from portal.reports.notices.project import project_notice as notice_of_project
from portal.reports.notices.year import year_notice
from programs.models import Project
from programs.totals.figures import report_years
from records.models import Edition, YearStep

SOURCES = 60  # lines of the table of where money came from, on a page
CACHED = 40  # years, in languages and units


def annual_report(request, year: int, form: str):
    """The annual report as a file, of the edition that the visitor reads."""
    report = data.build(year, edition_number(request), most=0)
    refuse_empty(report)
    listed = sum(min(one.count, files.FILE_LIMIT) for one in report.programs.values())
    order = order_of(request, "report", year, 1, form)
    return files.answer(request, order, listed, page_of_year(year))


def allocation_notice(request, year: int, form: str = ""):
    """How the money of a year was allocated, as page or file, of which a big year has several."""
    edition = edition_number(request)
    report = data.build(year, edition, most=0)
    refuse_empty(report)
    size = parts.PER_FILE if form else parts.PER_PAGE
    part = parts.part_of(year, edition, part_number(request), size)
    if form:
        order = order_of(request, "notice", year, part.number, form)
        return files.answer(request, order, len(part.places), page_of_year(year))
    file_parts = range(1, parts.number_of_parts(part.total, parts.PER_FILE) + 1)
    document = year_notice(report, part, edition_read(request), SOURCES)
    return notice_page(
        request,
        document,
        files_at("allocation_notice", year),
        page_of_year(year),
        title=title_of(document, part),
        part=part,
        file_parts=file_parts,
    )


def title_of(document: Document, part: parts.Part) -> str:
    """The title of the page of one part."""
    if part.count == 1:
        return document.title
    words = _("part %(number)s") % {"number": part.number}
    return f"{document.title} · {words}"


def order_of(request, kind: str, year: int, part: int, form: str) -> files.FileOrder:
    edition = edition_read(request)
    number = edition.number if edition else 0
    return files.FileOrder(kind, year, part, form, get_language() or "", number)


def page_of_year(year: int) -> tuple[str, str]:
    """The name and address of the page that documents of a year belong to."""
    return _("Annual report %(year)s") % {"year": year}, reverse("report", args=[year])


def part_number(request) -> int:
    """The part of a notice that is asked for; Http404 where it cannot be one."""
    given = request.GET.get("part", "1")
    if not (given.isascii() and given.isdecimal() and len(given) < 7 and int(given)):
        raise Http404(_("The parts of a notice are numbered from 1."))
    return int(given)


def project_notice(request, code: str, form: str = ""):
    """The notice of a project, as page or file."""
    projects = Project.objects.as_of(edition_number(request)).with_rows()
    project = get_object_or_404(projects, code=code)
    with preferences.override(preferences.SITES_OWN if form else request.choices):
        document = notice_of_project(project, edition_read(request))
    if form:
        return files.send(f"{document.name}.{form}", form, files.write(document, form))
    parent = (str(project), project.get_absolute_url())
    return notice_page(request, document, files_at("project_notice", code), parent)


def notice_page(request, document: Document, links, parent: tuple[str, str], **context):
    """A notice as page, which links to its files and to the page that it is about."""
    context = {"title": document.title, **context}
    context |= {"document": document, "files": links, "parent": parent}
    return render(request, "programs/notice.html", context)


def files_at(url_name: str, key) -> list[tuple[str, str]]:
    """Each form in which a document can be had, and its address."""
    return [(form, reverse(url_name, args=[key, form])) for form in files.WRITERS]


def refuse_empty(report: data.ReportData) -> None:
    """Http404 where the ledger holds nothing about the year, with the years that it has."""
    if report.is_empty:
        message = _("The ledger holds nothing about %(year)s; it has: %(years)s.")
        years = ", ".join(map(str, report_years(report.edition))) or "–"
        raise Http404(message % {"year": report.year, "years": years})


def edition_read(request) -> Edition | None:
    """The edition that the visitor reads; for today the newest; None before the first."""
    return request.edition or Edition.objects.first()


class ReportPage(TemplateView):
    """The annual report a chapter a page; the first, with the figures of the year, leads to all."""

    template_name = "programs/report.html"

    def get_context_data(self, **kwargs):
        edition, year = edition_number(self.request), self.kwargs["year"]
        chapters = cached_chapters(year, edition, get_language(), preferences.current().unit)
        number = chapter_number([one[0] for one in chapters], self.kwargs.get("chapter"))
        names = [(title, chapter_address(year, code)) for code, title, _blocks in chapters]
        steps = list(YearStep.objects.filter(year=year).select_related("edition"))
        closings = [step for step in steps if step.verb == YearStep.Verb.CLOSE]
        heading = page_of_year(year)[0]
        title = heading if number == 0 else f"{chapters[number][1]} · {heading}"
        return super().get_context_data(
            heading=heading,
            title=title,
            is_first=number == 0,
            names=names,
            before=names[number - 1] if number else None,
            after=names[number + 1] if number + 1 < len(names) else None,
            files=files_at("report_file", year),
            is_closed=bool(closings) and steps[0] is closings[0],
            closings=closings,
            **kwargs | {"chapter": chapters[number]},
        )


def chapter_number(codes: list[str], code: str | None) -> int:
    """The place of a chapter; the first where none is asked for. Http404 where there is no such."""
    if code is None:
        return 0
    if code not in codes[1:]:
        raise Http404(_("The report has no chapter “%(code)s”.") % {"code": code})
    return codes.index(code)


def chapter_address(year: int, code: str) -> str:
    if code == chapters.FIGURES:
        return reverse("report", args=[year])
    return reverse("report_chapter", args=[year, code])


@cached(limit=CACHED)
def cached_chapters(
    year: int, edition: int | None, language: str, unit: str
) -> list[tuple[str, str, list[Block]]]:
    """The chapters of a year in the language and the unit of money that are active."""
    report = data.build(year, edition)
    refuse_empty(report)
    return [*_numbered(chapters.chapters_of(report, cites_summary=True))]


def _numbered(parts: Iterable[tuple[str, str, list[Block]]]):
    """The chapters with their pictures numbered from 1, for the addresses of their files."""
    numbers = count(1)
    for code, title, blocks in parts:
        own = [
            replace(one, number=next(numbers)) if isinstance(one, Picture) else one
            for one in blocks
        ]
        yield code, title, own


def pictures_of(year: int, edition: int | None) -> list[Drawing]:
    """The pictures of the annual report in their order; none of a year without records."""
    if year not in report_years(edition):
        return []
    unit = preferences.current().unit
    parts = cached_chapters(year, edition, get_language(), unit)
    blocks = (one for _code, _title, own in parts for one in own)
    return [one.chart for one in blocks if isinstance(one, Picture)]


class ReportList(TemplateView):
    template_name = "programs/report_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(years=report_years(edition_number(self.request)), **kwargs)
