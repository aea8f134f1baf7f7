"""Withdrawing a published report: what it leaves is told, and can be taken out with it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from counties.models import County
from programs.models import Indicator, Payment, ProgressReport, Project, ReportedResult, Result
from records.integrity.verify import verify
from records.models import Edition, SourceVersion, State
from records.review import workflow
from records.review.buttons import STEPS, take
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


@pytest.fixture
def reports(report_2011):
    """Two public reports of a project of Daning, each with money and a result."""
    project = make_project(scope="county", county=County.objects.get(code="141030"))
    make_allocation(project)
    make_result(project, value=Decimal(10))
    publish(project)
    indicator = Indicator.objects.get(code="telephone-share")
    for period, received, value in (("q1", 400, 20), ("q2", 900, 30)):
        report = make_report(Project.objects.published().get(code="well"), period)
        report_money(report, received=Decimal(received))
        ReportedResult.objects.create(report=report, indicator=indicator, value=Decimal(value))
        publish(report)
    return list(ProgressReport.objects.published().order_by("code"))


def step_page(report, step="ask"):
    return reverse("admin:programs_progressreport_step", args=[report.pk, step])


def public_payments() -> list[tuple[str, Decimal]]:
    rows = Payment.objects.as_of(None).filter(project__code="well").order_by("paid_on")
    return [(row.statement.source.code, row.amount) for row in rows]


def result() -> Decimal:
    return Result.objects.as_of(None).get(project__code="well").value


def test_whoever_asks_reads_what_would_stay(client, county_clerk, reports):
    client.force_login(county_clerk)

    page = client.get(step_page(reports[1]))

    assert "these rows that it made stay public" in page.text
    assert [row.amount for row in page.context["left"] if isinstance(row, Payment)] == [500]
    assert "takes_out" in page.context["form"].fields


def test_report_goes_with_its_payments_results_and_source(client, county_clerk, reviewer, reports):
    first, second = reports
    client.force_login(county_clerk)
    client.post(step_page(second), {"reason": "a wrong village", "takes_out": "on"})
    draft = Project.objects.get(code="well", state=State.SUBMITTED)
    assert public_payments() == [(first.code, 400), (second.code, 500)]

    client.force_login(reviewer)
    page = client.get(step_page(second, "withdraw"))
    assert draft in page.context["going_along"]
    client.post(step_page(second, "withdraw"), {"reason": "as asked"})

    assert public_payments() == [(first.code, 400)]
    assert result() == 20
    assert ProgressReport.objects.get(pk=second.pk).state == State.WITHDRAWN
    assert not SourceVersion.objects.published().filter(code=second.code).exists()
    assert [edition.number for edition in verify()] == list(
        range(1, Edition.objects.latest_number() + 1)
    )


def test_payment_of_the_later_report_is_made_anew(county_clerk, reviewer, reports):
    first, second = reports
    take(STEPS["ask"], [first], county_clerk, "a wrong village", takes_out=True)

    take(STEPS["withdraw"], [first], reviewer, "as asked")

    assert public_payments() == [(second.code, 900)]
    assert result() == 30


def test_only_report_leaves_what_there_was_before(county_clerk, reviewer, reports):
    for report in reversed(reports):
        take(STEPS["ask"], [report], county_clerk, "a wrong village", takes_out=True)
        take(STEPS["withdraw"], [report], reviewer, "as asked")

    assert public_payments() == []
    assert result() == 10


def test_withdrawn_alone_it_leaves_its_payments(client, county_clerk, reviewer, reports):
    client.force_login(county_clerk)
    client.post(step_page(reports[1]), {"reason": "a wrong village"})

    workflow.withdraw([reports[1]], reviewer, "as asked")

    assert len(public_payments()) == 2
    assert SourceVersion.objects.published().filter(code=reports[1].code).exists()


def test_project_that_others_correct_is_named(county_clerk, reports):
    public = Project.objects.published().get(code="well")
    workflow.start_correction(public, county_clerk, "another matter")

    with pytest.raises(ValidationError, match="corrected already"):
        take(STEPS["ask"], [reports[1]], county_clerk, "a wrong village", takes_out=True)


def test_asker_does_not_withdraw_and_others_do_not_ask(client, county_clerk, reports, auditor):
    stranger = member("clerk", "stranger")
    stranger.assignments.create(county=County.objects.get(code="511321"))
    for user, status in ((auditor, 403), (stranger, 404)):
        client.force_login(user)
        sent = {"reason": "try", "takes_out": "on"}
        assert client.post(step_page(reports[1]), sent).status_code == status
    client.force_login(county_clerk)
    client.post(step_page(reports[1]), {"reason": "a wrong village", "takes_out": "on"})

    assert client.post(step_page(reports[1], "withdraw"), {"reason": "me"}).status_code == 403


def test_reviewer_who_asks_is_told_and_makes_no_draft(client, reviewer, reports):
    client.force_login(reviewer)

    page = client.get(step_page(reports[1]))
    client.post(step_page(reports[1]), {"reason": "a wrong village", "takes_out": "on"})

    assert "takes_out" not in page.context["form"].fields
    assert "these rows that it made stay public" in page.text
    assert not Project.objects.open().filter(code="well").exists()
