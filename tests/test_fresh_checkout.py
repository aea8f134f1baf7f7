"""run.py in a copy of the checkout that nobody has used yet: real processes, real kills.

The copy's lock is empty, so that its environment is made in seconds, and PYTHONPATH lends it the
packages of this one.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.settings import BASE_DIR

GUARD = 240  # seconds: a test that has gone wrong ends

pytestmark = pytest.mark.soak


class Checkout:
    """A copy of what git knows, in a folder that the database's account may enter."""

    def __init__(self, folder: Path):
        self.folder = folder
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
        for name in names.stdout.split("\0"):
            if name and (BASE_DIR / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(BASE_DIR / name, folder / name)
        (folder / "requirements.lock").write_text("# nothing\n")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.processes = []

    def run(self, *words: str) -> subprocess.Popen:
        environment = {
            **os.environ,
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "PORT": str(self.port),
        }
        environment.pop("DATABASE_URL", None)
        process = subprocess.Popen(
            [sys.executable, "run.py", *words],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as response:
            with response:
                return response.code, response.read().decode()

    @contextmanager
    def nobody_may_start_the_database(self):
        with (self.folder / "var/postgres/start.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def postmaster(self) -> int:
        return int((self.folder / "var/postgres/data/postmaster.pid").read_text().split()[0])


@pytest.fixture(scope="module")
def checkout():
    above = Path(tempfile.mkdtemp(prefix="fupin-"))
    above.chmod(0o755)
    copy = Checkout(above / "checkout")
    yield copy
    for process in copy.processes:
        process.terminate()
        process.communicate(timeout=GUARD)
    shutil.rmtree(above)


@pytest.fixture(scope="module")
def started(checkout):
    """Three commands at once on the fresh checkout; what each has printed, the site by itself."""
    site = checkout.run()
    others = [
        checkout.run("manage", "migrate"),
        checkout.run("test", "-n", "1", "-q", "tests/config/lib/test_charts.py"),
    ]
    printed = [(process.communicate(timeout=GUARD)[0], process.returncode) for process in others]
    lines = []
    while not (lines and lines[-1].startswith("The site is at ")):
        lines.append(site.stdout.readline())
        assert lines[-1], "".join(lines)
    return "".join(lines), printed


def test_commands_that_start_at_once_share_one_environment_and_database(checkout, started):
    lines, [(migrated, migrate_code), (tested, test_code)] = started

    assert (migrate_code, test_code) == (0, 0), migrated + tested
    assert "".join([lines, migrated, tested]).count("The environment is ready") == 1
    assert checkout.get("/healthz") == (200, "ok\n")
    assert checkout.get("/editions/1/")[0] == 200


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("path", ["/projects/", "/zh-hans/projects/", "/data/api/v1/projects"])
def test_site_comes_back_after_the_database_was_killed(checkout, path):
    assert checkout.get(path)[0] == 200

    with checkout.nobody_may_start_the_database():
        os.kill(checkout.postmaster(), signal.SIGKILL)
        during = [checkout.get("/healthz"), checkout.get(f"{path}?year=1999")]
    while checkout.get("/healthz")[0] != 200:
        time.sleep(0.1)

    assert during[0] == (503, "The database does not answer.\n")
    assert during[1][0] == 503
    assert "does not answer" in during[1][1]
    assert checkout.get(path)[0] == 200


@pytest.mark.usefixtures("started")
def test_end_of_the_site_stops_its_database(checkout):
    site = checkout.processes[0]

    site.terminate()
    output, _none = site.communicate(timeout=GUARD)

    assert "Traceback" not in output
    assert not (checkout.folder / "var/postgres/data/postmaster.pid").exists()
