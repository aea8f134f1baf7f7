"""The list of what is due and the page on which a clerk writes a report."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from counties.models import County
from programs.models import Indicator, ProgressReport, Project
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


def test_list_names_what_is_due_with_a_button(report_2011, county_clerk, client):
    today = timezone.localdate()
    county = County.objects.get(code="141030")
    starts = f"{today.year}-{today.month:02}"
    running = make_project(
        "running",
        title="Running",
        scope="county",
        county=county,
        year=today.year,
        planned_starts=starts,
    )
    publish(running)
    client.force_login(county_clerk)

    page = client.get(DUE)

    assert page.status_code == 200
    assert page.context["rows"] == []


def test_deleting_a_returned_report_frees_its_project(project, county_clerk, reviewer, client):
    client.force_login(county_clerk)
    client.post(entry(project), {**WORK, **MONEY})
    report = ProgressReport.objects.get()
    workflow.return_for_changes([report], reviewer, "not yet")
    address = reverse("admin:programs_progressreport_delete", args=[report.pk])

    client.post(address, {"post": "yes"})

    assert not ProgressReport.objects.exists()
    assert not Project.objects.open().exists()
