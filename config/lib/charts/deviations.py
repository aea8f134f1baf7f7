"""Two figures that should agree, and by how much they do not.

Bars from zero tell how large the figures are, and nothing of a difference of 500 in 16 million. So
each difference stands on a line of its own below them, enlarged, with zero in the middle and its
own scale written at both ends; the band that rounding can explain is shaded.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from config.lib.charts.svg import (
    LETTERS,
    LINE,
    SERIES,
    STRONG,
    WIDTH,
    Drawing,
    bar,
    join,
    marker,
    picture,
    rule,
    text,
)
from config.lib.language import in_language_of
from config.lib.text import legible, width, wrapped

HEIGHT, GAP, HALF, LETTER = 10, 14, WIDTH // 2, 7
ROOM = Decimal("1.25")  # of the enlarged line beyond what it shows


@dataclass(frozen=True)
class Deviation:
    """One pair: `stated` and `computed` as they are and as they are written, the difference, and
    the largest difference that does not matter. `outcome` says how they compare."""

    name: str
    stated: Decimal
    computed: Decimal
    formatted: tuple[str, str]  # stated, computed
    difference: str
    tolerance: Decimal
    band: str  # the tolerance as it is written
    outcome: str


@dataclass(frozen=True)
class Deviations(Drawing):
    """Pairs under one another; `names` are those of the two figures, of the difference and of the
    enlarged line."""

    title: str
    names: tuple[str, str, str, str]
    pairs: tuple[Deviation, ...]
    finding: str = ""

    @property
    def description(self) -> str:
        return "; ".join(self._text(pair) for pair in self.pairs)

    def _text(self, pair: Deviation) -> str:
        named = zip(self.names, (*pair.formatted, pair.difference), strict=False)
        figures = ", ".join(f"{name} {figure}" for name, figure in named)
        return f"{pair.name}: {figures} ({pair.outcome})"

    @property
    def svg(self) -> SafeString:
        parts, top = [], 0
        for pair in self.pairs:
            drawn, height = self._pair(pair, top)
            parts.append(drawn)
            top += height + GAP
        return picture(self.title, self.description, top, parts)

    def _pair(self, pair: Deviation, top: int) -> tuple[SafeString, int]:
        parts, y = [], top
        for line in wrapped(legible(pair.name), STRONG):
            y += LINE
            parts.append(text(0, y - 4, in_language_of(pair.name, line), is_strong=True))
        full = max(pair.stated, pair.computed) or 1
        values = (pair.stated, pair.computed)
        for name, label, value, colour in zip(
            self.names, pair.formatted, values, reversed(SERIES[:2]), strict=False
        ):
            parts += [text(0, y + LINE - 4, name), text(WIDTH, y + LINE - 4, label, "end")]
            parts.append(bar(1, y + LINE, max(int(value * (WIDTH - 2) / full), 1), HEIGHT, colour))
            y += LINE + HEIGHT + 4
        parts += self._outcome(pair, y)
        y += LINE
        if pair.computed != pair.stated:
            parts.append(self._enlarged(pair, y + GAP // 2))
            y += LINE * 3 + GAP // 2
        return join(parts), y - top

    def _outcome(self, pair: Deviation, y: int) -> list[SafeString]:
        difference = f"{self.names[2]} {pair.difference}"
        if width(difference) + width(pair.outcome) + 2 > LETTERS:
            return [text(0, y + LINE - 4, difference)]
        return [text(0, y + LINE - 4, difference), text(WIDTH, y + LINE - 4, pair.outcome, "end")]

    def _enlarged(self, pair: Deviation, top: int) -> SafeString:
        """The difference on its own scale."""
        difference = pair.computed - pair.stated
        reach = max(abs(difference), pair.tolerance) * ROOM
        line = top + LINE
        within = int(pair.tolerance * (HALF - 2) / reach)
        at = HALF + int(difference * (HALF - 2) / reach)
        parts = [
            text(0, top + LINE - 7, self.names[3]),
            bar(HALF - within, line, max(within * 2, 1), HEIGHT, "pale"),
            rule(1, line + HEIGHT // 2, WIDTH - 1, line + HEIGHT // 2),
            rule(HALF, line - 2, HALF, line + HEIGHT + 2),
            marker(at, line + HEIGHT // 2),
            text(HALF, line + HEIGHT + LINE - 3, "0", "middle"),
        ]
        if within > LINE * 2:
            below = line + HEIGHT + LINE - 3
            parts += [
                _beside(-within, f"−{pair.band}", below),
                _beside(within, f"+{pair.band}", below),
            ]
        return join(parts)


def _beside(offset: int, words: str, y: int) -> SafeString:
    """Words under a point of the enlarged line, or at its end where they would not fit."""
    if HALF - abs(offset) > width(words) * LETTER // 2:
        return text(HALF + offset, y, words, "middle")
    return text(0, y, words) if offset < 0 else text(WIDTH, y, words, "end")
