"""The steps of `deploy/Containerfile`, done here one after the other, make a site that serves.

An engine is not needed. Left out are the steps that only a machine of its own allows: the packages
of the system, and its accounts.
"""

import http.client
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest

from config.database.home import APPLICATION
from config.settings import BASE_DIR
from tests.database import database_url

PATIENCE = 60  # seconds: a test that has gone wrong ends
OF_THE_SYSTEM = ("apt-get", "useradd", "chown")
INHERITED = ("PATH", "HOME", "LANG")  # and what says where pip finds packages


def steps() -> list[tuple[str, str]]:
    """The instructions of the file with their words, each in one line."""
    text = (BASE_DIR / "deploy" / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _space, rest in (line.partition(" ") for line in lines)]


def is_left_out(path: Path) -> bool:
    """A pattern with **/ is one of names anywhere; the others are paths from the top."""
    place = path.relative_to(BASE_DIR).as_posix()
    patterns = (BASE_DIR / ".dockerignore").read_text().split()
    anywhere = [one.removeprefix("**/") for one in patterns if one.startswith("**/")]
    return place in patterns or any(fnmatch(path.name, one) for one in anywhere)


def copy(source: str, target: Path) -> None:
    def ignored(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if is_left_out(Path(folder, name))]

    if (BASE_DIR / source).is_dir():
        shutil.copytree(BASE_DIR / source, target, dirs_exist_ok=True, ignore=ignored)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(BASE_DIR / source, target)


def run(command: str, folder: Path, environment: dict[str, str]) -> None:
    own = [part for part in command.split("&&") if not any(one in part for one in OF_THE_SYSTEM)]
    if own:
        script = "&&".join(own).replace("python -m venv", f"{sys.executable} -m venv", 1)
        subprocess.run(["sh", "-ec", script], cwd=folder, env=environment, check=True)


def port_of_its_own() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(port: int, path: str, process: subprocess.Popen) -> tuple[int, str]:
    deadline = time.monotonic() + PATIENCE
    while True:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            proxy = {"Host": "ledger.example", "X-Forwarded-Proto": "https"}
            client.request("GET", path, headers=proxy)
            response = client.getresponse()
            return response.status, response.read().decode()
        except ConnectionError:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)
        finally:
            client.close()


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_steps_of_the_container_make_a_site_that_serves(report_2011, tmp_path):
    places = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    environment = {**places, **{name: os.environ[name] for name in INHERITED if name in os.environ}}
    command = None
    for word, rest in steps():
        if word == "RUN":
            run(rest, tmp_path, environment)
        elif word == "COPY":
            source, target = shlex.split(rest)
            copy(source, tmp_path / target)
        elif word == "CMD":
            command = json.loads(rest)

    assert not (tmp_path / ".git").exists()
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["static"]
    port = port_of_its_own()
    command = [one.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for one in command]
    settings = {
        "FUPIN_ENV": "production",
        "SECRET_KEY": "of-a-test-" * 6,
        "ALLOWED_HOSTS": "ledger.example",
        "TRUST_PROXY": "1",
        "DATABASE_URL": database_url(APPLICATION),
    }
    process = subprocess.Popen(command, cwd=tmp_path, env={**environment, **settings})
    try:
        assert answer(port, "/healthz", process)[0] == 200
        status, page = answer(port, "/zh-hans/projects/2011-infrastructure/", process)
        assert status == 200 and "5,838,000" in page
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def test_image_holds_nothing_of_the_checkout_but_its_files():
    assert all(is_left_out(BASE_DIR / name) for name in (".venv", "var", ".git"))
    assert not is_left_out(BASE_DIR / "config") and not is_left_out(BASE_DIR / "manage.py")
    assert ("COPY", ". .") in steps()
