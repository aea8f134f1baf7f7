"""`manage.py work`: the worker that does in the background what readers should not wait for.

`run.py` starts it with the site; in production it is a service of its own. One works at a time: a
second one waits until the first has ended.
"""

import signal
import time

from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config.lib.processes import end_with_parent
from records.models import PreparedFile

LOCK = 20110417  # any number; an advisory lock of the session


class Command(BaseCommand):
    help = "Do what was left to the background: documents of large years."

    def add_arguments(self, parser):
        parser.add_argument("--until-empty", action="store_true", help="end when nothing is left")
        parser.add_argument("--with-parent", action="store_true", help="end when the caller does")

    def handle(self, *, until_empty, with_parent, **options):
        if with_parent:
            end_with_parent()
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # no traceback at Ctrl-C
        wait_for_turn()
        PreparedFile.objects.finished().delete()
        take_up_again()
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(
                name="worker",
                concurrency=1,
                wait=not until_empty,
                delete_jobs="always",
                task_middleware=[own_connections],
                install_signal_handlers=False,  # cut-off work is taken up again: see below
            )


def own_connections(call_next, context, worker):
    """A piece of work leaves no connection behind in the thread that did it."""
    try:
        return call_next()
    finally:
        connections.close_all()


def wait_for_turn() -> None:
    """Until no other worker is there. The lock is let go with the connection, however that ends."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone()[0]:
                return
            time.sleep(1)


def take_up_again() -> None:
    """What a worker was doing when it died waits again: no other is at work now."""
    for pk in ProcrastinateJob.objects.filter(status="doing").values_list("pk", flat=True):
        app.job_manager.retry_job_by_id(pk, retry_at=timezone.now())
