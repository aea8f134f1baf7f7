"""The gate: what it says, and to which field of the form it leads."""

import pytest

from programs.models import Allocation, Payment, Project
from records.history.acting import acting
from records.review import gate
from tests.builders import make_allocation, make_payment, make_posting, make_project


@pytest.fixture
def project(report_2011):
    return make_project()


def test_complete_draft_has_no_problem(project):
    make_allocation(project)

    assert gate.problems(project) == []


def test_problem_of_the_record_leads_to_its_field(project):
    project.statement = None
    project.save()

    (problem,) = gate.problems(project)

    assert problem.anchor == "id_statement"


def test_problem_of_a_row_leads_to_its_field_in_the_inline(project):
    first, second = make_allocation(project), make_allocation(project)
    make_allocation(project, statement=None)
    first.delete()

    (problem,) = gate.problems(project)

    assert problem.where.line == 3
    assert problem.anchor == "id_allocations-1-statement"
    assert second.line == 2


def test_problem_of_a_row_without_a_field_leads_to_its_form(project):
    allocation = make_allocation(project)

    problem = gate.GateProblem(allocation, "", "something about the whole row")

    assert problem.anchor == "allocations-0"


def test_problem_about_something_else_leads_nowhere(project):
    assert gate.GateProblem(project.program, "", "about the programme").anchor == ""


def test_check_that_blocks_is_a_problem_and_no_warning(report_2011):
    make_posting("first")
    second = make_posting("second", starts="2012-06-01")

    (problem,) = gate.problems(second)

    assert problem.anchor == "id_starts"
    assert str(problem) == "from: This cadre has another posting at the same time, first."
    assert problem not in gate.warnings(second)


def test_check_that_warns_is_a_warning_and_no_problem(project):
    make_allocation(project, planned=900)

    warnings = [str(warning) for warning in gate.warnings(project)]

    assert gate.problems(project) == []
    assert (
        "allocation 1 · allocated (yuan): 1,000 yuan were allocated, 100 yuan more than the "
        "900 yuan planned."
    ) in warnings


def test_anchor_is_an_id_of_the_form(client, clerk, project):
    allocation = make_allocation(project)
    payment = make_payment(allocation)
    with acting(clerk, "emptied"):
        Allocation.objects.filter(pk=allocation.pk).update(statement=None)
        Payment.objects.filter(pk=payment.pk).update(paid_on="")
    anchors = [problem.anchor for problem in gate.problems(project)]
    client.force_login(clerk)

    page = client.get(f"/admin/programs/project/{project.pk}/change/").text

    assert anchors == ["id_allocations-0-statement", "id_payments-0-paid_on"]
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []
    assert 'id="allocations-0"' in page


def test_value_that_is_good_elsewhere_is_looked_at_in_each_row_and_field(report_2011):
    """What was found good in one row is not asked again; what is bad is told of every row."""
    kinds = ("planned", "county")  # a state of a project, and a level of money
    given = [(status, level) for status in kinds for level in reversed(kinds)]
    projects = []
    for number, (status, level) in enumerate(given):
        project = make_project(f"well-{number}", title=f"Well {number}", status=status)
        make_allocation(project, level=level)
        projects.append(project)

    found = [
        (version.code, problem.field)
        for version, problem in gate.problems_of(Project, [one.pk for one in projects])
    ]

    assert sorted(found) == [
        ("well-1", "level"),
        ("well-2", "status"),
        ("well-3", "level"),
        ("well-3", "status"),
    ]
