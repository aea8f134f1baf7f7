"""Small changes as what was gained: two points on a cut scale, and the change between them.

All rows share one scale. The hollow point is the value before, the full one the value after; both
are written above them with their years, and the change stands at the end of the line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from config.lib.charts.scales import Scale, cut_scale
from config.lib.charts.svg import (
    LETTERS,
    LINE,
    STRONG,
    WIDTH,
    Drawing,
    dot,
    join,
    picture,
    rule,
    stroke,
    text,
)
from config.lib.charts.year_lines import cut_in_words
from config.lib.language import in_language_of
from config.lib.text import legible, width, wrapped

MARGIN, GAP = 6, 10


@dataclass(frozen=True)
class Gain:
    """A value before and after, both as they are written with their years, and the change."""

    name: str
    before: Decimal
    after: Decimal
    formatted: tuple[str, str]
    change: str


@dataclass(frozen=True)
class Gains(Drawing):
    """Changes under one another; `write` writes a value of the scale."""

    title: str
    gains: tuple[Gain, ...]
    write: Callable[[Decimal], str]
    finding: str = ""

    @property
    def description(self) -> str:
        return "; ".join(
            f"{one.name}: {' → '.join(one.formatted)} ({one.change})" for one in self.gains
        )

    @property
    def svg(self) -> SafeString:
        values = [value for one in self.gains for value in (one.before, one.after)]
        scale = cut_scale(values, MARGIN, WIDTH - 2 * MARGIN)
        parts, top = [], 0
        for one in self.gains:
            drawn, height = _row(one, scale, top)
            parts.append(drawn)
            top += height + GAP
        parts.append(text(0, top + LINE - 4, self.write(scale.low)))
        parts.append(text(WIDTH, top + LINE - 4, self.write(scale.high), "end"))
        if scale.is_cut:
            top += LINE
            parts.append(text(0, top + LINE - 4, cut_in_words(self.write(scale.low))))
        return picture(self.title, self.description, top + LINE, parts)


def _row(one: Gain, scale: Scale, top: int) -> tuple[SafeString, int]:
    """A row drawn from `top` on, and its height."""
    lines = wrapped(legible(one.name), STRONG)
    parts = [
        text(0, top + n * LINE - 4, in_language_of(one.name, line), is_strong=True)
        for n, line in enumerate(lines, 1)
    ]
    y = top + (len(lines) + 1) * LINE
    words = " → ".join(one.formatted)
    parts.append(text(0, y - 4, words))
    if width(words) + width(one.change) + 2 > LETTERS:
        y += LINE
    parts.append(text(WIDTH, y - 4, one.change, "end", is_strong=True))
    return join((*parts, *_points(one, scale, y + 7))), y + 14 - top


def _points(one: Gain, scale: Scale, y: int) -> Iterator[SafeString]:
    before, after = scale.place(one.before), scale.place(one.after)
    yield rule(0, y, WIDTH, y)
    yield stroke(((before, y), (after, y)), 3)
    yield dot(before, y, is_hollow=True)
    yield dot(after, y)
