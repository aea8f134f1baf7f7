"""A county clerk with a phone, who reads no English and no manual, enters a project with two kinds
of money and a progress report with a photograph, in at most 6 pages and 5 minutes.

The pages are those that the browser loads after the sign-in form: the first page, the form, the
first page again with the word that it is submitted; another day, after a reviewer has published
the project, the first page, the report, and the list with the word that it is submitted.

The minutes are those of the keystroke-level model (`keystrokes.py`), for a phone and for a desk:
everything that is typed, chosen and pressed counts, signing in twice included.
"""

import pytest
from django.utils import timezone

from counties.models import Assignment, County
from programs.models import ProgressReport, Project
from records.models import State
from records.review import workflow
from tests.browser.a_year import PHONE, Clock, Person, photograph
from tests.browser.keystrokes import AT_A_DESK, ON_A_PHONE, Effort
from tests.conftest import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST, MOST_SECONDS = 6, 300
# What a change of the forms changes, and is to be looked at then.
COUNTED = Effort(keys=220, controls=35, moves=34, thoughts=35, loads=8)
IN_SECONDS = [225, 187]  # on a phone, at a desk


@pytest.fixture
def li(browser, live_server, report_2011):
    user = member("clerk", "li.na")
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    person = Person(browser, live_server, user, language="zh", width=PHONE)
    yield person
    person.context.close()


def test_project_and_report_are_submitted_in_six_pages_and_five_minutes(li, reviewer, monkeypatch):
    clock, year = Clock(monkeypatch), timezone.localdate().year + 1
    clock.turn_to(year, 3, 2)
    li.sign_in()
    li.loads = 1  # the first page; the form of signing in is not counted

    li.follow("新增项目")
    page = li.page
    assert page.locator("#id_year").input_value() == str(year)
    li.fill(title_zh="北庄村饮水工程")
    li.choose("program", "扶贫项目")
    li.fill(category="基础设施，包括饮水、道路、灌溉")
    li.fill(document_title="大宁县关于下达饮水工程计划的通知", document_on=f"{year}年2月20日")
    li.fill(**{"allocations-0-kind": "扶贫资金", "allocations-0-allocated": "30万"})
    li.click("#allocations-group .add-row a")
    li.fill(**{"allocations-1-kind": "地方投入", "allocations-1-allocated": "5万"})
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
        received, spent = f"money-{line}-received_to_date", f"money-{line}-spent_to_date"
        li.fill(**{received: amount, spent: "1万"})
    li.attach("#id_photographs", [photograph("水源井")])
    li.follow("提交报告")

    report = ProgressReport.objects.get(state=State.SUBMITTED)
    assert report.attachments.count() == 1
    assert report.reportedmoneys.count() == 2
    assert li.loads <= MOST, f"{li.loads} pages"
    seconds = {one: round(li.effort.seconds(one)) for one in (ON_A_PHONE, AT_A_DESK)}
    assert max(seconds.values()) < MOST_SECONDS, (li.effort, seconds)
    assert (li.effort, list(seconds.values())) == (COUNTED, IN_SECONDS)
