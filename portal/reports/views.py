"""The annual report and public notices, as page, Word and PDF."""

from functools import partial
from io import BytesIO

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from config.lib.caching import cached
from config.lib.pages import preferences
from config.lib.pages.views import edition_number
from portal.reports import chapters, data
from portal.reports.blocks import Block, Document
from portal.reports.formats.docx import word
from portal.reports.formats.pdf import pdf
from portal.reports.notices import parts
from portal.reports.notices.project import project_notice as notice_of_project
from portal.reports.notices.year import year_notice
from programs.models import Project
from programs.totals.figures import report_years
from records.models import Edition, YearStep

CACHED = 40  # years, in languages and units
FILE_LIMIT = 200  # projects of a programme in a report; the notices list all
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITERS = {"pdf": (pdf, "application/pdf"), "docx": (word, WORD)}


@preferences.override(preferences.SITES_OWN)
def annual_report(request, year: int, form: str):
    """The annual report as a file, of the edition that the visitor reads."""
    report = data.build(year, edition_number(request), FILE_LIMIT)
    refuse_empty(report)
    return as_file(chapters.annual_report(report, edition_read(request)), form)


def allocation_notice(request, year: int, form: str = ""):
    """How the money of a year was allocated, as page or file, of which a big year has several."""
    edition = edition_number(request)
    report = data.build(year, edition, most=0)
    refuse_empty(report)
    size = parts.PER_FILE if form else parts.PER_PAGE
    part = parts.part_of(year, edition, part_number(request), size)
    make = partial(year_notice, report, part)
    if form:
        return notice_file(request, make, form)
    parent = (_("Annual report %(year)s") % {"year": year}, reverse("report", args=[year]))
    file_parts = range(1, parts.number_of_parts(part.total, parts.PER_FILE) + 1)
    files = files_at("allocation_notice", year)
    return notice_page(request, make, files, parent, part=part, file_parts=file_parts)


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
    make = partial(notice_of_project, project)
    if form:
        return notice_file(request, make, form)
    parent = (str(project), project.get_absolute_url())
    return notice_page(request, make, files_at("project_notice", code), parent)


@preferences.override(preferences.SITES_OWN)
def notice_file(request, make, form: str) -> FileResponse:
    return as_file(make(edition_read(request)), form)


def notice_page(request, make, files, parent: tuple[str, str], **context):
    """A notice as page, which links to its files and to the page that it is about."""
    document = make(edition_read(request))
    context = {"document": document, "files": files, "parent": parent, **context}
    return render(request, "programs/notice.html", context)


def files_at(url_name: str, key) -> list[tuple[str, str]]:
    """Each form in which a document can be had, and its address."""
    return [(form, reverse(url_name, args=[key, form])) for form in WRITERS]


def refuse_empty(report: data.ReportData) -> None:
    """Http404 where the ledger holds nothing about the year, with the years that it has."""
    if report.is_empty:
        message = _("The ledger holds nothing about %(year)s; it has: %(years)s.")
        years = ", ".join(map(str, report_years(report.edition))) or "–"
        raise Http404(message % {"year": report.year, "years": years})


def edition_read(request) -> Edition | None:
    """The edition that the visitor reads; for today the newest; None before the first."""
    return request.edition or Edition.objects.first()


def as_file(document: Document, form: str) -> FileResponse:
    """The response that carries `document`; a PDF opens in the browser."""
    write, content_type = WRITERS[form]
    return FileResponse(
        BytesIO(write(document)),
        as_attachment=form != "pdf",
        filename=f"{document.name}.{form}",
        content_type=content_type,
    )


class ReportPage(TemplateView):
    template_name = "programs/report.html"

    def get_context_data(self, **kwargs):
        edition, year = edition_number(self.request), self.kwargs["year"]
        closings = YearStep.objects.filter(year=year, verb=YearStep.Verb.CLOSE)
        unit = preferences.current().unit
        return super().get_context_data(
            chapters=cached_chapters(year, edition, get_language(), unit),
            files=files_at("report_file", year),
            is_closed=YearStep.objects.closing(year) is not None,
            closings=closings.select_related("edition"),
            **kwargs,
        )


@cached(limit=CACHED)
def cached_chapters(
    year: int, edition: int | None, language: str, unit: str
) -> list[tuple[str, str, list[Block]]]:
    """The chapters of a year in the language and the unit of money that are active."""
    report = data.build(year, edition)
    refuse_empty(report)
    return list(chapters.chapters_of(report, cites_summary=True))


class ReportList(TemplateView):
    template_name = "programs/report_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(years=report_years(edition_number(self.request)), **kwargs)
