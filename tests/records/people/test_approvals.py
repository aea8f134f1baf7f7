"""Two approvals: above a set amount the first reviewer approves, and only another publishes."""

from contextlib import nullcontext
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from programs.models import Project
from records.history.acting import acting
from records.models import ApprovalLimit, Edition, ReviewStep, State
from records.review import workflow
from records.review.buttons import STEPS, steps_for, take
from records.review.dry_run import rehearsed
from records.review.people.approving import approve
from tests.builders import (
    make_allocation,
    make_payment,
    make_project,
    make_report,
    publish,
    report_money,
)
from tests.conftest import member
from tests.database import as_superuser, as_table_owner
from tests.staff_forms import page_of

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:queue", args=["to-review"])


def set_limit(amount, by) -> None:
    with acting(by, "decided"):
        ApprovalLimit.objects.create(amount=amount, reason="decided", by=by)


@pytest.fixture
def limit(report_2011, administrator):
    """A million yuan."""
    set_limit(1_000_000, administrator)


@pytest.fixture
def second(db):
    return member("reviewer", "second-reviewer")


@pytest.fixture
def dear(limit, clerk):
    """A submitted project of two kinds of money, together above the limit."""
    project = make_project("dear")
    make_allocation(project, allocated=900_000)
    make_allocation(project, kind="local_counterpart", planned=200_000, allocated=None)
    workflow.submit([project], clerk)
    return Project.objects.get(pk=project.pk)


@pytest.fixture
def cheap(limit, clerk):
    project = make_project("cheap")
    make_allocation(project, allocated=1_000_000)
    workflow.submit([project], clerk)
    return Project.objects.get(pk=project.pk)


def offered(user, version) -> set[str]:
    return {step.name for step in steps_for(user, version)} & {"approve", "publish"}


def state_of(version) -> str:
    return Project.objects.get(pk=version.pk).state


def test_one_reviewer_alone_cannot_publish(dear, reviewer):
    assert offered(reviewer, dear) == {"approve"}
    with pytest.raises(ValidationError, match="another reviewer must approve it"):
        workflow.publish([dear], reviewer, "checked")

    approve([dear], reviewer, "first look")

    assert offered(reviewer, dear) == set()
    with pytest.raises(ValidationError, match="another reviewer must approve it"):
        workflow.publish([dear], reviewer, "second look")
    assert state_of(dear) == State.SUBMITTED


def test_another_reviewer_publishes_what_the_first_approved(client, dear, reviewer, second):
    client.force_login(reviewer)
    step = reverse("admin:programs_project_step", args=[dear.pk, "approve"])
    client.post(step, {"reason": "first look"})
    client.force_login(second)
    assert offered(second, dear) == {"publish"}

    client.post(reverse("admin:programs_project_step", args=[dear.pk, "publish"]), {"reason": "ok"})

    assert state_of(dear) == State.PUBLISHED
    steps = ReviewStep.objects.filter(code="dear").values_list("verb", "by__username")
    assert list(steps) == [
        ("publish", "second-reviewer"),
        ("approve", "reviewer"),
        ("submit", "clerk"),
    ]


def test_amount_at_the_limit_needs_one_reviewer(cheap, reviewer):
    assert offered(reviewer, cheap) == {"publish"}
    with pytest.raises(ValidationError, match="One reviewer is enough"):
        approve([cheap], reviewer, "first look")

    workflow.publish([cheap], reviewer, "checked")

    assert state_of(cheap) == State.PUBLISHED


def test_the_largest_stage_and_the_payments_count(limit, clerk, reviewer):
    project = make_project("paid")
    allocation = make_allocation(project, allocated=10, overspend_note="a flood")
    make_payment(allocation, amount=Decimal(600_000))
    make_payment(allocation, amount=Decimal(600_000), paid_on="2013-06")
    workflow.submit([project], clerk)

    with pytest.raises(ValidationError, match=r"1,200,000"):
        workflow.publish([project], reviewer, "checked")


def test_empty_limit_asks_for_one_reviewer_again(dear, administrator, reviewer):
    set_limit(None, administrator)

    workflow.publish([dear], reviewer, "checked")

    assert state_of(dear) == State.PUBLISHED


@pytest.mark.parametrize("verb", ["return", "take-back"])
def test_what_goes_back_is_approved_anew(dear, clerk, reviewer, second, verb):
    approve([dear], reviewer, "first look")
    take(STEPS[verb], [dear], reviewer if verb == "return" else clerk, "page 3")
    workflow.submit([Project.objects.get(pk=dear.pk)], clerk)

    with pytest.raises(ValidationError, match="another reviewer must approve it"):
        workflow.publish([dear], second, "checked")


def test_own_work_is_neither_approved_nor_offered(dear, clerk):
    with pytest.raises(ValidationError, match="edited or submitted by you"):
        approve([dear], clerk, "mine")
    for role in ("administrator", "auditor", "clerk"):
        assert offered(member(role, f"another-{role}"), dear) == set()


@pytest.mark.parametrize("role", ["clerk", "administrator", "auditor"])
def test_others_may_not_approve(client, dear, role):
    user = member(role, f"another-{role}")
    user.assignments.create()
    client.force_login(user)

    answer = client.post(
        reverse("admin:programs_project_step", args=[dear.pk, "approve"]), {"reason": "try"}
    )

    assert answer.status_code == 403
    assert not ReviewStep.objects.filter(verb="approve").exists()


def test_nobody_approves_twice(dear, reviewer, second):
    approve([dear], reviewer, "first look")

    with pytest.raises(ValidationError, match="approved this already"):
        approve([dear], second, "once more")


def test_queue_tells_who_has_approved_and_leaves_out_what_waits_for_another(
    client, dear, cheap, reviewer, second
):
    client.force_login(reviewer)
    page = client.get(QUEUE)
    assert {row["version"].code for row in page.context["rows"]} == {"dear", "cheap"}
    assert "1,100,000" in page.text and "two reviewers" in page.text

    client.post(
        QUEUE, {"step": "approve", "chosen": [f"project:{dear.pk}"], "reason": "first look"}
    )

    rows = client.get(QUEUE).context["rows"]
    assert [row["version"].code for row in rows] == ["cheap"]
    client.force_login(second)
    assert "Approved by reviewer" in " ".join(client.get(QUEUE).text.split())


def test_review_page_tells_of_both_approvals(client, dear, reviewer, second):
    client.force_login(second)
    page = reverse("admin:programs_project_review", args=[dear.pk])
    assert "Nobody has approved it yet." in client.get(page).text

    approve([dear], reviewer, "first look")

    text = " ".join(client.get(page).text.split())
    assert "Approved by reviewer" in text and "first look" in text


def test_report_that_makes_dear_payments_needs_two(limit, clerk, reviewer, second, administrator):
    set_limit(None, administrator)
    project = make_project("road")
    make_allocation(project, allocated=2_000_000)
    publish(project)
    with connection.cursor() as cursor:  # as at the end of its transaction
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    set_limit(1_000_000, administrator)
    report = make_report(Project.objects.get(pk=project.pk))
    report_money(report, received=Decimal(5))
    workflow.submit([report], clerk)

    with pytest.raises(ValidationError, match="another reviewer must approve it"):
        workflow.publish([report], reviewer, "checked")
    approve([report], reviewer, "first look")
    workflow.publish([report], second, "checked")

    assert Edition.objects.latest_number() == 3


def test_preview_of_what_is_not_approved_works(dear):
    with rehearsed([dear]):
        assert state_of(dear) == State.PUBLISHED


def test_database_refuses_a_second_reviewer_too_few(dear, reviewer, monkeypatch):
    monkeypatch.setattr(workflow, "refuse_unapproved", lambda *given: None)
    approve([dear], reviewer, "first look")

    with (
        pytest.raises(DatabaseError, match="two reviewers approve it"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        workflow.publish([dear], reviewer, "both")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("table", ["programs_allocation", "programs_payment"])
def test_what_a_project_costs_is_read_from_the_ledger(dear, table):
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table})")
        cursor.execute("SELECT public.ledger_money_of_project(%s)", [dear.pk])
        (cost,) = cursor.fetchone()

    assert cost == 1_100_000


@pytest.mark.parametrize(
    "table", ["records_approvallimit", "records_reviewstep", "records_changeevent"]
)
def test_approvals_are_read_from_the_ledger(dear, second, table):
    """An empty table in front of ours neither lifts the limit nor approves."""
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table})")
        cursor.execute("SELECT public.ledger_approval_limit()")
        assert cursor.fetchone() == (1_000_000,)
        cursor.execute(
            "SELECT public.ledger_is_approved('programs_project', %s, 'dear', 1, %s, %s)",
            [dear.pk, dear.submitted_by_id, second.pk],
        )
        assert cursor.fetchone() == (False,)


def test_limit_is_set_by_administrators_only(client, administrator, reviewer, auditor, clerk):
    page = page_of(ApprovalLimit)
    for user, status in ((reviewer, 403), (auditor, 403), (clerk, 403), (administrator, 302)):
        client.force_login(user)
        answer = client.post(page, {"amount": "100万", "reason": "会议决定"})
        assert answer.status_code == status

    row = ApprovalLimit.objects.get()
    assert (row.amount, row.by, row.reason) == (1_000_000, administrator, "会议决定")


def test_limit_is_never_changed(limit):
    for database in (nullcontext(), as_table_owner()):
        with pytest.raises(DatabaseError), database, transaction.atomic():
            ApprovalLimit.objects.update(amount=5)

    assert ApprovalLimit.objects.current() == 1_000_000
