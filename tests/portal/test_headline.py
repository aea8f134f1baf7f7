"""The first sentence of the home page says no more than its figures."""

from decimal import Decimal

import pytest

from counties.models import County
from records.models import Scope
from tests.builders import make_allocation, make_project
from tests.portal.test_stories import published, told

pytestmark = pytest.mark.django_db


def sentence(client, address: str = "/") -> str:
    shown = client.get(address).context["glance"].headline
    return f"{shown.before}*{shown.after}"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "/",
            "In 2011, * of relief funds for 30 projects in 4 designated counties and districts of "
            "Shanxi and Sichuan",
        ),
        ("/zh-hans/", "2011年，山西省、四川省4个定点扶贫县（区）的30个项目，扶贫资金*"),
    ],
)
def test_sentence_of_2011(client, report_2011, address, expected):
    assert sentence(client, address) == expected
    assert "8,000,000" in told(client.get(address))


def test_year_without_money_has_the_question_instead(client, report_2011):
    page = client.get("/?year=2013")

    assert page.context["glance"].headline is None
    assert "How much, for what, from whom, and does it add up?" in told(page)


def test_money_of_one_county_names_no_other(client, report_2011, clerk, reviewer):
    project = make_project(year=2014, county=County.objects.get(code="141030"), scope=Scope.COUNTY)
    make_allocation(project, kind="donation", allocated=Decimal(500))
    published(clerk, reviewer, project)

    assert sentence(client) == "In 2014, * of donations"


def test_relief_goes_before_a_larger_sum_of_another_kind(client, report_2011, clerk, reviewer):
    project = make_project(year=2014, scope=Scope.DESIGNATED)
    make_allocation(project, allocated=Decimal(500))
    make_allocation(project, line=2, kind="donation", allocated=Decimal(9000))
    published(clerk, reviewer, project)

    assert sentence(client).startswith("In 2014, * of relief funds for ")


def test_provinces_too_many_to_name_are_left_out(client, report_2011, monkeypatch):
    monkeypatch.setattr("portal.pages.headline.MOST_NAMED", 1)

    assert sentence(client) == "In 2011, * of relief funds for 30 projects"
