"""Data of one major version of PostgreSQL, taken over by another: both really run."""

import os
import shutil
import signal
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.database import server
from config.database.home import DatabaseUnavailable, Home, find_home, program_folders
from config.database.versions import folder_of_upgrade, major_of, major_of_data
from config.tools import backup, major_upgrade
from config.tools.place import Place, embedded
from records.models import Edition

MAJORS = {major_of(path / "postgres"): path for path in program_folders() if path.is_dir()}
pytestmark = [
    pytest.mark.soak,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(len(MAJORS) < 2, reason="there is one major version of PostgreSQL here"),
]


@pytest.fixture
def home(report_2011, monkeypatch) -> Home:
    """A folder that another major version made, with the ledger of the report in it."""
    above = Path(tempfile.mkdtemp(prefix="fupin-"))
    above.chmod(0o755)
    found = find_home(above / "postgres")
    old = replace(found, programs=MAJORS[other_than(found)])
    monkeypatch.setattr(backup, "FOLDER", above / "backups")
    folder = Path(settings.DATABASES["default"]["FOLDER"])
    tests = embedded(folder, connection.settings_dict["NAME"])
    path, _note = backup.write_backup(tests, above / "sent")
    path.parent.chmod(0o755)
    path.chmod(0o644)  # the account of the server reads it below
    with major_upgrade.running(old) as place:
        server.make_database(old, durable=True)
        # Not `backup.load`: an older server refuses settings that newer programs send first.
        server.run(found, "pg_restore", f"--dbname={place.conninfo}", path)
        assert editions_in(place) == 1
    yield found
    if process := server.read_pid(found):
        os.kill(process, signal.SIGQUIT)
    shutil.rmtree(above)


def other_than(home: Home) -> int:
    return min(set(MAJORS) - {major_of(home.programs / "postgres")})


def test_data_of_another_version_are_refused_and_the_command_is_named(home):
    with pytest.raises(DatabaseUnavailable, match=r"run\.py upgrade-database"):
        server.bring_up(home, durable=True)


def test_data_are_taken_over_and_the_old_ones_stay(home, capsys):
    made_by = major_of_data(home)

    assert major_upgrade.upgrade(home) == 0

    assert Edition.objects.get().digest in capsys.readouterr().out
    assert major_of_data(home) == major_of(home.programs / "postgres") != made_by
    (kept,) = home.folder.glob(f"data.{made_by}.*")
    assert (kept / "PG_VERSION").read_text().strip() == str(made_by)
    with major_upgrade.running(home) as place:
        assert editions_in(place) == 1
    assert major_upgrade.upgrade(home) == 0
    assert "Nothing to do" in capsys.readouterr().out


def test_data_of_an_earlier_release_are_migrated_too(home, capsys):
    with major_upgrade.running(replace(home, programs=MAJORS[other_than(home)])) as place:
        major_upgrade.migrate(home, "records", "0013")
        assert not has_retention(place)

    assert major_upgrade.upgrade(home) == 0

    with major_upgrade.running(home) as place:
        assert has_retention(place)


def has_retention(place: Place) -> bool:
    question = "SELECT to_regproc('public.ledger_guard_retention') IS NOT NULL"
    with place.connect() as ask:
        return ask.execute(question).fetchone()[0]


def test_without_the_old_programs_the_newest_backup_is_taken(home, monkeypatch, capsys):
    (dump,) = (home.folder.parent / "sent").glob("*.dump")
    shutil.copytree(dump.parent, backup.FOLDER)
    monkeypatch.setattr(major_upgrade, "program_folders", lambda: [home.programs])

    assert major_upgrade.upgrade(home) == 0

    assert "the newest backup is taken" in capsys.readouterr().out
    with major_upgrade.running(home) as place:
        assert editions_in(place) == 1


def test_without_programs_and_backup_nothing_changes(home, monkeypatch):
    made_by = major_of_data(home)
    monkeypatch.setattr(major_upgrade, "program_folders", lambda: [home.programs])

    with pytest.raises(SystemExit, match=f"apt-get install postgresql-{made_by}"):
        major_upgrade.upgrade(home)

    assert major_of_data(home) == made_by


def test_upgrade_that_was_cut_off_at_the_end_is_finished(home):
    made_by = major_of_data(home)
    major_upgrade.upgrade(home)
    made = folder_of_upgrade(home) / "data"
    home.data.rename(made)

    with major_upgrade.running(home) as place:
        assert editions_in(place) == 1

    assert major_of_data(home) != made_by


def editions_in(place: Place) -> int:
    with place.connect() as ask:
        return ask.execute("SELECT count(*) FROM records_edition").fetchone()[0]
