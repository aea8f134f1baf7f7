"""A county clerk with a phone, who reads no English and no manual, enters a project with two kinds
of money and a progress report with a photograph, in at most 6 pages.

The pages are those that the browser loads after the sign-in form: the first page, the form, the
first page again with the word that it is submitted; another day, after a reviewer has published
the project, the first page, the report, and the list with the word that it is submitted.
"""

import pytest
from django.utils import timezone

from counties.models import Assignment, County
from programs.models import ProgressReport, Project
from records.models import State
from records.review import workflow
from tests.browser.a_year import PHONE, Clock, Person, photograph
from tests.conftest import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 6


@pytest.fixture
def li(browser, live_server, report_2011):
    user = member("clerk", "li.na")
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    person = Person(browser, live_server, user, language="zh", width=PHONE)
    yield person
    person.context.close()


def choose(page, field: str, words: str) -> None:
    """Choose from a list that is searched by typing."""
    page.locator(f".field-{field} .select2-selection").first.click()
    page.locator(".select2-search__field").fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def test_project_and_report_are_submitted_in_six_pages(li, reviewer, monkeypatch):
    clock, year = Clock(monkeypatch), timezone.localdate().year + 1
    clock.turn_to(year, 3, 2)
    li.sign_in()
    li.loads = 1  # the first page; the form of signing in is not counted

    li.follow("新增项目")
    page = li.page
    assert page.locator("#id_year").input_value() == str(year)
    li.fill(title_zh="北庄村饮水工程")
    choose(page, "program", "扶贫项目")
    page.locator("#id_category").select_option(label="基础设施，包括饮水、道路、灌溉")
    li.fill(document_title="大宁县关于下达饮水工程计划的通知", document_on=f"{year}年2月20日")
    page.locator("#id_allocations-0-kind").select_option(label="扶贫资金")
    page.locator("#id_allocations-0-allocated").fill("30万")
    page.locator("#allocations-group .add-row a").click()
    page.locator("#id_allocations-1-kind").select_option(label="地方投入")
    page.locator("#id_allocations-1-allocated").fill("5万")
    li.follow("保存并提交")
    li.says("已提交，现由他人审核")
    project = Project.objects.get(year=year)
    assert (project.state, project.code) == (State.SUBMITTED, f"{year}-daning-001")

    workflow.publish([project], reviewer, "已核对")
    clock.turn_to(year, 4, 5)
    before = li.loads
    li.sign_in()
    li.loads = before + 1
    li.follow("填报")
    li.fill(physical_percent="20", progress_zh="水源井已打好。", caption="水源井")
    for line, amount in ((1, "15万"), (2, "2万")):
        page.locator(f"#id_money-{line}-received_to_date").fill(amount)
        page.locator(f"#id_money-{line}-spent_to_date").fill("1万")
    page.set_input_files("#id_photographs", [photograph("水源井")])
    li.follow("提交报告")

    report = ProgressReport.objects.get(state=State.SUBMITTED)
    assert report.attachments.count() == 1
    assert report.reportedmoneys.count() == 2
    assert li.loads <= MOST, f"{li.loads} pages"
