"""Two people at once with progress reports: writing, handing in, accepting, withdrawing."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from counties.models import Assignment, County
from programs.models import Payment, ProgressReport, Project
from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import SourceVersion, State
from records.review import workflow
from records.review.buttons import STEPS, take
from records.review.closing import take_year_step
from tests.at_once import at_once, overlapping, signed_in
from tests.builders import make_allocation, make_project, make_report, publish, report_money
from tests.conftest import member
from tests.programs.progress.test_entry import MONEY, WORK, entry
from tests.records.review.test_two_at_once import assert_refused, is_whole, press

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project(report_2011):
    project = make_project(scope="county", county=County.objects.get(code="141030"), year=2013)
    make_allocation(project)
    publish(project)
    return Project.objects.published().get(code="well")


@pytest.fixture
def other(report_2011):
    """Another clerk of Daning."""
    user = member("clerk", "other-clerk")
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    return user


def send(user, project, period="q1", **typed):
    """What a person does who opened the page of a report before and sends it now."""
    browser = signed_in(user)
    page = browser.get(entry(project, period))
    seen = page.context["forms"].work["seen"].value()
    sent = {**WORK, **MONEY, "seen": seen, **typed}
    return lambda: browser.post(entry(project, period), sent)


def public_report(project, period="q1", received=400):
    report = make_report(project, period)
    report_money(report, received=Decimal(received))
    publish(report)
    return ProgressReport.objects.published().get(code=report.code)


def submitted_report(project, clerk, period, received):
    report = make_report(project, period)
    if received:
        report_money(report, received=Decimal(received))
    workflow.submit([report], clerk)
    return ProgressReport.objects.get(code=report.code)


def public_payments() -> list[tuple[str, Decimal]]:
    rows = Payment.objects.as_of(None).filter(project__code="well").order_by("paid_on")
    return [(row.statement.source.code, row.amount) for row in rows]


# Writing


@pytest.mark.parametrize("button", ["save", "submit"])
@pytest.mark.parametrize("together", [overlapping, at_once])
def test_two_clerks_who_begin_one_report_make_one(project, county_clerk, other, together, button):
    mine = send(county_clerk, project, progress_zh="打井五口。", **{button: "1"})
    theirs = send(other, project, progress_zh="打井六口。", **{button: "1"})

    answers = together(mine, theirs)

    (late,) = [one for one in answers if one.status_code != 302]
    report = ProgressReport.objects.get()
    lost = {"打井五口。", "打井六口。"} - {report.progress_zh}
    assert late.status_code in (200, 409) and lost.pop() in late.text
    assert SourceVersion.objects.filter(code=report.code).count() == (button == "submit")


@pytest.mark.parametrize("together", [overlapping, at_once])
def test_two_clerks_who_save_one_draft_lose_nothing(project, county_clerk, other, together):
    send(county_clerk, project, save="1")()
    mine = send(county_clerk, project, progress_zh="打井五口。", save="1")
    theirs = send(other, project, progress_zh="打井六口。", save="1")

    answers = together(mine, theirs)

    (late,) = [one for one in answers if one.status_code != 302]
    report = ProgressReport.objects.get()
    lost = {"打井五口。", "打井六口。"} - {report.progress_zh}
    assert_refused(late, "Someone else saved this meanwhile.")
    assert f"“{report.progress_zh}”" in late.text and lost.pop() in late.text


def test_saving_again_after_the_word_of_the_other_goes_through(project, county_clerk, other):
    send(county_clerk, project, save="1")()
    mine = send(county_clerk, project, progress_zh="打井五口。", save="1")
    send(other, project, progress_zh="打井六口。", save="1")()
    told = mine()

    seen = told.context["forms"].work["seen"].value()
    again = signed_in(county_clerk).post(
        entry(project), {**WORK, **MONEY, "seen": seen, "progress_zh": "打井五口。", "save": "1"}
    )

    assert again.status_code == 302 and ProgressReport.objects.get().progress_zh == "打井五口。"


def test_report_that_is_handed_in_meanwhile_keeps_what_was_typed(project, county_clerk, other):
    send(county_clerk, project, save="1")()
    late = send(other, project, progress_zh="打井六口。")
    send(county_clerk, project)()

    answer = late()

    assert answer.status_code == 409
    assert "is submitted by now" in answer.text and "打井六口。" in answer.text
    assert "Progress in words" in answer.text and ">money-1" not in answer.text


def test_report_sent_twice_is_handed_in_once_and_says_no_harm(project, county_clerk):
    send_report = send(county_clerk, project)

    first, second = send_report(), send_report()

    assert (first.status_code, second.status_code) == (302, 302)
    assert ProgressReport.objects.get().state == State.SUBMITTED


def test_report_of_a_year_that_is_closed_meanwhile_keeps_what_was_typed(project, county_clerk):
    late = send(county_clerk, project, progress_zh="打井五口。")
    take_year_step(2013, "close", member("administrator"), "the yearbook is printed")

    answer = late()

    assert_refused(answer, "the yearbook is printed")
    assert "打井五口。" in answer.text and not ProgressReport.objects.exists()


def test_report_handed_in_in_the_moment_of_the_closing_is_not_published(
    project, county_clerk, reviewer
):
    """Both hold: it waits, and can only be given back until the year is reopened."""
    administrator = member("administrator")

    closed, answer = overlapping(
        lambda: take_year_step(2013, "close", administrator, "the yearbook is printed"),
        send(county_clerk, project),
    )

    assert (closed.year, answer.status_code) == (2013, 302)
    report = ProgressReport.objects.get()
    assert_refused(press(reviewer, report, "publish")(), "an administrator must reopen it first")
    assert press(reviewer, report, "return")().status_code == 302 and is_whole()


# Handing in and publishing


def test_of_two_reports_handed_in_at_once_one_corrects_the_project(project, county_clerk, other):
    reports = [make_report(project, period) for period in ("q1", "q2")]
    for number, report in enumerate(reports, start=1):
        report_money(report, received=Decimal(400 * number))
    users = (county_clerk, other)

    answers = overlapping(*(press(*pair, "submit") for pair in zip(users, reports, strict=True)))

    done, late = answers
    assert done.status_code == 302
    assert_refused(late, "correct")
    assert ProgressReport.objects.get(pk=reports[1].pk).state == State.DRAFT
    assert Project.objects.open().filter(code="well").count() == 1


@pytest.mark.parametrize("together", [overlapping, at_once])
def test_report_accepted_by_two_is_one_edition(project, county_clerk, reviewer, together):
    report = submitted_report(project, county_clerk, "q1", 400)
    second = member("reviewer", "second-reviewer")

    answers = together(press(reviewer, report, "publish"), press(second, report, "publish"))

    (late,) = [one for one in answers if one.status_code != 302]
    assert_refused(late, "is published; this step is not possible")
    assert public_payments() == [(report.code, 400)] and is_whole()


def test_second_report_of_a_period_is_refused(project, county_clerk, reviewer):
    """One is accepted while the other, under another code, is handed in."""
    report = submitted_report(project, county_clerk, "q1", 400)

    published, late = overlapping(
        press(reviewer, report, "publish"),
        lambda: make_and_submit(project, county_clerk, "second-q1"),
    )

    assert published.status_code == 302
    assert isinstance(late, ValidationError)
    assert "has a report of this period already" in late.messages[0]
    assert public_payments() == [(report.code, 400)] and is_whole()


@in_plain_words()
def make_and_submit(project, user, code):
    with acting(user, "new"):
        report = make_report(project, code=code)
        report_money(report, received=Decimal(500))
        workflow.submit([report], user)


def test_report_taken_back_while_its_correction_is_published(project, county_clerk, reviewer):
    """From whichever of the three one looks, they go together."""
    report = submitted_report(project, county_clerk, "q1", 400)
    correction = Project.objects.open().get(code="well")

    taken, late = overlapping(
        press(county_clerk, report, "take-back"), press(reviewer, correction, "publish")
    )

    assert taken.status_code == 302
    assert_refused(late, "this step is not possible")
    states = {Project.objects.get(pk=correction.pk).state, ProgressReport.objects.get().state}
    assert states == {State.DRAFT} and public_payments() == []


# Withdrawing with what leaves with it


def ask(user, report):
    return lambda: take(STEPS["ask"], [report], user, "a wrong village", takes_out=True)


@pytest.mark.parametrize("together", [overlapping, at_once])
def test_of_two_withdrawals_of_a_report_one_is_done(project, county_clerk, reviewer, together):
    report = public_report(project)
    ask(county_clerk, report)()
    second = member("reviewer", "second-reviewer")

    answers = together(press(reviewer, report, "withdraw"), press(second, report, "withdraw"))

    (late,) = [one for one in answers if one.status_code != 302]
    assert_refused(late, "this step is not possible")
    assert public_payments() == [] and is_whole()
    assert not SourceVersion.objects.published().filter(code=report.code).exists()


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("received", [None, 400])
def test_withdrawal_and_publication_of_another_report(
    project, county_clerk, reviewer, order, received
):
    """The report of the next quarter is handed in before the withdrawal is asked for. With figures
    its correction of the project stands first; without, both happen."""
    first = public_report(project)
    second = submitted_report(project, county_clerk, "q2", received and received + 200)
    other_reviewer = member("reviewer", "second-reviewer")
    if received:
        with pytest.raises(ValidationError, match="corrected already"):
            ask(county_clerk, first)()
        workflow.ask_to_withdraw([first], county_clerk, "a wrong village")
    else:
        ask(county_clerk, first)()
    actions = [press(reviewer, first, "withdraw"), press(other_reviewer, second, "publish")]

    answers = overlapping(*actions[::order])

    assert [one.status_code for one in answers] == [302, 302]
    left = [(first.code, 400), (second.code, 200)] if received else []
    assert public_payments() == left and is_whole()


@pytest.mark.parametrize("order", [1, -1])
def test_withdrawal_is_asked_for_while_another_report_is_handed_in(
    project, county_clerk, other, order
):
    first = public_report(project)
    report = make_report(project, "q2")
    report_money(report, received=Decimal(600))
    actions = [lambda: press_ask(county_clerk, first), press(other, report, "submit")]

    answers = overlapping(*actions[::order])

    done, late = answers
    assert done.status_code == 302
    assert_refused(late, "correct")
    assert Project.objects.open().filter(code="well").count() == 1
    assert public_payments() == [(first.code, 400)] and is_whole()


def press_ask(user, report):
    address = reverse("admin:programs_progressreport_step", args=[report.pk, "ask"])
    return signed_in(user).post(address, {"reason": "a wrong village", "takes_out": "on"})


def test_withdrawal_while_its_correction_is_returned_takes_out_nothing(
    project, county_clerk, reviewer
):
    report = public_report(project)
    ask(county_clerk, report)()
    correction = Project.objects.open().get(code="well")
    second = member("reviewer", "second-reviewer")

    returned, late = overlapping(
        press(reviewer, correction, "return"), press(second, report, "withdraw")
    )

    assert returned.status_code == 302
    assert late.status_code == 200, "the payments would cite what is withdrawn"
    assert public_payments() == [(report.code, 400)] and is_whole()
