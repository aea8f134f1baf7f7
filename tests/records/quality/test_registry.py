"""The registry of checks, and what holds for every kind of record."""

import datetime
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cadres.models import Award, Meeting
from counties.models import County
from programs.models import Project, Visit
from records.models import record_models
from records.quality import registry, version_checks
from records.quality.registry import Findings, Severity, registered
from records.review.workflow import start_correction
from tests.builders import (
    finds,
    make_allocation,
    make_payment,
    make_posting,
    make_project,
    statement,
)

TESTS = Path(__file__).parent.parent.parent


def make_meeting(code="meeting", **changes):
    given = {
        "kind": "conference",
        "year": 2013,
        "title": "Work conference",
        "title_zh": "工作会议",
        "statement": statement(),
    }
    return Meeting.objects.create(code=code, **{**given, **changes})


@pytest.fixture
def on(monkeypatch):
    """Sets the day that it is in Shanghai; moments keep theirs."""
    plain = timezone.localdate

    def set_day(day: datetime.date):
        monkeypatch.setattr(timezone, "localdate", lambda at=None: plain(at) if at else day)

    return set_day


def test_every_check_has_a_case_that_finds_and_one_that_does_not():
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")]
    asked = re.findall(r'finds\(\s*"([a-z-]+)"', "".join(texts))

    assert {check.code for check in registered() if asked.count(check.code) < 2} == set()


def test_every_check_speaks_both_languages():
    for check in registered():
        for text in (check.title, check.rule, check.message):
            with translation.override("zh-hans"):
                assert re.search(r"[一-鿿]", str(text)), text


def test_two_checks_with_one_code_are_refused():
    with pytest.raises(ValueError, match="date-ahead"):
        registry.register(registered()[0])


def test_every_check_runs_over_every_kind_that_it_examines(report_2011):
    for check in registered():
        findings = check.findings(registry.in_edition(1), registry.in_edition(1))

        texts = [finding.text for finding in findings if finding.address]

        assert len(texts) == len(findings), check.code


def test_nothing_blocks_the_founding_fixtures(report_2011):
    blocking = [check for check in registered() if check.severity == Severity.BLOCKS]

    found_ = {
        check.code: len(check.findings(registry.in_edition(None), registry.in_edition(None)))
        for check in blocking
    }

    assert set(found_.values()) == {0}


def test_finding_says_where_and_what_in_the_reader_s_language(report_2011):
    project = make_project()
    make_payment(make_allocation(project, received=10), amount=12)

    (finding,) = version_checks.findings_about(Project.objects.open(), Severity.BLOCKS)

    assert finding.version == finding.subject == project
    assert finding.address == "/projects/well/"
    assert finding.place == "allocation 1 · received (yuan)"
    assert finding.text == "Payments of 12 yuan exceed the 10 yuan stated by 2 yuan."
    with translation.override("zh-hans"):
        assert finding.place == "资金安排 1 · 到位（元）"
        assert finding.text == "支付合计12元，超出所载的10元，差额2元。"


def test_findings_are_counted_and_paged_across_their_batches(report_2011):
    (check,) = (check for check in registered() if check.code == "missing-in-notice")
    findings = check.findings(registry.in_edition(None), registry.in_edition(None))

    everything = [(row.where, row.field) for row in findings]
    pages = [findings[start : start + 25] for start in range(0, len(findings), 25)]

    assert len(findings) == len(everything) > 50
    assert [(row.where, row.field) for page in pages for row in page] == everything


def test_a_page_of_findings_reads_no_more_than_itself(report_2011):
    (check,) = (check for check in registered() if check.code == "result-without-target")

    with CaptureQueriesContext(connection) as queries:
        page = check.findings(registry.in_edition(None), registry.in_edition(None))[5:10]
        assert [finding.text and str(finding.subject) for finding in page]

    assert len(page) == 5
    assert len(queries) == 2  # how many there are, and these


def draft_with_faults(number: int) -> Project:
    faulty = make_project(
        f"faulty-{number}",
        title=f"Well {number}",
        title_zh=f"水井{number}",
        beneficiary_persons=1,
        beneficiary_households=2,
    )
    make_payment(make_allocation(faulty, received=10), amount=12)
    return faulty


def test_checks_are_asked_together_however_many_drafts_there_are(report_2011):
    draft_with_faults(1)
    list(version_checks.findings_about(Project.objects.open(), Severity.BLOCKS))
    with CaptureQueriesContext(connection) as one:
        found = list(version_checks.findings_about(Project.objects.open(), Severity.BLOCKS))
    for number in range(2, 6):
        draft_with_faults(number)
    with CaptureQueriesContext(connection) as many:
        more = list(version_checks.findings_about(Project.objects.open(), Severity.BLOCKS))

    assert len(found) == 2 and len(more) == 10
    assert len(many) == len(one) < 8


@pytest.mark.parametrize("severity", Severity)
def test_checks_asked_together_find_what_each_finds_by_itself(report_2011, severity):
    draft_with_faults(1)
    make_project("same", title="Well 1", title_zh="水井1")
    for kind in record_models().values():
        versions = kind.objects.all()
        alone = [
            finding
            for check in registered()
            if check.severity == severity and issubclass(kind, check.kind)
            for finding in Findings(check, list(check.find(versions, registry.standing(kind))))
        ]

        together = list(version_checks.findings_about(versions, severity))

        assert sorted(map(identity, together)) == sorted(map(identity, alone))
        assert kind is not Project or together


def identity(finding) -> tuple:
    return (finding.check.code, finding.where._meta.label, finding.where.pk, finding.field)


def test_making_a_question_asks_nothing(report_2011, django_assert_num_queries):
    """Else its check says that it is in Python."""
    for kind in record_models().values():
        for check in registered():
            if issubclass(kind, check.kind) and not check.is_in_python:
                with django_assert_num_queries(0):
                    batches = list(check.find(kind.objects.all(), registry.standing(kind)))
                assert all(batch.model for batch in batches), check.code


# --- what holds for every kind ------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2015", "2014-07", "2014-06-16"])
def test_date_ahead_finds_dates_that_certainly_lie_in_the_future(report_2011, on, day):
    on(datetime.date(2014, 6, 15))
    meeting = make_meeting(held_on=day)

    assert finds("date-ahead", meeting) == [(meeting, "held_on", day, None, None)]


@pytest.mark.parametrize("day", ["", "2014", "2014-06", "2014-06-15", "2013"])
def test_date_ahead_leaves_what_may_have_been_alone(report_2011, on, day):
    on(datetime.date(2014, 6, 15))

    assert finds("date-ahead", make_meeting(held_on=day)) == []


def test_date_ahead_finds_years_and_dates_of_rows(report_2011, on):
    on(datetime.date(2014, 6, 15))
    award = Award.objects.create(code="award", year=2015, title="x", statement=statement())
    project = make_project()
    visit = Visit.objects.create(project=project, occasion="other", visited_on="2014-12")

    assert finds("date-ahead", award) == [(award, "year", "2015", None, None)]
    assert finds("date-ahead", project) == [(visit, "visited_on", "2014-12", None, None)]


def test_date_ahead_leaves_plans_and_terms_alone(report_2011, on):
    on(datetime.date(2014, 6, 15))

    assert (
        finds("date-ahead", make_project(year=2016, planned_starts="2016", planned_ends="2017"))
        == []
    )
    assert finds("date-ahead", make_posting(year=2015, starts="2015", ends="2016")) == []


def test_date_ahead_finds_actual_dates(report_2011, on):
    on(datetime.date(2014, 6, 15))
    project = make_project(starts="2014-07", ends="2014-08")

    assert finds("date-ahead", project) == [
        (project, "starts", "2014-07", None, None),
        (project, "ends", "2014-08", None, None),
    ]


def test_date_outside_year_leaves_terms_of_projects_alone(report_2011):
    project = make_project(starts="2012", ends="2014", planned_starts="2011", planned_ends="2015")

    assert finds("date-outside-year", project) == []


def test_date_outside_year_finds_another_year(report_2011):
    meeting = make_meeting(held_on="2012-12-31")

    assert finds("date-outside-year", meeting) == [(meeting, "held_on", "2012-12-31", "2013", None)]


@pytest.mark.parametrize("day", ["", "2013", "2013-12"])
def test_date_outside_year_leaves_the_same_year_alone(report_2011, day):
    assert finds("date-outside-year", make_meeting(held_on=day)) == []


@pytest.mark.parametrize(
    ("title", "title_zh", "field"), [(" wells ", "", "title"), ("Fountains", "水井", "title_zh")]
)
def test_duplicate_finds_the_same_name_in_one_language(report_2011, title, title_zh, field):
    make_project("first")
    second = make_project("second", title=title, title_zh=title_zh)

    assert [row[:2] for row in finds("duplicate", second)] == [(second, field)]


@pytest.mark.parametrize(
    "changes",
    [
        {"year": 2012},
        {"title": "Springs", "title_zh": "泉"},
        {"scope": "national"},
        {"scope": "county", "county": "511321"},
    ],
)
def test_duplicate_leaves_other_years_names_and_places_alone(report_2011, changes):
    make_project("first")
    if "county" in changes:
        changes = {**changes, "county": County.objects.get(code=changes["county"])}

    assert finds("duplicate", make_project("second", **changes)) == []


def test_duplicate_compares_meetings_by_their_day_and_no_record_with_itself(report_2011, clerk):
    make_meeting("first", held_on="2013-01")
    published = Project.objects.get(code="2011-industry")

    assert finds("duplicate", make_meeting("second", held_on="2013-02")) == []
    assert finds("duplicate", start_correction(published, clerk, "layout")) == []


def test_figure_differs_finds_a_value_that_the_statement_does_not_say(report_2011):
    """`test_cited_figures.py` has every way in which a figure may differ."""
    project = make_project(component_count=31)

    assert finds("figure-differs", project) == [(project, "component_count", 31, 30, 1)]


def test_figure_differs_leaves_the_stated_value_alone(report_2011):
    assert finds("figure-differs", make_project(component_count=30)) == []


def test_open_too_long_finds_drafts_begun_more_than_30_days_ago(report_2011, on):
    project = make_project()
    on(timezone.localdate() + datetime.timedelta(days=31))

    assert finds("open-too-long", project) == [(project, "", 31, 30, 1)]


def test_open_too_long_leaves_younger_drafts_and_what_is_published_alone(report_2011, on):
    project, published = make_project(), Project.objects.get(code="2011-industry")
    on(timezone.localdate() + datetime.timedelta(days=30))

    assert finds("open-too-long", project) == []
    on(timezone.localdate() + datetime.timedelta(days=300))
    assert finds("open-too-long", published) == []
