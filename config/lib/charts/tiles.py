"""Maps of equal tiles, one for each place, in rows and columns; no border is drawn.

The colour of a tile has four steps of one hue, each with ink that reads on it. A tile is hatched
where an amount is shared and not split, and plain where nothing is recorded. Points below its name
are the places within: filled for those that have something of their own. A tile with an address is
a link, so a map is a group of links and no picture to those who hear it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from config.lib.charts.svg import FAINT, INK, SIZE, WIDTH, join, spans
from config.lib.language import plain_text

STEPS = ("#f6e3df", "#e9bdb6", "#d58d86", "#8f1a27")  # on paper, from the least to the most
PALE, LIGHT, HATCH = "#f6f5f2", "#ffffff", "#a29c91"
COLUMNS, GAP = 8, 3  # tiles beside one another, at least
MOST_POINTS, IN_A_ROW, APART = 12, 6, 5
EVERY = 5  # between the lines of a hatched tile


@dataclass(frozen=True)
class Tile:
    """One place: where it stands (from 1), its short and full name with its figure in words, its
    step (0 to 4), whether what it has is shared, how many places within have something of their
    own and how many have not, and its page."""

    row: int
    column: int
    label: str
    words: str
    step: int = 0
    is_shared: bool = False
    filled: int = 0
    hollow: int = 0
    address: str = ""
    is_marked: bool = False


@dataclass(frozen=True)
class TileMap:
    """Tiles under a title; `note` says what they stand for."""

    title: str
    note: str
    tiles: tuple[Tile, ...]

    @property
    def description(self) -> str:
        """The map in words: the places that have something."""
        told = (plain_text(one.words) for one in self.tiles if one.step or one.is_shared)
        return "; ".join((self.note, *told))

    @property
    def svg(self) -> SafeString:
        """The map as an SVG element."""
        columns = max((one.column for one in self.tiles), default=COLUMNS)
        pitch = (WIDTH - 2) // max(columns, COLUMNS)
        height = pitch * max((one.row for one in self.tiles), default=1)
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart tiles" role="{}" '
            'viewBox="-1 -1 {} {}" font-family="Noto Sans SC" font-size="{}">'
            "<title>{}</title><desc>{}</desc>{}</svg>",
            "group" if any(one.address for one in self.tiles) else "img",
            WIDTH,
            height,
            SIZE,
            plain_text(self.title),
            self.description,
            join(_tile(one, pitch) for one in sorted(self.tiles, key=_reading_order)),
        )


def step_of(value: Decimal | None, most: Decimal) -> int:
    """Which quarter of the largest value a value lies in, 1 to 4; 0 where there is none."""
    return 0 if not value else min(int(value * len(STEPS) / most) + 1, len(STEPS))


def _reading_order(tile: Tile) -> tuple[int, int]:
    return tile.row, tile.column


def _tile(one: Tile, pitch: int) -> SafeString:
    x, y = (one.column - 1) * pitch, (one.row - 1) * pitch
    parts = join(_parts(one, x, y, pitch - GAP))
    words = escape(plain_text(one.words))
    if not one.address:
        return SafeString(f"<g><title>{words}</title>{parts}</g>")
    link = f'<a href="{escape(one.address)}" aria-label="{words}">'
    return SafeString(f"{link}<title>{words}</title>{parts}</a>")


def _parts(one: Tile, x: int, y: int, side: int) -> Iterator[SafeString]:
    fill = STEPS[one.step - 1] if one.step else PALE
    width = 2.5 if one.is_marked else 0.75
    edge = INK if one.is_marked else FAINT
    yield SafeString(
        f'<rect class="tile step-{one.step}{" marked" if one.is_marked else ""}" x="{x}" y="{y}" '
        f'width="{side}" height="{side}" fill="{fill}" stroke="{edge}" stroke-width="{width}"/>'
    )
    if one.is_shared:
        yield _hatching(x, y, side)
    count = one.filled + one.hollow
    base = y + (side + SIZE) // 2 - 2 if not count else y + SIZE + 3
    ink = LIGHT if one.step == len(STEPS) else INK
    yield SafeString(
        f'<text class="on-{one.step}" x="{x + side // 2}" y="{base}" text-anchor="middle" '
        f'fill="{ink}">{spans(one.label)}</text>'
    )
    if count > MOST_POINTS:
        yield SafeString(
            f'<text class="on-{one.step}" x="{x + side // 2}" y="{base + SIZE + 2}" '
            f'text-anchor="middle" fill="{ink}" font-size="10">{count}</text>'
        )
    elif count:
        yield from _points(one, x + side // 2, base + 7, ink)


def _hatching(x: int, y: int, side: int) -> SafeString:
    """Slanted lines within a tile, and a plain field for its name."""
    lines = "".join(
        f"M{x + max(0, at - side)} {y + min(at, side)}L{x + min(at, side)} {y + max(0, at - side)}"
        for at in range(EVERY, 2 * side, EVERY)
    )
    plate = f'<rect class="plate" x="{x + 4}" y="{y + 3}" width="{side - 8}" height="{SIZE + 3}"'
    return SafeString(
        f'<path class="hatch" d="{lines}" stroke="{HATCH}" fill="none"/>'
        f'{plate} fill="{LIGHT}" stroke="none"/>'
    )


def _points(one: Tile, middle: int, top: int, ink: str) -> Iterable[SafeString]:
    """Points in rows: the filled ones, then rings."""
    count = one.filled + one.hollow
    places = [
        (
            middle + APART * (2 * (at % IN_A_ROW) + 1 - min(count, IN_A_ROW)) / 2,
            top + at // IN_A_ROW * (APART + 1),
        )
        for at in range(count)
    ]
    whole = "".join(f"M{x:g} {y}h0" for x, y in places)
    yield SafeString(
        f'<path class="point on-{one.step}" d="{whole}" stroke="{ink}" stroke-width="4.5" '
        'stroke-linecap="round"/>'
    )
    if one.hollow:
        inner = "".join(f"M{x:g} {y}h0" for x, y in places[one.filled :])
        yield SafeString(
            f'<path class="hole step-{one.step}" d="{inner}" stroke="{LIGHT}" stroke-width="2" '
            'stroke-linecap="round"/>'
        )
