"""Amounts year by year as columns: every year between the first and the last, gaps shown.

A year without a figure has a dotted frame and no column. The largest column has its figure above
it; the description, and a table beside the picture, have them all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from config.lib.charts.svg import LINE, WIDTH, bar, outline, picture, rule, text

HEIGHT, WIDEST, GAP = 110, 40, 4
MOST_NAMED = 8  # years that there is room for below the columns


@dataclass(frozen=True)
class Columns:
    """The figures of one thing by year, and how each is written."""

    title: str
    colour: str
    values: Mapping[int, Decimal]
    formatted: Mapping[int, str]
    unstated: str  # the words for a year without a figure

    @property
    def years(self) -> range:
        return range(min(self.values), max(self.values) + 1)

    @property
    def description(self) -> str:
        return "; ".join(
            f"{year}: {self.formatted.get(year, self.unstated)}" for year in self.years
        )

    @property
    def svg(self) -> SafeString:
        return picture(self.title, self.description, HEIGHT + 2 * LINE + 4, self._parts())

    def _parts(self) -> Iterator[SafeString]:
        pitch = min((WIDTH - 2) // len(self.years), WIDEST + GAP)
        most = max(self.values.values()) or Decimal(1)
        largest = max(self.values, key=lambda year: self.values[year])
        base = HEIGHT + LINE
        every = -(-len(self.years) // MOST_NAMED)
        for place, year in enumerate(self.years):
            x, value = 1 + place * pitch, self.values.get(year)
            if value is None:
                yield outline(x, base - LINE, pitch - GAP, LINE)
            else:
                height = max(int(value * HEIGHT / most), 1)
                yield bar(x, base - height, pitch - GAP, height, self.colour)
            if place % every == 0:
                yield text(x, base + LINE, str(year))
        yield rule(0, base, WIDTH, base)
        left = 1 + (largest - self.years[0]) * pitch
        is_right = left > WIDTH // 2
        yield text(
            left + pitch - GAP if is_right else left,
            LINE - 4,
            self.formatted[largest],
            "end" if is_right else "start",
            is_strong=True,
        )
