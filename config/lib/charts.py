"""Charts: grouped horizontal bars as SVG, for pages and documents alike.

A chart is plain data. It stands beside a table of the same figures, is told in words for who
does not see it, and its colours differ in lightness, so that a grey print still reads.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.lib.texts import legible, shortened

WIDTH, LINE, BAR, GAP = 480, 18, 14, 10
SPAN = 330  # of the longest bar; the rest of the width holds its figure
FILLS = ("#9c1f2b", "#dcb8a4", "#5b636c")


@dataclass(frozen=True)
class Bar:
    """One figure: its value (None is not stated) and how it is written."""

    value: Decimal | None
    shown: str


@dataclass(frozen=True)
class Group:
    """The bars of one thing, one for each series."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """Bars in groups; `highest` is the value of the full width, where it is not the largest."""

    title: str
    series: tuple[str, ...]
    groups: tuple[Group, ...]
    highest: Decimal | None = None

    @property
    def description(self) -> str:
        """The chart in words."""
        return "; ".join(self._told(group) for group in self.groups)

    def _told(self, group: Group) -> str:
        if len(self.series) == 1:
            return f"{group.label}: {group.bars[0].shown}"
        pairs = zip(self.series, group.bars, strict=True)
        return f"{group.label}: " + ", ".join(f"{name} {bar.shown}" for name, bar in pairs)

    @property
    def svg(self) -> SafeString:
        """The chart as an SVG element."""
        legend = _legend(self.series) if len(self.series) > 1 else ""
        top = LINE + GAP if legend else 0
        step = LINE + BAR * len(self.series) + GAP
        full = self.highest or max((bar.value or Decimal(0) for bar in self._bars), default=1) or 1
        groups = (
            (_group(group, top + number * step, full),) for number, group in enumerate(self.groups)
        )
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
            'viewBox="0 0 {} {}" font-family="Noto Sans SC" font-size="12">'
            "<title>{}</title><desc>{}</desc>{}{}</svg>",
            WIDTH,
            top + step * len(self.groups),
            legible(self.title),
            legible(self.description),
            legend,
            format_html_join("", "{}", groups),
        )

    @property
    def _bars(self) -> list[Bar]:
        return [bar for group in self.groups for bar in group.bars]


def _legend(series: tuple[str, ...]) -> SafeString:
    step = WIDTH // len(series)
    entries = (
        (_kind(number), number * step, _fill(number), number * step + 20, legible(name))
        for number, name in enumerate(series)
    )
    return format_html_join(
        "",
        '<rect class="bar {}" x="{}" y="3" width="14" height="14" fill="{}"/>'
        '<text x="{}" y="15" fill="#1c2024">{}</text>',
        entries,
    )


def _group(group: Group, top: int, full: Decimal) -> SafeString:
    bars = (
        _bar(bar, number, top + LINE + number * BAR, full) for number, bar in enumerate(group.bars)
    )
    return format_html(
        '<text x="0" y="{}" fill="#1c2024">{}</text>{}',
        top + 13,
        shortened(legible(group.label), 80),
        format_html_join("", "{}", ((bar,) for bar in bars)),
    )


def _bar(bar: Bar, number: int, top: int, full: Decimal) -> SafeString:
    length = max(int((bar.value or 0) * SPAN / full), 1)
    return format_html(
        '<rect class="bar {}" x="0" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" fill="#1c2024" font-size="11">{}</text>',
        _kind(number),
        top,
        length,
        BAR - 2,
        _fill(number),
        length + 6,
        top + 11,
        legible(bar.shown),
    )


def _kind(number: int) -> str:
    return ("first", "second", "third")[number % len(FILLS)]


def _fill(number: int) -> str:
    return FILLS[number % len(FILLS)]
