"""What the checks of progress reports find, and what they leave alone."""

from decimal import Decimal

import pytest

from programs.models import Indicator, ReportedResult
from tests.builders import (
    finds,
    make_allocation,
    make_payment,
    make_project,
    make_report,
    make_result,
    publish,
    report_money,
    statement,
)

WHY = {"explanation": "Paid back.", "explanation_zh": "已退回。"}


@pytest.fixture
def project(report_2011):
    """A public project of which 300 yuan came and 200 were spent until March 2013."""
    project = make_project(status="under_way", starts="2013-01")
    money = make_allocation(project)
    make_payment(money, amount=Decimal(300), paid_on="2013-02")
    make_payment(money, amount=Decimal(200), paid_on="2013-03", stage="spent")
    make_result(project, value=12)
    publish(project)
    return project


def report_of(project, received=300, spent=200, **changes):
    report = make_report(project)
    report_money(report, received, spent, statement=statement(), **changes)
    return report


def figures(found) -> list[tuple]:
    return [(field, int(one), int(other)) for _where, field, one, other, *_rest in found]


@pytest.mark.django_db
def test_progress_money_unexplained_finds_what_no_payment_makes(project):
    report = report_of(project, received=450)

    found = finds("progress-money-unexplained", report)

    assert figures(found) == [("received_to_date", 450, 300)]


@pytest.mark.django_db
def test_progress_money_unexplained_leaves_what_payments_make_or_words_explain(project):
    same = report_of(project)

    assert finds("progress-money-unexplained", same) == []
    same.reportedmoneys.update(received_to_date=450, **WHY)
    assert finds("progress-money-unexplained", same) == []


@pytest.mark.django_db
def test_progress_money_explained_finds_the_difference_with_its_words(project):
    report = report_of(project, spent=150, **WHY)

    found = finds("progress-money-explained", report)

    assert figures(found) == [("spent_to_date", 150, 200)]


@pytest.mark.django_db
def test_progress_money_explained_leaves_what_agrees(project):
    assert finds("progress-money-explained", report_of(project, **WHY)) == []


@pytest.mark.django_db
def test_progress_overspend_unexplained_finds_more_spent_than_received(project):
    report = report_of(project, spent=350)

    found = finds("progress-overspend-unexplained", report)

    assert figures(found) == [("spent_to_date", 350, 300)]


@pytest.mark.django_db
def test_progress_overspend_unexplained_leaves_what_is_explained(project):
    report = report_of(project, spent=350, **WHY)

    assert finds("progress-overspend-unexplained", report) == []


@pytest.mark.django_db
def test_progress_overspend_finds_what_is_explained(project):
    report = report_of(project, spent=350, **WHY)

    found = finds("progress-overspend", report)

    assert figures(found) == [("spent_to_date", 350, 300)]


@pytest.mark.django_db
def test_progress_overspend_leaves_what_keeps_within(project):
    assert finds("progress-overspend", report_of(project)) == []


def with_result(project, value: int):
    report = make_report(project)
    indicator = Indicator.objects.get(code="telephone-share")
    ReportedResult.objects.create(
        report=report, indicator=indicator, value=value, statement=statement()
    )
    return report


@pytest.mark.django_db
def test_progress_result_differs_finds_another_value(project):
    report = with_result(project, 15)

    found = finds("progress-result-differs", report)

    assert figures(found) == [("value", 15, 12)]


@pytest.mark.django_db
def test_progress_result_differs_leaves_the_same_value(project):
    report = with_result(project, 12)

    assert finds("progress-result-differs", report) == []


@pytest.mark.django_db
def test_progress_falls_finds_less_than_before(project):
    publish(make_report(project, period="q1", physical_percent=40))
    report = make_report(project, period="q2", physical_percent=30)

    found = finds("progress-falls", report)

    assert figures(found) == [("physical_percent", 30, 40)]


@pytest.mark.django_db
def test_progress_falls_leaves_what_rises(project):
    publish(make_report(project, period="q1", physical_percent=40))
    report = make_report(project, period="q2", physical_percent=40)

    assert finds("progress-falls", report) == []
