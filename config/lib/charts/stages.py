"""One amount on its way: planned, allocated, received, spent, as one bar with marks.

The bars of the stages lie upon one another, the largest below, all from zero; a mark ends each.
Under them each stage stands with a piece of its own pattern and its figure. A stage that no source
states has a dotted piece.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from config.lib.charts.svg import (
    LINE,
    STRONG,
    WIDTH,
    Drawing,
    bar,
    join,
    outline,
    picture,
    rule,
    text,
)
from config.lib.language import in_language_of
from config.lib.text import legible, wrapped

HEIGHT, PIECE, GAP = 18, 14, 12
SPAN = WIDTH - 2
PATTERNS = ("pale", "sand", "blue", "slate")  # from planned to spent


@dataclass(frozen=True)
class Stage:
    """A stage: its name, its amount (None is not stated), and how this is written."""

    name: str
    value: Decimal | None
    formatted: str


@dataclass(frozen=True)
class StagedAmount:
    """The stages of one amount, in their order."""

    name: str
    stages: tuple[Stage, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether there are two stages to compare: a bar of one figure says nothing."""
        return sum(1 for one in self.stages if one.value is not None) > 1


@dataclass(frozen=True)
class Stages(Drawing):
    """Amounts under one another, each on its own scale, which is its largest stage."""

    title: str
    amounts: tuple[StagedAmount, ...]
    finding: str = ""

    @property
    def description(self) -> str:
        return "; ".join(
            f"{one.name}: " + ", ".join(f"{part.name} {part.formatted}" for part in one.stages)
            for one in self.amounts
        )

    @property
    def svg(self) -> SafeString:
        parts, top = [], 0
        for one in self.amounts:
            drawn, height = _amount(one, top)
            parts.append(drawn)
            top += height + GAP
        return picture(self.title, self.description, top, parts)


def _amount(one: StagedAmount, top: int) -> tuple[SafeString, int]:
    """An amount drawn from `top` on, and its height."""
    lines = wrapped(legible(one.name), STRONG)
    names = [
        text(0, top + n * LINE - 4, in_language_of(one.name, line), is_strong=True)
        for n, line in enumerate(lines, 1)
    ]
    y = top + len(lines) * LINE
    rows = [*_rows(one, y + HEIGHT + 6)]
    return join((*names, *_bars(one, y), *rows)), y + HEIGHT + 6 + len(one.stages) * LINE - top


def _bars(one: StagedAmount, y: int) -> Iterator[SafeString]:
    stated = [
        (part.value, pattern)
        for part, pattern in zip(one.stages, PATTERNS, strict=False)
        if part.value is not None
    ]
    full = max(value for value, _pattern in stated) or Decimal(1)
    for value, pattern in sorted(stated, key=lambda pair: -pair[0]):
        length = max(int(value * SPAN / full), 1)
        yield bar(1, y, length, HEIGHT, pattern)
        yield rule(1 + length, y - 3, 1 + length, y + HEIGHT + 3)


def _rows(one: StagedAmount, top: int) -> Iterator[SafeString]:
    for number, (part, pattern) in enumerate(zip(one.stages, PATTERNS, strict=False)):
        y = top + number * LINE
        if part.value is None:
            yield outline(1, y + 3, PIECE, 10)
        else:
            yield bar(1, y + 3, PIECE, 10, pattern)
        yield text(PIECE + 8, y + LINE - 4, part.name)
        yield text(WIDTH, y + LINE - 4, part.formatted, "end")
