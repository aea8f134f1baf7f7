"""Lists: each is a model, a table, a filter and a title."""

from django.utils.translation import gettext_lazy as _

from config.lib.pages.views import ListPage
from programs import models
from programs.lists import filters, tables
from programs.lists.tally_counter import TallyCounter
from records.registry.kinds import kind_for


class MoneyList(ListPage):
    """A list of projects or of their money, with facets and sums from the tallies."""

    facets = (
        "year",
        "program",
        "category",
        "province",
        "county",
        "scope",
        "status",
        "kind",
        "band",
    )
    counter_class = TallyCounter
    template_name = "programs/counted_list.html"

    def get_context_data(self, **kwargs):
        form = self.filterset.form
        province = form.cleaned_data["province"] if form.is_valid() else None
        return super().get_context_data(counties=filters.counties_to_offer(province), **kwargs)


class ProjectList(MoneyList):
    model = models.Project
    table_class = tables.ProjectTable
    filterset_class = filters.ProjectFilter
    sheet = kind_for(models.Project).named_sheet
    title = _("Projects")
    lead = _(
        "What the ministry supported, as far as it is recorded. A line may stand for several "
        "projects."
    )
    related = ("program", "county")
    prefetched = ("allocations__statement__source", "allocations__payments")

    def get_table_kwargs(self):
        """The largest amount first, of a list that is sorted at once; a longer one by code."""
        order = {} if self.counter.rows.is_long else {"order_by": "-money"}
        return super().get_table_kwargs() | order


class FundList(MoneyList):
    facets = (*MoneyList.facets, "level")
    model = models.Allocation
    table_class = tables.AllocationTable
    filterset_class = filters.AllocationFilter
    sheet = kind_for(models.Allocation).named_sheet
    title = _("Funds")
    lead = _(
        "Whose money went to which project. The amount is what was allocated or, where the source "
        "names no stage, what it states. Kinds of money are not added together here."
    )
    related = ("project__program", "project__county", "funder", "coordinator")

    def get_queryset(self):
        return super().get_queryset().order_by("project__code", "line")


class CoverageList(ListPage):
    model = models.Result
    table_class = tables.ResultTable
    filterset_class = filters.ResultFilter
    sheet = kind_for(models.Result).named_sheet
    title = _("Coverage and results")
    lead = _("What was measured, year by year. Additions and running totals are kept apart.")
    related = ("project__county", "indicator", "baseline_statement__source")
    facets = ("year", "program", "indicator", "measure", "province")


class VisitList(ListPage):
    model = models.Visit
    table_class = tables.VisitTable
    filterset_class = filters.VisitFilter
    sheet = kind_for(models.Visit).named_sheet
    title = _("Visits")
    lead = _("Visits to the poor and field research. Only numbers of people are public.")
    related = ("project__county",)
    facets = ("year", "occasion", "program", "province")


class ProgramList(ListPage):
    model = models.Program
    table_class = tables.ProgramTable
    filterset_class = filters.ProgramFilter
    sheet = kind_for(models.Program).named_sheet
    title = _("Programmes")
    lead = _("The lines of the ministry's work against poverty.")

    def get_queryset(self):
        return models.Program.objects.published().select_related("statement__source")


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
