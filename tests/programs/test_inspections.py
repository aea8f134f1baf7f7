"""Inspections: what was found stays open until it is closed, in public and in the queues."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counties.models import County
from programs.models import Inspection, InspectionFinding, Project
from programs.pages.steps import inspected
from records.review.copying import next_version
from records.review.queues import QUEUES
from tests.builders import finds, make_project, publish
from tests.conftest import superuser
from tests.portal.test_stories import told
from tests.staff_forms import VALID, page_of, sent_by_browser

pytestmark = pytest.mark.django_db
DAY = datetime.date(2014, 1, 15)


@pytest.fixture
def pump(report_2011) -> Project:
    """A public project in Daning whose inspection found two things, one of them closed."""
    daning = County.objects.get(code="141030")
    project = make_project("pump", scope="county", county=daning)
    given = {"project": project, "statement": project.statement}
    inspection = Inspection.objects.create(**given, kind="routine", inspected_on="2013-08")
    InspectionFinding.objects.create(
        **given,
        inspection=inspection,
        finding="No notice board.",
        finding_zh="未设公示牌。",
        closed_on="2013-09-05",
        outcome="Put up.",
    )
    InspectionFinding.objects.create(
        **given,
        inspection=inspection,
        finding="The pump leaks.",
        finding_zh="水泵漏水。",
        remedy_zh="更换水泵。",
        due_on="2013-10",
    )
    publish(project)
    return Project.objects.get(pk=project.pk)


def waiting(queue: str, user) -> list[str]:
    rows = QUEUES[queue].fetched(QUEUES[queue].names(user))
    return [row.finding for row in rows if isinstance(row, InspectionFinding)]


def test_open_findings_come_first_and_are_late_after_their_date(pump):
    pump.fetch_rows()

    (one,) = inspected(pump, DAY)

    assert [(row.row.finding, row.is_late) for row in one.findings] == [
        ("The pump leaks.", True),
        ("No notice board.", False),
    ]
    assert not any(row.is_late for row in inspected(pump, datetime.date(2013, 10, 31))[0].findings)


def test_page_shows_what_was_found_and_what_became_of_it(client, pump):
    words = told(client.get("/projects/pump/"))
    chinese = told(client.get("/zh-hans/projects/pump/"))

    assert "The pump leaks." in words and "open, overdue" in words
    assert "No notice board." in words and "done" in words and "Put up." in words
    assert "水泵漏水。" in chinese and "未办结，已逾期" in chinese


def test_clerk_of_the_county_finds_them_in_the_queues(client, pump, county_clerk):
    client.force_login(county_clerk)

    page = client.get("/admin/queue/overdue-follow-up/")

    assert waiting("follow-up", county_clerk) == ["The pump leaks."]
    assert waiting("overdue-follow-up", county_clerk) == ["The pump leaks."]
    assert page_of(Project, pump) in page.text
    assert "overdue since October 2013" in told(page)


def test_clerk_of_the_ministry_does_not(pump, clerk):
    assert waiting("follow-up", clerk) == []


def test_nobody_without_a_role_sees_a_queue(pump, django_user_model):
    stranger = django_user_model.objects.create_user("stranger", is_staff=True)

    assert waiting("follow-up", stranger) == []


def test_closed_findings_wait_no_longer(pump, reviewer):
    draft = next_version(pump, "mended")
    draft.inspectionfindings.filter(closed_on="").update(closed_on="2013-11", outcome="Mended.")
    assert waiting("follow-up", reviewer) == ["The pump leaks."]

    publish(draft)

    assert waiting("follow-up", reviewer) == []


def test_drafts_wait_in_no_queue_and_on_no_page(client, report_2011, reviewer):
    project = make_project()
    given = {"project": project, "statement": project.statement}
    inspection = Inspection.objects.create(**given, kind="routine", inspected_on="2013")
    InspectionFinding.objects.create(**given, inspection=inspection, finding="A secret draft")

    assert waiting("follow-up", reviewer) == []
    assert "secret" not in client.get("/data/api/v1/inspection-findings").text


def test_inspection_and_findings_are_entered_in_one_go(client, report_2011):
    client.force_login(superuser())
    opened = sent_by_browser(client.get(page_of(Project)))
    cited = str(make_project("other").statement_id)
    typed = {
        **VALID[Project](),
        "inspections-TOTAL_FORMS": 1,
        "inspections-0-kind": "routine",
        "inspections-0-inspected_on": "2012-08",
        "inspections-0-statement": cited,
        "inspectionfindings-TOTAL_FORMS": 1,
        "inspectionfindings-0-finding_zh": "水泵漏水。",
    }

    answer = client.post(page_of(Project), {**opened, **typed})

    assert answer.status_code == 302
    row = InspectionFinding.objects.get()
    assert row.inspection == Inspection.objects.get()
    assert row.statement == row.inspection.statement


def test_a_finding_without_inspection_can_be_drafted_and_not_published(client, report_2011):
    project = make_project()
    InspectionFinding.objects.create(project=project, finding="Leaks.", statement=project.statement)

    with pytest.raises(Exception, match="inspection"):
        publish(project)


def test_findings_of_another_project_cannot_be_chosen(client, pump):
    client.force_login(superuser())
    project = make_project("mine")
    InspectionFinding.objects.create(project=project, finding="Leaks.", statement=project.statement)
    sent = sent_by_browser(client.get(page_of(Project, project)))

    foreign = {"inspectionfindings-0-inspection": str(pump.inspections.get().pk)}
    answer = client.post(page_of(Project, project), {**sent, **foreign})

    assert answer.status_code == 200
    assert project.inspectionfindings.get().inspection is None


def test_a_finding_closed_before_the_inspection_is_found(pump):
    row = InspectionFinding.objects.get(finding="No notice board.")
    draft = next_version(pump, "a slip")
    own = draft.inspectionfindings.get(finding="No notice board.")
    assert finds("closed-before-inspected", draft) == []

    draft.inspectionfindings.filter(pk=own.pk).update(closed_on="2013-07")

    own.refresh_from_db()
    assert finds("closed-before-inspected", draft) == [
        (own, "closed_on", "2013-07", "2013-08", None)
    ]
    assert finds("closed-before-inspected", row.project) == []


def test_queue_costs_the_same_for_one_row_and_for_many(client, pump, county_clerk):
    client.force_login(county_clerk)
    client.get("/admin/queue/follow-up/")
    with CaptureQueriesContext(connection) as once:
        client.get("/admin/queue/follow-up/")
    draft = next_version(pump, "more")
    for number in range(5):
        draft.inspectionfindings.create(
            finding=f"Another {number}",
            inspection=draft.inspections.get(),
            statement=draft.statement,
        )
    publish(draft)

    with CaptureQueriesContext(connection) as again:
        page = client.get("/admin/queue/follow-up/")

    assert len(page.context["rows"]) == 6
    assert len(again) <= len(once)


def test_a_deleted_inspection_leaves_what_it_found(report_2011):
    project = make_project()
    given = {"project": project, "statement": project.statement}
    inspection = Inspection.objects.create(**given, kind="routine", inspected_on="2013")
    row = InspectionFinding.objects.create(**given, inspection=inspection, finding="Leaks.")

    inspection.delete()

    row.refresh_from_db()
    assert row.inspection is None
