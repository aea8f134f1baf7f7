"""`run.py backup` and `run.py restore`: the whole ledger in one file, and back.

A backup is what pg_dump writes of one moment: records, files, accounts, change history. A note of
the same name beside it says which edition it holds, with the digest that verification compares. A
restore goes into a database of its own, is verified there, and takes the place of the ledger only
then; what was there before is renamed and stays.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from psycopg.sql import SQL, Identifier, Literal

from config.nightly.state import forget_verified
from config.tools.place import Place, place
from config.tools.shell import ROOT, step

FOLDER = Path(os.environ.get("BACKUP_FOLDER", ROOT / "var" / "backups"))
DRILL = "drill.json"
NEWEST = "SELECT number, digest FROM public.records_edition ORDER BY number DESC LIMIT 1"
CHUNK = 1024 * 1024
USAGE = """python3 run.py backup [--keep N]           write a backup into BACKUP_FOLDER
python3 run.py restore [FILE]               put a backup, the newest one, in the ledger's place
python3 run.py restore --drill [FILE]       restore it beside the ledger, verify it, drop it"""


@dataclass(frozen=True)
class Note:
    """What stands beside a backup."""

    made_at: str
    edition: int
    digest: str
    postgresql: int
    bytes: int
    sha256: str

    @property
    def expected(self) -> list[str]:
        """The words that make verification compare the digest; none for an empty ledger."""
        return ["--expect", f"{self.edition}:{self.digest}"] if self.edition else []


def backup(words: list[str]) -> int:
    """Write a backup, and delete all but the newest N where `--keep N` says so."""
    keep = _number_after("--keep", words)
    with step("Writing the backup"):
        path, note = write_backup(place(), FOLDER)
    print(f"{path}\n{note.bytes / 1e6:.1f} MB, edition {note.edition}, digest {note.digest or '-'}")
    for old in backups(FOLDER)[keep:] if keep else ():
        old.with_suffix(".json").unlink()
        old.unlink()
        print(f"deleted: {old.name}")
    return 0


def restore(words: list[str]) -> int:
    """Restore a backup and verify it; with `--drill` only to see that it can be done."""
    is_drill = "--drill" in words
    path = _chosen([word for word in words if word != "--drill"])
    note, own = read_note(path), place()
    if not is_drill:
        _refuse_while_used(own)
    begun = time.monotonic()
    name = f"{own.database}_{'drill' if is_drill else 'restored'}"
    with step(f"Restoring {path.name}"):
        load(own, path, name)
    with step("Verifying it"):
        verify(own, name, note)
    if is_drill:
        own.run(SQL("DROP DATABASE {}").format(Identifier(name)))
        seconds = round(time.monotonic() - begun, 1)
        said = {"file": path.name, "at": _now(), "seconds": seconds, "edition": note.edition}
        (FOLDER / DRILL).write_text(json.dumps(said))
        print(f"{path.name} can be restored: edition {note.edition}, {seconds} s.")
        return 0
    _refuse_while_used(own)
    before = swap(own, name)
    forget_verified()
    print(f"The ledger stands at edition {note.edition}, digest {note.digest or '-'}.")
    if before:
        print(f"What was there before is the database {before}; drop it when all is well.")
    return 0


def _refuse_while_used(own: Place) -> None:
    if others := own.sessions():
        sys.exit(f"The ledger is in use by {others} connections. Stop the site and its worker.")


def write_backup(own: Place, folder: Path) -> tuple[Path, Note]:
    """The file and its note; a file that was not finished has another name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with own.snapshot(NEWEST) as (snapshot, newest, version):
        made_at = _now()
        edition, digest = newest or (0, "")
        path = folder / f"{own.database}-{made_at[:23].replace(':', '')}Z-{edition}.dump"
        part = path.with_suffix(".part")
        part.touch(mode=0o600)  # it holds accounts too, and may be copied elsewhere
        with part.open("wb") as out:
            own.call("pg_dump", f"--snapshot={snapshot}", "--format=custom", stdout=out)
    note = Note(made_at, edition, digest, version, part.stat().st_size, sha256_of(part))
    path.with_suffix(".json").write_text(json.dumps(asdict(note), indent=1))
    part.rename(path)
    return path, note


def load(own: Place, path: Path, name: str) -> None:
    """Make the database `name` anew from a backup, with the rights of the application."""
    own.run(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
    made = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0"
    own.run(SQL(made).format(Identifier(name), Identifier(own.owner)))
    with path.open("rb") as dump:
        own.call("pg_restore", "--exit-on-error", *own.restore_options, database=name, stdin=dump)
    own.run(SQL("SELECT ledger_grant({})").format(Literal(own.application)), database=name)


def verify(own: Place, name: str, note: Note) -> None:
    """Let the ledger's own verification read the restored database."""
    command = [sys.executable, str(ROOT / "manage.py"), "verify_editions", "--verbosity=0"]
    environment = {**os.environ, "DATABASE_URL": own.address(name)}
    done = subprocess.run([*command, *note.expected], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(f"The backup does not verify. It stays in the database {name}; nothing changed.")


def swap(own: Place, name: str) -> str:
    """Put the database `name` in the ledger's place; returns the new name of the one before."""
    before = ""
    if own.exists(own.database):
        before = f"{own.database}_before_{datetime.now(UTC):%Y%m%d%H%M%S}"
        own.run(_renaming(own.database, before))
    own.run(_renaming(name, own.database))
    return before


def _renaming(old: str, new: str) -> SQL:
    return SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(old), Identifier(new))


def backups(folder: Path) -> list[Path]:
    """The backups that were finished, the newest first."""
    return sorted(folder.glob("*.dump"), key=lambda path: read_note(path).made_at, reverse=True)


def read_note(path: Path) -> Note:
    """The note of a backup whose bytes are those that were written; the program ends otherwise."""
    try:
        note = Note(**json.loads(path.with_suffix(".json").read_text()))
    except (OSError, ValueError, TypeError):
        sys.exit(
            f"Beside {path} there is no note {path.with_suffix('.json').name} to compare it with."
        )
    return note


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _chosen(words: list[str]) -> Path:
    """The file that is named, or the newest backup, checked."""
    if len(words) > 1 or any(word.startswith("-") for word in words):
        sys.exit(USAGE)
    path = Path(words[0]) if words else next(iter(backups(FOLDER)), None)
    if path is None or not path.exists():
        sys.exit(f"There is no backup {path or f'in {FOLDER}'}.")
    return checked(path)


def checked(path: Path) -> Path:
    """The same path; the program ends where its bytes are not those of the note."""
    if sha256_of(path) != read_note(path).sha256:
        sys.exit(f"{path} is damaged: its bytes are not those that were written.")
    return path


def _number_after(option: str, words: list[str]) -> int:
    if not words:
        return 0
    if len(words) != 2 or words[0] != option or not words[1].isdecimal() or words[1] == "0":
        sys.exit(USAGE)
    return int(words[1])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
