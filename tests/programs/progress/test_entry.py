"""The list of what is due and the page on which a clerk writes a report."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from counties.models import County
from programs.models import Indicator, ProgressReport, Project
from programs.progress import entry as entry_pages
from records.models import State, YearStep
from records.review import workflow
from records.review.closing import take_year_step
from tests.builders import (
    make_allocation,
    make_project,
    make_report,
    make_result,
    publish,
    report_money,
)
from tests.conftest import member

pytestmark = pytest.mark.django_db
DUE = reverse("admin:programs_progressreport_due")
WORK = {"state_on": "2013-03-31", "physical_percent": "25", "progress_zh": "已开工。"}
MONEY = {"money-1-received_to_date": "400", "money-1-spent_to_date": "150"}


@pytest.fixture
def project(report_2011):
    """A project of Daning, of the running year."""
    county = County.objects.get(code="141030")
    project = make_project(scope="county", county=county, year=2013)
    make_allocation(project)
    publish(project)
    return Project.objects.published().get(code=project.code)


def entry(project: Project, period: str = "q1", year: int = 2013) -> str:
    names = [project.code, year, period]
    return reverse("admin:programs_progressreport_entry", args=names)


def photograph() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(content, "JPEG")
    return SimpleUploadedFile("well.jpg", content.getvalue(), "image/jpeg")


def test_one_page_and_one_press_submit_a_report(project, county_clerk, client):
    client.force_login(county_clerk)
    page = client.get(entry(project))
    assert page.status_code == 200

    answer = client.post(
        entry(project),
        {**WORK, **MONEY, "photographs": [photograph(), photograph()], "caption": "新建水井"},
    )

    assert answer["Location"] == DUE
    report = ProgressReport.objects.get()
    assert (report.code, report.state) == ("well-2013-q1", State.SUBMITTED)
    assert report.county == project.county
    assert [row.title_zh for row in report.attachments.all()] == ["新建水井（1）", "新建水井（2）"]
    assert report.attachments.first().statement.source.code == report.code
    assert Project.objects.open().get(code="well").payments.count() == 2


def test_form_shows_what_was_reported_last_time(project, county_clerk, client):
    report = make_report(project, physical_percent=Decimal("12.5"))
    report_money(report, received=Decimal("940.5"))
    publish(report)
    client.force_login(county_clerk)

    page = client.get(entry(project, "q2")).content.decode()

    assert "12.5" in page
    assert "940.5" in page
    assert "按计划推进。" in page


def test_draft_can_be_saved_and_continued(project, county_clerk, client):
    client.force_login(county_clerk)
    client.post(entry(project), {**WORK, "physical_percent": "", "save": "1"})
    assert ProgressReport.objects.get().state == State.DRAFT

    client.post(entry(project), {**WORK, **MONEY})

    report = ProgressReport.objects.get()
    assert report.state == State.SUBMITTED
    assert report.reportedmoneys.get().received_to_date == 400


def test_refused_report_stays_a_draft_with_the_reason(project, county_clerk, client):
    client.force_login(county_clerk)

    page = client.post(entry(project), {**WORK, **MONEY, "money-1-spent_to_date": "500"})

    assert "500 yuan were spent" in page.content.decode()
    assert ProgressReport.objects.get().state == State.DRAFT


def test_money_in_wan_and_emptied_rows(project, county_clerk, client):
    client.force_login(county_clerk)
    client.post(entry(project), {**WORK, "money-1-received_to_date": "0.04万元", "save": "1"})
    assert ProgressReport.objects.get().reportedmoneys.get().received_to_date == 400

    client.post(entry(project), {**WORK, "save": "1"})

    assert not ProgressReport.objects.get().reportedmoneys.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"physical_percent": "101"}, "from 0 to 100 per cent"),
        ({"physical_percent": "-1"}, "from 0 to 100 per cent"),
        ({"state_on": "2013-04-01"}, "not in the period"),
        ({"state_on": "2013-03"}, "Give the day"),
        ({"state_on": "x"}, "is not a date"),
        ({"money-1-received_to_date": "-1"}, "must not be below zero"),
        ({"money-1-received_to_date": "a lot"}, "errorlist"),
        ({"photographs": SimpleUploadedFile("a.txt", b"text")}, "errorlist"),
        ({"photographs": photograph()}, "Say what is to be seen"),
    ],
)
def test_hostile_and_mistaken_values_are_refused_in_words(
    project, county_clerk, client, typed, words
):
    client.force_login(county_clerk)

    page = client.post(entry(project), {**WORK, **typed})

    assert page.status_code == 200
    assert words in page.content.decode()
    assert not ProgressReport.objects.exists()


def test_clerk_of_another_county_finds_no_such_project(project, client):
    stranger = member("clerk", name="stranger")
    stranger.assignments.create(county=County.objects.exclude(code="141030").first())
    client.force_login(stranger)

    assert client.get(entry(project)).status_code == 404
    assert client.post(entry(project), {**WORK, **MONEY}).status_code == 404
    assert "Wells" not in client.get(DUE).content.decode()


@pytest.mark.parametrize("role", ["reviewer", "auditor", "administrator"])
def test_those_who_only_read_cannot_write(project, client, role):
    client.force_login(member(role))

    assert client.get(DUE).status_code == 200
    assert client.get(entry(project)).status_code == 403
    assert client.post(entry(project), {**WORK, **MONEY}).status_code == 403


def test_visitor_is_asked_to_sign_in(project, client):
    assert client.get(DUE).status_code == 302
    assert client.get(entry(project)).status_code == 302


@pytest.mark.parametrize("names", [("q1", 2014), ("h1", 2013), ("x", 2013), ("q1", 0)])
def test_period_that_is_not_of_the_project_is_404(project, county_clerk, client, names):
    client.force_login(county_clerk)

    assert client.get(entry(project, *names)).status_code == 404


def test_submitted_report_leads_to_its_review(project, county_clerk, client):
    report = make_report(project)
    workflow.submit([report], county_clerk)
    client.force_login(county_clerk)

    answer = client.get(entry(project))

    assert answer["Location"].endswith(f"/{report.pk}/review/")


def test_returned_report_shows_the_reason_and_is_sent_again(
    project, county_clerk, reviewer, client
):
    client.force_login(county_clerk)
    client.post(entry(project), {**WORK, **MONEY})
    report = ProgressReport.objects.get()
    workflow.return_for_changes([report], reviewer, "到位金额不对")
    assert "到位金额不对" in client.get(entry(project)).content.decode()

    client.post(entry(project), {**WORK, **MONEY, "money-1-received_to_date": "450"})

    report = ProgressReport.objects.get()
    assert report.state == State.SUBMITTED
    workflow.publish([report], reviewer, "checked")
    paid = Project.objects.published().get(code="well").payments.get(stage="received")
    assert paid.amount == 450


def test_report_of_a_closed_year_is_refused(project, county_clerk, administrator, client):
    take_year_step(2013, YearStep.Verb.CLOSE, administrator, "audited")
    client.force_login(county_clerk)

    page = client.get(entry(project), follow=True)

    assert "2013 was closed by administrator" in page.content.decode()


def test_results_of_the_project_have_a_field_each(project, county_clerk, client):
    draft = workflow.start_correction(project, county_clerk, "a result")
    make_result(draft, indicator="jobs", value=1)
    publish(draft)
    pk = Indicator.objects.get(code="jobs").pk
    client.force_login(county_clerk)

    client.post(entry(project), {**WORK, f"result-{pk}-value": "7"})

    assert ProgressReport.objects.get().reportedresults.get().value == 7
    assert Project.objects.open().get(code="well").results.get().value == 7


def test_deleting_a_returned_report_frees_its_project(project, county_clerk, reviewer, client):
    client.force_login(county_clerk)
    client.post(entry(project), {**WORK, **MONEY})
    report = ProgressReport.objects.get()
    workflow.return_for_changes([report], reviewer, "not yet")
    address = reverse("admin:programs_progressreport_delete", args=[report.pk])

    client.post(address, {"post": "yes"})

    assert not ProgressReport.objects.exists()
    assert not Project.objects.open().exists()


def test_clerk_of_another_county_sees_no_report(project, county_clerk, client):
    report = make_report(project)
    stranger = member("clerk", name="stranger")
    stranger.assignments.create(county=County.objects.exclude(code="141030").first())
    client.force_login(stranger)

    for page in ("change", "review", "preview", "history", "delete"):
        address = reverse(f"admin:programs_progressreport_{page}", args=[report.pk])
        assert client.get(address).status_code == 404


def test_draft_is_previewed_with_what_its_submission_would_make(project, county_clerk, client):
    report = make_report(project)
    report_money(report, received=Decimal(400))
    client.force_login(county_clerk)
    address = reverse("admin:programs_progressreport_preview", args=[report.pk])

    page = client.get(address).content.decode()

    assert "25%" in page
    assert "well-2013-q1" in page
    assert ProgressReport.objects.get().statement is None
    assert not Project.objects.open().exists()


def test_review_page_shows_source_and_project_beside_the_report(
    project, county_clerk, reviewer, client
):
    report = make_report(project)
    report_money(report, received=Decimal(400))
    workflow.submit([report], county_clerk)
    client.force_login(reviewer)

    page = client.get(reverse("admin:programs_progressreport_review", args=[report.pk]))

    assert [one.code for one, _address, _changes in page.context["needed"]] == [
        "well-2013-q1",
        "well",
    ]


@pytest.fixture
def late(monkeypatch, report_2011):
    """The list of what is due, read after the first quarter of a year that the ledger knows."""
    year = timezone.localdate().year + 1
    county = County.objects.get(code="141030")
    monkeypatch.setattr(entry_pages.timezone, "localdate", lambda: date(year, 4, 20))

    def make(code: str) -> Project:
        running = make_project(code, title=code, scope="county", county=county, year=year)
        make_allocation(running)
        publish(running)
        return Project.objects.published().get(code=code)

    return make


def test_late_report_is_listed_with_its_days(late, county_clerk, client):
    late("running")
    client.force_login(county_clerk)

    page = client.get(DUE)

    (row,) = page.context["rows"]
    assert row["days_late"] == 5
    assert row["address"] in page.content.decode()
    assert "5 days late" in page.content.decode()


def test_list_costs_the_same_for_one_and_for_three(late, county_clerk, client):
    client.force_login(county_clerk)
    late("one")
    with CaptureQueriesContext(connection) as first:
        client.get(DUE)
    late("two")
    late("three")

    with CaptureQueriesContext(connection) as third:
        page = client.get(DUE)

    assert len(page.context["rows"]) == 3
    assert len(third) == len(first)


def test_page_of_a_project_costs_the_same_for_one_and_for_three_reports(project, client):
    address = project.get_absolute_url()
    publish(make_report(project, period="q1"))
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    publish(make_report(project, period="q2"))
    publish(make_report(project, period="q3"))

    with CaptureQueriesContext(connection) as third:
        page = client.get(address)

    assert [one.period for one in page.context["reports"]] == ["q3", "q2", "q1"]
    assert len(third) <= len(first) + 1  # a query for rows, where there were none before


def test_public_page_of_a_report_says_all_in_both_languages(project, client):
    report = make_report(project, problems_zh="征地较慢。", next_step_zh="抓紧施工。")
    report_money(report, received=Decimal(400), spent=Decimal(150), explanation_zh="无")
    publish(report)

    for prefix in ("", "/zh-hans"):
        page = client.get(f"{prefix}/progress/{report.code}/")
        text = page.content.decode()
        assert page.status_code == 200
        for words in ("按计划推进。", "征地较慢。", "抓紧施工。", "25%", "money-1-spent"):
            assert words in text


def test_draft_is_hidden_from_the_visitor(project, client):
    report = make_report(project)

    assert client.get(f"/progress/{report.code}/").status_code == 404
    assert "按计划推进" not in client.get(project.get_absolute_url()).content.decode()


def test_past_edition_shows_the_reports_of_then(project, client):
    publish(make_report(project, period="q1"))

    page = client.get(project.get_absolute_url(), {"edition": 2})

    assert page.context["reports"] == []


def test_form_of_a_draft_lists_what_its_submission_would_refuse(project, county_clerk, client):
    report = make_report(project)
    money = report_money(report, received=Decimal(400), spent=Decimal(150))
    client.force_login(county_clerk)
    address = reverse("admin:programs_progressreport_change", args=[report.pk])
    assert client.get(address).context["problems"] == []

    money.received_to_date = Decimal(5000)
    money.save()

    problems = [str(one) for one in client.get(address).context["problems"]]
    assert len(problems) == 1
    assert "Payments of 5,000 yuan exceed the 1,000 yuan stated" in problems[0]
    assert not Project.objects.open().exists()


def test_form_of_a_draft_says_who_corrects_the_project(project, county_clerk, reviewer, client):
    workflow.start_correction(project, reviewer, "another title")
    report = make_report(project)
    report_money(report, received=Decimal(400))
    client.force_login(county_clerk)

    page = client.get(reverse("admin:programs_progressreport_change", args=[report.pk]))

    assert "reviewer is correcting it" in str(page.context["problems"][0])
