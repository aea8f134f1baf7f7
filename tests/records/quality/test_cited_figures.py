"""Figures beside the statements that they cite: what agrees, what does not, where it is said.

Each case asks the database and Python, which compare in two languages by one rule.
"""

from decimal import Decimal

import pytest

from cadres.models import Cadre, Membership, Organisation, Posting, Selection
from programs.models import Donation, EducationAid, Project, Seminar, Visit
from records.models import Record, Row, Statement
from records.models.records import record_models
from records.quality.registry import Severity, in_edition, registered
from records.review import gate, workflow
from tests.builders import (
    finds,
    make_allocation,
    make_payment,
    make_posting,
    make_project,
    make_result,
    publish_reference,
)


def stated(value, unit="CNY", qualifier="", step=None, code="stated") -> Statement:
    return publish_reference(
        Statement,
        f"report-2011/{code}",
        summary="What is stated",
        summary_zh="所载数字",
        value=value,
        unit=unit,
        qualifier=qualifier,
        step=step,
    )


def differing(row, by="statement") -> list:
    """What the statement says instead; the check finds it where Python says so of the row."""
    record = row.owner if isinstance(row, Row) else row
    here = [where for where, *_rest in finds("figure-differs", record) if where == row]
    one = row.disagreement(by)
    assert len(here) == bool(one)
    return [one.stated] if one else []


@pytest.fixture
def project(report_2011):
    return make_project()


@pytest.mark.parametrize(
    ("value", "amounts"),
    [
        (5_838_000, {"allocated": 5_838_000}),
        (5_838_000, {"allocated": 5_900_000, "planned": 5_838_000}),
        (5_838_000, {"allocated": None, "unstaged": 5_838_000}),
        (500, {"allocated": 1000, "spent": 500}),
        (None, {"allocated": 1000}),
        (1000, {"allocated": None}),
    ],
)
def test_allocation_agrees_with_a_statement_of_one_of_its_amounts(project, value, amounts):
    row = make_allocation(project, statement=stated(value), **amounts)

    assert differing(row) == []


def test_allocation_of_no_stated_amount_differs(project):
    row = make_allocation(
        project, statement=stated(5_838_000, step=1000), allocated=5_888_000, planned=6_000_000
    )

    assert finds("figure-differs", project) == [(row, "", 5_888_000, 5_838_000, 50_000)]
    assert list(map(str, differing(row))) == ["5,838,000\u00a0yuan"]


@pytest.mark.parametrize(
    ("value", "qualifier", "step", "agrees"),
    [
        ("5838499.99", "rounded", 1000, True),
        ("5838500", "about", 1000, True),
        ("5837500", "about", 1000, True),
        ("5838500.01", "about", 1000, False),
        ("5838001", "about", None, False),
        ("5838001", "", 1000, False),
        ("5838001", "", 1000, False),
        ("5838001", "more_than", 1000, False),
    ],
)
def test_half_a_step_counts_only_where_the_statement_is_rounded(
    project, value, qualifier, step, agrees
):
    row = make_result(
        project,
        "profit-and-tax",
        value=Decimal(value),
        qualifier=qualifier,
        statement=stated(5_838_000, "CNY", qualifier, step),
    )

    assert (differing(row) == []) is agrees


@pytest.mark.parametrize(
    ("own", "of_statement", "agrees"),
    [
        ("", "", True),
        ("about", "", True),
        ("about", "rounded", True),
        ("rounded", "about", False),
        ("", "rounded", False),
        ("", "about", False),
        ("", "about", False),
        ("", "more_than", False),
        ("more_than", "more_than", True),
        ("more_than", "", False),
        ("at_least", "more_than", True),
        ("at_least", "", True),
        ("more_than", "at_least", False),
        ("about", "more_than", False),
    ],
)
def test_qualifier_claims_no_more_than_that_of_the_statement(project, own, of_statement, agrees):
    row = make_result(
        project, value=84, qualifier=own, statement=stated(84, "percent", of_statement)
    )

    assert (differing(row) == []) is agrees


def test_amount_without_a_qualifier_says_its_statement_s_away(project):
    row = make_allocation(project, allocated=1000, statement=stated(1000, qualifier="about"))

    assert list(map(str, differing(row))) == ["about 1,000\u00a0yuan"]


def test_figure_in_another_unit_differs(project):
    row = make_result(project, value=84, statement=stated(84, "village"))

    assert list(map(str, differing(row))) == ["84 villages"]
    assert finds("figure-differs", project) == [(row, "value", "84%", "84 villages", None)]


def test_value_before_is_compared_with_its_own_statement(project):
    row = make_result(
        project,
        value=84,
        statement=stated(84, "percent"),
        baseline=81,
        baseline_statement=stated(80, "percent", code="before"),
    )

    assert finds("figure-differs", project) == [(row, "baseline", 81, 80, 1)]
    assert str(row.disagreement("baseline_statement")).endswith(": 80%")
    assert row.disagreement() is None


@pytest.mark.parametrize(
    ("make", "unit"),
    [
        (lambda one, **kw: make_payment(make_allocation(one), amount=6, **kw), "CNY"),
        (
            lambda one, **kw: _row(EducationAid, one, kind="admitted", student_count=6, **kw),
            "person",
        ),
        (lambda one, **kw: _row(EducationAid, one, kind="other", school_count=6, **kw), "school"),
        (lambda one, **kw: _row(Donation, one, goods="x", quantity=6, unit="item", **kw), "item"),
        (lambda one, **kw: _row(Donation, one, goods="x", quantity=1, money_value=6, **kw), "CNY"),
        (lambda one, **kw: _row(Seminar, one, title="x", participant_count=6, **kw), "person"),
        (
            lambda one, **kw: _row(Visit, one, occasion="other", household_count=6, **kw),
            "household",
        ),
        (lambda one, **kw: _row(Visit, one, occasion="other", person_count=6, **kw), "person"),
        (lambda one, **kw: make_project("counted", component_count=6, **kw), "project"),
        (lambda one, **kw: make_posting(cadre=None, person_count=6, **kw), "person"),
        (
            lambda one, **kw: Selection.objects.create(code="x", year=2012, selected_count=6, **kw),
            "person",
        ),
        (
            lambda one, **kw: Membership.objects.create(
                code="x", body=Organisation.objects.first(), member_count=6, **kw
            ),
            "unit",
        ),
    ],
)
def test_figures_of_every_kind_are_compared(project, make, unit):
    row = make(project, statement=stated(7, unit))
    assert len(differing(row)) == 1

    stated(6, unit)
    row = type(row).objects.get(pk=row.pk)
    assert differing(row) == []

    stated(6, "area")
    row = type(row).objects.get(pk=row.pk)
    assert list(map(str, differing(row))) == ["6 areas"]


def _row(model, project, **values):
    return model.objects.create(project=project, **values)


def test_whoever_is_named_counts_once_and_states_no_figure(report_2011):
    posting = make_posting(cadre=Cadre.objects.first(), statement=stated(4, "person"))
    seat = Membership.objects.create(
        code="x",
        body=Organisation.objects.first(),
        organisation=Organisation.objects.last(),
        statement=stated(13, "unit", code="seats"),
    )

    assert differing(posting) == differing(seat) == []
    assert Posting.objects.filter(pk=posting.pk, person_count=1).exists()


def test_the_founding_figures_are_those_of_their_statements(report_2011):
    (check,) = (check for check in registered() if check.code == "figure-differs")

    assert [finding.text for finding in check.findings(in_edition(None), in_edition(None))] == []


# --- where it is said ---------------------------------------------------------------------------


@pytest.fixture
def published(report_2011, clerk, reviewer):
    """A published project of 2013 with an amount and a share that their statements do not say."""
    project = make_project()
    make_allocation(project, allocated=5_888_000, statement=stated(5_838_000))
    make_payment(
        project.allocations.get(), amount=61, statement=stated(60, code="paid"), stage="spent"
    )
    make_result(
        project,
        value=85,
        statement=stated(84, "percent", "about", code="after"),
        baseline=81,
        baseline_statement=stated(80, "percent", code="before"),
    )
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")
    return Project.objects.get(code=project.code)


def test_gate_warns_and_does_not_block(published):
    warnings = [str(one) for one in gate.warnings(published)]

    assert gate.problems(published) == []
    assert (
        "allocation 1: The record says 5,888,000\u00a0yuan; the statement that it cites says "
        "5,838,000\u00a0yuan."
    ) in warnings


MARKS = {
    "/": ("differs from the statement: 5,838,000\u00a0yuan", "about 84%", ": 80%"),
    "/zh-hans/": ("与来源所载不一致：5,838,000\u00a0元", "约84%", "：80%"),
}


PAGES = {  # with the marks that each says
    "projects/well/": (0, 1, 2),
    "funds/?year=2013": (0,),
    "coverage/?year=2013": (1, 2),
    "reports/2013/relief-projects/": (0, 1, 2),
}


@pytest.mark.parametrize("prefix", MARKS)
def test_pages_say_it_beside_the_figure(client, published, prefix):
    missing = []
    for page, which in PAGES.items():
        html = client.get(f"{prefix}{page}").text
        missing += [(page, MARKS[prefix][n]) for n in which if MARKS[prefix][n] not in html]

    assert missing == []


@pytest.mark.parametrize("prefix", MARKS)
def test_reconciliation_says_it_beside_the_part(client, report_2011, clerk, reviewer, prefix):
    project = make_project(year=2011)
    make_allocation(project, allocated=5_888_000, statement=stated(5_838_000))
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    assert MARKS[prefix][0] in client.get(f"{prefix}reconciliation/").text


def test_quality_page_lists_it(client, published):
    page = client.get("/data-quality/figure-differs/").text

    assert page.count('<a href="/projects/well/">Wells</a>') == 4
    assert "allocation 1" in page


# --- declarations -------------------------------------------------------------------------------


def test_every_declared_figure_exists():
    for model in {*record_models().values(), *_rows()}:
        for figures in model.cited_figures:
            for name in (*figures.units, figures.by, *figures.unless):
                model._meta.get_field(name)


def _rows():
    return [row for record in record_models().values() for row in record.row_models()]


def test_severity_is_a_warning():
    (check,) = (check for check in registered() if check.code == "figure-differs")

    assert (check.severity, check.kind, check.is_public) == (Severity.WARNS, Record, True)
