"""`run.py upgrade-database`: the embedded server's data, taken over by a new major PostgreSQL.

The data are backed up with the programs that made them, where these are still on the machine, else
the newest backup of `run.py backup` is taken; restored into a new folder beside the old one,
migrated and verified there. Only then the new folder takes the old one's place. The old one stays.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from config.database import server
from config.database.home import (
    APPLICATION,
    OWNER,
    SUPERUSER,
    Home,
    copy_programs,
    find_home,
    has_access,
    make_private,
    program_folders,
)
from config.database.versions import finish_upgrade, folder_of_upgrade, major_of, major_of_data
from config.tools import backup
from config.tools.place import Place
from config.tools.shell import ROOT, step


def upgrade_database(words: list[str]) -> int:
    from django.conf import settings

    given = settings.DATABASES["default"]
    if "FOLDER" not in given:
        sys.exit("The database is a server of your own: see docs/upgrading.md.")
    return upgrade(find_home(Path(given["FOLDER"])))


def upgrade(home: Home) -> int:
    """Needs nobody else to use the server."""
    made_by, packaged = major_of_data(home), major_of(home.programs / "postgres")
    if made_by in (None, packaged):
        print(f"Nothing to do: data and programs are of PostgreSQL {packaged}.")
        return 0
    with server.only_one(home):
        if server.is_alive(home):
            sys.exit("The database is in use. Stop the site and its worker.")
        path = _back_up(home, made_by)
        note = backup.read_note(path)
        new = replace(home, folder=folder_of_upgrade(home))
        shutil.rmtree(new.folder, ignore_errors=True)  # of an attempt that was cut off
        with step(f"Restoring it with PostgreSQL {packaged}"), running(new) as place:
            server.make_database(new, durable=True)
            backup.load(place, path, server.DATABASE)
            migrate(new)
            backup.verify(place, server.DATABASE, note)
        moment = datetime.now(UTC)
        before = home.data.rename(home.folder / f"data.{made_by}.{moment:%Y%m%d%H%M%S}")
        finish_upgrade(home)
    print(f"The ledger stands at edition {note.edition}, digest {note.digest or '-'}.")
    print(f"The data of PostgreSQL {made_by} are kept in {before}; delete them when all is well.")
    return 0


def migrate(home: Home, *words: str) -> None:
    """Data may be of an earlier release, too, whose rules are others than verification expects."""
    addresses = {
        "DATABASE_URL": home.url(server.DATABASE),
        "OWNER_DATABASE_URL": home.url(server.DATABASE, OWNER),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0", *words]
    if subprocess.run(command, cwd=ROOT, env={**os.environ, **addresses}, check=False).returncode:
        sys.exit("The data cannot be brought up to this release; nothing changed.")


def _back_up(home: Home, made_by: int) -> Path:
    """A backup of the data with the programs that made them, or the newest that there is."""
    old = next((path for path in _programs(home) if major_of(path / "postgres") == made_by), None)
    if old is not None:
        own = replace(home, programs=_within_reach(old, home))
        with step(f"Writing a backup with PostgreSQL {made_by}"), running(own) as place:
            return backup.write_backup(replace(place, programs=home.programs), backup.FOLDER)[0]
    newest = next(iter(backup.backups(backup.FOLDER)), None)
    if newest is None:
        sys.exit(
            f"The programs of PostgreSQL {made_by} were not found, nor a backup in "
            f"{backup.FOLDER}. Install them (on Debian: apt-get install postgresql-{made_by}), or "
            "put a backup there, and try again."
        )
    note = backup.read_note(newest)
    print(
        f"The programs of PostgreSQL {made_by} were not found; the newest backup is taken, of "
        f"{note.made_at[:16]}, edition {note.edition}. What came later stays in the old data."
    )
    return backup.checked(newest)


def _within_reach(programs: Path, home: Home) -> Path:
    """The same programs where the server's account can run them."""
    if home.account and not has_access(programs, home.account):
        return copy_programs(programs, home.folder.parent)
    return programs


def _programs(home: Home) -> list[Path]:
    """Folders of PostgreSQL's programs, those of earlier packages among them that root's server
    has left beside the data."""
    copies = sorted(home.folder.parent.glob("programs-*/*/*/bin"))
    return [path for path in (*program_folders(), *copies) if (path / "postgres").exists()]


@contextmanager
def running(home: Home):
    """The server of a home, until the block ends."""
    make_private(home.folder, home.account)
    server.bring_up(home, durable=True)
    addresses = (home.url(server.DATABASE, account) for account in (SUPERUSER, APPLICATION))
    try:
        yield Place(*addresses, OWNER, programs=home.programs, identity=home.identity)
    finally:
        server.stop(home)
