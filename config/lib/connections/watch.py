"""Primary and replica, looked at once a second by a thread of each worker.

No reader waits to find out whether a server answers, and none is kept waiting by a server that has
fallen silent: connections of the site (`config/database/watched/`) ask `silence` while they wait.

How far the replica is behind is measured by the clock of this machine alone: the watch remembers
where the log of the primary stood at each look, and the newest of these moments whose log the
replica has replayed says how old the replica's content is at most.
"""

import math
import os
import threading
import time
from collections import deque
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from config.lib.connections.probes import Answer, Probe
from config.lib.connections.read_replica import REPLICA

PAUSE = 1.0  # seconds between two looks
STALE = 15.0  # seconds: an older look says nothing, as when its thread has died
MOMENTS = 300  # looks that are remembered
HEADER = 64  # bytes: the head of a page of the log belongs to no record


@dataclass(frozen=True)
class Servers:
    """Both servers at one moment. `lag` is in seconds, None where it is not known. `fault` says why
    the replica is not read beside a primary that answers; empty where it is read."""

    primary: Answer | None = None
    replica: Answer | None = None
    primary_error: str = ""
    replica_error: str = ""
    lag: float | None = None
    lag_bytes: int | None = None
    fault: str = "nobody has looked yet"
    may_stand_in: bool = False  # for a primary that does not answer
    looked_at: float = -math.inf

    @property
    def has_replica(self) -> bool:
        return not self.fault


class Watch:
    def __init__(self, primary: Probe, replica: Probe):
        self.primary, self.replica = primary, replica
        self.servers = Servers()
        self._system: int | None = None  # of the primary, since it answered first
        self._positions: deque[tuple[float, int]] = deque(maxlen=MOMENTS)  # of the primary's log
        self._replayed = 0  # by the replica, at the look before
        self._failed_at = -math.inf

    def observe(self) -> None:
        """Ask both; takes a few seconds where they are silent."""
        self.primary.ask()
        if primary := self.primary.answer:
            self._system = primary.system
            self._positions.append((time.monotonic(), primary.position))
        self.replica.ask()
        lag = self._lag()
        self.servers = Servers(
            primary=primary,
            replica=self.replica.answer,
            primary_error=self.primary.error,
            replica_error=self.replica.error,
            lag=lag,
            lag_bytes=self._lag_bytes(),
            fault=self._fault(lag),
            may_stand_in=not self._wrong_server(),
            looked_at=time.monotonic(),
        )
        self._replayed = self.replica.answer.position if self.replica.answer else 0

    def on_failure(self) -> None:
        """A reader's request failed on the replica."""
        self._failed_at = time.monotonic()
        self.servers = replace(self.servers, fault="failed a moment ago")

    def _lag(self) -> float | None:
        if not self.replica.answer or not self._positions:
            return None
        replayed = self.replica.answer.position + HEADER
        if replayed >= self._positions[-1][1]:
            return 0.0
        reached = [moment for moment, position in self._positions if position <= replayed]
        return time.monotonic() - reached[-1] if reached else None

    def _lag_bytes(self) -> int | None:
        if not self.replica.answer or not self._positions:
            return None
        return max(0, self._positions[-1][1] - self.replica.answer.position)

    def _fault(self, lag: float | None) -> str:
        primary, replica = self.primary.answer, self.replica.answer
        if wrong := self._wrong_server():
            return wrong
        if primary is None:
            return "cannot be compared with the primary"
        if replica.started_at == primary.started_at:
            return ""  # both addresses lead to one server
        if self._replayed > primary.position or replica.edition > primary.edition:
            return "has what the primary has not"
        since = time.monotonic() - max(self._failed_at, self.replica.failed_at)
        if since < settings.REPLICA_COOL_OFF:
            return f"failed {since:.0f} seconds ago"
        return "" if lag is not None and lag <= settings.REPLICA_MAX_LAG else "is behind"

    def _wrong_server(self) -> str:
        """Why the server in the replica's place must never be read."""
        primary, replica = self.primary.answer, self.replica.answer
        if replica is None:
            return f"does not answer: {self.replica.error}"
        if primary and replica.started_at == primary.started_at:
            return ""
        if not replica.is_standby:
            return "is no replica: it can be written, and may differ from the primary"
        if self._system is not None and replica.system != self._system:
            return "is a replica of another database"
        return ""


class Watchman:
    """The thread of this process that looks, and what it has seen."""

    def __init__(self):
        self.watch: Watch | None = None
        self._thread: threading.Thread | None = None
        self._process = 0  # that looks; a forked one begins anew
        self._beginning = threading.Lock()

    @property
    def is_looking(self) -> bool:
        return self._process == os.getpid() and self._thread.is_alive()

    def begin(self) -> None:
        """Look, and go on looking."""
        with self._beginning:
            if self.is_looking:
                return
            parameters = [
                connections[alias].get_connection_params() for alias in (DEFAULT_DB_ALIAS, REPLICA)
            ]
            self.watch = Watch(*map(Probe, parameters))
            self.watch.observe()
            self._thread = threading.Thread(target=self._run, daemon=True, name="watch")
            self._thread.start()
            self._process = os.getpid()

    def _run(self) -> None:
        while True:
            time.sleep(PAUSE)
            self.watch.observe()


watchman = Watchman()


def servers() -> Servers:
    """Both servers as of the last look; the first call of a process looks."""
    if not watchman.is_looking:
        watchman.begin()
    seen = watchman.watch.servers
    return seen if time.monotonic() - seen.looked_at < STALE else Servers()


def on_failure() -> None:
    """A reader's request failed on the replica: it is left alone for a while."""
    if watchman.is_looking:
        watchman.watch.on_failure()


def silence(alias: str) -> str:
    """Why a statement on this connection is not waited for any longer; empty where it is."""
    if not watchman.is_looking:
        return ""
    probe = watchman.watch.replica if alias == REPLICA else watchman.watch.primary
    return f"the server is silent: {probe.error}" if probe.is_silent else ""
