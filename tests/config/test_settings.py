"""Each case is a process of its own: settings are read once a process."""

import os
import subprocess
import sys

import pytest

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
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_wrong_database_url_is_refused_without_repeating_it():
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_from("mysql://clerk:secret@db.example/ledger")

    assert str(refusal.value) == "DATABASE_URL is not a PostgreSQL address."
