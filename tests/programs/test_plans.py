"""Steps and plans: one home for each date, and no published plan is changed without its reason."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from programs.models import Milestone, PlanChange, Project, changed_plans
from programs.pages.steps import steps
from records.models import Edition, StoredFile
from records.review.copying import next_version
from tests.builders import finds, make_project, publish
from tests.conftest import member
from tests.portal.test_stories import told
from tests.staff_forms import page_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2013, 1, 15)


@pytest.fixture
def road(report_2011) -> Project:
    """A public project, planned to end in June, with its acceptance planned for September."""
    project = make_project("road", status="under_way", planned_ends="2012-06", year=2012)
    Milestone.objects.create(
        project=project, kind="acceptance", planned_on="2012-09", statement=project.statement
    )
    publish(project)
    return Project.objects.get(pk=project.pk)


def corrected(project: Project, **changes) -> Project:
    """A draft of the next version with other values."""
    draft = next_version(project, "later")
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def explain(project: Project, **given) -> PlanChange:
    texts = {"reason": "Rain for two months.", "reason_zh": "连续降雨两个月。"}
    return PlanChange.objects.create(
        project=project, statement=project.statement, **{**texts, **given}
    )


@pytest.mark.parametrize("planned", ["2012-10", "", "2011", "2013-06"])
def test_another_planned_end_needs_a_reason(road, planned):
    draft = corrected(road, planned_ends=planned)

    assert finds("plan-changed-without-reason", draft)
    with pytest.raises(ValidationError, match="Changes of plan"):
        publish(draft)


def test_a_planned_step_that_is_moved_or_dropped_needs_a_reason(road):
    moved, dropped = corrected(road), None
    moved.milestones.update(planned_on="2012-12")
    assert finds("plan-changed-without-reason", moved)

    moved.milestones.all().delete()
    dropped = moved

    assert finds("plan-changed-without-reason", dropped)


@pytest.mark.parametrize(
    "changes", [{}, {"planned_ends": "2012-06-20"}, {"planned_starts": "2012-03"}, {"ends": ""}]
)
def test_a_plan_that_stays_needs_no_reason(road, changes):
    draft = corrected(road, **changes)

    assert finds("plan-changed-without-reason", draft) == []


def test_a_first_plan_needs_no_reason(report_2011):
    assert finds("plan-changed-without-reason", make_project(planned_ends="2012")) == []


def test_an_old_reason_does_not_explain_a_new_change(road):
    first = corrected(road, planned_ends="2012-10")
    explain(first)
    publish(first)

    second = corrected(Project.objects.get(pk=first.pk), planned_ends="2013-02")

    assert finds("plan-changed-without-reason", second)
    explain(second, reason="The bridge came late.")
    assert finds("plan-changed-without-reason", second) == []


def test_the_database_itself_refuses_a_change_without_a_reason(road, clerk, monkeypatch):
    draft = corrected(road, planned_ends="2012-10")
    monkeypatch.setattr("records.review.gate.check", lambda *versions: None)

    with pytest.raises((ValidationError, IntegrityError), match="reason"), transaction.atomic():
        publish(draft)


def test_page_tells_the_plan_before_and_the_reason(client, road):
    draft = corrected(road, planned_ends="2012-10")
    explain(draft, decided_on="2012-05-02", document="No. 7")
    edition = publish(draft)

    words = told(client.get("/projects/road/"))
    chinese = told(client.get("/zh-hans/projects/road/"))
    past = told(client.get(f"/projects/road/?edition={edition.number - 1}"))

    assert "Planned end was June 2012, changed to October 2012" in words
    assert f"edition {edition.number}" in words
    assert "Rain for two months." in words and "No. 7" in words
    assert "原为2012年6月，调整为2012年10月" in chinese and "连续降雨两个月。" in chinese
    assert "changed to" not in past and "Rain" not in past


def test_history_of_staff_tells_it_too(client, road):
    draft = corrected(road, planned_ends="2012-10")
    explain(draft)
    publish(draft)
    client.force_login(member("auditor"))

    address = page_of(Project, draft).replace("change", "history")
    words = told(client.get(address))

    assert "Planned end was June 2012, changed to October 2012" in words


def test_changes_cost_three_queries_at_most(road, django_assert_num_queries):
    for month in ("07", "08", "09"):
        draft = corrected(Project.objects.published().get(code="road"))
        draft.planned_ends = f"2012-{month}"
        draft.save()
        explain(draft)
        publish(draft)
    newest = Project.objects.published().get(code="road")

    with django_assert_num_queries(3):
        changes = changed_plans(newest, None)

    assert [change.dates[0].after for change in changes] == ["2012-09", "2012-08", "2012-07"]


def test_a_planned_end_that_has_passed_is_late_and_not_over(road):
    road.fetch_rows()

    completion, acceptance = steps(road, DAY)

    assert completion.is_late and completion.actual == ""
    assert acceptance.is_late
    assert not any(step.is_late for step in steps(road, datetime.date(2012, 6, 30)))


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_what_is_over_is_not_late(road, status):
    road.fetch_rows()
    road.status = status

    assert not any(step.is_late for step in steps(road, DAY))


def accepted(day: str) -> Project:
    project = make_project(status="completed", ends="2013-02")
    project.milestones.create(kind="acceptance", actual_on=day, statement=project.statement)
    return project


def test_acceptance_before_completion_is_found(report_2011):
    (found,) = finds("accepted-before-completed", accepted("2013-01"))

    assert found[1:4] == ("actual_on", "2013-01", "2013-02")


@pytest.mark.parametrize("day", ["2013-03", "2013-02", "2013", ""])
def test_acceptance_after_completion_is_left_alone(report_2011, day):
    assert finds("accepted-before-completed", accepted(day)) == []


PAST_ITS_PLAN = (
    "/projects/road/",
    "/projects/?q=wells",
    "/search/?q=wells",
    "/projects/road/notice/",
    "/reports/2012/relief-projects/",
    "/programs/relief-projects/?year=2012",
    "/changes/",
)


@pytest.mark.parametrize("address", PAST_ITS_PLAN)
def test_under_way_past_its_planned_end_reads_nowhere_as_over(client, road, address):
    english, chinese = (told(client.get(f"{prefix}{address}")) for prefix in ("", "/zh-hans"))

    stated = english.lower().split("not stated")[0]
    assert not {"ended", "finished", "over"} & set(stated.split())
    assert not any(word in chinese for word in ("已结束", "已完工", "已完成"))


def test_iati_calls_it_under_way_with_a_planned_end_only(client, road):
    answer = client.get("/projects/road/iati.xml")
    text = b"".join(answer.streaming_content).decode()

    assert '<activity-status code="2"' in text
    assert 'activity-date type="3"' in text and 'activity-date type="4"' not in text


def test_page_says_that_the_planned_date_has_passed(client, road):
    assert "planned date has passed" in told(client.get("/projects/road/"))
    assert "已过计划时间" in told(client.get("/zh-hans/projects/road/"))


def test_a_step_links_its_document(client, report_2011):
    project = make_project(starts="2013-04", approval_document="No. 12")
    file = StoredFile.objects.keep(b"%PDF-1.7")
    given = {"project": project, "statement": project.statement}
    scan = project.attachments.create(
        statement=project.statement, title="Approval", file=file, name="a.pdf"
    )
    Milestone.objects.create(**given, kind="approval", actual_on="2013-02", attachment=scan)
    Milestone.objects.create(**given, kind="acceptance", actual_on="2014-02", document="A 3")
    Milestone.objects.create(**given, kind="start", document="Order to begin")
    publish(project)

    page = client.get("/projects/well/")
    notice = told(client.get("/projects/well/notice/"))

    assert "No. 12" in told(page) and scan.address in page.text
    assert "Order to begin" in told(page)
    assert "No. 12" in notice and "actual: February 2014" in notice


def test_a_correction_leads_to_its_own_attachment(report_2011):
    project = make_project()
    file = StoredFile.objects.keep(b"%PDF-1.7")
    scan = project.attachments.create(
        statement=project.statement, title="Approval", file=file, name="a.pdf"
    )
    Milestone.objects.create(
        project=project, kind="approval", attachment=scan, statement=project.statement
    )
    publish(project)

    draft = next_version(Project.objects.get(pk=project.pk), "later")

    assert draft.milestones.get().attachment == draft.attachments.get() != scan


def test_day_of_a_past_edition_is_that_of_its_publication(road):
    first = Edition.objects.get(number=1)

    assert Edition.objects.day_of(1) == first.published_at.astimezone().date()
