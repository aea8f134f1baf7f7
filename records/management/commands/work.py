"""`manage.py work`: the worker that does in the background what readers should not wait for.

`run.py` starts it with the site; in production it is a service of its own. One works at a time: a
second one waits until the first has ended.
"""

import os
import resource
import signal
import time
from functools import partial

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from config.lib.processes import end_with_parent
from config.outage import is_full, is_outage
from records.models import PreparedFile

LOCK = 20110417  # any number; an advisory lock of the session
MEMORY = 800 * 2**20  # bytes; what needs more fails, and is given up
ATTEMPTS = 3  # work that so many workers died of is given up


class Command(BaseCommand):
    help = "Do what was left to the background: documents of large years, tallies, counts."

    def add_arguments(self, parser):
        parser.add_argument("--until-empty", action="store_true", help="end when nothing is left")
        parser.add_argument("--with-parent", action="store_true", help="end when the caller does")

    def handle(self, *, until_empty, with_parent, **options):
        if with_parent:
            end_with_parent()
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # no traceback at Ctrl-C
        if not until_empty:
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        try:
            self.work(until_empty)
        except Exception as error:
            if is_full(error):
                raise CommandError(
                    "The disk is full; the worker ends, to be started again."
                ) from None
            if not is_outage(error):
                raise
            message = "The database does not answer; the worker ends, to be started again."
            raise CommandError(message) from None

    def work(self, until_empty: bool) -> None:
        session = wait_for_turn()
        PreparedFile.objects.finished().delete()
        take_up_again()
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(
                name="worker",
                concurrency=1,
                wait=not until_empty,
                delete_jobs="always",
                task_middleware=[partial(in_turn, session)],
                install_signal_handlers=False,  # cut-off work is taken up again: see below
            )


def in_turn(session: int, call_next, context, worker):
    """Do a piece of work, unless the lock was lost with its session, and leave no connection behind
    in the thread that did it."""
    try:
        with connection.cursor() as cursor:
            held = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = %s"
            cursor.execute(f"{held} AND granted", [LOCK, session])
            if not cursor.fetchone():
                os.kill(os.getpid(), signal.SIGTERM)
        return call_next()
    finally:
        connections.close_all()


def wait_for_turn() -> int:
    """Until no other worker is there; the process of the session that holds the lock. The lock is
    let go with the connection, however that ends."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s), pg_backend_pid()", [LOCK])
            is_ours, session = cursor.fetchone()
            if is_ours:
                return session
            time.sleep(1)


def take_up_again() -> None:
    """What a worker was doing when it died waits again: no other is at work now. Not where the same
    waits already, nor what several workers died of."""
    for job in ProcrastinateJob.objects.filter(status="doing"):
        waiting = ProcrastinateJob.objects.filter(status="todo").exclude(queueing_lock=None)
        waits_already = waiting.filter(queueing_lock=job.queueing_lock).exists()
        if job.attempts + 1 < ATTEMPTS and not waits_already:
            app.job_manager.retry_job_by_id(job.pk, retry_at=timezone.now())
            continue
        give_up = async_to_sync(app.job_manager.finish_job_by_id_async)
        give_up(job.pk, status=Status.FAILED, delete_job=True)
        if job.queue_name == PreparedFile.QUEUE:
            begun = PreparedFile.objects.waiting().exclude(begun_at=None)
            begun.update(finished_at=timezone.now(), has_failed=True)
