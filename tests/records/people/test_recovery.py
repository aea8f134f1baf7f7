"""A lost password: a link by mail, or one of an administrator; it serves once and tells nothing."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from records.models import ChangeEvent, Desk, User
from records.staff.desk.recovery import NO_MAIL
from tests.conftest import member, superuser
from tests.records.staff.test_accounts import sign_in

pytestmark = pytest.mark.django_db

NEW = "an-own-phrase-9"


@pytest.fixture
def lost(clerk):
    clerk.email = "clerk@example.org"
    clerk.save()
    return clerk


def ask(client, email="clerk@example.org", prefix=""):
    return client.post(f"{prefix}/admin/password_reset/", {"email": email})


def link_in(text: str) -> str:
    return re.search(r"https?://[^/\s]+(/[\w/-]*reset/[\w-]+/[\w-]+/)", text).group(1)


def choose(client, link: str, password=NEW):
    form = client.get(link)
    if form.status_code != 302:
        return form
    return client.post(form.url, {"new_password1": password, "new_password2": password})


@pytest.mark.parametrize(("prefix", "word"), [("", "serves once"), ("/zh-hans", "新密码")])
def test_link_comes_by_mail_in_the_language_of_the_page(client, lost, prefix, word):
    ask(client, prefix=prefix)

    (sent,) = mail.outbox
    assert word in sent.body and sent.to == ["clerk@example.org"]
    assert link_in(sent.body).startswith(f"{prefix}/admin/reset/")


def test_link_serves_once(client, lost):
    ask(client)
    link = link_in(mail.outbox[0].body)

    chosen = choose(client, link)
    again = choose(Client(), link, "yet-another-phrase-1")

    assert chosen.status_code == 302
    assert "invalid" in again.text
    assert User.objects.get(pk=lost.pk).check_password(NEW)


def test_new_password_ends_sessions_and_leaves_an_event(client, lost):
    browser = Client()
    sign_in(browser)
    ask(client)
    choose(client, link_in(mail.outbox[0].body))

    ended = browser.get("/admin/").status_code
    event = ChangeEvent.objects.filter(row_table="records_user", row_id=lost.pk).first()

    assert ended == 302
    assert (event.user, event.reason) == (lost, "own password chosen by a link")
    assert NEW not in str(list(ChangeEvent.objects.values_list("new", flat=True)))


def test_same_or_weak_password_is_refused(client, lost):
    ask(client)
    link = link_in(mail.outbox[0].body)

    same, weak = choose(client, link, "secret"), choose(client, link, "12345678")

    assert same.status_code == weak.status_code == 200
    assert User.objects.get(pk=lost.pk).check_password("secret")


def test_answer_does_not_tell_whether_there_is_an_account(client, lost):
    answers = {ask(client, email).url for email in ("clerk@example.org", "nobody@example.org")}

    assert len(answers) == 1 and len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["", "x", "a@b\nBcc: c@d", "\0@example.org", "a" * 400 + "@b.c"])
def test_hostile_address_is_an_error_of_the_form(client, lost, email):
    assert ask(client, email).status_code == 200
    assert mail.outbox == []


def test_mailbox_is_not_flooded(client, lost):
    for _time in range(3):
        ask(client)
    first = len(mail.outbox)
    Desk.objects.update(
        link_mailed_at=Desk.objects.get(user=lost).link_mailed_at - datetime.timedelta(minutes=11)
    )
    ask(client)

    assert (first, len(mail.outbox)) == (1, 2)


def test_account_that_is_off_gets_nothing(client, lost):
    lost.is_active = False
    lost.save()

    ask(client)

    assert mail.outbox == []


def test_site_without_mail_says_whom_to_ask(client, lost, settings):
    settings.EMAIL_BACKEND = NO_MAIL

    page = client.get("/admin/password_reset/")
    sent = ask(client)

    assert "Ask an administrator" in page.text and "Ask an administrator" in sent.text
    assert not Desk.objects.filter(user=lost, link_mailed_at__isnull=False).exists()


def test_login_page_leads_there_and_to_the_other_language(client, db):
    english, chinese = client.get("/admin/login/").text, client.get("/zh-hans/admin/login/").text

    assert "/admin/password_reset/" in english and "简体中文" in english
    assert "/zh-hans/admin/password_reset/" in chinese and "English" in chinese
    assert "登录" in chinese


def link_page(user) -> str:
    return reverse("admin:records_user_reset_link", args=[user.pk])


def test_administrator_makes_a_link_that_serves_once(client, administrator, clerk):
    browser = Client()
    sign_in(browser)
    client.force_login(administrator)

    made = client.post(link_page(clerk), {"reason": "电话核实"})
    link = link_in(made.text)
    chosen, again = choose(Client(), link), choose(Client(), link)

    event = ChangeEvent.objects.filter(reason__contains="电话核实").first()
    assert "no-store" in made["Cache-Control"]
    assert browser.get("/admin/").status_code == 302
    assert (chosen.status_code, again.status_code) == (302, 200)
    assert (event.user, event.row_id) == (administrator, clerk.pk)
    assert User.objects.get(pk=clerk.pk).new_password_due_since is None


def test_link_needs_a_reason(client, administrator, clerk):
    client.force_login(administrator)

    assert "/reset/" not in client.post(link_page(clerk), {"reason": " "}).text


@pytest.mark.parametrize("role", ["clerk", "reviewer", "auditor", "private-data"])
def test_nobody_else_makes_a_link(client, role, db):
    other = member("clerk", "other")
    client.force_login(member(role, "somebody"))

    assert client.post(link_page(other), {"reason": "try"}).status_code == 403


def test_no_link_for_oneself_or_a_superuser(client, administrator):
    root = superuser("root")
    client.force_login(administrator)

    for user in (administrator, root):
        assert client.post(link_page(user), {"reason": "try"}).status_code == 403


def test_link_signs_nobody_in(client, lost):
    ask(client)
    choose(client, link_in(mail.outbox[0].body))

    assert client.get("/admin/").status_code == 302
