"""`python3 run.py`: from an empty folder to a running site, in one Python process.

One process, because Django takes half a second to load: the workers are forked from it.
"""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path

from config.database import server as postgres
from config.lib.processes import end_with_parent
from config.tools import messages
from config.tools.shell import ROOT, step

HOST = "127.0.0.1"
RESTART_SECONDS = 2  # between a background worker that ended and the next


def serve():
    port = read_port()
    require_free(port)
    with step("Compiling the message catalogue"):
        messages.compile_catalogue()
    start_database()
    with step("Loading the site"):
        import django

        django.setup()
    prepare_data()
    run_server(port)


def read_port():
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        sys.exit(f"PORT is a number from 1 to 65535, and not {text!r}.")
    return int(text)


def require_free(port):
    """Stop before the work is done, and not after it, when something else has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            sys.exit(f"Port {port} is not open to this account. Try: PORT=8001 python3 run.py")
        except OSError:
            free = 8001 if port == 8000 else port + 1
            sys.exit(f"Port {port} is taken. Try: PORT={free} python3 run.py")


def start_database():
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "FOLDER" in database:
        with step("Starting the database"):
            postgres.start(Path(database["FOLDER"]))


def prepare_data():
    """Bring the database up to date: the report is loaded once, and never over later edits."""
    from django.conf import settings
    from django.core.management import call_command

    if has_migrations_to_run():
        with step("Migrating the database"):
            call_command("migrate", verbosity=0, interactive=False)
    with step("Loading the 2011 report where there is none"):
        call_command("load_report_2011", stdout=io.StringIO())
    if settings.PRODUCTION:
        with step("Collecting the static files"):
            call_command("collectstatic", verbosity=0, interactive=False)
    else:
        call_command("demo_accounts")


def has_migrations_to_run():
    """Asked as the owner, where that one is known: after migrations that were cut off the
    application has no rights yet, and gets them by migrating again."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from config.database.rights import has_rights
    from config.lib.connections.table_owner import as_owner

    with as_owner() if settings.DATABASES["default"]["OWNER"] else nullcontext():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return bool(plan) or not has_rights()


def run_server(port):
    """Serve until a signal ends it; the database stops at exit."""
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from config.lib.connections.address import database_address

    class Site(BaseApplication):
        def load_config(self):
            for name, value in server_settings(port).items():
                self.cfg.set(name, value)
            # before the database stops
            self.cfg.set("on_exit", lambda server: os.kill(supervisor, signal.SIGTERM))

        def load(self):
            from config.wsgi import application

            return application

    address = database_address()
    connections.close_all()  # a connection must not be shared with the forked workers
    supervisor = start_background_worker(address)
    Site().run()


def start_background_worker(address):
    """Run `manage.py work`, again whenever it ends, from a process that does nothing else: the one
    that gunicorn's workers are forked from should have no threads. It is told the address of the
    database, so that it takes no part in starting or stopping that. Returns the process's id."""
    supervisor = os.fork()
    if supervisor:
        return supervisor
    end_with_parent()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: os._exit(0))  # the worker ends with this process
    command = [sys.executable, str(ROOT / "manage.py"), "work", "--with-parent"]
    while True:
        subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False)
        time.sleep(RESTART_SECONDS)


def server_settings(port):
    """The settings of `config/server/gunicorn.py`, and what only this command needs."""
    from gunicorn.config import KNOWN_SETTINGS

    from config.server import gunicorn

    names = {setting.name for setting in KNOWN_SETTINGS}
    common = {name: value for name, value in vars(gunicorn).items() if name in names}
    return {
        **common,
        "bind": f"{HOST}:{port}",
        "when_ready": end_on_hangup,
        "post_worker_init": begin_work,
    }


def end_on_hangup(server):
    """Closing the terminal ends the site; gunicorn would start its workers anew."""
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


def begin_work(worker):
    keep_database_running()
    if worker.age == 1:  # the first worker has loaded the site: it answers now
        host, port = worker.sockets[0].getsockname()
        print(f"The site is at http://{host}:{port}/ (Ctrl-C ends it).", flush=True)


def keep_database_running():
    """Restart the embedded server when it dies, from a thread of each worker.

    Of the workers and not of their parent: gunicorn replaces a worker that dies, and a parent with
    threads could not fork safely. The locks of `config/database/server.py` let only one start it.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "FOLDER" in database:
        folder = Path(database["FOLDER"])
        threading.Thread(target=postgres.keep_running, args=(folder,), daemon=True).start()
