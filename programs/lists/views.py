"""Lists: each is a model, a table, a filter and a title."""

from functools import partial

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from config.lib.pages.views import LedgerPaginator, ListPage, edition_number
from programs import models
from programs.lists import facets, filters, tables
from programs.lists.money_filters import (
    SEARCHED,
    AllocationFilter,
    ProjectFilter,
    counties_to_offer,
)
from records.filters import search_in
from records.kinds import kind_for


class CountedList(ListPage):
    """A list with facets, sums and a chart; `measure` is what of a tally counts its rows, and
    `searched` the columns of a project that its search box reads."""

    template_name = "programs/counted_list.html"
    measure = ""
    searched: tuple[str, ...] = ()

    def get_table_pagination(self, table):
        options = super().get_table_pagination(table)
        if not options:  # a download has no pages
            return options
        counted = partial(LedgerPaginator, counted=self.answers.count)
        return {**options, "paginator_class": counted}

    def get_context_data(self, **kwargs):
        form = self.filterset.form
        province = None
        if form.is_valid():
            kwargs["chips"] = facets.chips(self.request, form)
            province = form.cleaned_data["province"]
        return super().get_context_data(
            answers=self.answers, typed=facets.TYPED, counties=counties_to_offer(province), **kwargs
        )

    @cached_property
    def answers(self):
        form = self.filterset.form
        cleaned = form.cleaned_data if form.is_valid() else {}
        edition = edition_number(self.request)
        return facets.answers(self.request, cleaned, self.measure, self.found(cleaned), edition)

    def found(self, cleaned):
        """SQL that names the projects that the search box finds; None while it is empty."""
        if not cleaned.get("q"):
            return None
        rows = search_in(*self.searched)(models.Project.objects.order_by(), "q", cleaned["q"])
        return rows.values("pk").query.sql_with_params()


class ProjectList(CountedList):
    model = models.Project
    table_class = tables.ProjectTable
    filterset_class = ProjectFilter
    sheet = kind_for(models.Project).named_sheet
    title = _("Projects")
    lead = _("Everything that the ministry supported. A line may stand for several projects.")
    related = ("program", "county")
    measure = "projects"
    searched = SEARCHED


class FundList(CountedList):
    model = models.Allocation
    table_class = tables.AllocationTable
    filterset_class = AllocationFilter
    sheet = kind_for(models.Allocation).named_sheet
    title = _("Funds")
    lead = _(
        "Whose money went to which project. The amount is what was allocated or, where the source "
        "names no stage, what it states. Kinds of money are never added together."
    )
    related = ("project__program", "funder", "coordinator")
    measure = "rows"
    searched = ("title", "title_zh")

    def get_queryset(self):
        return super().get_queryset().order_by("project__code", "line")


class CoverageList(ListPage):
    model = models.Result
    table_class = tables.ResultTable
    filterset_class = filters.ResultFilter
    sheet = kind_for(models.Result).named_sheet
    title = _("Coverage and results")
    lead = _(
        "What was measured, year by year. Newly added and standing figures never share a total."
    )
    related = ("project", "indicator", "baseline_statement__source")
    facets = ("year", "program", "indicator", "measure", "province")


class VisitList(ListPage):
    model = models.Visit
    table_class = tables.VisitTable
    filterset_class = filters.VisitFilter
    sheet = kind_for(models.Visit).named_sheet
    title = _("Visits")
    lead = _("Visits to the poor and field research. Only numbers of people are public.")
    related = ("project",)
    facets = ("year", "occasion", "program", "province")


class ProgramList(ListPage):
    model = models.Program
    table_class = tables.ProgramTable
    filterset_class = filters.ProgramFilter
    sheet = kind_for(models.Program).named_sheet
    title = _("Programmes")
    lead = _("The lines of work in which the ministry supports poor counties.")

    def get_queryset(self):
        return models.Program.objects.select_related("statement__source")


class PublicationList(ListPage):
    model = models.Publication
    table_class = tables.PublicationTable
    filterset_class = filters.PublicationFilter
    sheet = kind_for(models.Publication).named_sheet
    template_name = "programs/publication_list.html"
    title = _("Publications")
    lead = _("Books and columns about the work against poverty.")
    related = ("organiser",)
    facets = ("year", "kind", "organiser")
    prefetched = ("attachments__statement__source",)


class ArticleList(ListPage):
    model = models.Article
    table_class = tables.ArticleTable
    filterset_class = filters.ArticleFilter
    sheet = kind_for(models.Article).named_sheet
    title = _("News")
    lead = _("The column on poverty reduction: what was decided, done and measured.")
    facets = ("year",)
