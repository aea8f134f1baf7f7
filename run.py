#!/usr/bin/env python3
"""One command for everything; needs nothing but Python.

    python3 run.py             set up, load the report, serve on http://127.0.0.1:8000/
    python3 run.py test        run the tests (further words go to pytest)
    python3 run.py test --quick   what fits into a minute of them, for every commit
    python3 run.py test --soak    the tests that take long, which `test` leaves out
    python3 run.py check       format, lint, contracts, types, migrations, messages
    python3 run.py format      put code and templates into the house's format
    python3 run.py bench       measure speed, as ratios within one run
    python3 run.py manage ...  Django's own commands
    python3 run.py backup      the whole ledger in one file; --keep N deletes older ones
    python3 run.py restore     that file, or the one named, verified and in the ledger's place;
                               --drill only shows that it can be done
    python3 run.py production-check   whether this installation is fit to serve, and what to do
    python3 run.py upgrade-database   the embedded server's data, for a new major PostgreSQL
    python3 run.py licences    the packages of production; --sbom FILE as CycloneDX
    python3 run.py lock        compile requirements.lock from pyproject.toml (needs uv)
    python3 run.py help        this text

Makes .venv from requirements.lock where there is none that fits, then hands over to
config/tools/tasks.py.
PORT=8001 changes the port; DATABASE_URL names a PostgreSQL server of your own.
"""

# Standard library only, and no syntax newer than Python 3.6: an old Python shall say that it is
# too old, and not "SyntaxError".
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"  # written last, so that an interrupted .venv is made again
OLDEST = (3, 11)
COMMANDS = (
    "serve",
    "test",
    "check",
    "format",
    "bench",
    "manage",
    "lock",
    "backup",
    "restore",
    "production-check",
    "upgrade-database",
    "licences",
)


def main(words):
    command = words[0] if words else "serve"
    if command in ("help", "-h", "--help"):
        return print(__doc__)
    if command not in COMMANDS:
        stop("There is no command {!r}. Try: python3 run.py help".format(command))
    require_python()
    try:
        prepare()
    except OSError as error:
        stop("Cannot write to {}: {}.".format(error.filename or ROOT, error.strerror))
    os.chdir(str(ROOT))
    sys.stdout.flush()
    os.execv(str(PYTHON), [str(PYTHON), "-m", "config.tools.tasks", command, *words[1:]])


def require_python():
    if sys.version_info >= OLDEST:
        return
    found = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    advice = " Try: {} run.py".format(found[0]) if found else ""
    stop("Python 3.11 or newer is needed; this is {}.{}".format(sys.version.split()[0], advice))


def prepare():
    """Have a .venv that fits the lock; of two that start at once, the second waits."""
    with read_lock() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        key = environment_key(lock.read())
        if not is_ready(key):
            make_environment()
            STAMP.write_text(key)


def read_lock():
    try:
        return LOCK.open("rb")
    except OSError as error:
        stop("Cannot read {}: {}.".format(LOCK, error.strerror))


def environment_key(lock):
    """Changes with the packages, with the Python, and when the checkout moves."""
    python = "{} {}".format(sys.version, os.path.realpath(sys.executable))
    return hashlib.sha256(lock + "\n{}\n{}".format(python, VENV).encode()).hexdigest()


def is_ready(key):
    try:
        return STAMP.read_text() == key and PYTHON.exists()
    except OSError:
        return False


def make_environment():
    if not os.access(str(ROOT), os.W_OK):
        stop("Cannot write to {}: the folder is not writable.".format(ROOT))
    begun = time.monotonic()
    say("Making .venv with {} ...".format(sys.version.split()[0]))
    if VENV.exists():
        shutil.rmtree(str(VENV))
    install = make_venv()
    say("Installing the locked packages (half a minute, once) ...")
    options = ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    run(install + options, "The packages could not be installed")
    say("The environment is ready ({:.0f} s).".format(time.monotonic() - begun))


def make_venv():
    """Make an empty .venv by the first way the machine offers; return the installing command."""
    failed = "The virtual environment could not be made"
    pip = ["-m", "pip", "--disable-pip-version-check"]
    if has("venv") and has("ensurepip"):
        run([sys.executable, "-m", "venv", str(VENV)], failed)
        return [str(PYTHON), *pip, "install", "--progress-bar", "off"]
    if has("venv") and has("pip"):
        run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], failed)
        return [sys.executable, *pip, "--python", str(PYTHON), "install"]
    if shutil.which("uv"):
        run(["uv", "venv", "--quiet", "--python", sys.executable, str(VENV)], failed)
        return ["uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
    return install_venv_module()


def install_venv_module():
    """As root on Debian or Ubuntu install what is missing; elsewhere say what to type."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    system_python = os.path.realpath(sys.executable).startswith("/usr/bin/")
    if not (os.geteuid() == 0 and shutil.which("apt-get") and system_python):
        stop(
            "This Python cannot make virtual environments (no venv and pip). "
            "On Debian or Ubuntu type: sudo apt-get install {}".format(package)
        )
    say("Installing {} ...".format(package))
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run(["apt-get", "update", "-qq"], "apt-get update failed")
    run(["apt-get", "install", "-y", "-qq", package], package + " could not be installed")
    importlib.invalidate_caches()
    if not has("ensurepip"):
        stop("{} is installed, but this Python still has no ensurepip.".format(package))
    return make_venv()


def has(module):
    return importlib.util.find_spec(module) is not None


def run(command, failed):
    """Run quietly; when it fails, show the end of what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        lines = done.stdout.decode(errors="replace").strip().splitlines()[-12:]
        stop("{}:\n  {}".format(failed, "\n  ".join(lines)))


def say(sentence):
    print(sentence, flush=True)


def stop(sentence):
    sys.exit(sentence)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("Stopped.")
