"""Helpers of the commands of run.py: paths, calling programs, reporting steps."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = Path(sys.prefix) / "bin"  # of the environment
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL_BROWSER = "sudo apt-get install chromium"
INSTALL_HTML_VALIDATOR = "npm install --prefix var/node html-validate@10.17.0"


def find_browser():
    """The distribution's Chromium, or what CHROMIUM names."""
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def find_html_validator():
    """What .ci/run installs into var/, or what HTML_VALIDATE names."""
    own = ROOT / "var" / "node" / "node_modules" / ".bin" / "html-validate"
    return shutil.which(os.environ.get("HTML_VALIDATE", own))


def find_templates():
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def call(*command):
    return subprocess.run(list(map(str, command)), cwd=ROOT, check=False).returncode


@contextmanager
def step(sentence):
    """Say what is being done, and how long it took where anybody would notice."""
    print(f"{sentence} ...", flush=True)
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    if took >= 2:
        print(f"  that took {took:.0f} s", flush=True)
