"""A progress report from its draft to its publication, with its source and its project."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from programs.models import Indicator, Payment, ProgressReport, Project, ReportedResult, Result
from records.models import ReviewStep, SourceVersion, State, YearStep
from records.review import workflow
from records.review.closing import take_year_step
from tests.builders import (
    make_allocation,
    make_payment,
    make_project,
    make_report,
    publish,
    report_money,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(report_2011):
    project = make_project()
    make_allocation(project)
    publish(project)
    return Project.objects.published().get(code=project.code)


def payments() -> list[tuple[str, str, Decimal, str]]:
    """The public payments of the project: stage, day, amount and who states it."""
    rows = Payment.objects.as_of(None).filter(project__code="well").order_by("paid_on", "stage")
    return [(row.stage, row.paid_on, row.amount, str(row.statement.source.code)) for row in rows]


def test_report_is_published_with_its_source_and_its_project_in_one_edition(
    project, clerk, reviewer
):
    report = make_report(project, period="q1")
    report_money(report, received=Decimal(400), spent=Decimal(150))

    workflow.submit([report], clerk, "first quarter")
    edition = workflow.publish([report], reviewer, "checked")

    entries = {(one.kind, one.code, one.version) for one in edition.entries.all()}
    assert entries == {
        ("progressreport", "well-2013-q1", 1),
        ("source", "well-2013-q1", 1),
        ("project", "well", 2),
    }
    assert payments() == [
        ("received", "2013-03-31", Decimal(400), "well-2013-q1"),
        ("spent", "2013-03-31", Decimal(150), "well-2013-q1"),
    ]
    report = ProgressReport.objects.published().get()
    assert report.project_version == 2
    assert report.disagreement() is None


def test_every_figure_cites_a_statement_of_its_own(project, clerk):
    report = make_report(project)
    money = report_money(report, received=Decimal(400), spent=Decimal(150))
    jobs = Indicator.objects.get(code="jobs")
    result = ReportedResult.objects.create(report=report, indicator=jobs, value=7)

    workflow.submit([report], clerk)

    report.refresh_from_db()
    money.refresh_from_db()
    result.refresh_from_db()
    cited = [report.statement, money.statement, money.spent_statement, result.statement]
    assert [one.code for one in cited] == ["work", "money-1-received", "money-1-spent", "result-1"]
    assert [one.value for one in cited] == [25, 400, 150, 7]
    assert {one.source.code for one in cited} == {report.code}
    assert "2013年3月31日" in money.statement.summary_zh
    assert "March 31, 2013" in money.statement.summary


def test_second_report_makes_payments_of_what_came_since(project, clerk, reviewer):
    for period, received in (("q1", 400), ("q2", 600)):
        report = make_report(project, period=period)
        report_money(report, received=Decimal(received))
        workflow.submit([report], clerk)
        workflow.publish([report], reviewer, "checked")

    assert payments() == [
        ("received", "2013-03-31", Decimal(400), "well-2013-q1"),
        ("received", "2013-06-30", Decimal(200), "well-2013-q2"),
    ]


def test_report_that_repeats_what_the_project_says_changes_no_project(project, clerk, reviewer):
    draft = workflow.start_correction(project, clerk, "a payment")
    allocation = draft.allocations.get()
    make_payment(allocation, amount=Decimal(400), paid_on="2013-02-01")
    publish(draft)
    report = make_report(project)
    report_money(report, received=Decimal(400))

    workflow.submit([report], clerk)
    edition = workflow.publish([report], reviewer, "checked")

    assert {one.kind for one in edition.entries.all()} == {"progressreport", "source"}
    assert ProgressReport.objects.published().get().project_version is None


def test_returned_report_takes_its_source_and_project_along_and_comes_again(
    project, clerk, reviewer
):
    report = make_report(project)
    money = report_money(report, received=Decimal(400))
    workflow.submit([report], clerk)

    workflow.return_for_changes([report], reviewer, "Is it 500?")

    assert ReviewStep.objects.filter(verb="return").count() == 3
    open_kinds = (ProgressReport, SourceVersion, Project)
    assert [kind.objects.open().get().state for kind in open_kinds] == [State.DRAFT] * 3

    money.refresh_from_db()
    money.received_to_date = Decimal(500)
    money.save()
    report.refresh_from_db()
    workflow.submit([report], clerk)
    workflow.publish([report], reviewer, "checked")
    assert payments() == [("received", "2013-03-31", Decimal(500), "well-2013-q1")]
    assert ProgressReport.objects.published().get().project_version == 2


def test_returning_one_of_the_three_returns_all(project, clerk, reviewer):
    report = make_report(project)
    report_money(report, received=Decimal(400))
    workflow.submit([report], clerk)
    correction = Project.objects.open().get()

    workflow.return_for_changes([correction], reviewer, "Is it 500?")

    assert ProgressReport.objects.get().state == State.DRAFT
    assert SourceVersion.objects.open().get().state == State.DRAFT


@pytest.mark.parametrize("kind", [ProgressReport, SourceVersion, Project])
def test_publishing_one_of_the_three_publishes_all(project, clerk, reviewer, kind):
    report = make_report(project)
    report_money(report, received=Decimal(400))
    workflow.submit([report], clerk)

    edition = workflow.publish([kind.objects.open().get()], reviewer, "checked")

    assert edition.record_count == 3


def test_correction_of_an_early_report_makes_the_later_payment_anew(project, clerk, reviewer):
    for period, received in (("q1", 400), ("q2", 600)):
        report = make_report(project, period=period)
        report_money(report, received=Decimal(received))
        workflow.submit([report], clerk)
        workflow.publish([report], reviewer, "checked")
    first = ProgressReport.objects.published().get(period="q1")

    draft = workflow.start_correction(first, clerk, "a digit")
    draft.reportedmoneys.update(received_to_date=Decimal(450))
    workflow.submit([draft], clerk)
    edition = workflow.publish([draft], reviewer, "checked")

    assert payments() == [
        ("received", "2013-03-31", Decimal(450), "well-2013-q1"),
        ("received", "2013-06-30", Decimal(150), "well-2013-q2"),
    ]
    assert {(one.kind, one.version) for one in edition.entries.all()} == {
        ("progressreport", 2),
        ("source", 2),
        ("project", 4),
    }


def test_clerk_cannot_publish_the_own_report(project, clerk):
    report = make_report(project)
    report_money(report, received=Decimal(400))
    workflow.submit([report], clerk)

    with pytest.raises(ValidationError, match="another person must decide"):
        workflow.publish([report], clerk, "checked")

    assert not ProgressReport.objects.published().exists()


def test_project_that_someone_corrects_is_named_with_that_person(project, clerk, reviewer):
    workflow.start_correction(project, reviewer, "another title")
    report = make_report(project)
    report_money(report, received=Decimal(400))

    with pytest.raises(ValidationError, match="reviewer is correcting it in version 2"):
        workflow.submit([report], clerk)

    assert not SourceVersion.objects.filter(code=report.code).exists()


def test_report_without_money_does_not_mind_a_correction(project, clerk, reviewer):
    workflow.start_correction(project, reviewer, "another title")
    report = make_report(project)

    workflow.submit([report], clerk)

    assert ProgressReport.objects.get().state == State.SUBMITTED


def test_more_spent_than_received_needs_an_explanation(project, clerk, reviewer):
    report = make_report(project)
    money = report_money(report, received=Decimal(400), spent=Decimal(500))
    with pytest.raises(ValidationError, match="500 yuan were spent"):
        workflow.submit([report], clerk)

    money.explanation_zh = "县财政先行垫付。"
    money.save()
    workflow.submit([report], clerk)
    workflow.publish([report], reviewer, "checked")

    allocation = Project.objects.published().get(code="well").allocations.get()
    assert allocation.overspend_note_zh == "县财政先行垫付。"


def test_less_than_the_payments_before_needs_an_explanation(project, clerk, reviewer):
    first = make_report(project)
    report_money(first, received=Decimal(400))
    workflow.submit([first], clerk)
    workflow.publish([first], reviewer, "checked")
    second = make_report(project, period="q2")
    money = report_money(second, received=Decimal(300))
    with pytest.raises(ValidationError, match="300 yuan are reported, the payments until then"):
        workflow.submit([second], clerk)

    money.explanation_zh = "退回省财政100元。"
    money.save()
    workflow.submit([second], clerk)
    workflow.publish([second], reviewer, "checked")

    assert payments() == [("received", "2013-03-31", Decimal(400), "well-2013-q1")]


def test_money_that_the_project_does_not_have_is_refused(project, clerk):
    report = make_report(project)
    report_money(report, kind="donation", received=Decimal(400))

    with pytest.raises(ValidationError, match="The project has no donations"):
        workflow.submit([report], clerk)


def test_one_of_several_allocations_is_named_by_its_line(report_2011, clerk, reviewer):
    project = make_project()
    make_allocation(project)
    make_allocation(project)
    publish(project)
    report = make_report(project)
    money = report_money(report, received=Decimal(400))
    with pytest.raises(ValidationError, match="several allocations of relief funds"):
        workflow.submit([report], clerk)

    money.allocation_line = 2
    money.save()
    workflow.submit([report], clerk)
    workflow.publish([report], reviewer, "checked")

    assert Payment.objects.as_of(None).get(project__code="well").allocation.line == 2


def test_report_of_a_closed_year_is_refused_in_words(project, clerk, administrator):
    report = make_report(project)
    take_year_step(2013, YearStep.Verb.CLOSE, administrator, "audited")

    with pytest.raises(ValidationError, match="belongs to 2013, which administrator closed"):
        workflow.submit([report], clerk)


def test_report_needs_a_published_project(report_2011, clerk):
    report = make_report(make_project())

    with pytest.raises(ValidationError, match="There is no published project “well”"):
        workflow.submit([report], clerk)


def test_result_of_the_newest_report_becomes_the_result_of_the_project(project, clerk, reviewer):
    jobs = Indicator.objects.get(code="jobs")
    for period, value in (("q2", 9), ("q1", 5)):
        report = make_report(project, period=period)
        ReportedResult.objects.create(report=report, indicator=jobs, value=value)
        workflow.submit([report], clerk)
        workflow.publish([report], reviewer, "checked")

    result = Result.objects.as_of(None).get(project__code="well")
    assert (result.value, result.measured_on) == (9, "2013-06-30")
    assert result.statement.source.code == "well-2013-q2"


def test_payment_is_not_compared_with_a_figure_to_date(project, clerk, reviewer):
    for period, received in (("q1", 400), ("q2", 600)):
        report = make_report(project, period=period)
        report_money(report, received=Decimal(received))
        workflow.submit([report], clerk)
        workflow.publish([report], reviewer, "checked")

    second = Payment.objects.as_of(None).get(amount=200)

    assert second.statement.value == 600
    assert second.disagreement() is None


def test_correction_that_another_began_under_the_same_number_is_left_alone(
    project, clerk, reviewer
):
    report = make_report(project)
    report_money(report, received=Decimal(400))
    workflow.submit([report], clerk)
    workflow.return_for_changes([report], reviewer, "Is it 500?")
    Project.objects.open().get().delete()
    workflow.start_correction(project, reviewer, "another title")

    with pytest.raises(ValidationError, match="reviewer is correcting it in version 2"):
        workflow.submit([ProgressReport.objects.get()], clerk)

    assert Project.objects.open().get().state == State.DRAFT
