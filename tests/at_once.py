"""Two people at once, each in a thread with a connection of its own."""

import threading
import time
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from records.models import User

Action = Callable[[], object]
PATIENCE = 60  # seconds, after which a thread is held to be stuck


def at_once(*actions: Action) -> list:
    """Run the actions in threads that begin together: results or refusals, the first to end first.
    Any other error is raised here."""
    barrier, outcomes = threading.Barrier(len(actions)), []

    def run(action):
        barrier.wait()
        outcomes.append(_outcome(action))
        connection.close()

    _in_threads(*(lambda one=one: run(one) for one in actions))
    return _without_errors(outcomes)


def overlapping(first: Action, second: Action) -> list:
    """Run `first` in a transaction that ends only when `second`, which begins after it, waits for
    it or has ended: the closest that two can come. Results or refusals of both, in this order."""
    is_done, has_begun, ended = threading.Event(), threading.Event(), threading.Event()
    outcomes: list = [None, None]
    waiting: list[int] = []

    def run_first():
        try:
            with transaction.atomic():
                outcomes[0] = _outcome(first)
                is_done.set()
                has_begun.wait(PATIENCE)
                _wait_until(lambda: ended.is_set() or _is_blocked(waiting[0]))
        finally:
            is_done.set()
            connection.close()

    def run_second():
        is_done.wait(PATIENCE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            waiting.extend(cursor.fetchone())
        has_begun.set()
        outcomes[1] = _outcome(second)
        ended.set()
        connection.close()

    _in_threads(run_first, run_second)
    return _without_errors(outcomes)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _outcome(action: Action) -> object:
    """What an action gives, or how it failed: told in the thread of the test."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001 - raised again by the test's own thread
        return error


def _in_threads(*actions: Action) -> None:
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"


def _without_errors(outcomes: list) -> list:
    for one in outcomes:
        if isinstance(one, Exception) and not isinstance(one, ValidationError):
            raise one
    return outcomes


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)


def _is_blocked(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return cursor.fetchone()[0]
