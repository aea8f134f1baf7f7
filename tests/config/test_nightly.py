"""`manage.py nightly` on the database: what each step does, and what a failing one does not."""

import datetime
import io
import json

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from config.nightly import steps as nightly
from config.nightly.state import forget_verified
from records.models import ChangeEvent, Edition, StoredFile, Upload
from tests.database import as_table_owner, without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    settings.NIGHTLY_STATE = tmp_path / "nightly.json"
    settings.ADMINS = [("", "operator@ledger.example")]
    return settings.NIGHTLY_STATE


def run() -> str:
    out = io.StringIO()
    call_command("nightly", stdout=out)
    return out.getvalue()


def ago(days: int):
    return timezone.now() - datetime.timedelta(days=days)


def date_back(table: str, column: str, days: int) -> None:
    """What neither the application nor the owner may do."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [ago(days)])


def test_every_step_is_done_and_says_how_long_it_took(report_2011, state, mailoutbox):
    said = run()

    lines = said.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == list(nightly.STEPS)
    assert all(line.endswith(" s)") for line in lines[:-1])
    assert lines[-1] == "All steps are done."
    assert "1 editions verified" in said
    assert "0 findings that block publication" in said
    assert set(json.loads(state.read_text())["steps"]) == set(nightly.STEPS)


def test_auditors_get_the_digest_of_new_editions_once(report_2011, mailoutbox):
    run()
    run()

    digest = Edition.objects.get().digest
    assert [digest in mail.subject for mail in mailoutbox] == [True]


def test_next_night_takes_verified_editions_for_granted(report_2011):
    run()

    assert "0 editions verified" in run()


def test_failing_step_is_mailed_and_stops_no_other(report_2011, state, mailoutbox):
    state.write_text(json.dumps({"verified": {"edition": 9, "digest": "0" * 64}}))

    with pytest.raises(CommandError, match=r"1 steps failed: verification\."):
        run()

    done = json.loads(state.read_text())["steps"]
    assert set(done) == set(nightly.STEPS) - {"verification"}
    (mail,) = mailoutbox
    assert mail.to == ["operator@ledger.example"]
    assert "verification" in mail.body


def test_after_a_restore_every_edition_is_verified(report_2011, state):
    state.write_text(json.dumps({"verified": {"edition": 9, "digest": "0" * 64}}))

    forget_verified()

    assert "1 editions verified" in run()


def test_second_run_beside_the_first_is_refused(monkeypatch):
    monkeypatch.setattr(nightly, "STEPS", {"another": lambda state: call_command("nightly")})
    said = []

    assert nightly.run(said.append) == ["another"]
    assert "Another nightly run is at work" in said[0]


def test_expired_sessions_are_deleted():
    Session.objects.create(session_key="old", session_data="", expire_date=ago(1))
    Session.objects.create(session_key="new", session_data="", expire_date=ago(-1))

    assert "1 expired sessions" in run()
    assert Session.objects.get().pk == "new"


@pytest.mark.parametrize("model", [AccessLog, AccessFailureLog])
def test_sign_ins_go_after_the_days_that_the_setting_names(model, settings):
    settings.SIGN_IN_DAYS = 200
    model.objects.create(username="li.wei")
    date_back(model._meta.db_table, "attempt_time", 201)
    model.objects.create(username="wang.fang")

    run()

    assert model.objects.get().username == "wang.fang"
    event = ChangeEvent.objects.get(row_table=model._meta.db_table)
    assert event.old["rows"] == 1
    assert "li.wei" not in json.dumps(event.old, default=str)


@pytest.mark.parametrize("model", [AccessLog, AccessFailureLog])
def test_sign_ins_stay_for_good_where_no_setting_says_otherwise(model):
    model.objects.create(username="li.wei")
    date_back(model._meta.db_table, "attempt_time", 4000)

    run()

    assert model.objects.count() == 1


@pytest.mark.parametrize("model", [AccessLog, AccessFailureLog])
def test_owner_cannot_erase_sign_ins_of_six_months(model):
    model.objects.create(username="li.wei")
    date_back(model._meta.db_table, "attempt_time", 180)

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), as_table_owner():
        model.objects.all().delete()


@pytest.mark.parametrize("model", [AccessLog, AccessFailureLog, StoredFile])
def test_application_erases_nothing_however_old(model):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_files_that_brought_nothing_are_thrown_away_with_their_content(clerk):
    for name, state in (("never.xlsx", "faulty"), ("loaded.xlsx", "loaded")):
        file = StoredFile.objects.keep(name.encode())
        Upload.objects.create(
            kind="project", name=name, file=file, sent_by=clerk, state=state, worked_at=ago(91)
        )
    date_back("records_storedfile", "kept_at", 91)

    run()

    assert Upload.objects.get().name == "loaded.xlsx"
    assert bytes(StoredFile.objects.get().content) == b"loaded.xlsx"


def test_file_that_a_row_names_cannot_be_erased(clerk):
    file = StoredFile.objects.keep(b"named")
    Upload.objects.create(kind="project", name="named", file=file, sent_by=clerk)
    date_back("records_storedfile", "kept_at", 4000)

    with (
        pytest.raises(DatabaseError, match="foreign key"),
        transaction.atomic(),
        as_table_owner(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM records_storedfile; SET CONSTRAINTS ALL IMMEDIATE")


def test_statistics_of_tables_are_taken():
    run()

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'auth_group'")
        assert cursor.fetchone()[0] > 0
