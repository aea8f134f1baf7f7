"""Two people take a step with the same record at the same moment: one is right, or both are; who
comes too late reads why, and the ledger verifies."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from counties.models import Assignment, County
from programs.models import Project
from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.integrity.verify import verify
from records.models import ApprovalLimit, DraftOwner, Edition, ReviewStep, State, User, YearStep
from records.review import workflow
from records.review.closing import take_year_step
from records.review.people.approvals import approvals_of
from records.review.people.handing_over import DRAFTS, PLACES, hand_over
from tests.at_once import at_once, overlapping, signed_in
from tests.builders import make_allocation, make_project
from tests.conftest import member
from tests.records.staff.test_admin import typed

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def second(db):
    return member("reviewer", "second-reviewer")


@pytest.fixture
def submitted(report_2011, clerk):
    """A project that costs more than the limit, handed in by the clerk."""
    administrator = member("administrator")
    with acting(administrator, "decided"):
        ApprovalLimit.objects.create(amount=1_000_000, reason="decided", by=administrator)
    with acting(clerk, "new"):
        project = make_project("dear")
        make_allocation(project, allocated=2_000_000)
    workflow.submit([project], clerk)
    return Project.objects.get(pk=project.pk)


@pytest.fixture
def public(report_2011):
    return Project.objects.get(code="2011-industry")


@pytest.fixture
def draft(public, clerk):
    return workflow.start_correction(public, clerk, "digits")


def press(user, version, step: str):
    """What a person does who presses the button of a step and says why."""
    browser = signed_in(user)
    name = f"admin:{version._meta.app_label}_{version._meta.model_name}_step"
    address = reverse(name, args=[version.pk, step])
    return lambda: browser.post(address, {"reason": f"{user} says so"})


def save(user, version, **changes):
    """What a person does who saves the form of a draft that was open already."""
    browser = signed_in(user)
    sent = typed(browser, version, **changes)
    address = reverse("admin:programs_project_change", args=[version.pk])
    return lambda: browser.post(address, sent)


def fresh(version):
    return type(version).objects.get(pk=version.pk)


def is_whole() -> bool:
    """Whether the ledger verifies to its newest edition."""
    return [one.number for one in verify()] == list(range(1, Edition.objects.latest_number() + 1))


def assert_refused(answer, words: str) -> None:
    """A page that says why in plain words, and has what was typed."""
    assert answer.status_code == 200
    assert words in answer.text


@pytest.mark.parametrize("together", [overlapping, at_once])
def test_of_two_who_approve_one_does_and_the_other_is_asked_to_publish(
    submitted, reviewer, second, together
):
    answers = together(press(reviewer, submitted, "approve"), press(second, submitted, "approve"))

    (late,) = [one for one in answers if one.status_code != 302]
    assert_refused(late, "Another reviewer approved this already: publish it.")
    assert "says so" in late.text
    assert len(approvals_of(submitted)) == 1
    assert fresh(submitted).state == State.SUBMITTED and is_whole()


def test_approval_before_taking_back_holds_until_then(submitted, clerk, reviewer):
    approve, take_back = press(reviewer, submitted, "approve"), press(clerk, submitted, "take-back")

    answers = overlapping(approve, take_back)

    assert [one.status_code for one in answers] == [302, 302]
    assert fresh(submitted).state == State.DRAFT and approvals_of(submitted) == []
    verbs = ReviewStep.objects.filter(code="dear").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["submit", "approve", "recall"]


# What the second person reads who wanted something else with what was submitted.
IS_DRAFT = "is draft; this step is not possible"
IS_PUBLIC = "is published; this step is not possible"


@pytest.mark.parametrize("verb", ["approve", "publish", "return"])
def test_reviewer_is_told_that_it_was_taken_back(submitted, clerk, reviewer, second, verb):
    if verb == "publish":
        press(second, submitted, "approve")()

    decide = press(reviewer, submitted, verb)

    taken, late = overlapping(press(clerk, submitted, "take-back"), decide)

    assert taken.status_code == 302 and fresh(submitted).state == State.DRAFT
    assert_refused(late, IS_DRAFT)
    assert "reviewer says so" in late.text and is_whole()


@pytest.mark.parametrize(("verb", "words"), [("publish", IS_PUBLIC), ("return", IS_DRAFT)])
def test_clerk_who_takes_back_too_late_is_told(submitted, clerk, reviewer, second, verb, words):
    if verb == "publish":
        press(second, submitted, "approve")()
    take_back = press(clerk, submitted, "take-back")

    decided, late = overlapping(press(reviewer, submitted, verb), take_back)
    again = take_back()

    assert decided.status_code == 302
    for answer in (late, again):
        assert_refused(answer, words)
        assert "clerk says so" in answer.text
    assert is_whole()


TOLD_TWICE = {"approve": "You approved this already. Another reviewer publishes it."}


@pytest.mark.parametrize("verb", ["take-back", "publish", "return", "approve"])
def test_pressing_twice_takes_the_step_once(submitted, clerk, reviewer, second, verb):
    if verb == "publish":
        press(second, submitted, "approve")()
    step = press(clerk if verb == "take-back" else reviewer, submitted, verb)

    answers = at_once(step, step)

    (late,) = [one for one in answers if one.status_code != 302]
    assert_refused(late, TOLD_TWICE.get(verb, "this step is not possible"))
    assert is_whole()


def test_correction_begun_during_a_publication_loses_nothing_of_it(public, clerk, reviewer):
    """A copy of the version before would undo what is being published."""
    draft = workflow.start_correction(public, clerk, "digits")
    with acting(clerk, "digits"):
        Project.objects.filter(pk=draft.pk).update(title="Corrected")
    workflow.submit([draft], clerk)

    published, late = overlapping(
        press(reviewer, draft, "publish"),
        lambda: workflow.start_correction(public, clerk, "another matter"),
    )

    assert published.status_code == 302
    assert isinstance(late, ValidationError) and "is superseded" in late.messages[0]
    assert not Project.objects.open().filter(code=public.code).exists() and is_whole()


def test_of_two_withdrawals_one_is_an_edition(public, clerk, reviewer, second):
    workflow.ask_to_withdraw([public], clerk, "recorded twice")

    done, late = overlapping(press(reviewer, public, "withdraw"), press(second, public, "withdraw"))

    assert done.status_code == 302
    assert_refused(late, "is withdrawn; this step is not possible")
    assert Edition.objects.count() == 2 and is_whole()


def test_withdrawal_and_its_refusal_do_not_both_happen(public, clerk, reviewer, second):
    workflow.ask_to_withdraw([public], clerk, "recorded twice")

    done, late = overlapping(press(reviewer, public, "decline"), press(second, public, "withdraw"))

    assert done.status_code == 302
    assert_refused(late, "Nobody has asked to withdraw")
    assert fresh(public).state == State.PUBLISHED and is_whole()


def test_two_who_ask_for_a_withdrawal_ask_once(public, clerk, reviewer):
    asked, late = overlapping(press(clerk, public, "ask"), press(reviewer, public, "ask"))

    assert asked.status_code == 302
    assert_refused(late, "is asked for already")
    assert ReviewStep.objects.filter(verb="ask").count() == 1


# Handing over


@pytest.fixture
def successor(report_2011):
    user = member("clerk", "successor")
    Assignment.objects.create(user=user)
    return user


def give(leaver, successor, by):
    return lambda: hand_over(leaver, successor, {DRAFTS, PLACES}, by, "leaves")


@pytest.mark.parametrize("order", [1, -1])
def test_draft_is_handed_over_while_its_owner_saves_it(draft, clerk, successor, order):
    """Both hold: what was typed is in the draft that the successor has now."""
    administrator = member("administrator")
    actions = [give(clerk, successor, administrator), save(clerk, draft, title="Last words")]

    outcomes = overlapping(*actions[::order])[::order]

    assert [one.code for one in outcomes[0].drafts] == [draft.code]
    assert outcomes[1].status_code == 302 and fresh(draft).title == "Last words"
    assert DraftOwner.objects.get(code=draft.code).user == successor


def test_two_who_hand_over_to_each_other_take_turns(draft, clerk, successor):
    first, other = member("administrator"), member("administrator", "another")

    outcomes = at_once(give(clerk, successor, first), give(successor, clerk, other))

    assert not any(isinstance(one, ValidationError) for one in outcomes)
    assert DraftOwner.objects.get(code=draft.code).user in (clerk, successor)


def test_two_administrators_who_hand_over_work_of_each_other_take_turns(report_2011):
    first, other = member("administrator"), member("administrator", "another")
    clerks = [member("clerk", f"clerk-{n}") for n in range(2)]
    for user in (first, other):
        Assignment.objects.create(user=user, county=County.objects.get(code="141030"))

    at_once(give(first, clerks[0], other), give(other, clerks[1], first))

    assert [user.assignments.count() for user in clerks] == [1, 1]


# Closing a year


def close(administrator):
    return lambda: take_year_step(2011, "close", administrator, "the yearbook is printed")


def test_draft_submitted_while_its_year_is_closed_is_told(draft, clerk):
    closed, late = overlapping(close(member("administrator")), press(clerk, draft, "submit"))

    assert isinstance(closed, YearStep)
    if late.status_code == 302:  # both hold: it can be given back, and nothing else
        assert fresh(draft).state == State.SUBMITTED
    else:
        assert_refused(late, "the yearbook is printed")
    assert is_whole()


def test_year_closed_while_a_draft_is_submitted_lets_it_go_back_only(draft, clerk, reviewer):
    handed_in, closed = overlapping(press(clerk, draft, "submit"), close(member("administrator")))

    assert handed_in.status_code == 302 and isinstance(closed, YearStep)
    assert_refused(press(reviewer, draft, "publish")(), "the yearbook is printed")
    assert press(reviewer, draft, "return")().status_code == 302
    assert is_whole()


@pytest.mark.parametrize("order", [1, -1])
def test_edition_is_before_or_after_a_closing(draft, clerk, reviewer, order):
    workflow.submit([draft], clerk)
    actions = [close(member("administrator")), press(reviewer, draft, "publish")]

    outcomes = overlapping(*actions[::order])[::order]

    closing, published = outcomes
    assert closing.edition_id == Edition.objects.latest_number()
    if order == 1:
        assert_refused(published, "the yearbook is printed")
    else:
        assert published.status_code == 302 and closing.edition_id == 2
    assert is_whole()


def test_draft_saved_while_its_year_is_closed_is_told(draft, clerk):
    closed, late = overlapping(close(member("administrator")), save(clerk, draft, title="Late"))

    assert isinstance(closed, YearStep)
    assert late.status_code == 302 or "Late" in late.text


def test_of_two_who_close_a_year_one_does(public):
    first, other = member("administrator"), member("administrator", "another")

    closed, late = overlapping(close(first), close(other))

    assert isinstance(closed, YearStep)
    assert "2011 is closed already." in late.messages


def test_two_who_wait_for_each_other_are_told_to_try_again(clerk, reviewer):
    """The database ends one of them: that is no fault of the program."""
    holding = threading.Barrier(2)

    @in_plain_words()
    def lock(*users):
        with transaction.atomic():
            for user in users:
                User.objects.select_for_update().get(pk=user.pk)
                if user == users[0]:
                    holding.wait()

    outcomes = at_once(lambda: lock(clerk, reviewer), lambda: lock(reviewer, clerk))

    (told,) = [one for one in outcomes if isinstance(one, ValidationError)]
    assert "Somebody else worked on the same just now." in told.messages[0]
