"""Publications killed at random moments: `python3 run.py bench kills`.

A worker publishes 500 projects as one edition, again and again. It, the first process of
PostgreSQL, or all processes of PostgreSQL get SIGKILL, spread over the time that a publication
takes; three kills in ten fall around its COMMIT, which is short. After each the server is brought
up, the 500 are public or none is, everything verifies, and the next edition is published.

SEED repeats the moments of a run, as far as the machine is as fast.
"""

import logging
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg

from config.database import server
from config.database.home import SUPERUSER
from tests import replicas
from tests.benchmarks import ground

os.environ |= {**ground.ENVIRONMENT, "AUDITORS_EMAIL": ""}  # before Django reads it

from django.db import connection

from tests.benchmarks import batches
from tests.benchmarks.batches import BEGINS, COMMITS, IS_PUBLISHED

KILLS = int(os.environ.get("KILLS", "40"))
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
WORKER, POSTMASTER, POSTGRESQL = "worker", "postmaster", "all of PostgreSQL"
VICTIMS = (WORKER, POSTMASTER, WORKER, POSTGRESQL)
BEYOND = 1.1  # the last kills come after the edition
MOMENTS = ("before the COMMIT", "within the COMMIT", "after the COMMIT")
OUTCOMES = ("all", "none")
REHEARSALS = 3
BUSY = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


@dataclass(frozen=True)
class Kill:
    """Whom to kill, at which share of the time that follows what the worker says."""

    victim: str
    after: str
    share: float


def measure() -> Iterator[tuple[str, float, float, float]]:
    """Lines of (which kill and what it left, seconds after which it came, seconds until the server
    answered, seconds of the verification)."""
    logging.getLogger("config.database.server").setLevel(logging.ERROR)
    ground.fresh()
    _submit_batch()
    begun, usual = time.monotonic(), _rehearse()
    yield f"SEED={SEED}, a publication takes", usual[BEGINS], 0, 0
    yield "of which its COMMIT", usual[COMMITS], 0, 0
    outcomes = Counter()
    for number, kill in enumerate(plan(KILLS, random.Random(SEED)), 1):  # noqa: S311  # no secret
        if not batches.standing().submitted:
            _submit_batch()
        moment, outcome, *seconds = _survive(kill, kill.share * usual[kill.after])
        outcomes.update((kill.victim, moment, outcome))
        yield f"{number:2} {kill.victim}, {moment}: {outcome}", *seconds
    _publish_the_rest()
    yield f"{KILLS} kills, {KILLS} verifications ok", time.monotonic() - begun, 0, 0
    yield _counted(outcomes, "killed", VICTIMS), 0, 0, 0
    yield _counted(outcomes, "it came", MOMENTS), 0, 0, 0
    yield _counted(outcomes, "public", OUTCOMES), 0, 0, 0


def _counted(outcomes: Counter, what: str, names: tuple[str, ...]) -> str:
    return f"{what}: " + ", ".join(f"{name} {outcomes[name]}" for name in dict.fromkeys(names))


def plan(kills: int, chance: random.Random) -> list[Kill]:
    """Every victim in turn, the moments spread evenly and shuffled; of every fourth round they are
    moments of the COMMIT alone."""
    shares = [BEYOND * (number + chance.random()) / kills for number in range(kills)]
    chance.shuffle(shares)
    rounds = [divmod(number, len(VICTIMS)) for number in range(kills)]
    return [
        Kill(VICTIMS[turn], BEGINS if round_ % 4 else COMMITS, share)
        for (round_, turn), share in zip(rounds, shares, strict=True)
    ]


def _submit_batch() -> None:
    """A killed server forgets how many rows changed, and would not count its tables anew."""
    batches.submit_batch()
    ground.run_sql("ANALYZE")


def _rehearse() -> dict[str, float]:
    """The usual seconds from what the worker says to the end of its publication."""
    runs = []
    for _time in range(REHEARSALS):
        with _worker() as worker:
            moments = {line.strip(): time.monotonic() for line in worker.stdout}
        runs.append({what: moments[IS_PUBLISHED] - moments[what] for what in (BEGINS, COMMITS)})
        _submit_batch()
    return {what: statistics.median(run[what] for run in runs) for what in (BEGINS, COMMITS)}


@contextmanager
def _worker(**options) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "tests.benchmarks.batches"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ground.ROOT, stdout=pipe, text=True, **options) as worker:
        yield worker


def _survive(kill: Kill, wait: float) -> tuple[str, str, float, float, float]:
    """Kill at a moment of a publication; when it came, what it left, and the seconds of it all."""
    before = batches.standing()
    connection.close()
    with _worker(stderr=subprocess.DEVNULL) as worker:
        heard = [next(worker.stdout).strip()]
        while heard[-1] != kill.after:
            heard.append(next(worker.stdout).strip())
        time.sleep(wait)
        _kill(kill.victim, worker.pid)
        begun = time.monotonic()
        _bring_up()
        recovery = time.monotonic() - begun
        heard += [line.strip() for line in worker.stdout]
    return *_outcome(before, heard), wait, recovery, _verify()


def _kill(victim: str, worker: int) -> None:
    postmaster = server.read_pid(ground.HOME)
    killed = {
        WORKER: [worker],
        POSTMASTER: [postmaster],
        POSTGRESQL: [postmaster, *replicas.children(postmaster)],
    }
    for process in killed[victim]:
        with suppress(ProcessLookupError):  # it ended by itself a moment ago
            os.kill(process, signal.SIGKILL)
    while victim != WORKER and server.is_alive(ground.HOME):
        time.sleep(0.01)


def _bring_up() -> None:
    """As the process beside a site does, until the sessions of the dead have ended too."""
    deadline = time.monotonic() + server.START_SECONDS
    while not server.is_answering(ground.HOME):
        assert time.monotonic() < deadline, "the server does not come back"
        server.restart(ground.HOME)
    address = ground.HOME.url(server.DATABASE, SUPERUSER)
    with psycopg.connect(address, autocommit=True) as superuser:
        while superuser.execute(BUSY).fetchone()[0]:
            assert time.monotonic() < deadline, "a session of the dead does not end"
            time.sleep(0.01)


def _outcome(before: batches.Standing, heard: list[str]) -> tuple[str, str]:
    """Whether the kill came before, within or after the COMMIT, and whether all or none of the
    batch is public. What was acknowledged is there, what was not yet committed is not."""
    after = batches.standing()
    assert after in (before, before.with_batch()), f"half a publication: {before}, {after}"
    is_public = after != before
    moment, possible = {
        BEGINS: (MOMENTS[0], [False]),
        COMMITS: (MOMENTS[1], [False, True]),
        IS_PUBLISHED: (MOMENTS[2], [True]),
    }[heard[-1]]
    assert is_public in possible, f"killed {moment}: {before}, {after}"
    return moment, "all" if is_public else "none"


def _verify() -> float:
    """Seconds in which everything was verified; the next edition follows."""
    begun = time.monotonic()
    editions = batches.verify_all()
    seconds = time.monotonic() - begun
    assert batches.publish_another().number == editions + 1
    return seconds


def _publish_the_rest() -> None:
    """What the last kill left is published by a worker that nobody kills."""
    if batches.standing().submitted:
        before = batches.standing()
        with _worker() as worker:
            worker.stdout.read()
        assert batches.standing() == before.with_batch()
    batches.verify_all()
