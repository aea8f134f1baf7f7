"""What another person did to an account: an event, no session left, a new password first."""

import pytest
from django.test import Client
from django.urls import reverse

from records.models import ChangeEvent, Phone, User
from records.staff import second_factor
from tests.conftest import superuser
from tests.records.staff.test_accounts import FACTOR, code_of, sign_in

pytestmark = pytest.mark.django_db

GIVEN, OWN = "a-given-phrase-7", "an-own-phrase-8"


@pytest.fixture
def at_work(clerk):
    """A browser in which the clerk has signed in."""
    browser = Client()
    sign_in(browser)
    return browser


def give_password(client, clerk):
    address = reverse("admin:auth_user_password_change", args=[clerk.pk])
    typed = {"password1": GIVEN, "password2": GIVEN, "usable_password": "true"}
    return client.post(address, {**typed, "set-password": "x"})


def choose(client, old, new):
    names = ("old_password", "new_password1", "new_password2")
    return client.post("/admin/password_change/", dict(zip(names, (old, new, new), strict=True)))


def test_given_password_must_be_replaced(client, administrator, clerk, at_work):
    client.force_login(administrator)
    give_password(client, clerk)

    ended = at_work.get("/admin/").status_code
    sign_in(at_work, password=GIVEN)
    led = at_work.get("/admin/programs/project/")
    same = choose(at_work, GIVEN, GIVEN)
    choose(at_work, GIVEN, OWN)

    assert (ended, led.url) == (302, "/admin/password_change/")
    assert "other than the one you have" in same.text
    assert at_work.get("/admin/").status_code == 200
    assert User.objects.get(pk=clerk.pk).new_password_due_since is None


def test_given_password_leaves_an_event_without_it(client, administrator, clerk):
    client.force_login(administrator)

    give_password(client, clerk)

    events = ChangeEvent.objects.filter(row_table="records_user", row_id=clerk.pk)
    event = events.filter(new__has_key="new_password_due_since").first()
    assert (event.user, event.reason) == (administrator, "password set by an administrator")
    assert event.new["new_password_due_since"]
    assert "password" not in event.new and "password" not in event.old


def test_each_given_password_leaves_its_event(client, administrator, clerk):
    client.force_login(administrator)
    give_password(client, clerk)
    give_password(client, clerk)

    events = ChangeEvent.objects.filter(row_table="records_user", row_id=clerk.pk)
    assert events.filter(new__has_key="new_password_due_since", operation="update").count() == 2
    assert events.filter(new={"password": "•••"}).count() == 2


def test_second_factor_taken_away_ends_sessions(client, administrator, clerk, at_work):
    Phone.objects.enrol(clerk)
    client.force_login(administrator)

    client.post(
        reverse("admin:records_user_second_factor", args=[clerk.pk]), {"reason": "lost phone"}
    )

    event = ChangeEvent.objects.filter(row_table="records_user", row_id=clerk.pk).first()
    ended = at_work.get("/admin/").url
    sign_in(at_work)
    assert ended.startswith("/admin/login/")
    assert at_work.get("/admin/").url == "/admin/password_change/"
    assert (event.user, event.reason) == (administrator, "lost phone")


def test_new_account_chooses_its_password(client, administrator):
    client.force_login(administrator)
    typed = {"password1": GIVEN, "password2": GIVEN, "usable_password": "true"}

    client.post(
        reverse("admin:records_user_add"), {"username": "new", "why": "joins in May", **typed}
    )

    assert User.objects.get(username="new").new_password_due_since


def test_own_password_needs_no_other(client, clerk):
    sign_in(client)

    choose(client, "secret", OWN)

    assert client.get("/admin/").status_code == 200


def test_superuser_needs_a_second_factor_in_production(settings):
    root = superuser("root")
    before = second_factor.is_required(root)

    settings.PRODUCTION = True

    assert (before, second_factor.is_required(root)) == (False, True)


def test_session_changes_its_key_at_the_second_factor(client, clerk):
    device = Phone.objects.enrol(clerk)
    sign_in(client)
    before = client.session.session_key

    client.post(FACTOR, {"code": code_of(device)})

    thief = Client()
    thief.cookies["sessionid"] = before
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200
    assert thief.get("/admin/").status_code == 302
