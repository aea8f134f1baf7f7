"""Pages that tell a story: home, a project, a programme, the reconciliation, a year."""

import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.generic import DetailView, TemplateView

from config.lib.caching import cached
from config.lib.pages import preferences
from config.lib.pages.views import ComputedList, DetailPage, edition_number
from counties.models import County
from portal.opendata import jsonld
from portal.opendata.jsonld import as_script
from portal.pages import county, home
from portal.reports import annual_report as documents
from portal.reports import data
from portal.reports.views import WRITERS, report_or_404
from programs import charts
from programs.exports import COMPARISONS, compared
from programs.models import Article, Program, Project
from programs.pages import program
from programs.pages import project as project_page
from programs.totals import figures
from programs.totals.reconciliation import Outcome, comparisons
from records.models import Attachment, Edition, YearStep
from records.views.sources_and_editions import entries_of

MOST_DRAWN = 6  # totals that differ
KEPT = 40  # years, in languages and units


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        found = figures.of_edition(edition)
        shown = home.year_to_show(found, self.request.GET.get("year"))
        told = home.people(shown, edition) if shown else {}
        return super().get_context_data(
            years=figures.years(found),
            glance=home.year(found, shown, edition) if shown else None,
            **home.lately(edition),
            **told,
            **kwargs,
        )


class ProjectDetail(DetailPage):
    model = Project
    template_name = "programs/project_detail.html"
    related = ("program", "county", "coordinator", "implementer", "published_in")

    def get_context_data(self, **kwargs):
        project = self.object
        project.fetch_rows()
        return super().get_context_data(
            has_figures=any(not isinstance(row, Attachment) for row in project.rows()),
            versions=entries_of(project),
            linked_data=as_script(jsonld.project(self.request, project)),
            facts=project_page.facts(project, day_read(self.request)),
            **project_page.charts(project),
            **kwargs,
        )


def day_read(request) -> datetime.date:
    """Today, or the day of the past edition that is read."""
    return localdate(request.edition.published_at) if request.edition else localdate()


class ProgramDetail(DetailView):
    template_name = "programs/program_detail.html"

    def get_object(self, queryset=None):
        programs = Program.objects.select_related("statement__source")
        return get_object_or_404(programs, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        found = program.of_program(self.object, edition)
        shown = home.year_to_show(found, self.request.GET.get("year"))
        told = shown and program.of_year(self.object, found, shown, edition)
        return super().get_context_data(
            years=figures.years(found),
            told=told,
            **program.over_years(found),
            **kwargs,
        )


class CountyDetail(DetailView):
    template_name = "counties/county_detail.html"

    def get_object(self, queryset=None):
        counties = County.objects.select_related("province", "statement__source")
        return get_object_or_404(counties, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        told = county.told(self.object, edition_number(self.request))
        return super().get_context_data(**told, **kwargs)


class ArticleDetail(DetailPage):
    model = Article
    template_name = "programs/article_detail.html"


class Reconciliation(ComputedList, TemplateView):
    template_name = "programs/reconciliation.html"
    columns = COMPARISONS
    file = "stated-beside-computed"

    def computed(self):
        edition = edition_number(self.request)
        return compared(comparisons(edition), edition or Edition.objects.latest_number())

    def get_context_data(self, **kwargs):
        found = comparisons(edition_number(self.request))
        counts = [
            (outcome, sum(1 for row in found if row.outcome == outcome)) for outcome in Outcome
        ]
        differing = charts.deviations([row for row in found if row.difference][:MOST_DRAWN])
        return super().get_context_data(
            comparisons=found, counts=counts, deviations=differing, **kwargs
        )


class Report(TemplateView):
    template_name = "programs/report.html"

    def get_context_data(self, **kwargs):
        edition, year = edition_number(self.request), self.kwargs["year"]
        built = report_or_404(year, edition)
        in_figures, work, coverage = told_of_year(
            year, edition, get_language(), preferences.current().unit
        )
        closings = YearStep.objects.filter(year=year, verb=YearStep.Verb.CLOSE)
        return super().get_context_data(
            report=built,
            in_figures=in_figures,
            work=work,
            coverage=coverage,
            files=[(form, reverse("report_file", args=[year, form])) for form in WRITERS],
            is_closed=YearStep.objects.closing(year) is not None,
            closings=closings.select_related("edition"),
            **kwargs,
        )


@cached(limit=KEPT)
def told_of_year(year: int, edition: int | None, language: str, unit: str):
    """What a year adds up to, beside the year before, as the reader reads it: in the language and
    the unit of money that are active."""
    built = data.build(year, edition)
    return (
        documents.year(built, data.year_before(built, edition), cited=True),
        documents.work_of(built, "relief-projects"),
        documents.coverage_of(built, "communication"),
    )


class ReportList(TemplateView):
    template_name = "programs/report_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            years=data.report_years(edition_number(self.request)), **kwargs
        )
