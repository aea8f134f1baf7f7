"""run.py before it hands over, and the sentences people see when something is in the way."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

import run
from config.settings import BASE_DIR
from config.tools import serve, shell, tasks


def test_the_key_changes_with_the_lock_and_the_place(monkeypatch, tmp_path):
    key = run.environment_key(b"a==1")

    assert run.environment_key(b"a==1") == key
    assert run.environment_key(b"a==2") != key

    monkeypatch.setattr(run, "VENV", tmp_path)
    assert run.environment_key(b"a==1") != key


def test_the_key_changes_with_the_python(monkeypatch):
    key = run.environment_key(b"a==1")

    monkeypatch.setattr(sys, "version", "3.99.0")

    assert run.environment_key(b"a==1") != key


def test_an_interrupted_environment_is_not_ready(monkeypatch, tmp_path):
    (tmp_path / "python").touch()
    monkeypatch.setattr(run, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(run, "STAMP", tmp_path / "made-from")

    assert not run.is_ready("key")

    (tmp_path / "made-from").write_text("key")
    assert run.is_ready("key")
    assert not run.is_ready("another key")


def test_an_old_python_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    monkeypatch.setattr(sys, "version", "3.10.1 (main)")
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match=r"^Python 3.11 or newer is needed; this is 3.10.1.$"):
        run.require_python()


def test_a_python_without_venv_and_pip_is_told_what_to_type(monkeypatch):
    monkeypatch.setattr(run, "has", lambda module: False)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match=r"type: sudo apt-get install python3.\d+-venv$"):
        run.make_venv()


def test_a_missing_lock_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "LOCK", tmp_path / "requirements.lock")

    with pytest.raises(SystemExit, match=r"requirements.lock: No such file or directory.$"):
        run.prepare()


def test_a_folder_that_is_not_writable_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    with pytest.raises(SystemExit, match="the folder is not writable"):
        run.make_environment()


def test_a_failed_step_shows_the_end_of_what_it_said():
    command = [sys.executable, "-c", "print('why'); raise SystemExit(3)"]

    with pytest.raises(SystemExit, match=r"^It failed:\n  why$"):
        run.run(command, "It failed")


def test_an_unknown_command_is_said_without_a_traceback():
    done = subprocess.run(
        [sys.executable, "run.py", "sevre"], cwd=BASE_DIR, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert done.stderr == "There is no command 'sevre'. Try: python3 run.py help\n"


def test_a_taken_port_is_named_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SystemExit) as refusal:
            serve.require_free(port)

    assert str(refusal.value).startswith(f"Port {port} is taken. Try: PORT=")


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "８０"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(SystemExit, match="PORT is a number from 1 to 65535"):
        serve.read_port()


def test_the_browser_can_be_named(monkeypatch, tmp_path):
    browser = tmp_path / "mine"
    browser.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))

    assert shell.find_browser() == str(browser)


def test_production_without_its_settings_is_a_sentence_and_no_traceback():
    done = subprocess.run(
        [sys.executable, "-m", "config.tools.tasks", "serve"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "FUPIN_ENV": "production", "PORT": free_port()},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "Production does not start without SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS.\n"
    )


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ([], "not (soak or browser)"),
        (["--soak"], "soak or browser"),
        (["-m", "browser"], "browser"),
    ],
)
def test_what_takes_minutes_is_left_out_or_run_alone(monkeypatch, words, which):
    asked = []
    monkeypatch.setattr(tasks.messages, "compile_catalogue", lambda: None)
    monkeypatch.setattr(tasks.server, "start", lambda *_args, **_names: None)
    monkeypatch.setattr(tasks, "call", lambda *command: asked.extend(command) or 0)

    tasks.test(words)

    assert asked[asked.index("-m", 2) + 1] == which and "--soak" not in asked


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
