"""Which reports are due and how late they are: reckoned on a day, never typed.

A report is due for each period in which the work of a project lies, some days after its end: as
many as the county says, else the programme, else 15. Work lasts from the actual start to the actual
end, else from the planned start to the planned end, else for the year of the project. Nobody
reports on a period that had ended when the ledger first read of the project, and what was missed
more than two years ago is not asked for any more.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, TruncDate

from config.lib.dates import first_day, last_day
from programs.models import Period, ProgressReport, Project, ReportInterval

USUAL_DAYS = 15
LOOKED_BACK = datetime.timedelta(days=731)
CODE_LENGTH = 80


@dataclass(frozen=True, order=True)
class ReportPeriod:
    """A period of a year, as a report tells of it."""

    year: int
    period: str

    @property
    def first_day(self) -> datetime.date:
        return Period(self.period).first_day(self.year)

    @property
    def last_day(self) -> datetime.date:
        return Period(self.period).last_day(self.year)

    def __str__(self):
        return f"{self.year}-{self.period}"


@dataclass(frozen=True)
class DueReport:
    """A report that is due on a day."""

    period: ReportPeriod
    due_on: datetime.date

    def days_late(self, on: datetime.date) -> int:
        return max((on - self.due_on).days, 0)


@dataclass(frozen=True)
class ProjectReports:
    """How a project stands with its reports on the day `on`: the newest report that the public
    reads, what is missing, oldest first, and what comes next."""

    project: Project
    on: datetime.date
    last: ProgressReport | None
    missing: tuple[DueReport, ...]
    coming: DueReport | None

    @property
    def next_due(self) -> DueReport | None:
        """The report to write first."""
        return self.missing[0] if self.missing else self.coming

    @property
    def days_late(self) -> int:
        return self.missing[0].days_late(self.on) if self.missing else 0


def report_code(project_code: str, period: ReportPeriod) -> str:
    """The code that a report gets."""
    return f"{project_code[: CODE_LENGTH - len(str(period)) - 1]}-{period}"


def interval_of(project: Project) -> ReportInterval:
    return ReportInterval(project.program.report_interval or ReportInterval.QUARTER)


def days_to_report(project: Project) -> int:
    """How many days after the end of a period its report is due."""
    of_county = project.county.report_days if project.county else None
    stated = (of_county, project.program.report_days)
    return next((days for days in stated if days is not None), USUAL_DAYS)


def term_of_work(project: Project) -> tuple[datetime.date, datetime.date]:
    """The first and the last day on which there may be work."""
    year = str(project.year)
    starts = project.starts or project.planned_starts or year
    ends = project.ends or project.planned_ends or year
    return first_day(starts), last_day(ends)


def periods_of_work(project: Project) -> Iterator[ReportPeriod]:
    """The periods that a project reports on, in order."""
    first, last = term_of_work(project)
    for year in range(first.year, last.year + 1):
        for period in interval_of(project).periods:
            one = ReportPeriod(year, period.value)
            if one.first_day <= last and one.last_day >= first:
                yield one


def due_reports(
    project: Project, on: datetime.date, reported: set[ReportPeriod], known_on: datetime.date | None
) -> tuple[tuple[DueReport, ...], DueReport | None]:
    """What is missing on a day, oldest first, and what is due next. `known_on` is the day on which
    the ledger first read of the project."""
    days = datetime.timedelta(days=days_to_report(project))
    since = max(known_on or datetime.date.min, on - LOOKED_BACK)
    asked = [
        DueReport(one, one.last_day + days)
        for one in periods_of_work(project)
        if one not in reported and one.last_day >= since
    ]
    missing = tuple(one for one in asked if one.period.last_day < on)
    return missing, next((one for one in asked if one.period.last_day >= on), None)


def reports_of(
    projects: Sequence[Project], on: datetime.date, edition: int | None = None
) -> list[ProjectReports]:
    """How each of some projects, read with programme and county, stands with its reports; in two
    queries, however many they are."""
    codes = [project.code for project in projects]
    by_project: dict[str, list[ProgressReport]] = {code: [] for code in codes}
    for report in ProgressReport.objects.as_of(edition).filter(project_code__in=codes):
        by_project[report.project_code].append(report)
    known = _known_on(codes)
    return [_standing(project, on, by_project[project.code], known) for project in projects]


def _standing(
    project: Project, on: datetime.date, reports: Sequence[ProgressReport], known: dict
) -> ProjectReports:
    reported = {ReportPeriod(one.year, one.period) for one in reports}
    missing, coming = due_reports(project, on, reported, known.get(project.code))
    last = max(reports, key=lambda one: (one.state_on, one.code), default=None)
    return ProjectReports(project, on, last, missing, coming)


def _known_on(codes: Sequence[str]) -> dict[str, datetime.date]:
    """The day of the first edition of each project."""
    versions = Project.objects.filter(code__in=codes, published_in__isnull=False).order_by()
    first = versions.values("code").annotate(day=Min(TruncDate("published_in__published_at")))
    return dict(first.values_list("code", "day"))


def with_reports_missing(projects: QuerySet, on: datetime.date) -> QuerySet:
    """The published `projects` with a report missing on a day, as `due_reports` reckons it."""
    first = Project.objects.filter(code=OuterRef("code"), version=1).order_by()
    rows = projects.annotate(
        work_starts=Coalesce(*_stated("starts", "planned_starts")),
        work_ends=Concat(Coalesce(*_stated("ends", "planned_ends")), Value("-99")),
        known_on=Subquery(first.values(day=TruncDate("published_in__published_at"))[:1]),
    )
    condition = Q(pk__in=())
    for one in _ended_periods(on):
        condition |= _is_missing(one)
    return rows.filter(condition)


def _stated(*names: str):
    """SQL: the first of these dates that is stated, else the year."""
    dates = [NullIf(F(name), Value("")) for name in names]
    return [*dates, Cast("year", CharField())]


def _ended_periods(on: datetime.date) -> list[ReportPeriod]:
    """The periods that ended before a day, and not too long before."""
    years = range((on - LOOKED_BACK).year, on.year + 1)
    every = (ReportPeriod(year, period.value) for year in years for period in Period)
    return [one for one in every if on - LOOKED_BACK <= one.last_day < on]


def _is_missing(one: ReportPeriod) -> Q:
    interval = Period(one.period).interval
    names = [interval.value, *([""] if interval == ReportInterval.QUARTER else [])]
    reports = ProgressReport.objects.published().filter(
        project_code=OuterRef("code"), year=one.year, period=one.period
    )
    return Q(
        ~Exists(reports),
        program__report_interval__in=names,
        work_starts__lte=one.last_day.isoformat(),
        work_ends__gte=one.first_day.isoformat(),
        known_on__lte=one.last_day,
    )
