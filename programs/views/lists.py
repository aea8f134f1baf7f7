"""Lists: each is a model, a table, a filter and a title."""

from django.utils.translation import gettext_lazy as _

from config.lib.pages import ListPage
from programs import filters, models, sheets, tables


class ProjectList(ListPage):
    model = models.Project
    table_class = tables.ProjectTable
    filterset_class = filters.ProjectFilter
    sheet = sheets.PROJECTS
    title = _("Projects")
    lead = _("Everything that the ministry supported. A line may stand for several projects.")
    related = ("program", "county")


class FundList(ListPage):
    model = models.Allocation
    table_class = tables.AllocationTable
    filterset_class = filters.AllocationFilter
    sheet = sheets.ALLOCATIONS
    template_name = "programs/fund_list.html"
    title = _("Funds")
    lead = _("Whose money went to which project. Kinds of money are never added together.")
    related = ("project__program", "funder", "coordinator")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "sums": list(named_sums(context["filter"].qs))}


class EducationList(ListPage):
    model = models.EducationAid
    table_class = tables.EducationTable
    filterset_class = filters.EducationFilter
    sheet = sheets.EDUCATION
    template_name = "programs/education_list.html"
    title = _("Education")
    lead = _(
        "Aid to students and schools, donated goods, seminars. Only numbers of people are public."
    )
    related = ("project", "operator")

    def get_context_data(self, **kwargs):
        edition = self.request.edition and self.request.edition.number
        projects = models.Project.objects.as_of(edition).filter(program__code="education")
        projects = projects.select_related("statement__source").with_rows().order_by("code")
        return super().get_context_data(projects=projects, **kwargs)


class CoverageList(ListPage):
    model = models.Result
    table_class = tables.ResultTable
    filterset_class = filters.ResultFilter
    sheet = sheets.RESULTS
    title = _("Coverage and results")
    lead = _(
        "What was measured, year by year. Newly added and standing figures never share a total."
    )
    related = ("project", "indicator", "baseline_statement__source")


class VisitList(ListPage):
    model = models.Visit
    table_class = tables.VisitTable
    filterset_class = filters.VisitFilter
    sheet = sheets.VISITS
    title = _("Visits")
    lead = _("Visits to the poor and field research. Only numbers of people are public.")
    related = ("project",)


class ProgramList(ListPage):
    model = models.Program
    table_class = tables.ProgramTable
    filterset_class = filters.ProgramFilter
    sheet = sheets.PROGRAMS
    title = _("Programmes")
    lead = _("The lines of work in which the ministry supports poor counties.")

    def get_queryset(self):
        return models.Program.objects.select_related("statement__source")


class PublicationList(ListPage):
    model = models.Publication
    table_class = tables.PublicationTable
    filterset_class = filters.PublicationFilter
    sheet = sheets.PUBLICATIONS
    template_name = "programs/publication_list.html"
    title = _("Publications")
    lead = _("Books and columns about the work against poverty.")
    related = ("organiser",)
    prefetched = ("attachments__statement__source",)


class ArticleList(ListPage):
    model = models.Article
    table_class = tables.ArticleTable
    filterset_class = filters.ArticleFilter
    sheet = sheets.ARTICLES
    title = _("News")
    lead = _("The column on poverty reduction: what was decided, done and measured.")


def named_sums(allocations):
    """The sums of the rows shown, one for each year, programme, scope and kind of money."""
    programs = {program.code: program for program in models.Program.objects.all()}
    for row in allocations.by_kind():
        yield {
            "year": row["project__year"],
            "program": programs[row["project__program__code"]],
            "scope": models.Project(scope=row["project__scope"]).get_scope_display(),
            "kind": models.MoneyKind(row["kind"]).label,
            "total": row["total"],
        }
