"""What an operator copies from `deploy/`: services, timers, settings."""

import configparser
import os
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from config.settings import BASE_DIR

UNITS = BASE_DIR / "deploy" / "systemd"
INSTALLED = "/opt/fupin/"
OF_PYTHON = f"{INSTALLED}.venv/"
TIMED = sorted(path.stem for path in UNITS.glob("*.timer"))


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read(UNITS / name)
    return read


@pytest.mark.parametrize("name", TIMED)
def test_failure_of_what_nobody_watches_is_mailed(name):
    assert unit(f"{name}.service")["Unit"]["OnFailure"] == "fupin-failed@%N.service"


@pytest.mark.parametrize("path", sorted(UNITS.glob("*.service")), ids=lambda path: path.stem)
def test_service_is_held_to_its_folders_and_starts_what_is_there(path):
    service = unit(path.name)["Service"]
    program = service["ExecStart"].split()[0]

    assert service["ProtectSystem"] == "strict" and service["NoNewPrivileges"] == "yes"
    assert program.startswith(INSTALLED)
    if not program.startswith(OF_PYTHON):
        assert os.access(BASE_DIR / program.removeprefix(INSTALLED), os.X_OK)


def test_failure_is_told_by_mail_without_a_database(settings, mailoutbox):
    settings.ADMINS = [("", "operator@ledger.example")]

    call_command("tell_failure", "fupin-backup")

    (mail,) = mailoutbox
    assert mail.subject == "Fupin Ledger: fupin-backup failed"
    assert "journalctl -u fupin-backup" in mail.body


def test_settings_are_read_alike_by_systemd_and_by_the_shell(tmp_path):
    """`deploy/manage` reads the files as a shell does."""
    for path in sorted((BASE_DIR / "deploy").glob("*.env.example")):
        lines = [line for line in path.read_text().splitlines() if line and line[0] != "#"]
        read = f"set -a; . {path}; env"
        seen = subprocess.run(["env", "-i", "sh", "-c", read], capture_output=True, check=True)

        assert set(lines) <= set(seen.stdout.decode().splitlines()), Path(path).name
