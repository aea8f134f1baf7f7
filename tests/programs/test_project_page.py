"""The page of a project: what is planned is not told as done."""

import datetime

import pytest
from django.utils import timezone

from programs.models import Project
from programs.pages.project import facts
from records.review import workflow
from tests.builders import make_project
from tests.portal.test_stories import told
from tests.reading import pdf_file, pdf_text, word_file, word_lines

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2013, 6, 15)


def names(project: Project) -> set[str]:
    """What the page calls the two dates of a project."""
    stated = {fact.name for fact in facts(project, TODAY).stated}
    return stated & {"Begun", "Planned start", "Ended", "Planned end"}


@pytest.mark.parametrize(
    ("status", "starts", "ends", "called"),
    [
        ("completed", "2012-01", "2013-06", {"Begun", "Ended"}),
        ("completed", "2012", "2013", {"Begun", "Ended"}),
        ("completed", "2012", "2013-07", {"Begun", "Planned end"}),
        ("under_way", "2012", "2014", {"Begun", "Planned end"}),
        ("under_way", "2012", "2013-05", {"Begun", "Planned end"}),  # overdue, and not ended
        ("under_way", "2013-06-16", "2014", {"Planned start", "Planned end"}),
        ("planned", "2013", "2014", {"Planned start", "Planned end"}),
        ("cancelled", "2012", "2013-01", {"Begun", "Planned end"}),
        ("supported", "2012", "2013-01", {"Begun", "Planned end"}),
    ],
)
def test_only_what_is_completed_has_ended(report_2011, status, starts, ends, called):
    project = make_project(status=status, starts=starts, ends=ends)

    assert names(project) == called


def test_planned_end_is_nowhere_told_as_past(client, report_2011, clerk, reviewer):
    ahead = timezone.localdate() + datetime.timedelta(days=400)
    project = make_project(status="under_way", starts="2012", ends=f"{ahead:%Y-%m}", year=2012)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    page = client.get("/projects/well/")
    chinese = client.get("/zh-hans/projects/well/")
    others = [
        told(client.get(address))
        for address in ("/projects/?q=wells", "/reports/2012/", "/projects/well/notice/")
    ]
    others += ["\n".join(word_lines(word_file(client.get("/projects/well/notice.docx"))))]
    others += [pdf_text(pdf_file(client.get("/projects/well/notice.pdf")))]
    others += [b"".join(client.get("/projects/?format=csv").streaming_content).decode()]

    assert "Planned end" in told(page) and "计划结束" in told(chinese)
    for words in (told(page), *others):
        assert "ended" not in words.lower().split()


def test_page_of_a_past_edition_speaks_of_its_day(client, report_2011, clerk, reviewer):
    project = make_project(status="completed", starts="2012", ends="2012-12")
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    assert "Ended" in told(client.get("/projects/well/?edition=2"))
