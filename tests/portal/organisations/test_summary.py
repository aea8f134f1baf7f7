"""Sentences about organisations: each rule, where it holds and where it gives way."""

from decimal import Decimal

import pytest
from django.utils import translation

from cadres.models import Organisation
from portal.organisations.role_sums import NO_SUMS, role_sums
from portal.organisations.roles import ROLES
from portal.organisations.summary import OF_ROWS, OF_SUM, about
from programs.models import Program
from tests.builders import make_allocation, make_project, publish

pytestmark = pytest.mark.django_db


def sentence(code: str = "posts", only=None) -> str:
    body = Organisation.objects.get(code=code)
    programs = Program.objects.in_bulk()
    text = about(role_sums(None, None, body.pk).get(body.pk, NO_SUMS), programs, only)
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def posts(report_2011) -> Organisation:
    return Organisation.objects.get(code="posts")


def test_every_role_has_its_words():
    assert set(OF_ROWS) == {role.name for role in ROLES}
    assert set(OF_SUM) == {role.name for role in ROLES if role.is_of_money}


def test_body_without_a_role_is_said_to_have_none(posts):
    assert sentence() == "The ledger names this body and records nothing that it did."


def test_one_sum_is_named(posts):
    project = make_project()
    make_allocation(project, funder=posts, allocated=Decimal(3000))
    make_allocation(project, funder=posts, allocated=Decimal(2000))
    publish(project)

    assert sentence() == "Gave 5,000 yuan of relief funds (Poverty alleviation projects, 2013)."


def test_qualifier_stands_with_the_sum(posts):
    project = make_project()
    make_allocation(project, recipient=posts, allocated_qualifier="more_than")
    publish(project)

    assert sentence().startswith("Received more than 1,000 yuan of relief funds")


def test_sums_that_may_not_be_added_are_not_added(posts):
    project, other = make_project(), make_project("road", scope="national")
    make_allocation(project, funder=posts, allocated=Decimal(3000))
    make_allocation(other, funder=posts, allocated=Decimal(2000))
    publish(project, other)

    assert sentence() == (
        "Gave money in 2 allocations (2013). The largest sum of one programme, scope and kind of"
        " money that is stated: 3,000 yuan of relief funds (Poverty alleviation projects)."
    )


def test_sum_that_lacks_an_amount_is_not_called_all_it_gave(posts):
    project = make_project()
    make_allocation(project, funder=posts)
    make_allocation(project, funder=posts, allocated=None)
    publish(project)

    assert sentence().startswith("Gave money in 2 allocations (2013). The largest sum")


def test_money_without_an_amount_is_said_to_be_unknown(posts):
    project = make_project()
    make_allocation(project, funder=posts, allocated=None)
    publish(project)

    assert sentence() == "Gave money in 1 allocation (2013). No source states how much."


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        (
            "hp",
            "en",
            "Donated notebook computers (500 pieces) through Bright China Foundation (2011).",
        ),
        (
            "bright-china",
            "en",
            "Passed on notebook computers (500 pieces) from Hewlett-Packard Company (2011).",
        ),
        ("ti-china", "en", "Gave financial aid to 1 seminar (2011)."),
        ("hengshui", "en", "1 speaker at a seminar came from it (2011)."),
        ("hengshui", "zh-hans", "1位"),
        ("hp", "zh-hans", "笔记本电脑"),
    ],
)
def test_page_says_what_the_report_says(client, report_2011, code, language, words):
    prefix = "/zh-hans" if "zh" in language else ""
    with translation.override(language):
        finding = client.get(f"{prefix}/organisations/{code}/").context["finding"]

    assert words in str(finding)


def test_many_roles_are_counted(client, report_2011):
    assert "It has 3 other roles, listed below." in client.get("/organisations/miit/").text
