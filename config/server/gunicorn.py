"""gunicorn's settings, for `run.py` and for production alike.

`gunicorn -c python:config.server.gunicorn config.wsgi` serves the site; the command line may set
anything else.
"""

import os
import shutil
import signal
from pathlib import Path

from config.lib.processes import end_with_parent

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "config.server.worker.BufferingWorker"
threads = 4  # views at once in each worker; every thread has a database connection
worker_connections = 1000
preload_app = True  # the workers are forked from one process that has loaded Django
timeout = 60  # for a worker whose loop stands still; views and downloads may take longer
graceful_timeout = 15
loglevel = "warning"
logger_class = "config.server.log.Log"
control_socket_disable = True


def on_starting(server):
    """Counts begin anew with the site: the files of workers that have ended are thrown away."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # config/settings.py
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True)


def post_fork(server, worker):
    """Let a worker end whenever its parent does.

    Until the worker has handlers of its own it has the parent's, which only take note: a TERM would
    be lost. A worker whose parent was killed would keep the port taken; on Linux it ends at once.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
