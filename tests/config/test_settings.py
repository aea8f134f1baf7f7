"""Each case is a process of its own: settings are read once a process."""

import os
import subprocess
import sys

import pytest

from config.addresses import SILENCE
from config.settings import BASE_DIR, ImproperlyConfigured, database_from

COMPLETE = {
    "FUPIN_ENV": "production",
    "SECRET_KEY": "a secret",
    "DATABASE_URL": "postgresql://clerk@db.example/ledger",
    "ALLOWED_HOSTS": "ledger.example",
}


def load_settings(expression="None", **environment):
    clean = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings as s; print(({expression}))"],
        cwd=BASE_DIR,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_everything_that_is_missing():
    done = load_settings(FUPIN_ENV="production", DATABASE_URL=" ")

    last = done.stderr.strip().splitlines()[-1]

    assert done.returncode != 0
    assert last.endswith(
        "Production does not start without SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS."
    )


def test_production_names_only_what_is_missing():
    done = load_settings(**COMPLETE | {"SECRET_KEY": ""})

    assert done.returncode != 0
    assert "does not start without SECRET_KEY.\n" in done.stderr


def test_production_is_strict():
    done = load_settings(
        "s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS", **COMPLETE
    )

    assert done.stdout == "(False, True, True, ['ledger.example'])\n", done.stderr


def test_production_leaves_tls_to_somebody_else_when_told():
    done = load_settings("s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS", **COMPLETE, SECURE_SSL="0")

    assert done.stdout == "(False, 0)\n", done.stderr


def test_development_uses_the_embedded_database():
    done = load_settings("s.DATABASES['default']['ENGINE'], s.SECURE_SSL_REDIRECT")

    assert done.stdout == "('config.database', False)\n", done.stderr


def test_an_unknown_environment_is_refused():
    done = load_settings(FUPIN_ENV="producton")

    assert "FUPIN_ENV is development or production, and not 'producton'." in done.stderr


def test_a_database_url_is_taken_apart():
    database = database_from("postgresql://clerk:p%40ss@db.example:5433/ledger?sslmode=require")

    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ledger",
        "USER": "clerk",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": SILENCE | {"sslmode": "require"},
    }


def test_a_wrong_database_url_is_refused_without_repeating_it():
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_from("mysql://clerk:secret@db.example/ledger")

    assert str(refusal.value) == "DATABASE_URL is not a PostgreSQL address."


def test_one_address_sets_up_mail():
    given = "smtps://ledger%40example.org:a%3Ab@mail.example?from=ledger@example.org"
    names = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_SSL"]
    expression = ", ".join(f"s.{name}" for name in (*names, "DEFAULT_FROM_EMAIL"))

    done = load_settings(expression, MAIL_URL=given)

    expected = ("mail.example", 465, "ledger@example.org", "a:b", True, "ledger@example.org")
    assert done.stdout.strip() == str(expected), done.stderr


def test_address_of_a_mail_server_is_checked():
    done = load_settings(MAIL_URL="https://secret@mail.example")

    assert "MAIL_URL is not the address of a mail server." in done.stderr
    assert "secret" not in done.stderr.strip().splitlines()[-1]


def test_mail_is_printed_in_development_and_nowhere_in_production():
    expression = "s.EMAIL_BACKEND.split('.')[-2], s.AUDITORS_EMAIL"

    here, there = load_settings(expression), load_settings(expression, **COMPLETE)

    assert here.stdout.strip() == "('console', ['auditors@localhost'])"
    assert there.stdout.strip() == "('dummy', [])"


def test_earlier_secret_keys_are_read_from_the_environment():
    done = load_settings("s.SECRET_KEY_FALLBACKS", **COMPLETE, SECRET_KEY_FALLBACKS="one two")
    usual = load_settings("s.SECRET_KEY_FALLBACKS", **COMPLETE)

    assert (done.stdout, usual.stdout) == ("['one', 'two']\n", "[]\n"), done.stderr


def test_authority_for_timestamps_is_asked_over_http_only():
    refused = load_settings(**COMPLETE, TIMESTAMP_URL="file:///etc/hostname")
    given = load_settings("s.TIMESTAMP_URL", **COMPLETE, TIMESTAMP_URL="https://tsa.example/")
    usual = load_settings("s.TIMESTAMP_URL, s.TIMESTAMP_CERTIFICATES", **COMPLETE)

    assert "TIMESTAMP_URL is not the address of a timestamp authority" in refused.stderr
    assert (given.stdout, usual.stdout) == ("https://tsa.example/\n", "('', '')\n")


def test_level_of_the_log_holds_for_django_too():
    code = "import django, logging as l; django.setup(); print(l.getLogger('django.request'))"
    given = {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
    command, environment = [sys.executable, "-c", code], {"PATH": os.environ["PATH"], **given}

    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True)

    assert done.stdout == "<Logger django.request (ERROR)>\n", done.stderr


def test_licence_of_the_data_is_one_that_is_known():
    usual = load_settings("s.DATA_LICENCE", **COMPLETE)
    refused = load_settings(**COMPLETE, DATA_LICENCE="MIT")

    assert usual.stdout == "CC-BY-4.0\n", usual.stderr
    assert "DATA_LICENCE is CC-BY-4.0, CC0-1.0, ODbL-1.0 or none." in refused.stderr


@pytest.mark.parametrize(
    ("given", "expected"), [({}, "(False, False)"), ({"HSTS_SUBDOMAINS": "1"}, "(True, False)")]
)
def test_promise_of_tls_covers_other_names_on_request_only(given, expected):
    done = load_settings(
        "s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD", **COMPLETE, **given
    )

    assert done.stdout == f"{expected}\n", done.stderr


def test_connections_can_be_left_to_a_pool():
    done = load_settings("s.DATABASES['default']['CONN_MAX_AGE']", **COMPLETE, CONN_MAX_AGE="0")

    assert done.stdout == "0\n", done.stderr


def test_format_of_the_log_that_there_is_not_is_refused():
    done = load_settings(LOG_FORMAT="xml")

    assert "LOG_FORMAT is line or json, and not 'xml'." in done.stderr
