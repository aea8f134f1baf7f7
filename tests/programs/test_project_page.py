"""The page of a project: where it is, and what is planned is not told as done."""

import datetime

import pytest
from django.utils import timezone

from counties.models import County
from programs.models import Project
from programs.pages.project import facts
from programs.pages.steps import steps
from records.review import workflow
from tests.builders import make_project
from tests.portal.test_stories import told
from tests.reading import pdf_file, pdf_text, run_together, word_file, word_lines

pytestmark = pytest.mark.django_db
DAY = datetime.date(2014, 1, 1)
PLACES = ("town", "town_zh", "village", "village_zh")


@pytest.fixture
def publish(report_2011, clerk, reviewer):
    def at_once(**stated) -> Project:
        project = make_project(**stated)
        workflow.submit([project], clerk)
        workflow.publish([project], reviewer, "checked")
        return project

    return at_once


def test_each_date_has_its_own_name(report_2011):
    project = make_project(
        planned_starts="2012-01", planned_ends="2012-11", starts="2012-02", ends="2013-01-05"
    )

    start, completion = steps(project, DAY)

    assert (start.name, start.planned, start.actual) == ("start of work", "2012-01", "2012-02")
    assert (completion.planned, completion.actual) == ("2012-11", "2013-01-05")
    assert not {"Planned start", "Actual end"} & {fact.name for fact in facts(project).stated}


def test_dates_that_no_source_states_are_named_as_such(report_2011):
    unstated = facts(make_project(planned_ends="2012")).unstated

    assert {"Planned start", "Actual start", "Actual end"} <= set(unstated)
    assert "Planned end" not in unstated


def test_what_the_rows_count_is_not_called_not_stated(report_2011):
    dream = facts(Project.objects.get(code="2011-university-dream")).unstated
    visits = facts(Project.objects.get(code="2011-visits")).unstated

    assert not {"Beneficiary persons", "Outcome"} & set(dream)
    assert {"Beneficiary persons", "Outcome"} <= set(visits)


def test_planned_end_is_nowhere_told_as_past(client, publish):
    ahead = timezone.localdate() + datetime.timedelta(days=400)
    publish(status="under_way", starts="2012", planned_ends=f"{ahead:%Y-%m}", year=2012)

    page = client.get("/projects/well/")
    chinese = client.get("/zh-hans/projects/well/")
    others = [
        told(client.get(address))
        for address in (
            "/projects/?q=wells",
            "/reports/2012/relief-projects/",
            "/projects/well/notice/",
        )
    ]
    others += ["\n".join(word_lines(word_file(client.get("/projects/well/notice.docx"))))]
    others += [pdf_text(pdf_file(client.get("/projects/well/notice.pdf")))]
    others += [b"".join(client.get("/projects/?format=csv").streaming_content).decode()]

    assert "Completion of work" in told(page) and "完工" in told(chinese)
    for words in (told(page), *others):
        assert "ended" not in words.lower().split("not stated")[0].split()


def test_notice_says_both_what_was_planned_and_what_was(client, publish):
    publish(status="completed", planned_ends="2012-11", ends="2013-01", year=2013)

    words = told(client.get("/projects/well/notice/"))
    chinese = told(client.get("/zh-hans/projects/well/notice/"))

    assert "planned: November 2012 · actual: January 2013" in words
    assert "计划：2012年11月 · 实际：2013年1月" in chinese


ADDRESSES = (
    "/projects/well/",
    "/projects/?q=xu+town",
    "/projects/?q=upper",
    "/search/?q=upper",
    "/projects/well/notice/",
    "/reports/2013/relief-projects/",
    "/counties/141030/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_town_and_village_stand_wherever_the_place_does(client, publish, address):
    daning = County.objects.get(code="141030")
    names = ("Xu Town", "徐镇", "Upper Village", "上村")
    publish(scope="county", county=daning, **dict(zip(PLACES, names, strict=True)))

    english, chinese = (told(client.get(f"{prefix}{address}")) for prefix in ("", "/zh-hans"))

    assert "Upper Village, Xu Town" in english
    assert "徐镇上村" in chinese


def test_village_alone_is_shown_without_a_town(client, publish):
    publish(village_zh="上村")

    words = told(client.get("/zh-hans/projects/well/"))
    english = client.get("/projects/well/").text

    assert "上村" in words
    assert '<span lang="zh-Hans">上村</span>' in english


def test_documents_name_town_and_village(client, publish):
    publish(**dict(zip(PLACES, ("Xu Town", "徐镇", "Upper Village", "上村"), strict=True)))

    word = "\n".join(word_lines(word_file(client.get("/projects/well/notice.docx"))))
    pdf = run_together(pdf_text(pdf_file(client.get("/projects/well/notice.pdf"))))

    assert "Upper Village, Xu Town" in word
    assert "UpperVillage,XuTown" in pdf.replace(" ", "")
