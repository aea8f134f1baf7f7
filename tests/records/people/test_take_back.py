"""Taking back a submission: by the submitter alone, and only while nobody has decided."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from programs.models import Project
from records.models import ReviewStep, State
from records.review import workflow
from records.review.buttons import STEPS, steps_for
from tests.builders import make_project
from tests.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(report_2011, clerk):
    project = make_project()
    workflow.submit([project], clerk)
    project.refresh_from_db()
    return project


def step_page(version, step="take-back"):
    return reverse("admin:programs_project_step", args=[version.pk, step])


def test_submitter_takes_a_submission_back(client, clerk, submitted):
    client.force_login(clerk)

    client.post(step_page(submitted), {"reason": "第3页的数字有误"})

    submitted.refresh_from_db()
    step = ReviewStep.objects.filter(code=submitted.code).first()
    assert (submitted.state, submitted.submitted_by) == (State.DRAFT, None)
    assert (step.verb, step.by, step.reason) == ("recall", clerk, "第3页的数字有误")


def test_taking_back_needs_a_reason(clerk, submitted):
    with pytest.raises(ValidationError):
        workflow.take_back([submitted], clerk, " ")


def test_nobody_else_takes_it_back(client, submitted, reviewer, administrator, auditor):
    colleague = member("clerk", "colleague")
    colleague.assignments.create()
    for user in (colleague, reviewer, administrator, auditor):
        client.force_login(user)
        assert client.post(step_page(submitted), {"reason": "try"}).status_code == 403
        assert STEPS["take-back"] not in steps_for(user, submitted)

    with pytest.raises(ValidationError, match="submitted by another person"):
        workflow.take_back([submitted], colleague, "try")


def test_decided_submission_stays_decided(clerk, reviewer, submitted):
    workflow.publish([submitted], reviewer, "checked")

    with pytest.raises(ValidationError):
        workflow.take_back([submitted], clerk, "too late")

    assert Project.objects.get(pk=submitted.pk).state == State.PUBLISHED


def test_reviewer_who_comes_later_is_refused(clerk, reviewer, submitted):
    workflow.take_back([submitted], clerk, "a digit")

    with pytest.raises(ValidationError):
        workflow.publish([submitted], reviewer, "checked")


def test_several_are_taken_back_from_the_queue(client, clerk, submitted):
    other = make_project("bridge")
    workflow.submit([other], clerk)
    client.force_login(clerk)
    queue = reverse("admin:queue", args=["submitted"])
    chosen = [f"project:{one.pk}" for one in (submitted, other)]

    client.post(queue, {"step": "take-back", "chosen": chosen, "reason": "a digit"})

    assert not Project.objects.filter(state=State.SUBMITTED).exists()


def test_taken_back_draft_is_no_longer_returned(client, clerk, reviewer, submitted):
    workflow.return_for_changes([submitted], reviewer, "page 4")
    workflow.submit([submitted], clerk)
    workflow.take_back([submitted], clerk, "page 5 too")
    client.force_login(clerk)

    rows = client.get(reverse("admin:queue", args=["returned"])).context["rows"]

    assert rows == []
