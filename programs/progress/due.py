"""Which reports are due and how late they are: reckoned on a day, never typed.

A report is due for each period in which the work of a project lies, some days after its end: as
many as the county says, else the programme, else 15. Work lasts from the actual start to the actual
end, else from the planned start to the planned end, else for the year of the project; what is
planned or under way goes on until it has ended. Nobody reports on a period that had ended when the
ledger first read of the project, nor on a project that was cancelled.

Lists find the next report that is due in `Standing.due_on`, which the database reckons by the same
rules (`programs/migrations/standings.sql`; `tests/programs/progress/test_due.py` compares both).
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.db.models import Min
from django.db.models.functions import TruncDate

from config.lib.dates import first_day, last_day
from programs.models import Period, ProgressReport, Project, ReportInterval, Status

USUAL_DAYS = 15
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
    """The first and the last day on which there may be work; the last day that there is, where it
    goes on."""
    year = str(project.year)
    starts = project.starts or project.planned_starts or year
    if project.is_going_on:
        return first_day(starts), datetime.date.max
    return first_day(starts), last_day(project.ends or project.planned_ends or year)


def periods_of_work(project: Project) -> Iterator[ReportPeriod]:
    """The periods that a project reports on, in order; without end where it goes on."""
    if project.status == Status.CANCELLED:
        return
    first, last = term_of_work(project)
    for year in range(first.year, last.year + 1):
        for period in interval_of(project).periods:
            one = ReportPeriod(year, period.value)
            if one.first_day <= last and one.last_day >= first:
                yield one


def reports_on(project: Project, asked: ReportPeriod) -> bool:
    """Whether a project reports on a period."""
    before = takewhile(lambda one: one.first_day <= asked.first_day, periods_of_work(project))
    return asked in before


def due_reports(
    project: Project, on: datetime.date, reported: set[ReportPeriod], known_on: datetime.date | None
) -> tuple[tuple[DueReport, ...], DueReport | None]:
    """What is missing on a day, oldest first, and what is due next. `known_on` is the day on which
    the ledger first read of the project."""
    days = datetime.timedelta(days=days_to_report(project))
    missing = []
    for one in periods_of_work(project):
        if one in reported or one.last_day < (known_on or datetime.date.min):
            continue
        report = DueReport(one, one.last_day + days)
        if one.last_day >= on:
            return tuple(missing), report
        missing.append(report)
    return tuple(missing), None


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
