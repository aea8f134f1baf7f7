"""How many requests a network address may make, counted in memory that worker processes share.

The memory is laid out before the server forks its workers. It has one size however many addresses
there are, and needs no database: a request that is refused costs nothing there, and one that is
read from a replica writes nothing. Several servers count each for itself; a new start forgets.

Of an address it remembers one number: until when it has used up what it may do, the "theoretical
arrival time" of the generic cell rate algorithm. A number is found by a keyed hash of the address,
so no address is stored. Two addresses share a number only if they meet in both rows of the table.
Processes take no lock: where two count at the same moment, one request may go uncounted.
"""

import mmap
import secrets
import time
from dataclasses import dataclass
from hashlib import blake2b

NUMBERS = 2**16  # of a row; a quarter of a million addresses an hour leave most to themselves
ROWS = 2
SIZE = 8  # bytes of a number


@dataclass(frozen=True)
class Allowance:
    """So many requests at once, and so many a minute from then on."""

    at_once: int
    a_minute: int


class Counter:
    """What addresses have used of one allowance."""

    def __init__(self, allowance: Allowance):
        self.seconds_each = 60 / allowance.a_minute
        self.ahead = (allowance.at_once - 1) * self.seconds_each
        self._key = secrets.token_bytes(16)
        self._numbers = memoryview(mmap.mmap(-1, SIZE * ROWS * NUMBERS)).cast("d")

    def use(self, network: str, now: float | None = None) -> float:
        """Count one request; or the seconds to wait before it, and nothing is counted."""
        now = time.monotonic() if now is None else now
        places = self._places(network)
        used_until = max(now, min(self._numbers[place] for place in places))
        if used_until - now > self.ahead:
            return used_until - now - self.ahead
        for place in places:
            self._numbers[place] = max(self._numbers[place], used_until + self.seconds_each)
        return 0.0

    def _places(self, network: str) -> tuple[int, ...]:
        digest = blake2b(network.encode(), key=self._key, digest_size=4 * ROWS).digest()
        parts = (digest[4 * row : 4 * row + 4] for row in range(ROWS))
        return tuple(
            row * NUMBERS + int.from_bytes(part, "big") % NUMBERS for row, part in enumerate(parts)
        )
