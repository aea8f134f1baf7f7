"""The first page of a person: what waits for this person, and nothing that cannot."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from counties.models import Assignment, County
from programs.models import Project
from records.history.acting import acting
from records.models import Desk, Feedback, Notice
from records.review import workflow
from records.review.people import home_parts
from records.review.people.home_parts import HomePart, register_home_parts
from records.review.queues import MOST_COUNTED, QUEUES
from records.staff.desk.home import Tally
from tests.builders import make_project, publish
from tests.conftest import member, superuser

pytestmark = pytest.mark.django_db


def begun_by(user, code="well", **changes) -> Project:
    with acting(user, "new"):
        return make_project(code, **changes)


def home(client, user):
    client.force_login(user)
    return client.get("/admin/")


def titles(page) -> set[str]:
    return {str(one.title) for one in page.context["tallies"]}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            "clerk",
            {
                "Returned to me",
                "My drafts",
                "Waiting for a reviewer",
                "Decisions and findings overdue",
                "Decisions and findings still open",
            },
        ),
        ("reviewer", {"To review", "To withdraw", "Answers to make public"}),
        ("auditor", set()),
        ("private-data", set()),
    ],
)
def test_only_what_can_wait_for_a_role_is_there(client, report_2011, role, expected):
    page = home(client, member(role))

    readers = {"Readers’ reports to answer"} if role in ("clerk", "reviewer") else set()
    assert page.status_code == 200
    assert titles(page) == expected | readers


def test_administrator_confirms_roles(client, report_2011, administrator):
    assert "Roles to confirm" in titles(home(client, administrator))


def test_returned_work_comes_first_with_its_reason(client, report_2011, clerk, reviewer):
    draft = begun_by(clerk)
    workflow.submit([draft], clerk)
    workflow.return_for_changes([draft], reviewer, "第4页金额不同")

    page = home(client, clerk)

    assert "第4页金额不同" in page.text and "Returned to you" in page.text
    assert page.context["title"] == "1 thing waits for you"
    assert [one["version"] for one in page.context["returned"]] == [draft]


def test_nothing_waits_for_a_newcomer(client, report_2011):
    assert home(client, member("clerk", "new")).context["title"] == "Nothing waits for you"


def test_places_of_a_clerk_and_their_state(client, county_clerk, reviewer):
    county = County.objects.get(code="141030")
    begun_by(county_clerk, "draft", scope="county", county=county)
    other = County.objects.get(code="511321")
    begun_by(county_clerk, "elsewhere", scope="county", county=other)
    public = begun_by(county_clerk, "public", scope="county", county=county)
    publish(public)

    (state,) = home(client, county_clerk).context["places"]

    assert (state.place.county, state.drafts, state.submitted) == (county, 1, 0)
    assert state.published >= 1


def test_places_of_the_ministry_have_no_county(client, clerk, report_2011):
    begun_by(clerk)

    (state,) = home(client, clerk).context["places"]

    assert (state.place.county, state.drafts) == (None, 1)


def test_what_others_did_since_the_last_visit(client, report_2011, clerk, reviewer):
    draft = begun_by(clerk)
    workflow.submit([draft], clerk)
    home(client, clerk)
    workflow.return_for_changes([draft], reviewer, "page 4")
    colleague = member("clerk", "colleague")
    with acting(colleague, "a better name"):
        Project.objects.filter(pk=draft.pk).update(title="Theirs")

    news = home(client, clerk).context["news"]
    theirs = home(client, reviewer).context["news"]

    assert {(one.by.username, one.reason) for one in news} == {
        ("reviewer", "page 4"),
        ("colleague", "a better name"),
    }
    assert {one.by.username for one in theirs} == {"clerk"}


def test_visit_of_long_ago_is_remembered(client, report_2011, clerk):
    long_ago = timezone.now() - datetime.timedelta(days=2)
    Desk.objects.create(user=clerk, opened_at=long_ago, language="en")

    page = home(client, clerk)
    home(client, clerk)

    desk = Desk.objects.get(user=clerk)
    assert page.context["since"] == long_ago == desk.visited_before
    assert desk.opened_at > long_ago


def test_language_of_the_page_is_that_of_mail(client, report_2011, clerk):
    client.force_login(clerk)
    with translation.override("zh-hans"):
        client.get("/zh-hans/admin/")
    chinese = Desk.objects.get(user=clerk).language
    client.get("/admin/")

    assert (chinese, Desk.objects.get(user=clerk).language) == ("zh-hans", "en")


def test_report_of_a_reader_waits_for_the_clerk_of_its_place(client, county_clerk, clerk):
    county = County.objects.get(code="141030")
    publish(begun_by(county_clerk, "at-home", scope="county", county=county))
    Feedback.objects.create(page="/projects/at-home/", kind="project", code="at-home", message="a")

    waiting = {}
    for user in (county_clerk, clerk):
        tallies = home(client, user).context["tallies"]
        waiting[user.username] = {str(one.title): one.count for one in tallies}

    title = "Readers’ reports to answer"
    assert waiting["county-clerk"][title] == 1
    assert waiting["clerk"][title] == 0


def test_counts_end_somewhere():
    assert Tally(MOST_COUNTED, "a", "/").number == "99+"
    assert Tally(3, "a", "/").number == "3"


def test_queue_counts_no_further_than_it_must(report_2011, clerk, monkeypatch):
    for code in ("well", "bridge", "road"):
        begun_by(clerk, code)
    monkeypatch.setattr("records.review.queues.MOST_COUNTED", 2)

    assert QUEUES["my-drafts"].count(clerk, {"project"}) == 2


def test_same_queries_for_any_number_of_rows_and_few(client, report_2011, clerk, reviewer):
    root = superuser("root")
    for user in (clerk, root):
        home(client, user)
    first = begun_by(clerk)
    workflow.submit([first], clerk)
    workflow.return_for_changes([first], reviewer, "page 4")
    home(client, clerk)
    numbers = []
    for code in ("bridge", "road", "school"):
        draft = begun_by(clerk, code)
        workflow.submit([draft], clerk)
        workflow.return_for_changes([draft], reviewer, "page 4")
        client.force_login(clerk)
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/")
        numbers.append(len(queries))

    assert len(set(numbers)) == 1 and numbers[0] <= 60


def test_room_above_adds_a_part(client, report_2011, clerk, monkeypatch):
    monkeypatch.setattr(home_parts, "_PARTS", [])
    part = HomePart("due", "Reports due", "admin/records/returned.html", lambda user: {"n": 1})
    silent = HomePart("silent", "Never", "admin/records/returned.html", lambda user: None)
    register_home_parts(part, silent)
    register_home_parts(part)

    page = home(client, clerk)

    assert page.text.count("Reports due") == 1 and "Never" not in page.text


def test_bell_counts_what_is_unread(client, report_2011, clerk):
    Notice.objects.create(user=clerk, topic="comment", key="a", address="/admin/")

    assert "<b>1</b></a>" in home(client, clerk).text


def test_drafts_of_other_counties_are_no_news(client, county_clerk, clerk, reviewer):
    draft = begun_by(clerk)
    workflow.submit([draft], clerk)
    workflow.return_for_changes([draft], reviewer, "page 4")

    assert home(client, county_clerk).context["news"] == []
    Assignment.objects.filter(user=clerk).delete()
    assert home(client, clerk).context["news"] == []
