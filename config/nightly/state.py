"""What the nightly command remembers: when each step was done, and which edition was verified last.

In a file outside the database: so a chain of editions that was written anew does not bring its own
proof along.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

State = dict  # "steps": by name, when it was done last; "verified": edition and digest; "ended_at"


class AtWorkError(Exception):
    """Another run has not ended yet."""


def read_state() -> State:
    """What the runs before have noted; empty before the first."""
    try:
        return json.loads(settings.NIGHTLY_STATE.read_text())
    except FileNotFoundError:
        return {}


def forget_verified() -> None:
    """After a restore on purpose: the next night verifies from the first edition on."""
    state = read_state()
    if state.pop("verified", None):
        write_state(state)


def write_state(state: State) -> None:
    settings.NIGHTLY_STATE.parent.mkdir(parents=True, exist_ok=True)
    part = settings.NIGHTLY_STATE.with_suffix(".part")
    part.write_text(json.dumps(state, indent=1))
    part.rename(settings.NIGHTLY_STATE)


@contextmanager
def alone() -> Iterator[None]:
    """One run at a time; the kernel drops the lock with the process, however that ends."""
    path: Path = settings.NIGHTLY_STATE.with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AtWorkError("Another nightly run is at work.") from error
        yield
