"""A backup of a real database, restored beside it and in its place."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from config.tools import backup
from config.tools.place import Place, embedded
from records.models import Edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own(report_2011, monkeypatch, tmp_path) -> Place:
    """The database of this test as the commands find theirs, and a folder for its backups."""
    folder = Path(settings.DATABASES["default"]["FOLDER"])
    found = embedded(folder, connection.settings_dict["NAME"])
    monkeypatch.setattr(backup, "place", lambda: found)
    monkeypatch.setattr(backup, "FOLDER", tmp_path)
    yield found
    for name in databases(found):
        if name != found.database:
            found.run(backup.SQL("DROP DATABASE {} WITH (FORCE)").format(backup.Identifier(name)))


def databases(own: Place) -> set[str]:
    """The database of this test and those made from it; others come and go beside it."""
    with own.connect("postgres") as ask:
        rows = ask.execute("SELECT datname FROM pg_database").fetchall()
    return {name for (name,) in rows if name == own.database or name.startswith(f"{own.database}_")}


@pytest.mark.soak
def test_drill_restores_verifies_and_leaves_nothing(own, tmp_path, capsys):
    backup.backup([])
    before = databases(own)

    backup.restore(["--drill"])

    assert "can be restored: edition 1" in capsys.readouterr().out
    assert json.loads((tmp_path / "drill.json").read_text())["edition"] == 1
    assert databases(own) == before


@pytest.mark.soak
def test_restored_ledger_takes_the_place_of_the_one_that_was_lost(own, capsys):
    digest = Edition.objects.get().digest
    backup.backup([])
    connections.close_all()
    own.run(backup.SQL("DROP DATABASE {}").format(backup.Identifier(own.database)))

    backup.restore([])

    assert f"edition 1, digest {digest}" in capsys.readouterr().out
    assert Edition.objects.get().digest == digest


@pytest.mark.soak
def test_ledger_that_is_replaced_stays_under_another_name(own):
    backup.backup([])
    connections.close_all()

    backup.restore([])

    (before,) = (name for name in databases(own) if name.startswith(f"{own.database}_before_"))
    assert own.exists(before)


def test_ledger_in_use_is_not_replaced(own):
    backup.backup([])
    connection.ensure_connection()

    with pytest.raises(SystemExit, match=r"in use by 1 connections\. Stop the site"):
        backup.restore([])


def test_backup_is_for_its_owner_alone(own, tmp_path):
    backup.backup([])

    (path,) = tmp_path.glob("*.dump")
    assert path.stat().st_mode & 0o777 == 0o600


def test_damaged_backup_is_refused(own, tmp_path):
    backup.backup([])
    (path,) = tmp_path.glob("*.dump")
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(SystemExit, match="is damaged"):
        backup.restore(["--drill"])


@pytest.mark.soak
def test_backup_of_another_ledger_does_not_verify_and_changes_nothing(own, tmp_path):
    backup.backup([])
    (path,) = tmp_path.glob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"digest": "0" * 64}))

    with pytest.raises(SystemExit, match="does not verify"):
        backup.restore(["--drill"])
    assert Edition.objects.count() == 1


def test_older_backups_are_deleted_where_that_is_asked_for(own, tmp_path):
    for _time in range(3):
        backup.backup([])

    backup.backup(["--keep", "2"])

    assert len(list(tmp_path.glob("*.dump"))) == len(list(tmp_path.glob("*.json"))) == 2


@pytest.mark.parametrize("words", [["--keep"], ["--keep", "0"], ["--keep", "x"], ["now"]])
def test_wrong_words_are_answered_with_the_usage(own, words):
    with pytest.raises(SystemExit, match="--keep N"):
        backup.backup(words)


def test_restore_without_a_backup_says_where_it_looked(own, tmp_path):
    with pytest.raises(SystemExit, match=f"no backup in {tmp_path}"):
        backup.restore([])
