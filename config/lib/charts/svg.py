"""Small pictures as SVG, for pages and documents alike: what all of them draw the same way.

A picture is plain data with a title. It is told in words for who does not see it, and stands
beside a table or list of the same figures. Colours differ in lightness and most have a texture, so
that a grey print still reads and nothing is told by colour alone. Text is as wide as a phone, so
that a narrow screen need not shrink it.

The elements are written as plain text, for a page has hundreds: words are escaped, and everything
else is a number or a name of this module.
"""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString

from config.lib.language import ComposedText, UntranslatedText
from config.lib.text import legible

WIDTH, LINE, SIZE = 320, 17, 12
LETTERS, STRONG = 46, 40  # of the Latin alphabet in a line, in plain and in strong type
INK, FAINT = "#1c2024", "#5b636c"

# The colour on paper, and the dashes of a lighter line through a bar of it.
COLOURS = {
    "red": ("#9c1f2b", ""),
    "sand": ("#e8c39e", ""),
    "blue": ("#5a8bc9", "1 8"),
    "green": ("#7dbb9e", "1 3"),
    "grey": ("#5f6670", "2 4"),
    "slate": ("#41576f", ""),
    "pale": ("#d9d7d1", ""),
}
SERIES = ("slate", "pale", "blue")  # where nothing says what a bar is of


def picture(name: str, description: str, height: int, parts: Iterable[SafeString]) -> SafeString:
    """The SVG element with its title and description."""
    return SafeString(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Noto Sans SC" font-size="{SIZE}">'
        f"<title>{_escaped(name)}</title><desc>{_escaped(description)}</desc>{join(parts)}</svg>"
    )


def small_picture(width: int, height: int, parts: Iterable[SafeString]) -> SafeString:
    """Bars beside the figures that they draw, for the eye alone."""
    return SafeString(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart small" aria-hidden="true" '
        f'viewBox="-1 0 {width + 2} {height}">{join(parts)}</svg>'
    )


def join(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def text(x: int, y: int, words: str, anchor: str = "start", is_strong: bool = False) -> SafeString:
    """Words on the line whose base is `y`, in their language."""
    weight = 600 if is_strong else 400
    return SafeString(
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{INK}" font-weight="{weight}">'
        f"{spans(words)}</text>"
    )


def spans(words: str) -> str:
    """Words as SVG, those in another language with their `lang` attribute."""
    if isinstance(words, ComposedText):
        return "".join(map(spans, words.parts))
    if isinstance(words, UntranslatedText):
        return f'<tspan lang="{words.language}">{_escaped(words)}</tspan>'
    return _escaped(words)


def bar(x: int, y: int, length: int, height: int, colour: str) -> SafeString:
    """A stated quantity: outlined, for a light colour is no shape on a light page."""
    fill, dashes = COLOURS[colour]
    drawn = (
        f'<rect class="{colour}" x="{x}" y="{y}" width="{length}" height="{height}" fill="{fill}" '
        f'stroke="{FAINT}" stroke-width="0.75"/>'
    )
    if not dashes or length < SIZE:
        return SafeString(drawn)
    middle = y + height // 2
    return SafeString(
        f'{drawn}<line class="texture" x1="{x + 2}" y1="{middle}" x2="{x + length - 2}" '
        f'y2="{middle}" stroke="#ffffff" stroke-width="{height - 1}" stroke-dasharray="{dashes}"/>'
    )


def outline(x: int, y: int, length: int, height: int, is_known: bool = False) -> SafeString:
    """A frame: dotted for what is not stated, whole for the full scale."""
    dashes = "none" if is_known else "2 3"
    return SafeString(
        f'<rect class="outline" x="{x}" y="{y}" width="{length}" height="{height}" fill="none" '
        f'stroke="{FAINT}" stroke-dasharray="{dashes}"/>'
    )


def rule(x1: int, y1: int, x2: int, y2: int) -> SafeString:
    """A thin line."""
    return SafeString(
        f'<line class="rule" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{FAINT}"/>'
    )


def marker(x: int, y: int) -> SafeString:
    """A point on a line."""
    return SafeString(
        f'<path class="marker" d="M{x} {y - 6}l6 6l-6 6l-6 -6z" fill="{INK}" stroke="#ffffff"/>'
    )


def _escaped(words: str) -> str:
    return str(escape(legible(words)))
