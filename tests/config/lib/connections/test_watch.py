"""What follows from a look at primary and replica, and how long one is waited for."""

import datetime
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace

import psycopg
import pytest

from config.lib.connections import newest_read, probes, watch
from config.lib.connections.interruptible import InterruptibleConnection, SilentServerError
from config.lib.connections.probes import Answer, Probe
from config.lib.connections.watch import Watch
from tests.database import database_url

START = datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC)
PRIMARY = Answer(system=1, started_at=START, is_standby=False, edition=7, position=10_000)
REPLICA = replace(PRIMARY, started_at=START + datetime.timedelta(1), is_standby=True)


class Said(Probe):
    """A server that says what the test sets."""

    def __init__(self, answer):
        super().__init__({})
        self.answer = answer

    def ask(self):
        if self.answer is None:
            self.failed_at = time.monotonic()


@pytest.fixture
def watched(settings):
    settings.REPLICA_MAX_LAG, settings.REPLICA_COOL_OFF = 10, 15
    return Watch(Said(PRIMARY), Said(REPLICA))


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_replica_that_follows_is_read(watched):
    watched.observe()

    assert watched.servers.has_replica and watched.servers.lag == 0


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (None, "does not answer"),
        (replace(REPLICA, is_standby=False), "is no replica"),
        (replace(REPLICA, system=2), "is a replica of another database"),
        (replace(REPLICA, edition=8), "has what the primary has not"),
    ],
)
def test_wrong_server_is_never_read(watched, answer, fault):
    watched.replica.answer = answer
    watched.observe()
    beside = watched.servers
    watched.primary.answer = None
    watched.observe()

    assert beside.fault.startswith(fault)
    assert watched.servers.may_stand_in is (fault == "has what the primary has not")


def test_both_addresses_may_lead_to_one_server(watched):
    watched.replica.answer = PRIMARY
    watched.observe()

    assert watched.servers.has_replica


def test_log_that_the_primary_has_not_is_noticed(watched):
    watched.replica.answer = replace(REPLICA, position=11_000)
    watched.observe()
    watched.observe()

    assert watched.servers.fault == "has what the primary has not"


def test_lag_is_the_age_of_what_was_replayed(watched, clock):
    for second in range(20):
        clock[0] += 1
        watched.primary.answer = replace(PRIMARY, position=10_000 + 1000 * second)
        watched.replica.answer = replace(REPLICA, position=12_000)
        watched.observe()

    assert watched.servers.lag == 17
    assert watched.servers.lag_bytes == 17_000
    assert watched.servers.fault == "is behind"


def test_replica_that_was_always_behind_has_no_known_lag(watched):
    watched.replica.answer = replace(REPLICA, position=1)
    watched.observe()

    assert watched.servers.lag is None and watched.servers.fault == "is behind"


def test_failure_is_followed_by_a_cool_off(watched, clock):
    watched.observe()
    watched.on_failure()
    at_once = watched.servers.has_replica
    clock[0] += 14
    watched.observe()
    later = watched.servers.has_replica
    clock[0] += 2
    watched.observe()

    assert (at_once, later, watched.servers.has_replica) == (False, False, True)


def test_replica_stands_in_for_the_primary_even_in_its_cool_off(watched):
    watched.observe()
    watched.on_failure()
    watched.primary.answer = None
    watched.observe()

    assert watched.servers.may_stand_in and not watched.servers.has_replica


def test_server_that_says_nothing_is_not_waited_for(monkeypatch):
    """It takes connections, as the kernel does for a suspended one, and answers none."""
    monkeypatch.setattr(probes, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        probe = Probe({"host": "127.0.0.1", "port": port, "user": "x", "dbname": "x"})
        begun = time.monotonic()
        probe.ask()

    assert probe.is_silent and probe.answer is None
    assert time.monotonic() - begun < 4


@pytest.mark.django_db
def test_statement_is_stopped_where_there_is_a_reason():
    connection = InterruptibleConnection.connect(database_url())
    connection.reason_to_stop = lambda: "enough"

    with pytest.raises(SilentServerError, match="enough"):
        connection.execute("SELECT pg_sleep(10)")

    assert connection.closed


@pytest.mark.django_db
def test_statement_is_waited_for_where_there_is_none():
    with InterruptibleConnection.connect(database_url()) as connection:
        (slept,) = connection.execute("SELECT 1 FROM pg_sleep(0.3)").fetchone()
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1 / 0")

    assert slept == 1


def test_no_statement_is_stopped_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(watch, "watchman", watch.Watchman())

    assert watch.silence("replica") == ""


def test_newest_edition_read_only_grows(monkeypatch):
    monkeypatch.setattr(newest_read, "_memory", bytearray(8))
    numbers = [5, 3, 9, 2]
    threads = [threading.Thread(target=newest_read.on_read, args=(n,)) for n in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert newest_read.newest_read() == 9


def test_newest_edition_read_is_known_to_forked_processes():
    script = """import os
from config.lib.connections.newest_read import newest_read, on_read
child = os.fork()
if not child:
    on_read(42)
    os._exit(0)
os.waitpid(child, 0)
print(newest_read())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert done.stdout == "42\n"
