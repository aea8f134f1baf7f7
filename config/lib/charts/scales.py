"""A scale cut to the values that it shows, so that small changes can be seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

STEPS = tuple(Decimal(step).scaleb(power) for power in range(-3, 13) for step in (1, 2, 5))
MOST = 5  # steps of a scale


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, in pixels from `start` on."""

    low: Decimal
    high: Decimal
    start: int
    length: int

    @property
    def is_cut(self) -> bool:
        """Whether it begins elsewhere than at zero, which has to be said beside it."""
        return self.low != 0

    def place(self, value: Decimal) -> int:
        return self.start + int((value - self.low) * self.length / (self.high - self.low))


def cut_scale(values: Iterable[Decimal], start: int, length: int) -> Scale:
    """The smallest scale of round ends that holds all values, with some room around them."""
    values = list(values)
    least, most = min(values), max(values)
    step = next(step for step in STEPS if (most - least) / step <= MOST - 1)
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = (most / step).to_integral_value(ROUND_CEILING) * step
    return Scale(low, high if high > low else low + step, start, length)
