"""The parts of a total in sums, apart by kind of work and by who says them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

# Who says what a part says: a source of the designated counties together, one of these counties
# itself, or anyone else.
STATED, OWN, OTHER = "stated", "own", "other"


@dataclass(frozen=True)
class PartSums:
    """Parts of a total: the sums of their values and steps, their number, how many of them are
    stated, and how many cite another source than the total."""

    computed: Decimal = Decimal(0)
    steps: Decimal = Decimal(0)
    parts: int = 0
    stated: int = 0
    elsewhere: int = 0

    def plus(self, other: "PartSums", sign: int = 1) -> "PartSums":
        return PartSums(
            self.computed + sign * other.computed,
            self.steps + sign * other.steps,
            self.parts + sign * other.parts,
            self.stated + sign * other.stated,
            self.elsewhere + sign * other.elsewhere,
        )


class PieceKey(NamedTuple):
    """Parts that are added or stand apart together: those of a kind of work from one kind of
    source, and of one county where it reported itself."""

    program: int
    category: str
    source: str
    county: int
