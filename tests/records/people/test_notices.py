"""Notices: told once, read in the admin, mailed once a day at most in the reader's language."""

import datetime
import smtplib
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from programs.models import Project
from records.history.acting import acting
from records.models import Desk, Feedback, Notice
from records.notices import digests, topics
from records.notices.digests import send_digests
from records.notices.telling import collect, tell
from records.notices.topics import COMMENT, News, Topic, register_topics
from records.review import workflow
from records.review.closing import take_year_step
from records.review.people.conversation import comment_on
from tests.builders import make_project
from tests.conftest import member

pytestmark = pytest.mark.django_db


def begun_by(user, code="well", **changes) -> Project:
    with acting(user, "new"):
        return make_project(code, **changes)


def with_mail(user, language="en"):
    user.email = f"{user.username}@example.org"
    user.save()
    Desk.objects.create(user=user, language=language)
    return user


@pytest.fixture
def returned(report_2011, clerk, reviewer):
    draft = begun_by(clerk)
    workflow.submit([draft], clerk)
    workflow.return_for_changes([draft], reviewer, "第4页金额不同")
    return draft


def test_return_is_told_to_the_submitter_alone(returned, clerk, reviewer):
    (notice,) = Notice.objects.all()

    assert (notice.user, notice.topic) == (clerk, "returned")
    assert notice.words["reason"] == "第4页金额不同"


def test_notices_page_shows_and_marks_as_read(client, returned, clerk):
    client.force_login(clerk)
    notice = Notice.objects.get()

    listed = client.get("/admin/notices/").text
    opened = client.post(f"/admin/notices/{notice.pk}/")

    notice.refresh_from_db()
    assert "reviewer returned Wells: 第4页金额不同" in listed
    assert opened.url == f"/admin/programs/project/{returned.pk}/change/"
    assert notice.read_at is not None


def test_chinese_page_tells_in_chinese(client, returned, clerk):
    client.force_login(clerk)

    text = client.get("/zh-hans/admin/notices/").text
    opened = client.post(f"/zh-hans/admin/notices/{Notice.objects.get().pk}/")

    assert "水井" in text and "reviewer" in text
    assert opened.url.startswith("/zh-hans/admin/")


def test_all_are_marked_as_read_at_once(client, returned, clerk, reviewer):
    comment_on(returned, reviewer, "a")
    client.force_login(clerk)

    client.post("/admin/notices/")

    assert not clerk.notices.unread().exists()


@pytest.mark.parametrize("role", ["clerk", "reviewer", "administrator", "auditor"])
def test_notices_of_another_are_not_there(client, returned, role):
    client.force_login(member(role, "somebody"))
    notice = Notice.objects.get()

    assert "第4页" not in client.get("/admin/notices/").text
    assert client.post(f"/admin/notices/{notice.pk}/").status_code == 404
    client.post("/admin/notices/")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_is_asked_for_by_post_only(client, returned, clerk):
    client.force_login(clerk)

    assert client.get(f"/admin/notices/{Notice.objects.get().pk}/").status_code == 405
    assert clerk.notices.unread().exists()


def test_visitor_is_led_to_the_sign_in(client, returned):
    assert client.get("/admin/notices/").status_code == 302


def test_same_thing_is_told_once(report_2011, clerk):
    for _time in range(2):
        tell(COMMENT, [News(clerk, "one", "/admin/", {})])

    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("what waits for you", "reviewer returned Wells: 第4页金额不同")),
        ("zh-hans", ("待办", "水井")),
    ],
)
def test_digest_is_in_the_language_of_its_reader(returned, clerk, settings, language, words):
    settings.SITE_URL = "https://ledger.example"
    with_mail(clerk, language)

    assert send_digests() == 1

    (sent,) = mail.outbox
    whole = f"{sent.subject}\n{sent.body}"
    prefix = "" if language == "en" else "/zh-hans"
    assert sent.to == ["clerk@example.org"]
    assert all(word in whole for word in words)
    assert f"https://ledger.example{prefix}/admin/programs/project/{returned.pk}/change/" in whole


def test_nothing_is_sent_twice_and_no_second_mail_a_day(returned, clerk, reviewer):
    with_mail(clerk)
    send_digests()
    send_digests()
    comment_on(returned, reviewer, "another thing")
    send_digests()
    same_day = len(mail.outbox)
    Desk.objects.update(mailed_at=timezone.now() - datetime.timedelta(days=1))

    send_digests()
    send_digests()

    assert same_day == 1 and len(mail.outbox) == 2
    assert "another thing" in mail.outbox[1].body and "第4页" not in mail.outbox[1].body


def test_what_was_read_is_not_mailed(returned, clerk):
    with_mail(clerk)
    clerk.notices.update(read_at=timezone.now())

    assert send_digests() == 0


def test_no_mail_without_address_or_to_an_account_that_is_off(returned, clerk):
    assert send_digests() == 0
    with_mail(clerk)
    clerk.is_active = False
    clerk.save()

    assert send_digests() == 0


def test_mail_server_that_refuses_loses_nothing(returned, clerk, monkeypatch):
    with_mail(clerk)
    other = with_mail(member("clerk", "other"))
    tell(COMMENT, [News(other, "one", "/admin/", {"who": "a", "record": "b", "text": "c"})])

    def refuse(subject, text, sender, to):
        if to == ["clerk@example.org"]:
            raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(digests, "send_mail", refuse)
    first = send_digests()
    monkeypatch.undo()
    second = send_digests()

    assert (first, second) == (1, 1)
    assert [sent.to for sent in mail.outbox] == [["clerk@example.org"]]


def test_command_collects_and_sends(returned, clerk, capsys):
    with_mail(clerk)

    call_command("send_digests")

    assert "digests sent: 1" in capsys.readouterr().out


def test_long_wait_is_told_to_reviewers_once_a_week(report_2011, clerk, reviewer):
    draft = begun_by(clerk)
    workflow.submit([draft], clerk)
    later = timezone.now() + datetime.timedelta(days=8)
    collect(timezone.now())
    too_early = Notice.objects.filter(topic="waiting-long").exists()

    collect(later)
    collect(later)
    collect(later + datetime.timedelta(days=7))

    notices = Notice.objects.filter(topic="waiting-long")
    assert not too_early
    assert {one.user for one in notices} == {reviewer} and notices.count() == 2
    assert notices[0].words == {"days": 7, "n": 1}


def test_report_is_told_to_its_clerk_and_late_to_reviewers(report_2011, clerk, reviewer):
    Feedback.objects.create(page="/", message="private words", contact="zhang@example.org")
    now = timezone.now()
    told = {}
    for days in (0, 16, 21):
        collect(now + datetime.timedelta(days=days))
        told[days] = {
            (one.user.username, one.key.rpartition(":")[2])
            for one in Notice.objects.filter(topic="reports-due")
        }

    assert told[0] == {("clerk", "new")}
    assert told[16] == {*told[0], ("clerk", "soon")}
    assert ("reviewer", "overdue") in told[21] and ("clerk", "overdue") in told[21]
    assert "private words" not in str(list(Notice.objects.values()))


def test_closing_of_a_year_is_told_to_owners_of_its_drafts(report_2011, clerk, administrator):
    begun_by(clerk, year=2011)

    take_year_step(2011, "close", administrator, "the yearbook is printed")

    notice = Notice.objects.get(topic="year-closed")
    assert (notice.user, notice.words["year"]) == (clerk, 2011)


def test_room_above_adds_a_topic(report_2011, clerk, monkeypatch):
    monkeypatch.setattr(topics, "_TOPICS", [])
    due = Topic("due", "Due", "%(n)s due", lambda moment: [News(clerk, "q1", "/admin/", {"n": 3})])
    register_topics(due)
    register_topics(due)

    collect(timezone.now())
    collect(timezone.now())

    assert [due.text(one) for one in Notice.objects.all()] == ["3 due"]


def test_notice_of_a_topic_that_is_gone_still_shows(client, clerk, report_2011):
    Notice.objects.create(user=clerk, topic="gone", key="a", address="/admin/")
    client.force_login(clerk)

    assert client.get("/admin/notices/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_commands_at_once_send_one_mail(report_2011, clerk):
    with_mail(clerk)
    tell(COMMENT, [News(clerk, "one", "/admin/", {"who": "a", "record": "b", "text": "c"})])
    start = threading.Barrier(2)

    def run():
        start.wait()
        send_digests()
        connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mail.outbox) == 1
