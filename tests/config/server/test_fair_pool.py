"""Who asks little is served beside those who ask a lot."""

import threading
import time
from collections.abc import Iterator

import pytest

from config.server import fair_pool
from config.server.fair_pool import FairPool, Uses


@pytest.fixture
def pool() -> Iterator[FairPool]:
    pool = FairPool(2, "test")
    yield pool
    pool.shutdown()


def test_results_and_faults_reach_whoever_waits(pool):
    def fail():
        raise SystemExit("no")

    assert pool.submit("a", lambda: 3).result(timeout=10) == 3
    assert isinstance(pool.submit("a", fail).exception(timeout=10), SystemExit)
    assert pool.submit("a", lambda: 4).result(timeout=10) == 4


def test_who_has_asked_the_least_goes_first():
    pool, order, gate = FairPool(1, "test"), [], threading.Event()
    pool._uses.add("greedy", 0.5)
    first = pool.submit("other", gate.wait)
    waiting = [
        pool.submit(sender, lambda sender=sender: order.append(sender))
        for sender in ("greedy", "greedy", "modest")
    ]
    gate.set()

    for future in (first, *waiting):
        future.result(timeout=10)
    pool.shutdown()

    assert order == ["modest", "greedy", "greedy"]


def test_one_thread_is_free_for_those_who_ask_little(pool):
    gate = threading.Event()
    pool._uses.add("greedy", 60)
    greedy = [pool.submit("greedy", gate.wait) for _piece in range(5)]
    time.sleep(0.1)

    assert pool.submit("modest", lambda: "served").result(timeout=10) == "served"
    assert not any(future.done() for future in greedy)
    gate.set()
    assert [future.result(timeout=10) for future in greedy] == [True] * 5


def test_greed_is_forgotten(monkeypatch):
    uses = Uses()
    uses.add("a", 8.0)
    later = time.monotonic() + 3 * fair_pool.HALF_LIFE
    monkeypatch.setattr(fair_pool.time, "monotonic", lambda: later)

    assert uses.of("a") == pytest.approx(1.0, rel=0.01)


def test_few_senders_are_remembered(monkeypatch):
    monkeypatch.setattr(fair_pool, "MOST_SENDERS", 10)
    uses = Uses()
    for number in range(30):
        uses.add(str(number), number)

    assert len(uses._seconds) <= 10 and uses.of("29") > 28


def test_what_waits_is_cancelled_at_the_end():
    pool, gate = FairPool(1, "test"), threading.Event()
    running, waiting = pool.submit("a", gate.wait), pool.submit("a", lambda: None)
    time.sleep(0.05)

    pool.shutdown()
    gate.set()

    assert waiting.cancelled() and running.result(timeout=10)
