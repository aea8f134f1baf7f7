"""Clerks are reminded of progress reports: on their first page, and once by mail."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from counties.models import County
from programs.models import Standing
from records.models import Notice
from records.notices.telling import collect
from tests.builders import make_project, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def due_on(report_2011) -> datetime.date:
    """The day on which the next report of a project of Daning is due."""
    daning = County.objects.get(code="141030")
    publish(make_project(status="under_way", starts="2013-01", scope="county", county=daning))
    return Standing.objects.as_of(None).get(project__code="well").due_on


def at(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def told(user) -> list[str]:
    return list(
        Notice.objects.filter(user=user, topic="progress-due").values_list("key", flat=True)
    )


def test_a_clerk_is_told_once_when_a_report_is_due_and_once_when_it_is_late(county_clerk, due_on):
    for days in (-30, -10, -9, 1, 2):
        collect(at(due_on + datetime.timedelta(days)))

    assert sorted(told(county_clerk)) == [f"well-{due_on}:late", f"well-{due_on}:soon"]


def test_nobody_else_is_told(clerk, reviewer, due_on):
    collect(at(due_on))

    assert told(clerk) == told(reviewer) == []


def test_the_first_page_names_what_is_due(client, county_clerk, due_on, monkeypatch):
    monkeypatch.setattr("programs.staff.home.timezone.localdate", lambda *given: due_on)
    client.force_login(county_clerk)

    page = client.get("/admin/").text

    assert "Wells" in page
    assert "/admin/programs/progressreport/well/" in page  # where it is written


def test_the_first_page_says_nothing_where_nothing_is_due(client, clerk, report_2011):
    client.force_login(clerk)

    assert reverse("admin:programs_progressreport_due") not in client.get("/admin/").text
