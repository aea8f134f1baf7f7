"""`python3 run.py check`: every check of the house, all of them run, each with one line."""

import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor

from config.tools.shell import PROGRAMS, ROOT, find_templates

MANAGE = (sys.executable, "manage.py")


def check():
    """Run every check, two at a time; return 1 when any failed."""
    named = checks()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(report, named, named.values()))
    failed = len(results) - sum(results)
    print(f"{failed} of {len(results)} checks failed." if failed else "All checks are ok.")
    return 1 if failed else 0


def checks():
    """The checks by name; those that have nothing to check yet are left out."""
    named = {
        "types": (PROGRAMS / "mypy", *typed_files()),
        "format": (PROGRAMS / "ruff", "format", "--check"),
        "lint": (PROGRAMS / "ruff", "check"),
        "template format": (PROGRAMS / "djade", "--check", "--target-version", "5.2"),
        "template indentation": (PROGRAMS / "djhtml", "--check", "--tabwidth", "2"),
        "import contracts": (PROGRAMS / "lint-imports",),
        "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
        "Django's own checks": (*MANAGE, "check", "--fail-level", "WARNING"),
        "messages": (*MANAGE, "messages", "check"),
    }
    templates = find_templates()
    for name in ("template format", "template indentation"):
        named[name] = (*named[name], *templates) if templates else ()
    if not typed_files():
        named["types"] = ()
    return {name: command for name, command in named.items() if command}


def typed_files():
    """The files of [tool.mypy] in pyproject.toml that are there."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [name for name in settings["tool"]["mypy"]["files"] if (ROOT / name).exists()]


def report(name, command):
    """Run one check and print its line, with its output where it failed."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    ok = done.returncode == 0
    print(f"{name}: ok" if ok else f"{name}: failed\n{done.stdout.rstrip()}", flush=True)
    return ok
