"""Records and figures of a year, from which its annual report and notices are made.

Figures are sums of all records of the year; of its projects only the first are fetched.
"""

from collections import Counter as Numbers
from dataclasses import dataclass

from django.db import connection
from django.db.models import Prefetch, Value

from cadres.models import Assessment, Award, Decision, Meeting, Membership, Posting, Selection
from config.lib.caching import EDITION, cached
from programs.models import (
    STEERING,
    Donation,
    Program,
    Project,
    Publication,
    Seminar,
    SeminarReport,
)
from programs.totals import added_up, figures
from programs.totals.addresses import rows_of
from programs.totals.figures import Figure
from programs.totals.reconciliation import Comparison
from programs.totals.tallies import AS_OF, TODAY
from records.models import Row

FIRST = 10  # projects of a programme on a page
CACHED = 100  # years and editions whose first projects are known
IN_SOURCE = 1_000  # projects of a programme and year that stand as in their source, and not by code
_FIRST = """SELECT p.id, p.program_id FROM (SELECT p.id, p.program_id,
    row_number() OVER (PARTITION BY p.program_id ORDER BY s.position, p.code) AS place
    FROM programs_project p LEFT JOIN records_statement s ON s.id = p.statement_id
    WHERE p.year = %(year)s AND p.program_id = ANY (%(few)s) AND {which}) p WHERE place <= %(most)s
UNION ALL SELECT f.id, g FROM unnest(%(many)s::bigint[]) g CROSS JOIN LATERAL (
    SELECT p.id FROM programs_project p WHERE p.year = %(year)s AND p.program_id = g AND {which}
    ORDER BY p.code LIMIT %(most)s) f"""


@dataclass(frozen=True)
class ProgramSection:
    """One programme in a year: its figures and first projects, which have their rows where they
    are all projects of the year. `count` is the number of these."""

    program: Program
    year: int
    projects: list[Project]
    count: int
    figures: list[Figure]

    @property
    def is_whole(self) -> bool:
        return len(self.projects) == self.count

    @property
    def address(self) -> str:
        """The list of all its projects."""
        return rows_of("projects", year=self.year, program=self.program)


@dataclass(frozen=True)
class YearData:
    """The records that the summary of a year counts."""

    year: int
    edition: int | None
    selections: list[Selection]
    awards: list[Award]
    publications: list[Publication]
    donations: list[Donation]
    seminars: list[Seminar]
    seminar_reports: list[SeminarReport]


@dataclass(frozen=True)
class ReportData(YearData):
    """Everything that the ledger holds about one year, as of one edition; `before` is of the year
    before."""

    before: YearData
    programs: dict[str, ProgramSection]
    memberships: list[Membership]
    conferences: list[Meeting]
    exchanges: list[Meeting]
    postings: list[Posting]
    assessments: list[Assessment]
    totals: list[Comparison]

    @property
    def is_empty(self) -> bool:
        return not (self.conferences or self.programs or self.postings or self.publications)


def build(year: int, edition: int | None, most: int = FIRST) -> ReportData:
    """The data of `year` as the public read them at `edition` (None is today), with at most `most`
    projects of each programme."""
    decisions = Prefetch("decisions", Decision.objects.with_parties())
    meetings = _of_year(Meeting, year, edition, "host").prefetch_related(decisions)
    meetings = list(meetings.order_by("held_on", "code"))
    own, before = build_years(edition, year, year - 1)
    return ReportData(
        **vars(own),
        before=before,
        programs=_programs(year, edition, most),
        memberships=_memberships(year, edition),
        conferences=[meeting for meeting in meetings if meeting.kind == Meeting.Kind.CONFERENCE],
        exchanges=[meeting for meeting in meetings if meeting.kind == Meeting.Kind.EXCHANGE],
        postings=list(_of_year(Posting, year, edition, "cadre", "home_unit", "county")),
        assessments=list(_of_year(Assessment, year, edition, "cadre", "county")),
        totals=added_up.compared(edition, added_up.totals_of(edition, year=year)),
    )


def build_years(edition: int | None, *years: int) -> list[YearData]:
    """The records of each of `years` that its summary counts, asked for together."""
    ids = _ids_of_rows(years, edition)
    candidates = "candidates_statement__source"
    records = {
        "selections": list(_of_years(Selection, years, edition, candidates)),
        "awards": list(_of_years(Award, years, edition, "cadre", "awarded_by")),
        "publications": list(_of_years(Publication, years, edition, "organiser")),
    }
    rows = {
        "donations": _rows(Donation, ids),
        "seminars": _rows(Seminar, ids),
        "seminar_reports": _rows(SeminarReport, ids),
    }
    return [
        YearData(
            year,
            edition,
            **{name: [r for r in own if r.year == year] for name, own in records.items()},
            **{
                name: [one for one in own if one.project.year == year] for name, own in rows.items()
            },
        )
        for year in years
    ]


def _rows(model: type[Row], ids: dict[type[Row], list[int]]) -> list:
    rows = model.objects.filter(pk__in=ids[model]).select_related("project", "statement__source")
    return list(rows.order_by("project__code", "line")) if ids[model] else []


@cached(limit=CACHED, depends_on=EDITION)
def _ids_of_rows(years: tuple[int, ...], edition: int | None) -> dict[type[Row], list[int]]:
    """The few rows of rare kinds; cached, for it takes long to find that a year has none."""
    kinds = (Donation, Seminar, SeminarReport)
    first, *rest = (
        kind.objects.as_of(edition)
        .filter(project__year__in=years)
        .order_by()
        .annotate(kind_number=Value(number))
        .values_list("kind_number", "pk")
        for number, kind in enumerate(kinds)
    )
    ids: dict[type[Row], list[int]] = {kind: [] for kind in kinds}
    for number, pk in first.union(*rest, all=True):
        ids[kinds[number]].append(pk)
    return ids


def _of_year(model, year: int, edition: int | None, *related: str):
    return _of_years(model, (year,), edition, *related)


def _of_years(model, years: tuple[int, ...], edition: int | None, *related: str):
    rows = model.objects.as_of(edition).filter(year__in=years)
    if any(row.relation_name() == "attachments" for row in model.row_models()):
        rows = rows.prefetch_related("attachments__statement__source")
    return rows.select_related("statement__source", *related).order_by("code")


def _memberships(year: int, edition: int | None) -> list[Membership]:
    """Seats that were held at some time in the year."""
    rows = Membership.objects.as_of(edition).exclude(starts__gte=str(year + 1))
    rows = rows.filter(ends="") | rows.filter(ends__gte=str(year))
    related = ("body", "organisation", "cadre", "statement__source")
    return list(rows.select_related(*related).order_by(*Membership.IN_ORDER))


def _programs(year: int, edition: int | None, most: int) -> dict[str, ProgramSection]:
    known = figures.with_statements(one for one in figures.of_edition(edition) if one.year == year)
    counts = _counts(year, edition)
    projects = _projects(year, edition, most)
    return {
        program.code: ProgramSection(
            program,
            year,
            [project for project in projects if project.program_id == program.pk],
            counts.get(program.pk, 0),
            [figure for figure in known if figure.program == program.pk],
        )
        for program in _programs_of(known)
    }


def _counts(year: int, edition: int | None) -> Numbers[int]:
    """The number of projects of each programme."""
    counts: Numbers[int] = Numbers()
    for figure in figures.of_edition(edition):
        if figure.what == "projects" and figure.year == year:
            counts[figure.program] += figure.rows
    return counts


def _programs_of(known: list[Figure]):
    programs = Program.objects.filter(pk__in={figure.program for figure in known})
    return programs.select_related("statement__source")


def _projects(year: int, edition: int | None, most: int) -> list[Project]:
    """The first projects of each programme; with their rows where they are all of it."""
    counts = _first_projects(year, edition, most)
    rows = Project.objects.select_related("program", "county", "statement__source")
    whole = [pk for pk, count in counts.items() if count <= most]
    partial = counts.keys() - whole
    projects = [
        *(rows.filter(pk__in=partial) if partial else ()),
        *(rows.filter(pk__in=whole).with_rows(but=STEERING) if whole else ()),
    ]
    return sorted(projects, key=_order)


@cached(limit=CACHED, depends_on=EDITION)
def _first_projects(year: int, edition: int | None, most: int) -> dict[int, int]:
    """The ids of the first projects of each programme, with the number of all its projects."""
    counts = _counts(year, edition)
    many = [program for program, count in counts.items() if count > IN_SOURCE]
    few = [program for program in counts if program not in many]
    asked = {"year": year, "edition": edition, "most": most, "few": few, "many": many}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST.format(which=TODAY if edition is None else AS_OF), asked)
        return {pk: counts[program] for pk, program in cursor.fetchall()}


def _order(project: Project) -> tuple:
    """The order of the ministry's own report: by programme, then as in the source."""
    program = project.program
    return program.position, program.code, project.statement.position, project.code
