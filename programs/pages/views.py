"""The pages of a project, a programme, a piece of news, and of stated beside computed totals."""

from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, TemplateView

from config.lib.pages.views import ComputedList, DetailPage, edition_number
from programs import charts
from programs.models import STEERING, Article, Program, ProgressReport, Project, changed_plans
from programs.pages import program as program_page
from programs.pages import project as project_page
from programs.pages.steps import inspected, steps
from programs.totals import figures
from programs.totals.comparison_rows import COMPARISON_COLUMNS, comparison_rows
from programs.totals.reconciliation import Basis, Comparison, comparisons, count_by_basis
from records.models import Attachment, Edition
from records.views.versions import entries_of

MOST_DRAWN = 6  # totals that differ
WITHOUT_FIGURES = (Attachment, *STEERING)


class ProjectDetail(DetailPage):
    model = Project
    template_name = "programs/project_detail.html"
    related = ("program", "county", "coordinator", "organiser", "implementer", "published_in")

    def get_context_data(self, **kwargs):
        project, edition = self.object, edition_number(self.request)
        project.fetch_rows()
        day = Edition.objects.day_of(edition)
        return super().get_context_data(
            has_figures=any(not isinstance(row, WITHOUT_FIGURES) for row in project.rows()),
            versions=entries_of(project, edition),
            facts=project_page.facts(project),
            reports=project_page.reports(project.code, edition),
            steps=steps(project, day),
            changed_plans=changed_plans(project, edition),
            inspected=inspected(project, day),
            **project_page.project_charts(project),
            **kwargs,
        )


class ProgressDetail(DetailPage):
    """A progress report: what a project came to by a day."""

    model = ProgressReport
    template_name = "programs/progress_detail.html"
    related = ("county", "published_in")

    def get_context_data(self, **kwargs):
        report, edition = self.object, edition_number(self.request)
        report.fetch_rows()
        project = Project.objects.as_of(edition).filter(code=report.project_code).first()
        return super().get_context_data(
            project=project, versions=entries_of(report, edition), **kwargs
        )


class ProgramDetail(DetailView):
    template_name = "programs/program_detail.html"

    def get_object(self, queryset=None):
        programs = Program.objects.published().select_related("statement__source")
        return get_object_or_404(programs, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        all_figures = figures.of_program(self.object, edition)
        year = figures.year_to_show(all_figures, self.request.GET.get("year"))
        summary = year and program_page.of_year(self.object, all_figures, year, edition)
        return super().get_context_data(
            years=figures.years(all_figures),
            summary=summary,
            **program_page.over_years(all_figures),
            **kwargs,
        )


class ArticleDetail(DetailPage):
    model = Article
    template_name = "programs/article_detail.html"


class Reconciliation(ComputedList, TemplateView):
    template_name = "programs/reconciliation.html"
    columns = COMPARISON_COLUMNS
    file = "stated-beside-computed"

    @property
    def rows(self) -> list[Comparison]:
        """Totals that were added up before copies, differences before matches; of one source, where
        it is asked for, also those that only add up its own rows."""
        source = self.request.GET.get("source", "")
        which = {"document__code": source} if source else {"within_source": False}
        every = comparisons(edition_number(self.request), **which)
        return sorted(every, key=lambda one: (one.basis != Basis.ADDED, not one.difference))

    def computed(self):
        number = edition_number(self.request) or Edition.objects.latest_number()
        return comparison_rows(self.rows, number)

    def get_context_data(self, **kwargs):
        rows = self.rows
        differing = charts.deviations([row for row in rows if row.difference][:MOST_DRAWN])
        return super().get_context_data(
            comparisons=rows,
            counts=count_by_basis(rows),
            deviations=differing,
            adding_up=charts.adding_up(rows),
            **kwargs,
        )
