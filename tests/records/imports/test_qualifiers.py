"""约 in an amount is its qualifier where the sheet can hold one; elsewhere it is a fault."""

from decimal import Decimal

import pytest

from programs.models import Allocation
from tests.records.imports.conftest import ALLOCATION, PROJECT, sheet_csv, workbook

pytestmark = pytest.mark.django_db


def test_about_becomes_the_qualifier_where_the_sheet_has_its_column(bring_in):
    qualified = {**ALLOCATION, "allocated": "约58.38万元", "allocated_qualifier": ""}
    sent = workbook(projects=[PROJECT], allocations=[qualified])

    report = bring_in(sent, is_rehearsal=False)

    assert report.faults == []
    row = Allocation.objects.get(project__code="well")
    assert (row.allocated, row.allocated_qualifier) == (Decimal(583_800), "about")


@pytest.mark.parametrize(
    ("amount", "qualifier"),
    [("58.38万元左右", "about"), ("58余万元", "more_than"), ("不少于58万元", "at_least")],
)
def test_every_word_of_an_amount_has_its_qualifier(amount, qualifier, bring_in):
    allocation = {**ALLOCATION, "allocated_qualifier": "", "allocated": amount}

    bring_in(workbook(projects=[PROJECT], allocations=[allocation]), is_rehearsal=False)

    assert Allocation.objects.get(project__code="well").allocated_qualifier == qualifier


def test_amount_that_contradicts_its_qualifier_is_a_fault(bring_in):
    allocation = {**ALLOCATION, "allocated": "约58万元", "allocated_qualifier": "more_than"}

    report = bring_in(workbook(projects=[PROJECT], allocations=[allocation]))

    (fault,) = report.faults
    assert (fault.row, fault.column, fault.value) == (2, "C", "约58万元")
    assert "says something else" in fault.message


def test_about_without_a_column_for_it_is_a_fault_that_names_the_column(bring_in):
    sent = sheet_csv({**ALLOCATION, "project": "2009-village-telephone", "allocated": "约58万元"})

    (fault,) = bring_in(sent, "allocations.csv").faults

    assert "is not a number" in fault.message
    assert "need the column “qualifier of the amount allocated”" in fault.message
