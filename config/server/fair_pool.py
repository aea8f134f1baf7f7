"""Threads that serve senders in turn: who has kept them busy the least goes first.

A sender is a network address. The seconds that threads have worked for it are added up and halved
every few seconds. Of the work that waits, that of the sender with the fewest goes first, and one
thread does no work for senders with many: so who asks little finds a thread free, however much is
waiting of those who ask a lot.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Future

HALF_LIFE = 10  # seconds
MANY = 1.0  # seconds of work lately
MOST_SENDERS = 10_000  # that are remembered


class FairPool:
    """Runs work on so many threads, each piece to its end."""

    def __init__(self, threads: int, name: str):
        self._threads = threads
        self._waiting: dict[str, deque] = defaultdict(deque)
        self._busy = 0  # threads that work for senders with many seconds
        self._uses = Uses()
        self._change = threading.Condition()
        self._is_shut = False
        for number in range(threads):
            threading.Thread(target=self._work, name=f"{name}_{number}", daemon=True).start()

    def submit(self, sender: str, work: Callable[[], None]) -> Future:
        future: Future = Future()
        with self._change:
            self._waiting[sender].append((future, work))
            self._change.notify()
        return future

    def shutdown(self) -> None:
        """Begin nothing more."""
        with self._change:
            self._is_shut = True
            for pieces in self._waiting.values():
                for future, _work in pieces:
                    future.cancel()
            self._waiting.clear()
            self._change.notify_all()

    def _work(self) -> None:
        while True:
            with self._change:
                while (sender := self._next_sender()) is None:
                    if self._is_shut:
                        return
                    self._change.wait()
                future, work = self._take(sender)
                is_heavy = self._uses.of(sender) > MANY
                self._busy += is_heavy
            begun = time.monotonic()
            _run(future, work)
            with self._change:
                self._busy -= is_heavy
                self._uses.add(sender, time.monotonic() - begun)
                self._change.notify()

    def _next_sender(self) -> str | None:
        """Whose work goes next; None where nothing waits that may begin now."""
        sender = min(self._waiting, key=self._uses.of, default=None)
        if sender is None or self._uses.of(sender) <= MANY:
            return sender
        return sender if self._busy < max(1, self._threads - 1) else None

    def _take(self, sender: str):
        piece = self._waiting[sender].popleft()
        if not self._waiting[sender]:
            del self._waiting[sender]
        return piece


class Uses:
    """Seconds of work by sender, of which half are forgotten every few seconds."""

    def __init__(self):
        self._seconds: dict[str, tuple[float, float]] = {}  # and when they were added up

    def of(self, sender: str) -> float:
        seconds, at = self._seconds.get(sender, (0.0, 0.0))
        return seconds and seconds * 0.5 ** ((time.monotonic() - at) / HALF_LIFE)

    def add(self, sender: str, seconds: float) -> None:
        self._seconds[sender] = self.of(sender) + seconds, time.monotonic()
        if len(self._seconds) > MOST_SENDERS:
            few = sorted(self._seconds, key=self.of)[: MOST_SENDERS // 2]
            for sender in few:
                del self._seconds[sender]


def _run(future: Future, work: Callable[[], None]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits for the work gets it
        future.set_exception(error)
