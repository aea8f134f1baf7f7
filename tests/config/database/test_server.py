"""The embedded server, with real processes: each test has a data folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from config.database import server as postgres
from config.database.home import OWNER, SUPERUSER
from config.settings import BASE_DIR

USER = """
import sys
from pathlib import Path
from config.database import server as postgres
print(postgres.start(Path(sys.argv[1]), durable=False), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def folder():
    """A short one that the server's account may enter, which pytest's own, of mode 0700, is not."""
    above = Path(tempfile.mkdtemp(prefix="fupin-"))
    above.chmod(0o755)
    yield above / "postgres"
    while server := server_of(above / "postgres"):
        os.kill(server, signal.SIGQUIT)
        time.sleep(0.1)
    shutil.rmtree(above)


@pytest.fixture
def use(folder):
    """Start a process that uses the server, and return it once the server answers."""
    started = []

    def begin():
        process = subprocess.Popen(
            [sys.executable, "-c", USER, folder],
            cwd=BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline().startswith("postgresql://")
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def server_of(folder):
    """The running server's process number, or None."""
    home = postgres.Home(folder, sockets=folder, programs=None, account=None)
    return postgres.read_pid(home) if postgres.is_alive(home) else None


def end(process):
    process.communicate("\n", timeout=120)
    return process.returncode


def test_the_last_to_leave_stops_the_server(folder, use):
    first, second = use(), use()
    server = server_of(folder)

    assert end(first) == 0
    assert server_of(folder) == server

    assert end(second) == 0
    assert server_of(folder) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_server_too(folder, use, number):
    process = use()

    process.send_signal(number)

    assert process.wait(120) == 128 + number
    assert server_of(folder) is None


def test_a_server_left_by_a_killed_process_is_taken_over(folder, use):
    use().kill()
    server = server_of(folder)

    second = use()

    assert server is not None
    assert server_of(folder) == server
    end(second)
    assert server_of(folder) is None


def test_a_killed_server_is_recovered(folder, use):
    process = use()
    process.kill()
    process.wait()
    os.kill(server_of(folder), signal.SIGKILL)

    second = use()

    assert server_of(folder) is not None
    assert end(second) == 0


def test_a_stale_number_that_another_program_has_got_is_no_server(folder, use):
    end(use())
    home = postgres.find_home(folder)
    for stale in (home.data / "postmaster.pid", home.sockets / ".s.PGSQL.5432.lock"):
        stale.write_text(f"{os.getpid()}\n")

    assert not postgres.is_alive(home)
    assert end(use()) == 0


def test_two_that_start_at_once_share_one_server(folder):
    command = [sys.executable, "-c", USER, folder]
    options = {"cwd": BASE_DIR, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, stderr=subprocess.DEVNULL, **options) for _ in range(2)]

    urls = {process.stdout.readline() for process in both}

    assert len(urls) == 1
    assert [end(process) for process in both] == [0, 0]
    assert server_of(folder) is None


def test_a_forked_child_does_not_stop_the_server(folder):
    postgres.start(folder, durable=False)
    child = os.fork()
    if child == 0:
        postgres.leave(folder)
        os._exit(0)
    os.waitpid(child, 0)

    assert server_of(folder) is not None

    postgres.leave(folder)
    assert server_of(folder) is None


def test_a_long_path_gets_a_short_socket_folder(folder):
    long = folder / ("long" * 30)

    home = postgres.find_home(long)

    assert len(str(home.sockets)) < 60
    assert home.sockets.stat().st_mode & 0o777 == 0o700
    home.sockets.rmdir()


def test_a_server_that_cannot_start_says_the_end_of_its_log(folder, use):
    end(use())
    (folder / "data" / "postgresql.conf").write_text("nonsense = 1\n")
    begun = time.monotonic()

    with pytest.raises(postgres.DatabaseUnavailable) as refusal:
        postgres.start(folder)

    assert str(refusal.value).startswith("PostgreSQL does not start. The end of ")
    assert "nonsense" in str(refusal.value)
    assert time.monotonic() - begun < 10


def test_missing_programs_are_said_in_a_sentence(folder, monkeypatch):
    monkeypatch.setattr("config.database.home.program_folders", lambda: [])

    with pytest.raises(postgres.DatabaseUnavailable, match="set DATABASE_URL"):
        postgres.find_home(folder)


def test_database_of_a_single_account_is_refused_and_that_of_tests_made_anew(folder):
    postgres.start(folder, durable=False)
    home = postgres.find_home(folder)
    with psycopg.connect(home.url("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {postgres.DATABASE} OWNER TO {SUPERUSER}")
        with pytest.raises(postgres.DatabaseUnavailable, match=r"before 0\.2"):
            postgres.make_database(home, durable=True)

        postgres.make_database(home, durable=False)

        (owner,) = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s",
            [postgres.DATABASE],
        ).fetchone()
    postgres.leave(folder)
    assert owner == OWNER
