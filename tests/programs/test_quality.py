"""What the checks of projects find, and what they leave alone."""

import datetime
from decimal import Decimal

import pytest

from cadres.models import Organisation
from programs.models import Project
from records.models import Statement
from records.review.workflow import start_correction
from tests.builders import (
    finds,
    make_allocation,
    make_payment,
    make_project,
    make_result,
    publish_reference,
)

TODAY = datetime.date(2014, 6, 15)


@pytest.fixture
def project(report_2011):
    return make_project()


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


@pytest.mark.parametrize(
    ("amounts", "stage", "paid", "limit"),
    [
        ({"received": 300}, "received", 301, 300),
        ({}, "received", 1001, 1000),  # received is not stated: the allocation is the limit
        ({"received": 300}, "spent", 400, 300),
        ({"received": 300, "spent": 200}, "spent", 250, 200),
        ({"allocated": None, "unstaged": 50}, "spent", 60, 50),
    ],
)
def test_payments_beyond_allocation_finds_the_excess(project, amounts, stage, paid, limit):
    allocation = make_allocation(project, **amounts)
    make_payment(allocation, stage=stage, amount=1)
    make_payment(allocation, stage=stage, amount=paid - 1)

    assert finds("payments-beyond-allocation", project) == [
        (allocation, stage, paid, limit, paid - limit)
    ]


OVERSPENDS = [
    ({"received": 1200}, "received", 1200, 1000),
    ({"received": 800, "spent": 900}, "spent", 900, 800),
    ({"spent": 1001}, "spent", 1001, 1000),
]


@pytest.mark.parametrize(("amounts", "stage", "more", "limit"), OVERSPENDS)
def test_overspend_blocks_without_an_explanation(project, amounts, stage, more, limit):
    allocation = make_allocation(project, **amounts)

    assert finds("overspend-unexplained", project) == [
        (allocation, stage, more, limit, more - limit)
    ]
    assert finds("overspend", project) == []


@pytest.mark.parametrize(("amounts", "stage", "more", "limit"), OVERSPENDS)
@pytest.mark.parametrize("language", ["", "_zh"])
def test_overspend_with_its_explanation_warns(project, amounts, stage, more, limit, language):
    allocation = make_allocation(project, **amounts, **{f"overspend_note{language}": "Dear."})

    assert finds("overspend-unexplained", project) == []
    assert finds("overspend", project) == [(allocation, stage, more, limit, more - limit)]


@pytest.mark.parametrize(
    "amounts",
    [
        {"received": 1000, "spent": 1000},
        {"allocated": None, "received": 5},
        {"planned": 900},
        {"allocated": None, "unstaged": 5},
    ],
)
def test_overspend_leaves_amounts_within_the_one_before_alone(project, amounts):
    make_allocation(project, **amounts)
    make_allocation(project, **amounts, overspend_note="Why?")

    assert finds("overspend-unexplained", project) == []
    assert finds("overspend", project) == []


def test_payments_beyond_what_was_allocated_are_an_overspend_once_explained(project):
    explained = make_allocation(project, overspend_note="Dear.")
    stated = make_allocation(project, received=300, overspend_note="Dear.")
    make_payment(explained, amount=1001)
    make_payment(stated, amount=301)

    assert finds("overspend", project) == [(explained, "received", 1001, 1000, 1)]
    assert finds("payments-beyond-allocation", project) == [(stated, "received", 301, 300, 1)]


@pytest.mark.parametrize("amounts", [{}, {"received": 100}, {"allocated": None}])
def test_payments_beyond_allocation_leaves_payments_within_alone(project, amounts):
    make_payment(make_allocation(project, **amounts), amount=100)
    make_payment(make_allocation(project, allocated=100), amount=100)

    assert finds("payments-beyond-allocation", project) == []


@pytest.mark.parametrize(
    ("paid_on", "allocated_on"), [("2013-04-30", "2013-05"), ("2012", "2013-01-01")]
)
def test_payment_before_allocation_finds_certain_contradictions(project, paid_on, allocated_on):
    allocation = make_allocation(project, allocated_on=allocated_on)
    payment = make_payment(allocation, paid_on=paid_on)

    assert finds("payment-before-allocation", project) == [
        (payment, "paid_on", paid_on, allocated_on, None)
    ]


@pytest.mark.parametrize(
    ("paid_on", "allocated_on"),
    [("2013", "2013-05"), ("2013-05", "2013-05-20"), ("2013-05-20", "2013-05"), ("2013-05", "")],
)
def test_payment_before_allocation_leaves_what_may_be_alone(project, paid_on, allocated_on):
    make_payment(make_allocation(project, allocated_on=allocated_on), paid_on=paid_on)

    assert finds("payment-before-allocation", project) == []


@pytest.mark.parametrize(
    ("stated", "numerator", "denominator", "computed"),
    [("33.4", 1, 3, "33.3333"), ("34", 1, 3, "33.3333"), ("120", 1, 2, "50")],
)
def test_share_differs_finds_more_than_half_a_step(
    project, stated, numerator, denominator, computed
):
    stated, computed = Decimal(stated), Decimal(computed)
    result = make_result(
        project, value=stated, numerator=numerator, denominator=denominator, statement=None
    )

    assert finds("share-differs", project) == [
        (result, "value", stated, computed, stated - computed)
    ]


@pytest.mark.parametrize(
    "figures",
    [
        {"value": Decimal("33.3"), "numerator": 1, "denominator": 3},
        {"value": Decimal("33"), "numerator": 333, "denominator": 1000},
        {"value": Decimal("84"), "numerator": 17, "denominator": 20, "qualifier": "about"},
        {"value": Decimal("84"), "numerator": 17},
        {"value": Decimal("12"), "numerator": 1, "denominator": 2, "indicator": "jobs"},
    ],
)
def test_share_differs_leaves_rounding_and_approximate_figures_alone(project, figures):
    make_result(project, **{"statement": None, **figures})

    assert finds("share-differs", project) == []


def test_share_differs_takes_the_step_of_the_statement(project):
    """84 may be printed to the hundredth: 84.00."""
    printed = publish_reference(
        Statement,
        "report-2011/fine",
        summary="x",
        summary_zh="x",
        value=84,
        unit="percent",
        step=Decimal("0.01"),
    )
    result = make_result(project, value=84, numerator=8402, denominator=10000, statement=printed)

    assert finds("share-differs", project) == [
        (result, "value", 84, Decimal("84.02"), Decimal("-0.02"))
    ]


def test_baseline_after_result_finds_a_later_year(project):
    result = make_result(project, baseline=80, baseline_year=2014)

    assert finds("baseline-after-result", project) == [
        (result, "baseline_year", "2014", "2013", None)
    ]


@pytest.mark.parametrize("year", [2012, 2013, None])
def test_baseline_after_result_leaves_earlier_years_alone(project, year):
    make_result(project, baseline=80, baseline_year=year)

    assert finds("baseline-after-result", project) == []


def test_result_without_baseline_or_target_is_found(project):
    result = make_result(project)

    assert finds("result-without-baseline", project) == [(result, "baseline", None, None, None)]
    assert finds("result-without-target", project) == [(result, "target", None, None, None)]


def test_result_with_baseline_and_target_is_left_alone(project):
    make_result(project, baseline=0, target=35)

    assert finds("result-without-baseline", project) == []
    assert finds("result-without-target", project) == []


def test_fewer_persons_than_households_is_found(report_2011):
    project = make_project(beneficiary_persons=40, beneficiary_households=41)

    assert finds("fewer-persons-than-households", project) == [
        (project, "beneficiary_persons", 40, 41, -1)
    ]


@pytest.mark.parametrize(("persons", "households"), [(41, 41), (None, 41), (40, None)])
def test_as_many_persons_as_households_are_left_alone(report_2011, persons, households):
    project = make_project(beneficiary_persons=persons, beneficiary_households=households)

    assert finds("fewer-persons-than-households", project) == []


def test_allocated_beyond_plan_finds_the_excess(project):
    allocation = make_allocation(project, planned=900)

    assert finds("allocated-beyond-plan", project) == [(allocation, "allocated", 1000, 900, 100)]


def test_allocated_beyond_plan_leaves_plans_that_were_kept_alone(project):
    make_allocation(project, planned=1000)
    make_allocation(project)

    assert finds("allocated-beyond-plan", project) == []


@pytest.mark.parametrize("planned", ["2014-06-14", "2014-05", "2013"])
@pytest.mark.parametrize("status", ["planned", "under_way", "supported", ""])
def test_overdue_finds_a_planned_end_that_has_passed(report_2011, today, status, planned):
    project = make_project(status=status, planned_ends=planned)

    assert finds("overdue", project) == [(project, "planned_ends", planned, None, None)]


@pytest.mark.parametrize(
    "stated",
    [
        {"status": "under_way", "planned_ends": "2014-06-15"},
        {"status": "planned", "planned_ends": "2014-06"},
        {"status": "planned", "planned_ends": "2014"},
        {"status": "planned"},
        {"status": "completed", "planned_ends": "2013"},
        {"status": "cancelled", "planned_ends": "2013"},
        {"status": "under_way", "planned_ends": "2013", "ends": "2014"},
        {"status": "completed", "ends": "2013"},
    ],
)
def test_overdue_leaves_terms_that_may_last_and_what_is_over_alone(report_2011, today, stated):
    assert finds("overdue", make_project(**stated)) == []


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("starts", "planned"),
        ("ends", "planned"),
        ("ends", "under_way"),
        ("ends", "supported"),
        ("ends", "cancelled"),
        ("ends", ""),
    ],
)
def test_dates_against_status_finds_a_plan_told_as_done(report_2011, field, status):
    project = make_project(status=status, **{field: "2013"})

    assert finds("dates-against-status", project) == [(project, field, "2013", None, None)]


@pytest.mark.parametrize(
    "stated",
    [
        {"status": "planned", "planned_starts": "2013", "planned_ends": "2014"},
        {"status": "under_way", "starts": "2013"},
        {"status": "completed", "starts": "2013", "ends": "2014"},
        {"status": "", "starts": "2013"},
    ],
)
def test_dates_against_status_leaves_what_fits_alone(report_2011, stated):
    assert finds("dates-against-status", make_project(**stated)) == []


def test_completed_ahead_finds_completed_projects_that_have_not_begun(report_2011, today):
    project = make_project(status="completed", planned_starts="2014-07")

    assert finds("completed-ahead", project) == [(project, "planned_starts", "2014-07", None, None)]


@pytest.mark.parametrize(
    "stated",
    [
        {"status": "completed", "planned_starts": "2014"},
        {"status": "planned", "planned_starts": "2014-07"},
        {"status": "completed", "planned_starts": "2014-07", "starts": "2014-05"},
    ],
)
def test_completed_ahead_leaves_plans_and_what_has_begun_alone(report_2011, today, stated):
    assert finds("completed-ahead", make_project(**stated)) == []


def test_stated_total_finds_what_a_draft_would_break(report_2011):
    """5,838,000 + 1,172,000 + 990,000 yuan are the 8 million of the report; wells are too many."""
    draft = make_project(year=2011)
    make_allocation(draft, allocated=5_000_000)

    differing = {where.statement.code: rest for where, *rest in finds("stated-total", draft)}

    assert differing["relief-fund"] == ["", 13_000_000, 8_000_000, 5_000_000]


def test_stated_total_leaves_rounding_and_equal_sums_alone(report_2011):
    """500 yuan of the total investment are rounding; other years have no stated total."""
    draft = make_project(year=2011, component_count=None)

    assert finds("stated-total", draft) == []
    assert finds("stated-total", make_project("other", year=2013)) == []


def test_stated_total_counts_a_correction_in_the_place_of_its_record(report_2011, clerk):
    published = Project.objects.get(code="2011-farming")

    draft = start_correction(published, clerk, "layout")

    assert finds("stated-total", draft) == []


def test_stated_total_finds_a_sum_with_a_part_that_is_not_stated(report_2011):
    draft = make_project(year=2011)
    make_allocation(draft, allocated=None)

    differing = {where.statement.code: rest for where, *rest in finds("stated-total", draft)}

    assert differing["relief-fund"] == ["", 8_000_000, 8_000_000, 0]


def test_missing_in_notice_names_every_field_of_a_bare_project(project):
    assert {field for _where, field, *_rest in finds("missing-in-notice", project)} == {
        "place",
        "content",
        "planned_starts",
        "planned_ends",
        "implementer",
        "responsible_person",
        "performance_target",
        "beneficiary_persons",
        "",
    }


def test_missing_in_notice_names_what_an_allocation_lacks(project):
    allocation = make_allocation(project, allocated=None)

    about = [(where, field) for where, field, *_rest in finds("missing-in-notice", project)]

    assert (allocation, "allocated") in about
    assert (allocation, "funder") in about
    assert (project, "") not in about


def test_missing_in_notice_leaves_a_complete_project_alone(report_2011):
    unit = Organisation.objects.get(code="miit")
    project = make_project(
        place="Nanbu",
        content_zh="水井",
        planned_starts="2013",
        ends="2014",
        implementer=unit,
        responsible_person="Wang",
        performance_target="Water for all",
        beneficiary_households=12,
    )
    make_allocation(project, coordinator=unit)

    assert finds("missing-in-notice", project) == []


def test_missing_in_notice_asks_for_a_supervision_contact(project, settings):
    before = len(finds("missing-in-notice", project))
    settings.SUPERVISION_PHONE = ""

    assert len(finds("missing-in-notice", project)) == before + 1
