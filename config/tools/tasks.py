"""The commands of `python3 run.py`, run inside the environment."""

import os
import shutil
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db.utils import OperationalError

from config.database import server
from config.tools import messages
from config.tools.backup import backup, restore
from config.tools.checks import check
from config.tools.licences import licences
from config.tools.major_upgrade import upgrade_database
from config.tools.production import production_check
from config.tools.serve import serve
from config.tools.shell import (
    INSTALL_BROWSER,
    PROGRAMS,
    ROOT,
    call,
    find_browser,
    find_templates,
    step,
)

SOAKS = "soak or browser"  # what `run.py test --soak` runs, and `run.py test` leaves out


def main(command, words):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if command == "serve":
        return serve()
    if command == "manage":
        os.execv(sys.executable, [sys.executable, str(ROOT / "manage.py"), *words])
    if command == "check":
        return check()
    tasks = {
        "test": test,
        "format": format_all,
        "bench": bench,
        "lock": lock,
        "backup": backup,
        "restore": restore,
        "production-check": production_check,
        "upgrade-database": upgrade_database,
        "licences": licences,
    }
    return tasks[command](words)


def test(words):
    """Run pytest on a database server for tests only, which is reused and not durable."""
    from config.settings import DATABASE_URL

    quick, soak = (["-p", "tests.quick"] if "--quick" in words else []), "--soak" in words
    which = [] if "-m" in words else ["-m", SOAKS if soak else f"not ({SOAKS})"]
    words = [word for word in words if word not in ("--quick", "--soak")]
    with step("Compiling the message catalogue"):
        messages.compile_catalogue()
    if not DATABASE_URL:
        with step("Starting the tests' database"):
            server.start(ROOT / "var" / "postgres-tests", durable=False)
    side_by_side = [] if "-n" in words or "-p" in words else ["-n", "2", "--dist", "worksteal"]
    result = call(sys.executable, "-m", "pytest", *quick, *side_by_side, *which, *words)
    if soak and not (find_browser() or os.environ.get("REQUIRE_BROWSER")):
        print(f"Browser tests were skipped: no Chromium was found. Type: {INSTALL_BROWSER}")
    return result


def bench(words):
    """Measure, on a server of the benchmarks' own."""
    with step("Compiling the message catalogue"):
        messages.compile_catalogue()
    return call(sys.executable, "-m", "tests.benchmarks", *words)


def format_all(words):
    """Format Python and templates; `check` reports what cannot be fixed."""
    call(PROGRAMS / "ruff", "check", "--fix", "--quiet")
    call(PROGRAMS / "ruff", "format")
    if templates := find_templates():
        call(PROGRAMS / "djade", "--target-version", "5.2", *templates)
        call(PROGRAMS / "djhtml", "--tabwidth", "2", *templates)
    return 0


def lock(words):
    """Compile requirements.lock, and that of production without tests and embedded server: every
    platform, hashes, and no registry's address."""
    if not shutil.which("uv"):
        raise SystemExit("The lock is compiled by uv, which was not found. Type: pip install uv")
    groups = (word for name in ("embedded", "test", "check") for word in ("--group", name))
    return compile_lock("requirements.lock", *groups, *words) or compile_lock(
        "deploy/requirements.lock", *words
    )


def compile_lock(target, *words):
    return call(
        *("uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--quiet", *words),
        *("--custom-compile-command", "python3 run.py lock", "--output-file", target),
    )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    # No database, a setting missing, or a command of Django's that refuses.
    except (OperationalError, ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error).strip())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
