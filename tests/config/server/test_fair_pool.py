"""Who asks little is served beside those who ask a lot."""

import threading
import time
from collections.abc import Iterator

import pytest

from config.server import fair_pool
from config.server.fair_pool import Costs, CrowdedError, FairPool, SharedClock, Uses

PAGE, REPORT = "page", "report"


@pytest.fixture
def pool() -> Iterator[FairPool]:
    pool = FairPool(2, "test")
    yield pool
    pool.shutdown()


def known_kinds(pool: FairPool) -> FairPool:
    """The pool, which knows that of its kinds only a report is long."""
    for _piece in range(3):
        pool._costs.add(PAGE, 0.1)
        pool._costs.add(REPORT, 20.0)
        pool._costs.add("list", 0.2)
    return pool


def test_results_and_faults_reach_whoever_waits(pool):
    def fail():
        raise SystemExit("no")

    assert pool.submit("a", PAGE, lambda: 3).result(timeout=10) == 3
    assert isinstance(pool.submit("a", PAGE, fail).exception(timeout=10), SystemExit)
    assert pool.submit("a", PAGE, lambda: 4).result(timeout=10) == 4


def test_who_has_asked_the_least_goes_first():
    pool, order, gate = FairPool(1, "test"), [], threading.Event()
    pool._uses.add("greedy", 0.5)
    first = pool.submit("other", PAGE, gate.wait)
    waiting = [
        pool.submit(sender, PAGE, lambda sender=sender: order.append(sender))
        for sender in ("greedy", "greedy", "modest")
    ]
    time.sleep(0.1)
    gate.set()

    for future in (first, *waiting):
        future.result(timeout=10)
    pool.shutdown()

    assert order == ["modest", "greedy", "greedy"]


def test_what_has_waited_long_goes_before_what_is_less_and_has_just_come():
    pool, order, gate = FairPool(1, "test"), [], threading.Event()
    for _piece in range(2):
        pool._costs.add(REPORT, 0.1)
    first = pool.submit("a", "other", gate.wait)
    pool._uses.add("b", 0.0)  # had an answer just now
    report = pool.submit("b", REPORT, lambda: order.append("report"))
    time.sleep(0.5)
    pool._uses.add("c", 0.0)
    page = pool.submit("c", PAGE, lambda: order.append("page"))
    gate.set()

    for future in (first, report, page):
        future.result(timeout=10)
    pool.shutdown()
    assert order == ["report", "page"]


def test_who_has_read_for_a_while_goes_before_who_asks_at_once():
    pool, order, gate = FairPool(1, "test"), [], threading.Event()
    first = pool.submit("other", PAGE, gate.wait)
    pool._uses.add("reader", 0.2)
    time.sleep(0.5)
    pool._uses.add("hasty", 0.2)
    waiting = [
        pool.submit(sender, PAGE, lambda sender=sender: order.append(sender))
        for sender in ("hasty", "reader")
    ]
    time.sleep(0.1)
    gate.set()

    for future in (first, *waiting):
        future.result(timeout=10)
    pool.shutdown()
    assert order == ["reader", "hasty"]


def test_one_thread_is_free_for_those_who_ask_little(pool):
    gate = threading.Event()
    known_kinds(pool)
    pool._uses.add("greedy", 60)
    greedy = [pool.submit("greedy", PAGE, gate.wait) for _piece in range(5)]
    time.sleep(0.1)

    assert pool.submit("modest", PAGE, lambda: "served").result(timeout=10) == "served"
    assert not any(future.done() for future in greedy)
    gate.set()
    assert [future.result(timeout=10) for future in greedy] == [True] * 5


def test_long_work_leaves_threads_for_short_work_of_anybody():
    pool, gate = known_kinds(FairPool(4, "test")), threading.Event()
    first = pool.submit("a", REPORT, gate.wait)
    second = pool.submit("b", REPORT, lambda: "late")

    assert pool.submit("b", PAGE, lambda: "served").result(timeout=10) == "served"
    assert not second.done()
    gate.set()
    assert (first.result(timeout=10), second.result(timeout=10)) == (True, "late")
    pool.shutdown()


def test_kind_is_what_most_of_its_newest_pieces_are(monkeypatch):
    costs = Costs()
    costs.add(PAGE, 9.0)
    assert costs.of(PAGE) == 0.0  # the first may have made what all others find
    for seconds in (1.0, 2.0, 0.0):
        costs.add(PAGE, seconds)
    assert costs.of(PAGE) == 1.0

    monkeypatch.setattr(fair_pool, "MOST_KINDS", 10)
    for number in range(30):
        costs.add(number, 1.0)
    assert len(costs._newest) == 10


def test_work_that_would_wait_too_long_is_refused_with_the_seconds(pool):
    gate = threading.Event()
    known_kinds(pool)
    first = pool.submit("a", REPORT, gate.wait)
    time.sleep(0.1)
    waiting = [pool.submit("a", REPORT, gate.wait, longest_wait=30) for _piece in range(2)]

    with pytest.raises(CrowdedError) as refusal:
        pool.submit("b", REPORT, gate.wait, longest_wait=30)
    assert refusal.value.seconds == pytest.approx(40)
    assert pool.submit("b", PAGE, lambda: "served", longest_wait=30).result(timeout=10) == "served"
    assert not pool.submit("b", REPORT, gate.wait).done()  # what must not be refused waits
    gate.set()
    assert [piece.result(timeout=10) for piece in (first, *waiting)] == [True] * 3


def test_who_asks_little_is_not_refused_for_what_others_wait_for(pool):
    gate = threading.Event()
    known_kinds(pool)
    pool._uses.add("a", 0.5)
    first = pool.submit("a", REPORT, gate.wait)
    time.sleep(0.1)
    waiting = [pool.submit("a", REPORT, gate.wait) for _piece in range(5)]

    modest = pool.submit("b", REPORT, gate.wait, longest_wait=30)
    gate.set()
    assert [piece.result(timeout=10) for piece in (first, *waiting, modest)] == [True] * 7


def test_an_office_behind_one_address_goes_on_beside_a_report():
    pool, gate = known_kinds(FairPool(4, "test")), threading.Event()
    pool._uses.add("office", 60)
    report = pool.submit("office", REPORT, gate.wait)
    first = pool.submit("office", PAGE, gate.wait)

    assert pool.submit("office", PAGE, lambda: "served").result(timeout=10) == "served"
    gate.set()
    assert report.result(timeout=10) and first.result(timeout=10)
    pool.shutdown()


def test_on_a_busy_machine_only_what_takes_longer_than_others_is_long():
    costs = Costs()
    costs._renewed_at -= 60
    for _piece in range(2):
        for kind in ("page", "list", "search"):
            costs.add(kind, 1.0)
        costs.add(REPORT, 20.0)

    assert costs.of("page") < costs.long < costs.of(REPORT)


def test_of_an_unknown_kind_one_piece_is_done_at_a_time():
    pool, gate = FairPool(4, "test"), threading.Event()
    first = pool.submit("a", REPORT, gate.wait)
    second = pool.submit("b", REPORT, lambda: "later")

    assert pool.submit("b", PAGE, lambda: "served").result(timeout=10) == "served"
    assert not second.done()
    gate.set()
    assert first.result(timeout=10) and second.result(timeout=10) == "later"
    pool.shutdown()


def test_seconds_are_shared_by_who_works_at_once(monkeypatch):
    moment = 0.0
    monkeypatch.setattr(fair_pool.time, "monotonic", lambda: moment)
    clock = SharedClock()
    first = clock.begin()
    moment = 1.0
    second = clock.begin()
    moment = 5.0

    assert clock.end() - second == pytest.approx(2.0)
    assert clock.end() - first == pytest.approx(3.0)


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
    running, waiting = pool.submit("a", PAGE, gate.wait), pool.submit("a", PAGE, lambda: None)
    time.sleep(0.05)

    pool.shutdown()
    gate.set()

    assert waiting.cancelled() and running.result(timeout=10)
