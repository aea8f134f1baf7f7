"""Amounts year by year as columns: every year between the first and the last, gaps shown.

Columns begin at zero. Years without a figure are a dotted field and no column. The first and the
last year have their figures below them, the largest one above it; the description, and a table
beside the picture, have them all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from config.lib.charts.svg import LINE, WIDTH, bar, outline, picture, rule, text
from config.lib.charts.years import OverYears

HEIGHT, WIDEST = 110, 40
BASE = HEIGHT + LINE


@dataclass(frozen=True)
class Columns(OverYears):
    """The figures of one thing by year, none of them below zero."""

    title: str
    colour: str
    values: Mapping[int, Decimal]
    formatted: Mapping[int, str]
    finding: str = ""

    @property
    def svg(self) -> SafeString:
        return picture(self.title, self.description, BASE + 3 * LINE + 4, self._parts())

    @property
    def _pitch(self) -> int:
        return max((WIDTH - 2) // len(self.years), 2)

    def _middle(self, year: int) -> int:
        return 1 + (year - self.years[0]) * self._pitch + self._pitch // 2

    def _parts(self) -> Iterator[SafeString]:
        most = max(self.values.values()) or Decimal(1)
        wide = min(self._pitch - (4 if self._pitch > WIDEST // 4 else 1), WIDEST)
        for first, last in self.gaps:
            left = self._middle(first) - wide // 2
            length = (last - first) * self._pitch + wide
            yield outline(left, LINE, length, HEIGHT)
        for year, value in sorted(self.values.items()):
            height = max(int(value * HEIGHT / most), 1)
            left = self._middle(year) - wide // 2
            yield bar(left, BASE - height, wide, height, self.colour)
        yield rule(0, BASE, WIDTH, BASE)
        for year in self.named_years:
            yield text(self._middle(year), BASE + LINE - 2, str(year), "middle")
        yield from self._figures()
        yield from self.draw_key(BASE + 3 * LINE)

    def _figures(self) -> Iterator[SafeString]:
        first, last = self.years[0], self.years[-1]
        largest = max(self.values, key=lambda year: self.values[year])
        below = BASE + 2 * LINE
        yield text(0, below, self.formatted[first], is_strong=True)
        if last != first:
            yield text(WIDTH, below, self.formatted[last], "end", is_strong=True)
        if largest not in (first, last):
            is_right = self._middle(largest) > WIDTH // 2
            x = WIDTH if is_right else 0
            words = f"{largest}: {self.formatted[largest]}"
            yield text(x, LINE - 4, words, "end" if is_right else "start")
