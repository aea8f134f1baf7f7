"""Decisions of meetings: open until done, in public and for whoever is to carry them out."""

import datetime

import pytest

from cadres.models import Cadre, Decision, Meeting, Organisation
from counties.models import County
from records.models import Edition
from records.models.editions import EditionQuerySet
from records.review.copying import next_version
from records.review.queues import QUEUES
from tests.builders import make_project, publish, statement
from tests.conftest import superuser
from tests.portal.test_stories import told
from tests.staff_forms import VALID, page_of, sent_by_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(report_2011) -> Meeting:
    """A public meeting with a decision for Daning that is overdue, one that is done, and one of
    the ministry's own with no due date."""
    meeting = Meeting.objects.create(
        code="m", kind="conference", year=2012, title="Work meeting", statement=statement()
    )
    given = {"meeting": meeting, "statement": meeting.statement}
    Decision.objects.create(**given, decision="Done already.", done_on="2012-07", outcome="Built.")
    Decision.objects.create(
        **given,
        decision="Dig the well.",
        decision_zh="打井。",
        county=County.objects.get(code="141030"),
        organisation=Organisation.objects.get(code="miit"),
        cadre=Cadre.objects.get(code="li-yikai"),
        due_on="2012-09",
    )
    Decision.objects.create(**given, decision="Write a plan.")
    publish(meeting)
    return meeting


def waiting(queue: str, user) -> list[str]:
    rows = QUEUES[queue].fetched(QUEUES[queue].names(user))
    return [str(row) for row in rows if isinstance(row, Decision)]


def test_public_page_lists_open_ones_first(client, meeting):
    page = client.get("/meetings/")

    assert [str(row) for row in page.context["unsettled"]] == ["Dig the well.", "Write a plan."]
    words = told(page)
    assert words.index("Dig the well.") < words.index("Done already.")
    assert "open, overdue" in words and "Built." in words
    assert "未办结，已逾期" in told(client.get("/zh-hans/meetings/"))


def test_past_edition_reckons_at_its_own_date(client, meeting, monkeypatch):
    newest = Edition.objects.newest()
    day = datetime.date(2012, 9, 30)
    monkeypatch.setattr(EditionQuerySet, "day_of", lambda self, edition: day)

    page = told(client.get(f"/meetings/?edition={newest.number}"))

    assert "Dig the well." in page and "overdue" not in page


def test_queries_do_not_grow_with_decisions(client, meeting, django_assert_max_num_queries):
    for number in range(30):
        make_meeting(f"m{number}", decisions=3)

    with django_assert_max_num_queries(40):
        page = client.get("/meetings/")

    assert len(page.context["unsettled"]) == 50
    assert page.context["is_more"]


def make_meeting(code: str, decisions: int) -> None:
    meeting = Meeting.objects.create(
        code=code, kind="conference", year=2012, title=code, statement=statement()
    )
    for number in range(decisions):
        Decision.objects.create(
            meeting=meeting, decision=f"{code} {number}", statement=meeting.statement
        )
    publish(meeting)


def test_each_clerk_sees_those_of_the_own_places(meeting, county_clerk, clerk, reviewer):
    assert waiting("follow-up", county_clerk) == ["Dig the well."]
    assert waiting("overdue-follow-up", county_clerk) == ["Dig the well."]
    assert waiting("follow-up", clerk) == ["Write a plan."]
    assert waiting("follow-up", reviewer) == ["Dig the well.", "Write a plan."]


def test_clerk_who_may_not_open_the_meeting_is_led_to_the_public_page(
    client, meeting, county_clerk, reviewer
):
    client.force_login(county_clerk)
    page = client.get("/admin/queue/follow-up/").text
    assert meeting.get_absolute_url() in page
    assert page_of(Meeting, meeting) not in page

    client.force_login(reviewer)
    assert page_of(Meeting, meeting) in client.get("/admin/queue/follow-up/").text


def test_organisation_page_shows_what_it_is_to_carry_out(client, meeting):
    page = client.get("/organisations/miit/")

    (section,) = (one for one in page.context["sections"] if one.role.name == "decided")
    assert [line.title for line in section.lines] == ["Dig the well."]
    assert section.lines[0].address == meeting.get_absolute_url()
    assert section.years == "2012"


def test_a_new_decision_comes_from_the_minutes(client, report_2011):
    client.force_login(superuser())
    cited = str(make_project("other").statement_id)
    typed = {
        **VALID[Meeting](),
        "statement": cited,
        "decisions-TOTAL_FORMS": 1,
        "decisions-0-decision_zh": "打井。",
    }

    answer = client.post(
        page_of(Meeting), {**sent_by_browser(client.get(page_of(Meeting))), **typed}
    )

    assert answer.status_code == 302
    assert str(Decision.objects.get().statement_id) == cited


def test_annual_report_says_what_was_decided(client, meeting):
    words = told(client.get("/reports/2012/overview/"))

    assert "Dig the well." in words and "Done already." in words and "July 2012" in words


def test_past_edition_does_not_know_what_was_done_later(client, meeting):
    before = Edition.objects.latest_number()
    draft = next_version(Meeting.objects.get(code="m", state="published"), "done")
    draft.decisions.filter(done_on="").update(done_on="2013-01", outcome="Dug.")
    publish(draft)

    now, then = told(client.get("/meetings/")), told(client.get(f"/meetings/?edition={before}"))

    assert "Dug." in now and "still open" not in now
    assert "Dug." not in then and "Decisions that are still open" in then
