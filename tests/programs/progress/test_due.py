"""Which reports are due and late, reckoned on a day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counties.models import County
from programs.models import Period, Program, Project, ReportInterval, Standing
from programs.progress import due
from programs.progress.due import DueReport, ReportPeriod
from tests.builders import make_project, make_report, publish, publish_reference

EARLY = date(2000, 1, 1)


def project_of(interval: str = "", days: int | None = None, county=None, **dates) -> Project:
    program = Program(report_interval=interval, report_days=days)
    return Project(code="well", year=2013, program=program, county=county, **dates)


def names(periods) -> list[str]:
    return [str(one) for one in periods]


def test_quarters_of_the_year_where_no_date_is_stated():
    assert names(due.periods_of_work(project_of())) == [f"2013-q{n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("interval", "expected"), [("half", ["2013-h1", "2013-h2"]), ("year", ["2013-year"])]
)
def test_programme_says_how_often(interval, expected):
    assert names(due.periods_of_work(project_of(interval))) == expected


def test_work_lasts_from_the_planned_start_to_the_planned_end():
    project = project_of(planned_starts="2013-09", planned_ends="2014-04-01")

    assert names(due.periods_of_work(project)) == ["2013-q3", "2013-q4", "2014-q1", "2014-q2"]


def test_actual_dates_count_before_planned_ones():
    project = project_of(planned_starts="2013-01", starts="2013-05", ends="2013-06-30")

    assert names(due.periods_of_work(project)) == ["2013-q2"]


@pytest.mark.parametrize(
    ("county", "program", "expected"), [(None, None, 15), (None, 20, 20), (5, 20, 5), (0, 20, 0)]
)
def test_county_says_how_soon_else_the_programme(county, program, expected):
    project = project_of(days=program, county=County(report_days=county))

    assert due.days_to_report(project) == expected


@pytest.mark.parametrize(
    ("on", "missing", "late", "coming"),
    [
        (date(2013, 3, 31), [], 0, "2013-q1"),
        (date(2013, 4, 1), ["2013-q1"], 0, "2013-q2"),
        (date(2013, 4, 15), ["2013-q1"], 0, "2013-q2"),
        (date(2013, 4, 16), ["2013-q1"], 1, "2013-q2"),
        (date(2014, 1, 16), ["2013-q1", "2013-q2", "2013-q3", "2013-q4"], 276, None),
    ],
)
def test_report_is_due_after_its_period_and_late_after_its_days(on, missing, late, coming):
    found, following = due.due_reports(project_of(), on, set(), EARLY)

    assert names(one.period for one in found) == missing
    assert (found[0].days_late(on) if found else 0) == late
    assert (str(following.period) if following else None) == coming


def test_nobody_reports_on_what_ended_before_the_ledger_knew_the_project():
    missing, _coming = due.due_reports(project_of(), date(2014, 1, 1), set(), date(2013, 7, 1))

    assert names(one.period for one in missing) == ["2013-q3", "2013-q4"]


def test_leap_day_belongs_to_its_quarter():
    assert ReportPeriod(2012, "q1").first_day + timedelta(days=90) == date(2012, 3, 31)
    assert Period.H1.last_day(2012) == date(2012, 6, 30)


def test_code_of_a_report_fits_for_the_longest_code_of_a_project():
    assert due.report_code("well", ReportPeriod(2012, "q1")) == "well-2012-q1"
    assert len(due.report_code("w" * 80, ReportPeriod(2012, "year"))) == 80


@given(
    st.dates(date(2010, 1, 1), date(2016, 12, 31)),
    st.dates(date(2010, 1, 1), date(2016, 12, 31)),
    st.sampled_from(ReportInterval.values),
)
def test_periods_cover_the_work_without_gap_or_overlap(one, other, interval):
    first, last = sorted((one, other))
    project = project_of(interval, starts=first.isoformat(), ends=last.isoformat())

    periods = list(due.periods_of_work(project))

    assert periods[0].first_day <= first
    assert periods[0].last_day >= first
    assert periods[-1].first_day <= last <= periods[-1].last_day
    for before, after in pairwise(periods):
        assert before.last_day + timedelta(days=1) == after.first_day


@pytest.mark.django_db
def test_database_finds_the_report_that_python_calls_next(report_2011):
    publish_reference(Program, "industry", report_interval="half")
    terms = [
        {},
        {"planned_starts": "2026-09", "planned_ends": "2027-02"},
        {"starts": "2026-11-20", "planned_ends": "2026-12-05"},
        {"starts": "2026-11-20", "planned_ends": "2026-12-05", "status": "under_way"},
        {"planned_starts": "2027"},
        {"planned_starts": "2025", "planned_ends": "2025"},
        {"planned_starts": "2026-11", "status": "cancelled"},
        {"program": Program.objects.get(code="industry"), "planned_starts": "2026-12-31"},
    ]
    for number, term in enumerate(terms):
        publish(make_project(f"p{number}", year=2026, title=f"P{number}", **term))
    for code in ("p0", "p3"):
        project = Project.objects.published().get(code=code)
        publish(make_report(project, period="q4", year=2026, state_on="2026-11-01"))
    published = Project.objects.published().select_related("program", "county")

    for on in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 4, 1), date(2030, 1, 1)):
        every = due.reports_of(list(published), on)
        expected = {one.project.code: one.next_due and one.next_due.due_on for one in every}
        reckoned = Standing.objects.as_of(None).values_list("project__code", "due_on")
        assert dict(reckoned) == expected


@pytest.mark.django_db
def test_standings_cost_two_queries_for_any_number(report_2011, django_assert_num_queries):
    projects = list(Project.objects.published().select_related("program", "county")[:30])

    with django_assert_num_queries(2):
        due.reports_of(projects, date(2012, 1, 1))


def test_days_late_begin_on_the_day_after():
    report = DueReport(ReportPeriod(2013, "q1"), date(2013, 4, 15))

    assert [report.days_late(date(2013, 4, day)) for day in (14, 15, 16)] == [0, 0, 1]
