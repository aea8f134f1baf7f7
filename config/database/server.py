"""The PostgreSQL server that lives in the checkout: started, shared and stopped here.

`start(folder)` returns a connection URL. Every process that uses the server holds a shared lock
on `users.lock` in the folder; whoever leaves last stops the server. So a shell beside a running
site works, and neither stops the other's server. Starting and stopping are serialised by
`start.lock`. The kernel drops locks with their process, so after `kill -9` nothing is left over
but a running or a crashed server, which the next user takes over or recovers.

The server listens on a socket in a folder of mode 0700 and on no network address, which is why it
asks for no password. It has three accounts: a superuser who only makes the other two, the owner of
the tables, and the application, which serves requests and may change nothing that is published.
"""

import atexit
import fcntl
import logging
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config.database.home import APPLICATION, OWNER, SUPERUSER, DatabaseUnavailable, Home, find_home
from config.database.versions import finish_upgrade, need_one_version

__all__ = ["DatabaseUnavailable", "Home", "find_home", "keep_running", "leave", "start"]

DATABASE = "fupin"
START_SECONDS = 60  # recovery after a crash may take a while
WATCH_SECONDS = 0.5  # between two looks at whether the server is alive
SETTINGS = {
    "listen_addresses": "''",
    "port": "5432",  # only part of the socket's name; said, so that PGPORT cannot change it
    "shared_buffers": "128MB",
    "max_connections": "60",
    "jit": "off",
    "recovery_init_sync_method": "syncfs" if sys.platform == "linux" else "fsync",
    "log_min_messages": "warning",
}
# For the tests' own server: nothing waits for the disk, and a crash may lose the data.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

log = logging.getLogger(__name__)
_joining = threading.Lock()
_joined: dict[Path, tuple[Home, int, int]] = {}  # folder: home, users.lock, the process that joined


def start(folder, *, durable=True):
    """Have the server of this folder running until this process ends; return the URL of the
    application's account."""
    with _joining:
        if folder not in _joined:
            _joined[folder] = (*join(folder, durable), os.getpid())
            atexit.register(leave, folder)
            end_properly_on_signals()
    return _joined[folder][0].url(DATABASE)


def leave(folder):
    """Stop using the server; the last to leave stops it. In a forked child this does nothing."""
    if folder not in _joined or _joined[folder][2] != os.getpid():
        return
    home, users, _ = _joined.pop(folder)
    with only_one(home):
        if is_last(users):
            stop(home)
        os.close(users)


def stop(home):
    run(home, "pg_ctl", "-D", home.data, "-w", "-m", "fast", "stop")


def join(folder, durable):
    home = find_home(folder)
    with only_one(home):
        bring_up(home, durable)
        make_database(home, durable)
        users = open_lock(home, "users.lock")
        fcntl.flock(users, fcntl.LOCK_SH)
    return home, users


def keep_running(folder):
    """Start the server again whenever it has died, for as long as this process has its parent.

    For a child of the process that started it: that one stops the server in the end.
    """
    home, parent = _joined[folder][0], os.getppid()
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
        if not is_alive(home):
            restart(home)


def restart(home):
    """Bring up a server that died, unless another process has done so."""
    try:
        with only_one(home):
            if not is_alive(home):
                log.warning("The database server has died; starting it again.")
                bring_up(home, durable=True)
                log.warning("The database server is running again.")
    except (DatabaseUnavailable, OSError) as error:
        log.error("%s Trying again.", error)


def is_last(users):
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def only_one(home):
    """Let one process at a time start or stop the server."""
    lock = open_lock(home, "start.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def open_lock(home, name):
    lock = os.open(home.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    if home.account:  # else the owner could not open what root made
        os.fchown(lock, *home.account)
    return lock


def end_properly_on_signals():
    """Let TERM and HUP end the process through atexit, unless the program has handlers of its own.

    Without this a plain `manage.py` command that is terminated would leave the server running.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda received, frame: sys.exit(128 + received))


def bring_up(home, durable):
    """Return once the server accepts connections: a living one is used, a dead one started."""
    deadline = time.monotonic() + START_SECONDS
    while not is_answering(home):
        if not is_alive(home):
            launch(home, durable)
        elif time.monotonic() > deadline:
            raise unavailable(home, f"PostgreSQL has not answered for {START_SECONDS} seconds.")
        else:
            time.sleep(0.1)  # it is starting, recovering or stopping


def is_answering(home):
    try:
        psycopg.connect(home.url("postgres", SUPERUSER), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def is_alive(home):
    """Whether the process named in postmaster.pid is this folder's server.

    After a crash another program may have got the number.
    """
    process = read_pid(home)
    if process is None or not is_running(process):
        return False
    command = Path(f"/proc/{process}/cmdline")  # where there is no /proc, PostgreSQL decides
    try:
        return not Path("/proc/self").exists() or os.fsencode(home.data) in command.read_bytes()
    except OSError:
        return False


def read_pid(home):
    try:
        return int((home.data / "postmaster.pid").read_text().split("\n")[0])
    except (FileNotFoundError, ValueError):
        return None


def is_running(process):
    try:
        os.kill(process, 0)
    except (ProcessLookupError, PermissionError):  # a stranger's process is not our server
        return False
    return True


def launch(home, durable):
    finish_upgrade(home)
    need_one_version(home, durable)
    if not home.data.exists():
        make_cluster(home)
    forget_stale_number(home)
    for pause in (0, 1, 3):
        time.sleep(pause)
        if pg_ctl_start(home, durable).returncode == 0:
            return
        if "shared memory" not in end_of_log(home):  # a killed server's children are still there
            break
    raise unavailable(home, "PostgreSQL does not start.")


def forget_stale_number(home):
    """Remove lock files whose number another program has got; a free one PostgreSQL forgets itself.

    Children of a killed server that still run are found by their shared memory, lock file or not.
    """
    process = read_pid(home)
    if process is None or is_running(process):
        (home.data / "postmaster.pid").unlink(missing_ok=True)
        (home.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def make_cluster(home):
    """Make the data folder under another name first: an interrupted one is never used."""
    if home.account:
        say(f"PostgreSQL does not run as root: it runs as {account_name(home)} in {home.folder}.")
    half = home.folder / "data.new"
    shutil.rmtree(half, ignore_errors=True)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
    made = run(home, "initdb", "-D", half, "-U", SUPERUSER, *options)
    if made.returncode:
        raise DatabaseUnavailable(f"PostgreSQL cannot make its data folder:\n{tail(made.stdout)}")
    half.rename(home.data)


def pg_ctl_start(home, durable):
    settings = SETTINGS | ({} if durable else FORGETFUL)
    settings["unix_socket_directories"] = str(home.sockets)
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    waiting = ("-w", "-t", START_SECONDS, "-l", home.log)
    return run(home, "pg_ctl", "-D", home.data, *waiting, "-o", options, "start")


def make_database(home, durable):
    """Make the accounts and the database where they are missing. One of a version that had a single
    account is refused, and made anew where nothing in it was to last."""
    with psycopg.connect(home.url("postgres", SUPERUSER), autocommit=True) as connection:
        make_accounts(connection)
        known = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if known and known[0] != OWNER and not durable:
            connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            known = None
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        elif known[0] != OWNER:
            raise DatabaseUnavailable(
                f"The database in {home.folder} was made by a version before 0.2, which did not "
                "keep its owner and the application apart. Move that folder away to begin anew."
            )


def make_accounts(connection):
    """The owner may also load a made-up ledger past the triggers."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for name in {OWNER, APPLICATION} - known:
        connection.execute(f"CREATE ROLE {name} LOGIN")
    connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")


def run(home, program, *arguments):
    """Run one of PostgreSQL's programs under the server's account, without our PG* variables."""
    environment = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
    return subprocess.run(
        [home.programs / program, *map(str, arguments)],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **home.identity,
    )


def unavailable(home, sentence):
    return DatabaseUnavailable(f"{sentence} The end of {home.log}:\n{end_of_log(home)}")


def end_of_log(home):
    return tail(home.log.read_text(errors="replace"), 4) if home.log.exists() else ""


def tail(text, lines=10):
    return "\n".join(text.strip().splitlines()[-lines:])


def account_name(home):
    try:
        return pwd.getpwuid(home.account.uid).pw_name
    except KeyError:
        return f"user {home.account.uid}"


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)
