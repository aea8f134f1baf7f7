"""Threads that serve senders in turn, with room for short work beside long work.

A sender is a network address, a kind is what addresses of one form have in common. The seconds that
threads have worked for a sender are added up and halved every few seconds; of each kind it is known
how long a piece takes. While several threads work, each gets its share of every second. What goes
next is what has waited longest, measured by those seconds, and counted from the last answer to its
sender: so who asks little, and reads before asking again, hardly waits for those who ask all the
time, and nothing waits for ever. Work of a long kind has few of the threads, and together with that
of unknown kinds and of senders with many seconds all but one: so others find one free, and a whole
office behind one address goes on beside a report. Of an unknown kind one piece is done at a time.
"""

import statistics
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field

HALF_LIFE = 10  # seconds
READING = 2  # seconds, at most, that count as waiting before a piece has come
MANY = 1.0  # seconds of work lately
LONG = 0.4  # seconds, of a kind
TIMES_LONGER = 5  # than the median of all kinds, where that is more: a busy machine takes longer
LONG_AT_ONCE = 1  # threads, at most, that do long work
MOST_SENDERS = 10_000  # that are remembered
MOST_KINDS = 25_000  # six hundred routes, three methods and others, ten ways to ask: all there are
LEAST = 0.01  # seconds of every piece
FEWEST, NEWEST = 2, 5  # pieces of a kind by which it is known how long they take


class CrowdedError(Exception):
    """So much long work waits that this piece would begin only after `seconds`."""

    def __init__(self, seconds: float):
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Piece:
    kind: Hashable
    work: Callable[[], object]
    future: Future = field(default_factory=Future)
    arrived: float = field(default_factory=time.monotonic)


class FairPool:
    """Runs work on so many threads, each piece to its end."""

    def __init__(self, threads: int, name: str):
        self._waiting: dict[str, deque[Piece]] = defaultdict(deque)
        self._long = 0  # threads that do work of a long kind
        self._busy = 0  # these, of unknown kinds, and for senders with many seconds
        self._most_busy = max(1, threads - 1)
        self._running: Counter[Hashable] = Counter()  # by kind
        self._clock = SharedClock()
        self._uses, self._costs = Uses(), Costs()
        self._change = threading.Condition()
        self._is_shut = False
        for number in range(threads):
            threading.Thread(target=self._work, name=f"{name}_{number}", daemon=True).start()

    def submit(
        self,
        sender: str,
        kind: Hashable,
        work: Callable[[], object],
        longest_wait: float | None = None,
    ) -> Future:
        """CrowdedError where it would have to wait for more than `longest_wait` seconds."""
        piece = Piece(kind, work)
        with self._change:
            seconds = self._seconds_before(sender, kind)
            if longest_wait is not None and seconds > longest_wait:
                raise CrowdedError(seconds)
            self._waiting[sender].append(piece)
            self._change.notify()
        return piece.future

    @property
    def waiting(self) -> int:
        """How many pieces wait."""
        with self._change:
            return sum(map(len, self._waiting.values()))

    def shutdown(self) -> None:
        """Begin nothing more."""
        with self._change:
            self._is_shut = True
            for pieces in self._waiting.values():
                for piece in pieces:
                    piece.future.cancel()
            self._waiting.clear()
            self._change.notify_all()

    def _work(self) -> None:
        while True:
            with self._change:
                while (taken := self._take()) is None:
                    if self._is_shut:
                        return
                    self._change.wait()
                sender, piece = taken
                is_long, is_busy = self._is_long(piece.kind), self._is_busy(sender, piece.kind)
                self._long += is_long
                self._busy += is_busy
                self._running[piece.kind] += 1
                begun = self._clock.begin()
            _run(piece)
            with self._change:
                seconds = self._clock.end() - begun
                self._long -= is_long
                self._busy -= is_busy
                self._running -= Counter([piece.kind])  # keeps those above 0
                self._uses.add(sender, seconds)
                self._costs.add(piece.kind, seconds)
                self._change.notify_all()

    def _take(self) -> tuple[str, Piece] | None:
        """What goes next, which waits no more; None where nothing waits that may begin now."""
        now = time.monotonic()
        waiting = [
            (sender, piece)
            for sender, pieces in self._waiting.items()
            for piece in pieces
            if self._may_begin(sender, piece.kind)
        ]
        if not waiting:
            return None
        sender, piece = max(
            waiting, key=lambda one: self._waited(*one, now) / self._seconds_of(one[0], one[1].kind)
        )
        self._waiting[sender].remove(piece)
        if not self._waiting[sender]:
            del self._waiting[sender]
        return sender, piece

    def _waited(self, sender: str, piece: Piece, now: float) -> float:
        """Seconds since the last answer to the sender, or a little before the piece came."""
        return now - max(self._uses.last(sender), piece.arrived - READING)

    def _seconds_of(self, sender: str, kind: Hashable) -> float:
        """By what the time that a piece has waited is measured."""
        return LEAST + self._uses.of(sender) + self._costs.of(kind)

    def _may_begin(self, sender: str, kind: Hashable) -> bool:
        if self._is_long(kind) and self._long >= LONG_AT_ONCE:
            return False
        if self._running[kind] and not self._costs.are_known(kind):
            return False
        return self._busy < self._most_busy or not self._is_busy(sender, kind)

    def _is_long(self, kind: Hashable) -> bool:
        return self._costs.of(kind) > self._costs.long

    def _is_busy(self, sender: str, kind: Hashable) -> bool:
        may_be_long = self._is_long(kind) or not self._costs.are_known(kind)
        return may_be_long or self._uses.of(sender) > MANY

    def _seconds_before(self, sender: str, kind: Hashable) -> float:
        """How long the long work will take that probably goes before this; 0 for what is short."""
        if not self._is_long(kind):
            return 0.0
        own = self._seconds_of(sender, kind)
        before = (
            self._costs.of(piece.kind)
            for other, pieces in self._waiting.items()
            for piece in pieces
            if self._is_long(piece.kind) and self._seconds_of(other, piece.kind) <= own
        )
        return sum(before) / LONG_AT_ONCE


class SharedClock:
    """Goes by as many seconds for each piece of work as it has had of a thread of its own: while
    three are under way, by one second in three."""

    def __init__(self):
        self._working = 0
        self._seconds, self._looked_at = 0.0, time.monotonic()

    def begin(self) -> float:
        now = self._now()
        self._working += 1
        return now

    def end(self) -> float:
        now = self._now()
        self._working -= 1
        return now

    def _now(self) -> float:
        moment = time.monotonic()
        self._seconds += (moment - self._looked_at) / max(1, self._working)
        self._looked_at = moment
        return self._seconds


class Uses:
    """Seconds of work by sender, of which half are forgotten every few seconds."""

    def __init__(self):
        self._seconds: dict[str, tuple[float, float]] = {}  # and when they were added up

    def of(self, sender: str) -> float:
        seconds, at = self._seconds.get(sender, (0.0, 0.0))
        return seconds and seconds * 0.5 ** ((time.monotonic() - at) / HALF_LIFE)

    def last(self, sender: str) -> float:
        """When work for the sender was last over; 0 where that is not remembered."""
        return self._seconds.get(sender, (0.0, 0.0))[1]

    def add(self, sender: str, seconds: float) -> None:
        self._seconds[sender] = self.of(sender) + seconds, time.monotonic()
        if len(self._seconds) > MOST_SENDERS:
            few = sorted(self._seconds, key=self.of)[: MOST_SENDERS // 2]
            for sender in few:
                del self._seconds[sender]


class Costs:
    """Seconds that a piece of work takes, by kind: the middle of the newest few. Two at least must
    have been long for a kind to be so: the first of an edition takes longer than those after it."""

    def __init__(self):
        self._newest: dict[Hashable, deque[float]] = {}
        self._seconds: dict[Hashable, float] = {}  # the middle of each
        self.long = LONG  # seconds from which a kind is long
        self._renewed_at = time.monotonic()

    def of(self, kind: Hashable) -> float:
        return self._seconds.get(kind, 0.0)

    def are_known(self, kind: Hashable) -> bool:
        return kind in self._seconds

    def add(self, kind: Hashable, seconds: float) -> None:
        newest = self._newest.pop(kind, deque(maxlen=NEWEST))
        newest.append(seconds)
        self._newest[kind] = newest  # the last of the dict now
        if len(newest) >= FEWEST:
            self._seconds[kind] = sorted(newest)[(len(newest) - 1) // 2]
        if len(self._newest) > MOST_KINDS:
            oldest = next(iter(self._newest))
            del self._newest[oldest]
            self._seconds.pop(oldest, None)
        self._renew_long()

    def _renew_long(self) -> None:
        """How long most kinds take, as of a second ago at most."""
        if self._seconds and time.monotonic() - self._renewed_at > 1:
            self._renewed_at = time.monotonic()
            self.long = max(LONG, TIMES_LONGER * statistics.median(self._seconds.values()))


def _run(piece: Piece) -> None:
    if not piece.future.set_running_or_notify_cancel():
        return
    try:
        piece.future.set_result(piece.work())
    except BaseException as error:  # noqa: BLE001 - whoever waits for the work gets it
        piece.future.set_exception(error)
