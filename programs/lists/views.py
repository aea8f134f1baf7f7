"""Lists: each is a model, a table, a filter and a title."""

from django.utils.translation import gettext_lazy as _

from config.lib.pages.views import ListPage
from programs import exports, models
from programs.lists import filters, tables
from programs.lists.tally_counter import TallyCounter

FACETS = ("year", "program", "category", "province", "county", "scope", "status", "kind", "band")


class ProjectList(ListPage):
    model = models.Project
    table_class = tables.ProjectTable
    filterset_class = filters.ProjectFilter
    sheet = exports.PROJECTS
    title = _("Projects")
    lead = _("Everything that the ministry supported. A line may stand for several projects.")
    related = ("program", "county")
    facets = FACETS
    counter_class = TallyCounter
    template_name = "programs/counted_list.html"


class FundList(ListPage):
    model = models.Allocation
    table_class = tables.AllocationTable
    filterset_class = filters.AllocationFilter
    sheet = exports.ALLOCATIONS
    title = _("Funds")
    lead = _(
        "Whose money went to which project. The amount is what was allocated or, where the source "
        "names no stage, what it states. Kinds of money are never added together."
    )
    related = ("project__program", "funder", "coordinator")
    facets = FACETS
    counter_class = TallyCounter
    template_name = "programs/counted_list.html"

    def get_queryset(self):
        return super().get_queryset().order_by("project__code", "line")


class CoverageList(ListPage):
    model = models.Result
    table_class = tables.ResultTable
    filterset_class = filters.ResultFilter
    sheet = exports.RESULTS
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
    sheet = exports.VISITS
    title = _("Visits")
    lead = _("Visits to the poor and field research. Only numbers of people are public.")
    related = ("project",)
    facets = ("year", "occasion", "program", "province")


class ProgramList(ListPage):
    model = models.Program
    table_class = tables.ProgramTable
    filterset_class = filters.ProgramFilter
    sheet = exports.PROGRAMS
    title = _("Programmes")
    lead = _("The lines of work in which the ministry supports poor counties.")

    def get_queryset(self):
        return models.Program.objects.select_related("statement__source")


class PublicationList(ListPage):
    model = models.Publication
    table_class = tables.PublicationTable
    filterset_class = filters.PublicationFilter
    sheet = exports.PUBLICATIONS
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
    sheet = exports.ARTICLES
    title = _("News")
    lead = _("The column on poverty reduction: what was decided, done and measured.")
    facets = ("year",)
