"""Guessed passwords: many names from one network, one name from many networks."""

import datetime

import pytest
from django.utils import timezone

from records.models import FailedSignIn, SignIn
from tests.conftest import member

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.SIGN_IN_FAILURES = {"network": 6, "name": 4}


def sign_in(client, name="clerk", password="secret", address="192.0.2.1"):
    given = {"username": name, "password": password, "next": "/admin/"}
    return client.post(LOGIN, given, REMOTE_ADDR=address)


def test_many_names_from_one_network_are_refused(client, clerk):
    for number in range(6):
        sign_in(client, name=f"name-{number}", address=f"2001:db8::{number}")

    refused = sign_in(client, address="2001:db8::99")

    assert refused.status_code == 429 and "Too many attempts" in refused.text
    assert int(refused["Retry-After"]) == 900
    assert sign_in(client, address="2001:db8:1::1").status_code == 302


def test_one_name_from_many_networks_is_refused(client, clerk):
    for number in range(4):
        sign_in(client, password="guess", address=f"192.0.2.{number}")

    assert sign_in(client, address="198.51.100.1").status_code == 429


def test_a_name_at_home_in_its_network_gets_in_all_the_same(client, clerk):
    sign_in(client, address="203.0.113.5")
    client.logout()
    for number in range(4):
        sign_in(client, password="guess", address=f"192.0.2.{number}")

    assert sign_in(client, address="203.0.113.5").status_code == 302


def test_home_is_no_place_to_guess_from(client, clerk):
    sign_in(client, address="2001:db8::1")
    client.logout()
    for number in range(4):
        sign_in(client, password="guess", address=f"2001:db8::{number}")

    assert sign_in(client, address="2001:db8::77").status_code == 429


def test_an_hour_later_all_may_try_again(client, clerk):
    for number in range(4):
        sign_in(client, password="guess", address=f"192.0.2.{number}")
    hour_ago = timezone.now() - datetime.timedelta(minutes=61)
    _without_rights_of_ours(hour_ago)

    assert sign_in(client, address="198.51.100.1").status_code == 302


def _without_rights_of_ours(moment) -> None:
    """Date the failures back, which the application itself may not."""
    from django.db import connection

    from tests.database import as_superuser

    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE axes_accessfailurelog SET attempt_time = %s", [moment])
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_second_sign_in_needs_the_right_password_everywhere(client):
    member("clerk", "other")

    assert sign_in(client, name="other", password="no").status_code == 200
    assert (FailedSignIn.objects.count(), SignIn.objects.count()) == (1, 0)
