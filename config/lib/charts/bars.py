"""Charts: horizontal bars in groups, each under its name and its figure in full.

Bars begin at zero. What is not stated has a dotted frame of one length and says so; zero is a
line. The scale of a chart is its longest bar, or `highest`, which is then drawn as a frame.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.lib.charts.svg import (
    LETTERS,
    LINE,
    SERIES,
    STRONG,
    WIDTH,
    Drawing,
    bar,
    join,
    outline,
    picture,
    text,
)
from config.lib.language import in_language_of
from config.lib.text import legible, width, wrapped

SPAN = WIDTH - 2  # of the longest bar, with its outline
HEIGHT, GAP, UNSTATED = 10, 8, 40


@dataclass(frozen=True)
class Bar:
    """One figure: its value (None is not stated), how it is written, what it is where the chart
    has no series, and its colour where it is not that of its series."""

    value: Decimal | None
    formatted: str
    name: str = ""
    colour: str = ""


@dataclass(frozen=True)
class BarGroup:
    """The bars of one thing; a label that is empty has no line of its own."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart(Drawing):
    """Bars in groups; `series` names the bars of a group by their place, where each has the same
    ones, and `highest` is the value of the full width, where it is not the largest."""

    title: str
    series: tuple[str, ...]
    groups: tuple[BarGroup, ...]
    highest: Decimal | None = None
    finding: str = ""

    @property
    def description(self) -> str:
        """The chart in words."""
        return "; ".join(self._text(group) for group in self.groups)

    def _text(self, group: BarGroup) -> str:
        named = (" ".join(filter(None, pair)) for pair in self._named(group))
        text_of_bars = ", ".join(named)
        return f"{group.label}: {text_of_bars}" if group.label else text_of_bars

    def _named(self, group: BarGroup) -> Iterator[tuple[str, str]]:
        for number, one in enumerate(group.bars):
            yield one.name or self._series(number), one.formatted

    def _series(self, number: int) -> str:
        return self.series[number] if number < len(self.series) else ""

    @property
    def headings(self) -> tuple[str, str, str]:
        """Of the table beside the picture."""
        return _("Of what"), _("Which"), _("Figure")

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Every bar with its group and its figure."""
        return [
            (group.label, name, formatted)
            for group in self.groups
            for name, formatted in self._named(group)
        ]

    @property
    def svg(self) -> SafeString:
        """The chart as an SVG element."""
        stated = [one.value for group in self.groups for one in group.bars if one.value is not None]
        full = self.highest or max(stated, default=1) or 1
        parts, top = [], 0
        for group in self.groups:
            drawn, height = self._group(group, top, full)
            parts.append(drawn)
            top += height + GAP
        return picture(self.title, self.description, top, parts)

    def _group(self, group: BarGroup, top: int, full) -> tuple[SafeString, int]:
        """A group drawn from `top` on, and its height. A lone bar without a name has that of its
        group, in one line."""
        parts, y = [], top
        is_alone = len(group.bars) == 1 and not any(name for name, _value in self._named(group))
        if group.label and not is_alone:
            for line in wrapped(legible(group.label), STRONG):
                y += LINE
                parts.append(text(0, y - 4, in_language_of(group.label, line), is_strong=True))
        for number, one in enumerate(group.bars):
            name = group.label if is_alone else one.name or self._series(number)
            colour = one.colour or SERIES[number % len(SERIES)]
            drawn, height = self._bar(one, name, colour, y, full)
            parts.append(drawn)
            y += height
        return join(parts), y - top

    def _bar(self, one: Bar, name: str, colour: str, top: int, full) -> tuple[SafeString, int]:
        lines = wrapped(legible(name), LETTERS) or [""]
        if width(lines[-1]) + width(one.formatted) + 2 > LETTERS:
            lines.append("")
        named = ((n, in_language_of(name, line)) for n, line in enumerate(lines, 1) if line)
        parts = [text(0, top + n * LINE - 4, line) for n, line in named]
        y = top + len(lines) * LINE
        parts.append(text(WIDTH, y - 4, one.formatted, "end"))
        if one.value is None:
            parts.append(outline(1, y, UNSTATED, HEIGHT))
        else:
            if self.highest:
                parts.append(outline(1, y, SPAN, HEIGHT, is_known=True))
            parts.append(bar(1, y, max(int(one.value * SPAN / full), 1), HEIGHT, colour))
        return join(parts), len(lines) * LINE + HEIGHT + 4
