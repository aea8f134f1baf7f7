"""`run.py production-check`: what each check says of an installation that is not fit to serve."""

import json
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import static_files
from config.nightly.state import write_state
from config.tools import messages, production
from records.models import Edition
from tests.database import as_superuser


def seen(check) -> str:
    """What a check saw, in one text."""
    return " ".join(saw for saw, _to_do in check())


def test_settings_of_development_are_named(settings):
    settings.SECRET_KEY, settings.SITE_URL = "short", ""

    found = seen(production.check_settings)

    assert "FUPIN_ENV is not production" in found
    assert "SECRET_KEY is short" in found
    assert "SITE_URL is empty" in found


@pytest.mark.django_db
def test_accounts_with_too_many_rights_are_named():
    assert seen(production.check_accounts) == ""

    with as_superuser():
        assert "is a superuser" in seen(production.check_accounts)


@pytest.mark.django_db
def test_server_that_is_too_old_is_named(monkeypatch):
    assert seen(production.check_server) == ""

    monkeypatch.setattr(production, "OLDEST", 99)

    assert "is too old" in seen(production.check_server)


@pytest.mark.django_db
def test_server_that_garbles_texts_or_loses_its_log_is_named(monkeypatch):
    monkeypatch.setattr(production, "SERVER", "SELECT 'SQL_ASCII', true")

    found = seen(production.check_server)

    assert "holds texts as SQL_ASCII" in found
    assert "log of PostgreSQL cannot be kept" in found


@pytest.mark.django_db
def test_migration_that_was_not_run_is_named():
    assert seen(production.check_migrations) == ""

    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'portal' OR app = 'programs'")

    assert "older than the code" in seen(production.check_migrations)


def test_catalogue_that_is_older_than_its_source_is_named(tmp_path, monkeypatch):
    path = tmp_path / messages.CATALOGUE
    path.parent.mkdir(parents=True)
    path.write_text("")
    monkeypatch.setattr(messages.is_compiled, "__defaults__", (tmp_path,))

    assert "would be in English" in seen(production.check_catalogue)


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.PRODUCTION = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }


def test_files_that_were_not_collected_are_named_and_the_site_does_not_start(collected):
    assert "nothing was collected" in seen(production.check_static_files)
    with pytest.raises(ImproperlyConfigured, match="collectstatic"):
        static_files.refuse_without_static_files()


def test_mail_that_goes_nowhere_is_named(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    assert "No mail goes out" in seen(production.check_mail)

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.AUDITORS_EMAIL = []

    assert "The mail server refuses" in seen(production.check_mail)
    assert "Nobody outside" in seen(production.check_mail)


def test_nobody_who_is_told_of_errors_is_named(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert "Nobody is told of errors" in seen(production.check_mail)


def test_night_that_did_not_run_is_named(settings, tmp_path):
    settings.NIGHTLY_STATE = tmp_path / "nightly.json"
    assert "has not run" in seen(production.check_nights)

    write_state({"ended_at": datetime.now(UTC).isoformat()})
    assert seen(production.check_nights) == ""

    write_state({"ended_at": (datetime.now(UTC) - timedelta(hours=27)).isoformat()})
    assert "has not run" in seen(production.check_nights)


def test_clocks_that_differ_are_named(report_2011, monkeypatch):
    assert seen(production.check_clock) == ""

    behind = Edition.objects.get().published_at - timedelta(days=1)
    monkeypatch.setattr(type(Edition.objects), "clock", lambda _self: behind)

    found = seen(production.check_clock)
    assert "The clocks differ" in found
    assert "Edition 1 is dated ahead" in found


@pytest.mark.django_db
def test_worker_that_does_not_run_is_named():
    assert "No background worker" in seen(production.check_worker)

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")

    assert seen(production.check_worker) == ""


def test_full_disk_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(production, "FOLDER", tmp_path)
    usage = namedtuple("Usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**10, 10**10, 10**9))

    assert "1.0 GB are free" in seen(production.check_disk)


def test_backups_that_are_missing_or_old_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(production, "FOLDER", tmp_path)
    found = seen(production.check_backups)
    assert "no backup of the last 26 hours" in found
    assert "on trial in the last 35 days" in found

    write_backup(tmp_path, datetime.now(UTC))
    assert seen(production.check_backups) == ""

    write_backup(tmp_path, datetime.now(UTC) - timedelta(days=40))
    assert seen(production.check_backups) == found


def write_backup(folder, moment):
    note = {"edition": 1, "digest": "", "postgresql": 180000, "bytes": 0, "sha256": ""}
    (folder / "fupin.dump").touch()
    (folder / "fupin.json").write_text(json.dumps(note | {"made_at": moment.isoformat()}))
    (folder / "drill.json").write_text(json.dumps({"at": moment.isoformat()}))


@pytest.mark.django_db
def test_command_names_every_check_and_fails_where_one_does(capsys):
    assert production.production_check([]) == 1

    said = capsys.readouterr().out
    assert all(name in said for name in production.CHECKS)
    assert "TO DO  settings" in said
