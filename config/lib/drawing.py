"""Small pictures as SVG, for pages and documents alike: what all of them draw the same way.

A picture is plain data with a title. It is told in words for who does not see it, and stands
beside a table or list of the same figures. Colours differ in lightness and most have a texture, so
that a grey print still reads and nothing is told by colour alone. Text is as wide as a phone, so
that a narrow screen need not shrink it.
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.lib.texts import legible

WIDTH, LINE, SIZE = 360, 17, 12
LETTERS = 56  # of the Latin alphabet in a line
INK, FAINT = "#1c2024", "#5b636c"

# The colour on paper, and the dashes of a lighter line through a bar of it.
LOOKS = {
    "red": ("#9c1f2b", ""),
    "sand": ("#e8c39e", ""),
    "blue": ("#5a8bc9", "1 8"),
    "green": ("#7dbb9e", "1 3"),
    "grey": ("#5f6670", "2 4"),
    "slate": ("#41576f", ""),
    "pale": ("#d9d7d1", ""),
}
SERIES = ("slate", "pale", "blue")  # where nothing says what a bar is of


def picture(name: str, told: str, height: int, parts: Iterable[SafeString]) -> SafeString:
    """The SVG element with its title and description."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        'viewBox="0 0 {} {}" font-family="Noto Sans SC" font-size="{}">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        WIDTH,
        height,
        SIZE,
        legible(name),
        legible(told),
        join(parts),
    )


def join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def text(x: int, y: int, words: str, anchor: str = "start", is_strong: bool = False) -> SafeString:
    """Words on the line whose base is `y`."""
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" font-weight="{}">{}</text>',
        x,
        y,
        anchor,
        INK,
        600 if is_strong else 400,
        legible(words),
    )


def bar(x: int, y: int, length: int, height: int, look: str) -> SafeString:
    """A stated quantity: outlined, for a light colour is no shape on a light page."""
    fill, dashes = LOOKS[look]
    drawn = format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" '
        'stroke-width="0.75"/>',
        look,
        x,
        y,
        length,
        height,
        fill,
        FAINT,
    )
    if not dashes or length < SIZE:
        return drawn
    middle = y + height / 2
    texture = format_html(
        '<line class="texture" x1="{}" y1="{}" x2="{}" y2="{}" stroke="#ffffff" '
        'stroke-width="{}" stroke-dasharray="{}"/>',
        x + 2,
        middle,
        x + length - 2,
        middle,
        height - 1,
        dashes,
    )
    return format_html("{}{}", drawn, texture)


def outline(x: int, y: int, length: int, height: int, is_known: bool = False) -> SafeString:
    """A frame: dotted for what is not stated, whole for the full scale."""
    return format_html(
        '<rect class="outline" x="{}" y="{}" width="{}" height="{}" fill="none" stroke="{}" '
        'stroke-dasharray="{}"/>',
        x,
        y,
        length,
        height,
        FAINT,
        "none" if is_known else "2 3",
    )


def rule(x1: int, y1: int, x2: int, y2: int) -> SafeString:
    """A thin line."""
    return format_html(
        '<line class="rule" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>', x1, y1, x2, y2, FAINT
    )


def marker(x: int, y: int) -> SafeString:
    """A point on a line."""
    return format_html(
        '<path class="marker" d="M{} {}l6 6l-6 6l-6 -6z" fill="{}" stroke="#ffffff"/>',
        x,
        y - 6,
        INK,
    )
