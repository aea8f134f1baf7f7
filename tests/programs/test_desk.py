"""The tracking desk: each member of staff sees the projects of the own places."""

import datetime

import pytest

from counties.models import Assignment, County
from programs.models import Standing
from tests.builders import make_allocation, make_project, publish
from tests.conftest import member

pytestmark = pytest.mark.django_db
DESK = "/admin/programs/standing/"


@pytest.fixture
def two_counties(report_2011):
    for code, county in (("here", "141030"), ("there", "511321")):
        place = {"scope": "county", "county": County.objects.get(code=county)}
        project = make_project(code, status="under_way", starts="2013-01", **place)
        make_allocation(project)
        publish(project)


def codes(page) -> set[str]:
    return {one.project.code for one in page.context["table"].data}


def test_a_clerk_sees_the_projects_of_the_own_places(client, county_clerk, two_counties):
    client.force_login(county_clerk)

    page = client.get(DESK)

    assert codes(page) == {"here"}


def test_a_report_is_offered_once_it_is_due(client, county_clerk, two_counties, monkeypatch):
    client.force_login(county_clerk)
    due_on = Standing.objects.as_of(None).get(project__code="here").due_on

    for days, is_offered in ((-30, False), (-14, True), (1, True)):
        day = due_on + datetime.timedelta(days)
        monkeypatch.setattr(
            "programs.totals.standings.timezone.localdate", lambda *_given, now=day: now
        )
        assert ("/progressreport/due/" in client.get(DESK).text) == is_offered


def test_whoever_sees_every_place_sees_all(client, reviewer, auditor, two_counties):
    for user in (reviewer, auditor):
        client.force_login(user)
        page = client.get(f"{DESK}?show=overdue")
        assert codes(page) == {"here", "there"}
        assert "/progressreport/due/" not in page.content.decode()


def test_someone_without_places_sees_none(client, two_counties):
    client.force_login(member("clerk", "newcomer"))

    assert codes(client.get(DESK)) == set()


def test_a_download_leaves_out_other_places(client, county_clerk, two_counties):
    client.force_login(county_clerk)

    sent = client.get(f"{DESK}?format=csv")

    text = b"".join(sent.streaming_content).decode()
    assert "here" in text
    assert "there" not in text


def test_the_desk_is_for_staff_only(client, two_counties):
    assert client.get(DESK).status_code == 302


def test_a_clerk_of_both_counties_sees_both(client, county_clerk, two_counties):
    Assignment.objects.create(user=county_clerk, county=County.objects.get(code="511321"))
    client.force_login(county_clerk)

    assert codes(client.get(DESK)) == {"here", "there"}


def test_state_of_a_project_stands_beside_its_name(client, reviewer, report_2011):
    client.force_login(reviewer)

    table = client.get("/admin/programs/standing/").context["table"]

    assert [column.name for column in table.columns][:2] == ["project", "due_on"]


def test_standings_of_places_are_found_without_a_query_in_the_query():
    """Which the database takes for far fewer rows than there are, beside another filter."""
    sql = str(Standing.objects.as_of(None).of_places({1, None}).query)

    assert sql.count("SELECT") == 1 and '"county_id" IS NULL' in sql
