"""Periods on a line of years, no more certain than their dates.

Filled is what lies between two stated dates; dotted is what may belong to the period, because a
date is only a year or a month, or is not stated at all. A single date is a point.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from config.lib.charts.svg import (
    LETTERS,
    LINE,
    WIDTH,
    Drawing,
    bar,
    join,
    marker,
    outline,
    picture,
    rule,
    text,
)
from config.lib.dates import first_day, last_day
from config.lib.language import in_language_of
from config.lib.text import legible, wrapped

HEIGHT, GAP = 10, 6
SPAN = WIDTH - 2


@dataclass(frozen=True)
class Period:
    """Something with a beginning and an end, as partial dates; "" is not stated. `is_event` has
    one date, that of its beginning."""

    name: str
    formatted: str
    starts: str
    ends: str = ""
    is_event: bool = False


@dataclass(frozen=True)
class Timeline(Drawing):
    """Periods under one another, each under its name and its dates in words."""

    title: str
    periods: tuple[Period, ...]
    finding: str = ""

    @property
    def description(self) -> str:
        return "; ".join(f"{one.name}: {one.formatted}" for one in self.periods)

    @property
    def years(self) -> range:
        """One year more than the stated dates on both sides."""
        dates = [date for one in self.periods for date in (one.starts, one.ends) if date]
        stated = [int(date[:4]) for date in dates]
        return range(min(stated) - 1, max(stated) + 2) if stated else range(0)

    @property
    def svg(self) -> SafeString:
        parts, top = [], 0
        for one in self.periods:
            drawn, height = self._period(one, top)
            parts.append(drawn)
            top += height + GAP
        parts += self._axis(top)
        return picture(self.title, self.description, top + LINE + 4, parts)

    def _period(self, one: Period, top: int) -> tuple[SafeString, int]:
        parts, y = [], top
        for line in wrapped(legible(f"{one.name} · {one.formatted}"), LETTERS):
            y += LINE
            parts.append(text(0, y - 4, in_language_of(one.name, line)))
        parts += self._event(one, y) if one.is_event else self._span(one, y)
        return join(parts), y + HEIGHT - top

    def _span(self, one: Period, y: int) -> Iterator[SafeString]:
        earliest = self._x(first_day(one.starts)) if one.starts else 1
        begun = self._x(last_day(one.starts)) if one.starts else SPAN
        ending = self._x(first_day(one.ends)) if one.ends else 1
        latest = self._x(last_day(one.ends)) if one.ends else SPAN
        yield outline(earliest, y, max(latest - earliest, 2), HEIGHT)
        if ending > begun:
            yield bar(begun, y, ending - begun, HEIGHT, "slate")

    def _event(self, one: Period, y: int) -> Iterator[SafeString]:
        if not one.starts:
            yield outline(1, y, SPAN, HEIGHT)
            return
        first, last = self._x(first_day(one.starts)), self._x(last_day(one.starts))
        if last - first > HEIGHT:
            yield outline(first, y, last - first, HEIGHT)
        yield marker((first + last) // 2, y + HEIGHT // 2)

    def _axis(self, top: int) -> Iterator[SafeString]:
        """As many years as there is room for."""
        every = max(len(self.years) // 8, 1)
        yield rule(1, top, WIDTH - 1, top)
        for year in self.years[::every]:
            x = self._x(datetime.date(year, 1, 1))
            yield rule(x, top, x, top + 4)
            yield text(x + 2, top + LINE - 2, str(year))

    def _x(self, day: datetime.date) -> int:
        start = datetime.date(self.years[0], 1, 1)
        whole = (datetime.date(self.years[-1], 12, 31) - start).days
        return 1 + (day - start).days * SPAN // whole
