"""What is decided together is one thing to review, and nobody is offered the own work."""

from decimal import Decimal

import pytest
from django.urls import reverse

from programs.models import ProgressReport, Project
from records.models import SourceVersion, State
from records.review import workflow
from records.review.buttons import STEPS, steps_for, take
from records.review.people.lately import news_since
from records.review.people.open_kinds import open_kinds
from records.review.queues import QUEUES
from tests.builders import make_allocation, make_project, make_report, publish, report_money
from tests.conftest import superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(report_2011, clerk):
    """A submitted report, whose money makes payments of its project."""
    project = make_project()
    make_allocation(project)
    publish(project)
    with workflow.acting(clerk):
        report = make_report(Project.objects.published().get(code="well"))
        report_money(report, received=Decimal(400), spent=Decimal(100))
    workflow.submit([report], clerk)
    return ProgressReport.objects.get(pk=report.pk)


def rows_of(client, queue: str) -> list[dict]:
    return client.get(reverse("admin:queue", args=[queue])).context["rows"]


def waiting(queue: str, user) -> int:
    return QUEUES[queue].count(user, open_kinds())


def test_report_is_one_row_that_says_what_it_holds(client, report, reviewer):
    client.force_login(reviewer)

    (row,) = rows_of(client, "to-review")

    assert row["version"] == report
    assert len(row["held"]) == 2
    assert any("source" in text for text in row["held"])
    assert any("project “Wells”, version 2" in text for text in row["held"])
    assert waiting("to-review", reviewer) == 1


def test_the_row_publishes_all_of_it(client, report, reviewer):
    client.force_login(reviewer)
    sent = {"step": "publish", "chosen": [f"progressreport:{report.pk}"], "reason": "checked"}

    client.post(reverse("admin:queue", args=["to-review"]), sent)

    assert not SourceVersion.objects.filter(state=State.SUBMITTED).exists()
    assert Project.objects.published().get(code="well").version == 2
    assert rows_of(client, "to-review") == []


@pytest.mark.parametrize("queue", ["returned", "my-drafts"])
def test_returned_report_is_one_row_that_leads_to_its_page(client, report, reviewer, clerk, queue):
    take(STEPS["return"], [report], reviewer, "page 3")
    client.force_login(clerk)

    (row,) = rows_of(client, queue)

    assert row["version"] == report
    assert row["address"].endswith("/progressreport/well/2013/q1/")
    assert waiting(queue, clerk) == 1


def test_submitted_report_is_one_row_of_its_submitter(client, report, clerk):
    client.force_login(clerk)

    assert [row["version"] for row in rows_of(client, "submitted")] == [report]


def test_what_others_correct_is_a_row_of_its_own(client, report, reviewer, clerk):
    """A correction of the project that no report made is decided by itself."""
    other = make_project("bridge")
    workflow.submit([other], clerk)
    client.force_login(reviewer)

    assert {row["version"].code for row in rows_of(client, "to-review")} == {report.code, "bridge"}


def test_a_return_is_told_once(report, reviewer, clerk):
    take(STEPS["return"], [report], reviewer, "page 3")

    (news,) = (one for one in news_since(clerk, None, open_kinds()) if one.by == reviewer)

    assert news.record == report
    assert news.address.endswith("/progressreport/well/2013/q1/")


def test_nobody_is_offered_to_publish_own_work(client, report):
    both = superuser()
    own = make_project("own")
    workflow.submit([own], both)
    own.refresh_from_db()

    names = {step.name for step in steps_for(both, own)}
    page = client.force_login(both) or client.get(
        reverse("admin:programs_project_review", args=[own.pk])
    )

    assert "publish" not in names and {"return", "take-back"} <= names
    assert 'value="publish"' not in page.text
    assert "publish" in {step.name for step in steps_for(both, report)}


def test_whoever_edited_a_part_is_not_offered_the_whole(client, report, clerk, reviewer):
    both = superuser()
    take(STEPS["return"], [report], reviewer, "page 3")
    project = Project.objects.open().get(code="well")
    with workflow.acting(both, "a hand"):
        Project.objects.filter(pk=project.pk).update(note="seen")
    workflow.submit([ProgressReport.objects.get(pk=report.pk)], clerk)
    report.refresh_from_db()

    assert "publish" not in {step.name for step in steps_for(both, report)}


def test_whoever_asked_is_not_offered_to_withdraw(report_2011, reviewer):
    public = Project.objects.published().first()
    workflow.ask_to_withdraw([public], reviewer, "twice")

    assert {step.name for step in steps_for(reviewer, public)} == {"decline"}
