"""One notice in two windows, or sent in twice: read, corrected and loaded at the same moment."""

import pytest
from django.utils import translation

from counties.models import Assignment, County
from programs.models import Project
from records.imports import jobs
from records.imports.jobs import brought
from records.models import NoticeMapping, State, Upload
from records.review import workflow
from tests.at_once import at_once, overlapping, signed_in
from tests.conftest import member
from tests.programs.intake.test_notice_page import filled_in, reading_of
from tests.programs.intake.test_takeover import load, say, send
from tests.records.imports.test_pages import ended, page_of, step
from tests.records.review.test_two_at_once import is_whole

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]
WINDOW = "This was saved meanwhile, in another window."
RUNNING = "that cannot begin now"


@pytest.fixture
def clerk(report_2011):
    user = member("clerk", "daning-clerk")
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    return user


@pytest.fixture
def upload(clerk):
    """A notice that can be loaded."""
    return say(send(clerk))


def save(user, upload, **changes):
    """What a person does who opened the page of a notice before and saves it now."""
    browser = signed_in(user)
    seen = browser.get(page_of(upload)).context["seen"]
    typed = filled_in(browser, upload, seen=seen, **changes)
    return lambda: browser.post(reading_of(upload), typed)


def press_load(user, upload):
    browser = signed_in(user)
    return lambda: browser.post(step(upload, "load"), follow=True)


def title_of(upload) -> str:
    return NoticeMapping.objects.get(upload=upload).choices["title_zh"]


@pytest.mark.parametrize("together", [overlapping, at_once])
def test_of_two_who_save_one_reading_one_is_kept_and_the_other_told(clerk, upload, together):
    answers = together(
        save(clerk, upload, title_zh="第一题"), save(clerk, upload, title_zh="第二题")
    )

    (late,) = [one for one in answers if one.status_code != 302]
    lost = {"第一题", "第二题"} - {title_of(upload)}
    assert late.status_code == 200 and lost.pop() in late.text
    assert WINDOW in late.text or RUNNING in late.text
    ended(upload.pk)


def test_window_that_was_open_before_another_saved_overwrites_nothing(clerk, upload):
    late = save(clerk, upload, title_zh="第二题", left_out="")
    save(clerk, upload, title_zh="第一题")()
    ended(upload.pk)

    told = late()

    assert told.status_code == 200 and WINDOW in told.text and "第二题" in told.text
    assert title_of(upload) == "第一题"
    again = filled_in(signed_in(clerk), upload, seen=told.context["seen"], title_zh="第二题")
    assert signed_in(clerk).post(reading_of(upload), again).status_code == 302
    assert title_of(ended(upload.pk)) == "第二题"


@pytest.mark.parametrize("order", [1, -1])
def test_notice_is_loaded_as_it_was_read_last(clerk, upload, order):
    """Saved while it is loaded, or loaded while it is saved: what is loaded was rehearsed."""
    before = title_of(upload)
    actions = [press_load(clerk, upload), save(clerk, upload, title_zh="新题")]

    loaded, saved = overlapping(*actions[::order])[::order]

    after = ended(upload.pk)
    if order == 1:
        assert RUNNING in saved.text and "新题" in saved.text and saved.status_code == 200
        assert title_of(upload) == before and after.state == Upload.State.LOADED
        assert {one.title_zh for one in brought(after) if hasattr(one, "publisher_zh")} == {before}
    else:
        assert saved.status_code == 302 and title_of(upload) == "新题"
        assert after.state == Upload.State.CHECKED and not brought(after)
        assert RUNNING in loaded.text


@pytest.mark.parametrize("together", [overlapping, at_once])
def test_notice_that_is_loaded_twice_is_loaded_once(clerk, upload, together):
    answers = together(press_load(clerk, upload), press_load(clerk, upload))

    assert {one.status_code for one in answers} == {200}
    assert any(RUNNING in one.text for one in answers)
    after = ended(upload.pk)
    assert after.state == Upload.State.LOADED and after.versions.count() == len(brought(after))
    assert Project.objects.filter(year=2012).count() == 4


def test_same_file_sent_twice_and_loaded_at_once_brings_its_rows_once(clerk, reviewer):
    uploads = [say(send(clerk)) for _number in range(2)]

    at_once(*(lambda one=one: load(one) for one in uploads))

    states = [Upload.objects.get(pk=one.pk) for one in uploads]
    (late,) = [one for one in states if one.state != Upload.State.LOADED]
    assert late.state == Upload.State.CHECKED and late.refusal == ""
    assert "The ledger holds 4 rows already" in late.report["needs"][0]
    waiting = Project.objects.filter(year=2012, state=State.SUBMITTED)
    assert waiting.count() == 4
    (first,) = [one for one in states if one.state == Upload.State.LOADED]
    workflow.publish(brought(first), reviewer, "checked")
    assert is_whole()


def test_two_who_decide_on_one_notice_decide_once(clerk, upload, reviewer):
    load(upload)
    second = member("reviewer", "second-reviewer")
    browsers = [signed_in(one) for one in (reviewer, second)]

    answers = overlapping(
        lambda: browsers[0].post(step(upload, "return"), {"reason": "page 3"}),
        lambda: browsers[1].post(step(upload, "publish"), {"reason": "checked"}),
    )

    assert answers[0].status_code == 302
    after = ended(upload.pk)
    assert {one.state for one in brought(after)} == {State.DRAFT}
    assert after.refusal and "Traceback" not in after.refusal and is_whole()


def test_language_of_the_second_person_is_that_of_the_answer(clerk, upload, reviewer):
    load(upload)

    with translation.override("zh-hans"):
        jobs.start_publication(upload, reviewer, "checked")

    assert ended(upload.pk).language == "zh-hans"
