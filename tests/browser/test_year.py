"""A year is lived on one ledger: planned, reported quarter by quarter, corrected, closed and
compared. Li of Daning works on a phone, in Chinese only; Wang of Nanbu in English, and leaves.

The year lies ahead, since reports are due only for periods that end after the ledger first reads of
a project.
"""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from counties.models import Assignment, County
from programs.models import Project
from records.integrity.verify import verify
from records.models import Edition, Feedback, State, YearStep
from tests.browser.a_year import (
    ADMIN,
    DESK,
    PHONE,
    Clock,
    Person,
    code_of,
    correct,
    publish_all,
    report_by_address,
)
from tests.browser.year_quarters import first_quarter, second_quarter, third_quarter
from tests.builders import make_allocation, make_project, publish
from tests.conftest import member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.soak,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]
DANING, NANBU = "141030", "511321"


def county_clerk(name: str, county: str, display_name: str):
    user = member("clerk", name)
    user.display_name = display_name
    user.save()
    Assignment.objects.create(user=user, county=County.objects.get(code=county))
    return user


@pytest.fixture
def year(browser, live_server, report_2011, monkeypatch):
    """The cast, the clock, and what there was the year before."""
    clock, this = Clock(monkeypatch), timezone.localdate().year + 1
    for code, county, zh, en in (
        ("daning-water", DANING, "太古镇饮水工程", "Water for Taigu"),
        ("nanbu-road", NANBU, "南部县村道", "Village roads in Nanbu"),
    ):
        before = make_project(
            code,
            title=en,
            title_zh=zh,
            year=this - 1,
            scope="county",
            county=County.objects.get(code=county),
            status="completed",
            ends=f"{this - 1}-01-01",
        )
        make_allocation(before, allocated=100_000)
        publish(before)
    people = {
        "li": (county_clerk("li.na", DANING, "李娜"), "zh", PHONE),
        "wang": (county_clerk("wang.jun", NANBU, "Wang Jun"), "en", DESK),
        "sun": (county_clerk("sun.mei", NANBU, "孙梅"), "zh", DESK),
        "zhao": (member("reviewer", "zhao.lei"), "en", DESK),
        "chen": (member("administrator", "chen.yu"), "zh", DESK),
        "reader": (None, "zh", PHONE),
    }
    cast = {
        name: Person(browser, live_server, user, language=language, width=width)
        for name, (user, language, width) in people.items()
    }
    yield SimpleNamespace(number=this, clock=clock, **cast)
    for person in cast.values():
        person.context.close()


def test_a_year_is_lived_from_its_beginning_to_its_report(year):
    january(year)
    money_is_allocated(year)
    first_quarter(year)
    second_quarter(year)
    third_quarter(year)
    a_reader_complains(year)
    fourth_quarter(year)
    the_year_is_closed(year)
    the_year_is_told(year)

    assert [edition.number for edition in verify()] == list(
        range(1, Edition.objects.latest_number() + 1)
    )


# --- January: what goes on is copied and planned ---


def january(year):
    year.clock.turn_to(year.number, 1, 10)
    for person in (year.li, year.wang):
        person.sign_in()
        begin = {"zh": "开始新年度", "en": "Begin a year"}[person.language]
        person.watch("01-first-page", zh=["开始新年度"], en=["Begin a year"])
        person.follow(begin)
        person.watch("02-begin-a-year", zh=["建立草稿"], en=["drafts of the chosen ones"])
        person.press(".submit-row button")
        person.watch("03-drafts-of-the-year")
    plan(year.li, code_of(year, "daning"), year.number, title="大宁县饮水工程年度计划批复")
    plan(year.wang, code_of(year, "nanbu"), year.number, title="Approval of the road plan of Nanbu")
    zhao = year.zhao
    zhao.sign_in()
    zhao.watch("06-reviewer-first-page", en=["To review"], zh=["待审核"])
    zhao.open("/admin/queue/to-review/")
    zhao.watch("07-queue-to-review", en=["with it: source"], zh=["附带：来源"])
    zhao.page.get_by_role("link", name="Water for Taigu").click()
    zhao.watch("08-review-page", en=["What changes"], zh=["大宁县饮水工程年度计划批复"])
    publish_all(year)
    assert Project.objects.published().filter(year=year.number).count() == 2


def plan(person, code: str, number: int, title: str):
    """Fill in the draft that was copied, with its document, and hand it in at once."""
    draft = Project.objects.open().get(code=code)
    person.open(f"{ADMIN}/{draft.pk}/change/")
    person.watch("04-draft-of-a-copy")
    person.fill(
        status="planned",
        planned_starts=f"{number}-03",
        planned_ends=f"{number}-11",
        document_title=title,
        document_on=f"{number}-01-05",
    )
    person.page.locator("#id_allocations-0-planned").fill("30万元")
    assert "300,000" in person.page.locator("#id_allocations-0-planned + output").inner_text()
    person.press("[name=_submit]")
    person.watch("05-submitted")
    assert Project.objects.get(pk=draft.pk).state == State.SUBMITTED


# --- March: money is allocated ---


def money_is_allocated(year):
    year.clock.turn_to(year.number, 3, 2)
    year.zhao.sign_in()
    for person, county in ((year.li, "daning"), (year.wang, "nanbu")):
        person.sign_in()
        draft = correct(person, code_of(year, county), "资金已下达")
        person.fill(status="under_way", starts=f"{year.number}-03-01")
        person.page.locator("#id_allocations-0-allocated").fill("30万元")
        person.page.locator("#id_allocations-0-allocated_on").fill(f"{year.number}-02-20")
        person.fill(document_title="资金下达通知", document_on=f"{year.number}-02-20")
        person.press("[name=_submit]")
        assert Project.objects.get(pk=draft).state == State.SUBMITTED
    publish_all(year)
    year.reader.open(f"/projects/{code_of(year, 'daning')}/")
    year.reader.watch("10-public-project", zh=["30 万元"], en=["300,000"])


# --- a reader complains ---


def a_reader_complains(year):
    year.clock.turn_to(year.number, 10, 20)
    for person in (year.li, year.zhao):
        person.sign_in()
    reader, li, zhao = year.reader, year.li, year.zhao
    page = f"/projects/{code_of(year, 'daning')}/"
    reader.open(page)
    reader.press('a[href*="/feedback/new/"]')
    reader.watch("32-complaint", zh=["哪里有误"], en=["What is wrong"])
    reader.fill(message="北庄村还没有通水，照片是哪里的？")
    reader.press("form.report button")
    reader.watch("33-complaint-sent")
    receipt = Feedback.objects.get().receipt

    li.open("/admin/")
    li.watch("34-complaint-waits", zh=["待答复的公众反馈"], en=["Readers’ reports to answer"])
    li.open(f"/admin/records/feedback/{Feedback.objects.get().pk}/change/")
    li.watch("35-complaint-at-the-clerk")
    li.fill(state="answered", answer_zh="照片摄于北庄村水源井，通水在十一月。", why="答复读者")
    li.press("[name=_save]")
    zhao.open(f"/admin/records/feedback/{Feedback.objects.get().pk}/release/")
    zhao.watch("36-answer-to-release", zh=["通水在十一月"], en=["通水在十一月"])
    zhao.take_step("release", "属实", ".submit-row input")
    reader.open(f"/feedback/{receipt}/")
    reader.watch("37-answer-is-public", zh=["通水在十一月"], en=["通水在十一月"])


# --- the fourth quarter: an overspend that is explained ---


def fourth_quarter(year):
    year.clock.turn_to(year.number + 1, 1, 8)
    for person in (year.li, year.sun, year.zhao):
        person.sign_in()
    li, sun = year.li, year.sun
    report_by_address(year, li, "daning", "q4", "100", "30万", "33万")
    li.watch("38-overspend-is-refused")
    why = "冬季抢修另支3万元，由县财政垫付。"
    report_by_address(year, li, "daning", "q4", "100", "30万", "33万", why=why)
    li.watch("39-overspend-explained")
    report_by_address(year, sun, "nanbu", "q4", "100", "30万", "30万")
    publish_all(year)
    for person, county in ((li, "daning"), (sun, "nanbu")):
        correct(person, code_of(year, county), "完工验收")
        person.fill(status="completed", ends=f"{year.number}-12-18")
        person.press("[name=_submit]")
    publish_all(year)
    year.reader.open(f"/projects/{code_of(year, 'daning')}/")
    year.reader.watch("40-overspend-in-public", zh=[why], en=[why])


# --- the year is closed, told and compared ---


def the_year_is_closed(year):
    year.clock.turn_to(year.number + 1, 2, 15)
    for person in (year.li, year.chen):
        person.sign_in()
    li, chen = year.li, year.chen
    draft = correct(li, code_of(year, "daning"), "补充说明")
    chen.open("/admin/records/yearstep/add/")
    chen.fill(year=str(year.number), verb="close", reason="年度数据已核定")
    chen.press("[name=_save]")
    chen.says("太古镇饮水工程")
    chen.look("41-year-with-an-open-draft", "zh", ())
    li.open(f"{ADMIN}/{draft}/delete/")
    li.press("#content form input[type=submit]")
    chen.open("/admin/records/yearstep/add/")
    chen.fill(year=str(year.number), verb="close", reason="年度数据已核定")
    chen.press("[name=_save]")
    chen.watch("42-year-is-closed", zh=[str(year.number)], en=[str(year.number)])
    assert YearStep.objects.closing(year.number)
    public = Project.objects.published().get(code=code_of(year, "daning"))
    li.open(f"{ADMIN}/{public.pk}/change/")
    li.watch("43-closed-record", zh=["关账"], en=["was closed by"])
    assert li.page.locator('a[href$="/step/correct/"]').count() == 0


def the_year_is_told(year):
    reader = year.reader
    reader.open(f"/reports/{year.number}/")
    both = {"zh": ["300,000", "中1个已上报"], "en": ["300,000", "1 of 4 counties reported"]}
    reader.watch("44-annual-report", **both)
    reader.press('a[href$="/relief-projects/"]')
    reader.watch("45-its-projects", zh=["太古镇饮水工程"], en=["Village roads in Nanbu"])
    for form in ("docx", "pdf"):
        answer = reader.context.request.get(f"/zh-hans/reports/{year.number}/report.{form}")
        assert answer.status == 200 and len(answer.body()) > 5000
    reader.open(f"/compare/?what=years&a=2011&b={year.number}")
    reader.watch("46-compared-with-2011", zh=["2011", str(year.number)], en=["2011"])
    reader.open("/progress/")
    reader.watch("47-progress-at-the-end")
