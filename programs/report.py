"""The annual report of a year, in the order of the ministry's own report, from the records."""

from dataclasses import dataclass, field

from django.db.models import Max

from cadres.models import Assessment, Award, Meeting, Membership, Posting, Selection
from programs.models import Allocation, Program, Project, Publication
from programs.reconciliation import Comparison, comparisons

# The programmes that the ministry's report has a section for.
SECTIONS = ("industry", "relief-projects", "communication", "education", "visits")


@dataclass(frozen=True)
class ProgramSection:
    """One programme in a year: its projects with rows, and its stated totals."""

    program: Program
    projects: list[Project]
    totals: list[Comparison] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """Everything that the ledger holds about one year, as of one edition."""

    year: int
    memberships: list[Membership]
    conferences: list[Meeting]
    exchanges: list[Meeting]
    selections: list[Selection]
    postings: list[Posting]
    assessments: list[Assessment]
    awards: list[Award]
    publications: list[Publication]
    programs: dict[str, ProgramSection]
    totals: list[Comparison]

    @property
    def other_programs(self) -> list[ProgramSection]:
        """Programmes that the ministry's report of 2011 has no section for."""
        return [section for code, section in self.programs.items() if code not in SECTIONS]

    @property
    def is_empty(self) -> bool:
        return not (self.conferences or self.programs or self.postings or self.publications)


def report_years(edition: int | None) -> list[int]:
    """The years that have projects, newest first."""
    years = Project.objects.as_of(edition).values_list("year", flat=True)
    return sorted(set(years), reverse=True)


def newest_year_with_money(edition: int | None) -> int | None:
    """The year that the home page tells about; None while there is no allocation."""
    rows = Allocation.objects.as_of(edition)
    return rows.aggregate(year=Max("project__year"))["year"]


def build(year: int, edition: int | None) -> Report:
    """The report of `year` as the public read it at `edition` (None is today)."""
    meetings = list(_of_year(Meeting, year, edition, "host").order_by("held_on", "code"))
    totals = comparisons(edition, year=year)
    return Report(
        year=year,
        memberships=_memberships(year, edition),
        conferences=[meeting for meeting in meetings if meeting.kind == Meeting.Kind.CONFERENCE],
        exchanges=[meeting for meeting in meetings if meeting.kind == Meeting.Kind.EXCHANGE],
        selections=list(_of_year(Selection, year, edition, "candidates_statement__source")),
        postings=list(_of_year(Posting, year, edition, "cadre", "home_unit", "county")),
        assessments=list(_of_year(Assessment, year, edition, "cadre", "county")),
        awards=list(_of_year(Award, year, edition, "cadre", "awarded_by")),
        publications=list(_of_year(Publication, year, edition, "organiser")),
        programs=_programs(year, edition, totals),
        totals=totals,
    )


def year_before(report: Report, edition: int | None) -> Report | None:
    """The report of the year before `report`; None where the ledger has nothing of it."""
    before = build(report.year - 1, edition)
    return None if before.is_empty else before


def _of_year(model, year: int, edition: int | None, *related: str):
    rows = model.objects.as_of(edition).filter(year=year)
    if any(row.relation_name() == "attachments" for row in model.row_models()):
        rows = rows.prefetch_related("attachments__statement__source")
    return rows.select_related("statement__source", *related).order_by("code")


def _memberships(year: int, edition: int | None) -> list[Membership]:
    """Seats that were held at some time in the year."""
    rows = Membership.objects.as_of(edition).exclude(starts__gte=str(year + 1))
    rows = rows.filter(ends="") | rows.filter(ends__gte=str(year))
    related = ("body", "organisation", "cadre", "statement__source")
    order = ("body__statement__position", "body__code", "statement__position", "code")
    return list(rows.select_related(*related).order_by(*order))


def _programs(
    year: int, edition: int | None, totals: list[Comparison]
) -> dict[str, ProgramSection]:
    sections: dict[str, ProgramSection] = {}
    rows = Project.objects.as_of(edition).filter(year=year).with_rows()
    related = ("program", "coordinator", "implementer", "county", "statement__source")
    for project in rows.select_related(*related).order_by(
        "program__position", "statement__position", "code"
    ):
        own = [total for total in totals if total.total.program_id == project.program_id]
        section = ProgramSection(project.program, [], own)
        sections.setdefault(project.program.code, section).projects.append(project)
    return sections
