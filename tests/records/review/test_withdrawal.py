"""A withdrawal is asked for by one person and done by another, by any road."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from programs.models import Project
from records.history.acting import acting
from records.models import Edition, ReviewStep, SourceVersion, State, kind_of, record_models
from records.review import workflow
from tests.conftest import member


@pytest.fixture
def public(report_2011):
    return Project.objects.get(code="2011-infrastructure")


@pytest.fixture
def asked(public, clerk):
    workflow.ask_to_withdraw([public], clerk, "recorded twice")
    return public


def step_address(step, version):
    return reverse("admin:programs_project_step", args=[version.pk, step])


def raw_withdrawal(version, user) -> str:
    """Withdraw by SQL as `user`; returns the database's refusal."""
    table = version._meta.db_table
    with pytest.raises(DatabaseError) as error, acting(user, "raw"), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET state = 'withdrawn', superseded_in_id = 2 WHERE id = %s",
            [version.pk],
        )
    return str(error.value)


def test_one_asks_and_another_withdraws(asked, clerk, reviewer):
    edition = workflow.withdraw([asked], reviewer, "recorded twice indeed")

    asked.refresh_from_db()
    steps = ReviewStep.objects.filter(code=asked.code, version=1).order_by("id")
    assert (asked.state, asked.superseded_in_id) == (State.WITHDRAWN, edition.number)
    assert [(step.verb, step.by) for step in steps] == [("ask", clerk), ("withdraw", reviewer)]


def test_nobody_withdraws_unasked(public, reviewer):
    with pytest.raises(ValidationError, match="Nobody has asked"):
        workflow.withdraw([public], reviewer, "recorded twice")


def test_who_asked_does_not_withdraw(public, reviewer):
    workflow.ask_to_withdraw([public], reviewer, "recorded twice")

    with pytest.raises(ValidationError, match="another person must do it"):
        workflow.withdraw([public], reviewer, "recorded twice")


def test_who_submitted_does_not_withdraw(report_2011, clerk, reviewer):
    second = member("reviewer", name="second-reviewer")
    draft = workflow.start_correction(
        Project.objects.get(code="2011-infrastructure"), clerk, "digit"
    )
    workflow.submit([draft], reviewer)
    workflow.publish([draft], second, "checked")
    draft.refresh_from_db()
    workflow.ask_to_withdraw([draft], clerk, "recorded twice")

    with pytest.raises(ValidationError, match="edited or submitted by you"):
        workflow.withdraw([draft], reviewer, "recorded twice")


def test_declined_request_must_be_asked_again(asked, clerk, reviewer):
    workflow.decline_withdrawal([asked], reviewer, "it is another project")

    with pytest.raises(ValidationError, match="Nobody has asked"):
        workflow.withdraw([asked], reviewer, "after all")
    workflow.ask_to_withdraw([asked], clerk, "look at the map")
    workflow.withdraw([asked], reviewer, "after all")


def test_nobody_asks_twice(asked, reviewer):
    with pytest.raises(ValidationError, match="asked for already"):
        workflow.ask_to_withdraw([asked], reviewer, "me too")


def test_asking_needs_a_reason_and_a_public_version(public, clerk):
    with pytest.raises(ValidationError, match="reason is needed"):
        workflow.ask_to_withdraw([public], clerk, " ")
    draft = workflow.start_correction(public, clerk, "digit")

    with pytest.raises(ValidationError, match="not possible"):
        workflow.ask_to_withdraw([draft], clerk, "never built")


def test_request_counts_for_its_version_only(asked, clerk, reviewer):
    draft = workflow.start_correction(asked, clerk, "digit")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")
    draft.refresh_from_db()

    with pytest.raises(ValidationError, match="Nobody has asked"):
        workflow.withdraw([draft], reviewer, "recorded twice")


@pytest.mark.parametrize("model", [Project, SourceVersion])
def test_raw_sql_does_not_withdraw_unasked(report_2011, reviewer, model):
    version = model.objects.published().first()

    assert "when another person asked" in raw_withdrawal(version, reviewer)


def test_raw_sql_does_not_withdraw_what_one_asked_for_oneself(public, reviewer):
    workflow.ask_to_withdraw([public], reviewer, "recorded twice")

    assert "when another person asked" in raw_withdrawal(public, reviewer)


def test_raw_sql_does_not_withdraw_after_a_refusal(asked, reviewer):
    workflow.decline_withdrawal([asked], reviewer, "it is another project")

    assert "when another person asked" in raw_withdrawal(asked, reviewer)


def test_raw_sql_does_not_withdraw_what_one_submitted(asked):
    assert "must not be the submitter" in raw_withdrawal(asked, asked.submitted_by)


def test_nobody_takes_a_step_in_the_name_of_another(public, clerk, reviewer):
    step = workflow.step_of(public, ReviewStep.Verb.ASK, clerk, "forged")

    with pytest.raises(DatabaseError, match="names the person"), acting(reviewer, "forged"):
        step.save()
    with pytest.raises(DatabaseError, match="names the person"), transaction.atomic():
        step.save()


def test_database_names_kinds_as_the_models_do(db):
    with connection.cursor() as cursor:
        for kind, model in record_models().items():
            cursor.execute("SELECT ledger_kind(%s)", [model._meta.db_table])
            assert cursor.fetchone() == (kind,)
            assert kind == kind_of(model)


def test_staff_read_who_asked_and_why(client, asked, clerk, reviewer):
    client.force_login(reviewer)

    pages = [
        client.get(reverse(f"admin:programs_project_{page}", args=[asked.pk])).text
        for page in ("change", "review")
    ]
    queue = client.get(reverse("admin:queue", args=["to-withdraw"])).text

    for page in (*pages, queue):
        assert "clerk asked to withdraw this version" in page and "recorded twice" in page


def test_request_waits_for_others_only(client, public, clerk, reviewer):
    workflow.ask_to_withdraw([public], reviewer, "recorded twice")
    seen = {}
    for user in (clerk, reviewer, member("reviewer", name="second-reviewer")):
        client.force_login(user)
        seen[user.username] = client.get(reverse("admin:queue", args=["to-withdraw"])).text

    assert public.code in seen["second-reviewer"]
    assert public.code not in seen["clerk"] and public.code not in seen["reviewer"]


def test_withdrawal_by_the_buttons(client, public, clerk, reviewer):
    client.force_login(clerk)
    client.post(step_address("ask", public), {"reason": "recorded twice"})
    own = client.post(step_address("withdraw", public), {"reason": "quickly"})
    client.force_login(reviewer)

    client.post(
        reverse("admin:queue", args=["to-withdraw"]),
        {"chosen": f"project:{public.pk}", "step": "withdraw", "reason": "recorded twice indeed"},
    )

    public.refresh_from_db()
    assert (own.status_code, public.state) == (403, State.WITHDRAWN)
    assert Edition.objects.newest().published_by == reviewer


def test_queue_that_another_emptied_says_what_happened(client, asked, reviewer):
    workflow.withdraw([asked], member("reviewer", name="second-reviewer"), "recorded twice indeed")
    client.force_login(reviewer)

    late = client.post(
        reverse("admin:queue", args=["to-withdraw"]),
        {"chosen": f"project:{asked.pk}", "step": "decline", "reason": "it is another project"},
    )

    assert "is withdrawn; this step is not possible" in late.text
    assert "Nothing waits here." in late.text


def test_reviewer_asks_and_declines_by_the_buttons(client, public, reviewer):
    client.force_login(reviewer)
    before = client.get(reverse("admin:programs_project_change", args=[public.pk])).text
    client.post(step_address("ask", public), {"reason": "recorded twice"})
    after = client.get(reverse("admin:programs_project_change", args=[public.pk])).text
    client.force_login(member("reviewer", name="second-reviewer"))

    client.post(step_address("decline", public), {"reason": "it is another project"})

    assert "/step/ask/" in before and "/step/withdraw/" not in before
    assert "/step/ask/" not in after and "/step/decline/" in after
    assert ReviewStep.objects.standing_request(public) is None
