"""Checks of counties."""

import pytest

from counties.models import County, Designation
from tests.builders import draft_reference, finds, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(report_2011):
    draft = draft_reference(County, "141030")
    draft.designations.all().delete()
    return draft


def designate(county, starts: str, ends: str, kind="key_county") -> Designation:
    return Designation.objects.create(
        county=county, kind=kind, starts=starts, ends=ends, statement=statement()
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [(("2001", ""), ("2011", "")), (("2001", "2013"), ("2011", "2019")), (("1990", ""), ("", ""))],
)
def test_designation_that_is_not_ended_does_not_begin_again(county, first, second):
    designate(county, *first)
    again = designate(county, *second)

    assert [(row, field) for row, field, *_ in finds("designated-twice", county)] == [
        (again, "starts")
    ]


@pytest.mark.parametrize(
    ("first", "second"), [(("2001", "2011"), ("2012", "")), (("2001", "2011"), ("2011", ""))]
)
def test_designation_may_begin_again_when_it_has_ended(county, first, second):
    designate(county, *first)
    designate(county, *second)
    designate(county, "2001", "", kind="designated")

    assert finds("designated-twice", county) == []
