"""How much each check can test at all."""

import pytest
from django.utils import translation

from counties.models import County
from programs.models import Donation
from records.quality.populations import Population
from records.quality.registry import in_edition, registered, standing
from tests.builders import (
    make_allocation,
    make_payment,
    make_posting,
    make_project,
    make_result,
    statement,
)


def population(code: str, *versions) -> tuple[int, int]:
    """Rows that the rule is about and rows that can be tested, of some versions of one kind."""
    (check,) = (check for check in registered() if check.code == code)
    kind = type(versions[0])
    only = kind.objects.filter(pk__in=[version.pk for version in versions])
    counted = sum(check.populate(only, standing(kind)), Population())
    return counted.examined, counted.tested


@pytest.fixture
def project(report_2011):
    return make_project()


@pytest.mark.parametrize(
    ("code", "changes", "tested"),
    [
        ("overdue", {}, 0),
        ("overdue", {"ends": "2014", "status": "completed"}, 0),
        ("overdue", {"planned_ends": "2014", "ends": "2014"}, 1),
        ("plan-changed-without-reason", {}, 0),
        ("completed-ahead", {"starts": "2014", "status": "planned"}, 0),
        ("completed-ahead", {"starts": "2014", "status": "completed"}, 1),
        ("fewer-persons-than-households", {"beneficiary_persons": 3}, 0),
        (
            "fewer-persons-than-households",
            {"beneficiary_persons": 3, "beneficiary_households": 1},
            1,
        ),
        ("missing-in-notice", {}, 1),
        ("duplicate", {}, 1),
        ("date-outside-year", {}, 0),
    ],
)
def test_project_is_tested_where_it_states_what_the_rule_needs(report_2011, code, changes, tested):
    examined = 0 if code == "date-outside-year" else 1  # the dates of projects are terms

    assert population(code, make_project(**changes)) == (examined, tested)


@pytest.mark.parametrize(
    ("code", "changes", "tested"),
    [
        ("allocated-beyond-plan", {}, 0),
        ("allocated-beyond-plan", {"planned": 5}, 1),
        ("payments-beyond-allocation", {}, 0),
    ],
)
def test_allocation_is_tested_where_it_states_what_the_rule_needs(project, code, changes, tested):
    make_allocation(project, **changes)

    assert population(code, project) == (1, tested)


@pytest.mark.parametrize(("allocated_on", "tested"), [("", 0), ("2013", 1)])
def test_payment_is_tested_where_both_dates_are_stated(project, allocated_on, tested):
    allocation = make_allocation(project, allocated_on=allocated_on)
    make_payment(allocation)
    make_payment(allocation)

    assert population("payment-before-allocation", project) == (2, 2 * tested)
    assert population("payments-beyond-allocation", project) == (1, 1)


@pytest.mark.parametrize(
    ("code", "changes", "counts"),
    [
        ("share-differs", {}, (1, 0)),
        ("share-differs", {"numerator": 1, "denominator": 3}, (1, 1)),
        ("share-differs", {"numerator": 1, "denominator": 3, "qualifier": "about"}, (1, 0)),
        ("share-differs", {"indicator": "jobs", "numerator": 1, "denominator": 3}, (0, 0)),
        ("baseline-after-result", {}, (1, 0)),
        ("baseline-after-result", {"baseline_year": 2012}, (1, 1)),
        ("result-without-target", {}, (1, 1)),
        ("result-without-baseline", {}, (1, 1)),
    ],
)
def test_result_is_tested_where_it_states_what_the_rule_needs(project, code, changes, counts):
    make_result(project, **changes)

    assert population(code, project) == counts


def test_figures_are_tested_where_their_statement_states_one(project):
    make_result(project)  # of a share that is stated
    make_allocation(project, statement=statement("leading-group-head"))  # which states no figure
    make_allocation(project, allocated=None)  # no figure to compare
    Donation.objects.create(project=project, goods="x", quantity=1, statement=None)

    assert population("figure-differs", project) == (3, 1)


def test_dates_are_tested_where_they_are_stated(project):
    make_allocation(project, allocated_on="2013")
    make_allocation(project)
    make_result(project)

    assert population("date-ahead", project) == (4, 1)


def test_totals_that_are_copied_cannot_be_tested(report_2011):
    assert population("stated-total", make_project(year=2011, component_count=None)) == (16, 5)
    assert population("stated-total", make_project("later", year=2013)) == (0, 0)


def test_posting_is_tested_where_it_names_its_cadre_and_certain_days(report_2011):
    assert population("overlapping-postings", make_posting()) == (1, 1)
    assert population("overlapping-postings", make_posting("open", starts="")) == (1, 0)
    assert population("overlapping-postings", make_posting("nobody", cadre=None)) == (1, 0)


def test_county_is_tested_unless_a_cadre_may_have_been_there(report_2011):
    county = County.objects.designated_throughout(2012).first()
    all_of_them = County.objects.designated_throughout(2012).count()
    one = make_posting(county=county, scope="county")

    assert population("county-without-cadre", one) == (all_of_them, all_of_them)
    more = make_posting("more", cadre=None, person_count=40, scope="designated")
    assert population("county-without-cadre", one, more) == (all_of_them, 1)


def test_every_check_says_in_both_languages_that_it_can_test_nothing(db):
    for check in registered():
        counted = check.population(in_edition(None), in_edition(None))

        assert counted == Population(0, 0), check.code
        assert str(check.untestable).endswith(": there is nothing to test.")
        with translation.override("zh-hans"):
            assert "无可检查" in str(check.untestable), check.code


def test_no_check_tests_more_than_there_is_or_finds_in_nothing(report_2011):
    """Missing fields are found as often as they are missing, all other faults once a row."""
    for check in registered():
        counted = check.population(in_edition(None), in_edition(None))
        findings = len(check.findings(in_edition(None), in_edition(None)))

        assert counted.tested <= counted.examined
        assert findings <= counted.tested or check.code == "missing-in-notice", check.code
