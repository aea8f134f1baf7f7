"""Accounts: throttled sign-in, sessions that end, a second factor, a history of sign-ins."""

import datetime
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp

from records.models import (
    BackupCode,
    ChangeEvent,
    FailedSignIn,
    Lockout,
    Phone,
    SecondFactorRule,
    SignIn,
)
from tests.conftest import member

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
FACTOR = "/admin/second-factor/"


def sign_in(client, name="clerk", password="secret"):
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"})


def code_of(device: Phone, steps_ahead=0) -> str:
    return f"{totp(device.bin_key, t0=-steps_ahead * 30):06}"


def shown_codes(page) -> list[str]:
    """The backup codes on the page that tells them once."""
    return re.findall(r"<code>([a-z2-7]{8})</code>", page.text)


@pytest.fixture
def device(clerk):
    return Phone.objects.enrol(clerk)


@pytest.fixture
def required(clerk):
    return SecondFactorRule.objects.create(group=Group.objects.get(name="clerk"))


def test_sign_in_is_throttled_by_name_and_address(client, clerk):
    failures = [sign_in(client, password="wrong").status_code for _try in range(5)]

    locked = sign_in(client)
    elsewhere = client.post(
        LOGIN, {"username": "clerk", "password": "secret"}, REMOTE_ADDR="10.0.0.9"
    )

    assert failures == [200, 200, 200, 200, 429]
    assert locked.status_code == 429 and "Too many attempts" in locked.text
    assert elsewhere.status_code == 302


def test_lockout_ends_after_a_quarter_of_an_hour(client, clerk):
    for _try in range(5):
        sign_in(client, password="wrong")
    Lockout.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=16))

    assert sign_in(client).status_code == 302


def test_administrator_lets_someone_in_again(client, clerk, administrator):
    for _try in range(5):
        sign_in(client, password="wrong")
    client.force_login(administrator)
    lockout = Lockout.objects.get()

    client.post(reverse("admin:records_lockout_delete", args=[lockout.pk]), {"post": "yes"})

    client.logout()
    assert sign_in(client).status_code == 302


def test_sign_ins_are_kept_and_read_by_administrators_and_auditors(
    client, clerk, administrator, auditor
):
    sign_in(client, password="wrong")
    sign_in(client)
    counts = (SignIn.objects.count(), FailedSignIn.objects.count())
    lists = [reverse(f"admin:records_{name}_changelist") for name in ("signin", "failedsignin")]

    answers = {}
    for user in (clerk, administrator, auditor):
        client.force_login(user)
        answers[user.username] = [client.get(address).status_code for address in lists]

    assert counts == (1, 1)
    assert answers == {"clerk": [403, 403], "administrator": [200, 200], "auditor": [200, 200]}


def test_password_never_reaches_the_logs(client, clerk):
    sign_in(client, password="a wrong secret")

    rows = [*Lockout.objects.values(), *FailedSignIn.objects.values()]

    assert "a wrong secret" not in str(rows)


def test_session_ends_and_its_cookie_is_guarded(client, clerk):
    cookie = sign_in(client).cookies["sessionid"]

    assert settings.SESSION_COOKIE_AGE == 8 * 3600
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"]) == (True, "Lax", "")


def test_visitor_gets_no_cookie(client, report_2011):
    for address in ("/", "/projects/", "/reports/2011/", "/zh-hans/sources/"):
        assert not client.get(address).cookies


@pytest.mark.parametrize("password", ["short-1", "123456789012", "clerk-clerk"])
def test_weak_password_is_refused(clerk, password):
    with pytest.raises(ValidationError):
        validate_password(password, clerk)


def test_passwords_are_hashed_with_argon2():
    read = "from config.settings import PASSWORD_HASHERS; print(PASSWORD_HASHERS[0])"

    run = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_demonstration_accounts_exist_only_in_development(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="only in development"):
        call_command("demo_accounts")


def test_required_second_factor_is_set_up_at_sign_in(client, clerk, required, report_2011):
    sign_in(client)
    led = client.get("/admin/programs/project/")
    page = client.get(FACTOR)
    device = Phone.objects.get(user=clerk)
    wrong = client.post(FACTOR, {"code": "000000"})
    device.refresh_from_db()
    device.throttle_reset()
    done = client.post(FACTOR, {"code": code_of(device), "next": "/admin/programs/project/"})

    assert led.status_code == 302 and led.url.startswith(FACTOR)
    assert "<svg" in page.text and "data:" not in page.text and "style=" not in page.text
    assert "This code is wrong" in wrong.text
    assert BackupCode.objects.filter(device__user=clerk).count() == 10
    assert len(set(shown_codes(done))) == 10
    assert client.get("/admin/programs/project/").status_code == 200


def test_code_is_asked_for_at_every_sign_in(client, clerk, device):
    sign_in(client)
    before = client.get("/admin/").status_code
    client.post(FACTOR, {"code": code_of(device)})
    after = client.get("/admin/").status_code
    client.post("/admin/logout/")
    sign_in(client)

    assert (before, after) == (302, 200)
    assert client.get("/admin/").status_code == 302


def test_code_is_used_once(client, clerk, device):
    code = code_of(device)
    sign_in(client)
    client.post(FACTOR, {"code": code})
    client.post("/admin/logout/")
    sign_in(client)

    again = client.post(FACTOR, {"code": code})

    assert "used already" in again.text
    assert client.get("/admin/").status_code == 302


def test_backup_code_lets_in_once(client, clerk, required):
    sign_in(client)
    client.get(FACTOR)
    done = client.post(FACTOR, {"code": code_of(Phone.objects.get(user=clerk))})
    backup = shown_codes(done)[3]

    answers = []
    for _sign_in in range(2):
        client.post("/admin/logout/")
        sign_in(client)
        client.post(FACTOR, {"code": backup})
        answers.append(client.get("/admin/").status_code)

    assert answers == [200, 302]


def test_guessing_codes_is_slowed_down(client, clerk, device):
    sign_in(client)
    for guess in ("111111", "222222", "333333"):
        client.post(FACTOR, {"code": guess})

    client.post(FACTOR, {"code": code_of(device)})

    assert client.get("/admin/").status_code == 302


def test_nothing_of_the_admin_opens_without_the_code(client, clerk, device, report_2011):
    sign_in(client)
    addresses = (
        "/admin/",
        "/admin/programs/project/",
        "/admin/queue/my-drafts/",
        "/admin/autocomplete/?app_label=programs&model_name=project&field_name=county",
        "/admin/password_change/",
    )

    assert {client.get(address).status_code for address in addresses} == {302}
    assert client.post("/admin/programs/project/add/", {"title": "x"}).status_code == 302


def test_next_page_is_one_of_ours(client, clerk, device):
    sign_in(client)

    response = client.post(FACTOR, {"code": code_of(device), "next": "https://elsewhere.example/"})

    assert response.url == "/admin/"


def test_visitor_is_led_to_sign_in(client):
    assert client.get(FACTOR).url.startswith(LOGIN)


def test_administrator_takes_a_lost_factor_away_with_a_reason(client, administrator, clerk, device):
    client.force_login(administrator)
    reset = reverse("admin:records_user_second_factor", args=[clerk.pk])

    without = client.post(reset, {"reason": " "})
    client.post(reset, {"reason": "the phone was lost"})

    event = ChangeEvent.objects.filter(row_table="records_phone").first()
    assert "This field is required." in without.text
    assert not Phone.objects.filter(user=clerk).exists()
    assert (event.operation, event.user, event.reason) == (
        "delete",
        administrator,
        "the phone was lost",
    )
    assert "encrypted_key" not in event.old


def test_nobody_lowers_what_their_own_role_needs(client, administrator, clerk, required):
    own = SecondFactorRule.objects.create(group=Group.objects.get(name="administrator"))
    device = Phone.objects.enrol(administrator)
    client.force_login(administrator)
    client.post(FACTOR, {"code": code_of(device)})
    delete = "admin:records_secondfactorrule_delete"

    refused = client.post(reverse(delete, args=[own.pk]), {"post": "yes"})
    own_reset = client.post(
        reverse("admin:records_user_second_factor", args=[administrator.pk]), {"reason": "mine"}
    )
    client.post(reverse(delete, args=[required.pk]), {"post": "yes"})

    assert (refused.status_code, own_reset.status_code) == (403, 403)
    assert list(SecondFactorRule.objects.all()) == [own]


def test_roles_given_are_in_the_history(client, administrator):
    clerk = member("clerk")

    event = ChangeEvent.objects.filter(row_table="records_user_groups").first()

    assert (event.owner_id, event.operation) == (clerk.pk, "insert")
