"""The annual report and public notices, as page, Word and PDF."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import count

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from config.lib.caching import cached
from config.lib.charts.svg import Drawing
from config.lib.pages import preferences
from config.lib.pages.views import edition_number
from portal.reports import chapters, data, notices
from portal.reports.blocks import Block, Document, Picture
from portal.reports.formats.docx import word
from portal.reports.formats.pdf import pdf
from programs.models import Project
from programs.totals.figures import report_years
from records.models import Edition, YearStep

CACHED = 40  # years, in languages and units
FILE_LIMIT = 1_000  # projects of a programme in a file
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITERS = {"pdf": (pdf, "application/pdf"), "docx": (word, WORD)}


@preferences.override(preferences.SITES_OWN)
def annual_report(request, year: int, form: str):
    """The annual report as a file, of the edition that the visitor reads."""
    report = data.build(year, edition_number(request), FILE_LIMIT)
    refuse_empty(report)
    return as_file(chapters.annual_report(report, edition_read(request)), form)


def allocation_notice(request, year: int, form: str = ""):
    """How the money of a year was allocated, as page or file."""
    report = data.build(year, edition_number(request), FILE_LIMIT)
    refuse_empty(report)
    parent = (_("Annual report %(year)s") % {"year": year}, reverse("report", args=[year]))
    make = partial(notices.allocation_notice, report)
    return notice_response(request, make, form, "allocation_notice", year, parent)


def project_notice(request, code: str, form: str = ""):
    """The notice of a project, as page or file."""
    projects = Project.objects.as_of(edition_number(request)).with_rows()
    project = get_object_or_404(projects, code=code)
    parent = (str(project), project.get_absolute_url())
    make = partial(notices.project_notice, project)
    return notice_response(request, make, form, "project_notice", code, parent)


def notice_response(request, make, form: str, url_name: str, key, parent: tuple[str, str]):
    """A notice as file, or as page that links to its files and to the page that it is about."""
    with preferences.override(preferences.SITES_OWN if form else request.choices):
        document = make(edition_read(request))
    if form:
        return as_file(document, form)
    files = [(one, reverse(url_name, args=[key, one])) for one in WRITERS]
    context = {"document": document, "files": files, "parent": parent}
    return render(request, "programs/notice.html", context)


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
            files=[(form, reverse("report_file", args=[year, form])) for form in WRITERS],
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
