"""The pages of a project, a programme and a piece of news."""

import datetime

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.generic import DetailView

from config.lib.pages.views import DetailPage, edition_number
from programs.models import Article, Program, Project
from programs.pages import program as program_page
from programs.pages import project as project_page
from programs.totals import figures
from records.models import Attachment
from records.views.sources_and_editions import entries_of


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
            facts=project_page.facts(project, day_read(self.request)),
            **project_page.project_charts(project),
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
        found = figures.of_program(self.object, edition)
        shown = figures.year_to_show(found, self.request.GET.get("year"))
        told = shown and program_page.of_year(self.object, found, shown, edition)
        return super().get_context_data(
            years=figures.years(found),
            told=told,
            **program_page.over_years(found),
            **kwargs,
        )


class ArticleDetail(DetailPage):
    model = Article
    template_name = "programs/article_detail.html"
