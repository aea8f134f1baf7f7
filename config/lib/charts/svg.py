"""Small pictures as SVG, for pages and documents alike: what all of them draw the same way.

A picture is plain data with a title. It is told in words for who does not see it, and stands
beside a table or list of the same figures. Colours differ in lightness and most have a texture, so
that a grey print still reads and nothing is told by colour alone. Text is as wide as a phone, so
that a narrow screen need not shrink it.

The elements are written as plain text, for a page has hundreds: words are escaped, and everything
else is a number or a name of this module.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString

from config.lib.language import ComposedText, UntranslatedText, join_texts
from config.lib.text import legible, width

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


class Drawing(ABC):
    """What pages, documents and files ask of a picture: `title` says what is drawn, `finding` in
    one sentence what it shows, where a rule found something to say."""

    title: str
    finding: str

    @property
    @abstractmethod
    def description(self) -> str:
        """The picture in words, with every figure."""

    @property
    @abstractmethod
    def svg(self) -> SafeString:
        """The picture as an SVG element."""

    @property
    def heading(self) -> str:
        """What stands above the picture: the finding, else what is drawn."""
        return self.finding or self.title

    @property
    def subject(self) -> str:
        """What is drawn, where the heading does not say it."""
        return self.title if self.finding else ""

    @property
    def caption(self) -> str:
        """The heading and the subject in one line."""
        return join_texts(" · ", filter(None, (self.heading, self.subject)))


def picture(name: str, description: str, height: int, parts: Iterable[SafeString]) -> SafeString:
    """The SVG element with its title and description."""
    return SafeString(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Noto Sans SC" font-size="{SIZE}">'
        f"<title>{_escaped(name)}</title><desc>{_escaped(description)}</desc>{join(parts)}</svg>"
    )


def small_picture(length: int, height: int, parts: Iterable[SafeString]) -> SafeString:
    """Bars beside the figures that they draw, for the eye alone."""
    return SafeString(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart small" aria-hidden="true" '
        f'viewBox="-1 0 {length + 2} {height}">{join(parts)}</svg>'
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


def stroke(points: Iterable[tuple[int, int]], thickness: int = 2) -> SafeString:
    """A line through points."""
    path = "L".join(f"{x} {y}" for x, y in points)
    return SafeString(
        f'<path class="stroke" d="M{path}" fill="none" stroke="{INK}" stroke-width="{thickness}"/>'
    )


def dot(x: int, y: int, is_hollow: bool = False) -> SafeString:
    """A value on a scale; hollow is the earlier one of two."""
    fill = "#ffffff" if is_hollow else INK
    kind = "hollow" if is_hollow else "dot"
    return SafeString(
        f'<circle class="{kind}" cx="{x}" cy="{y}" r="4" fill="{fill}" stroke="{INK}" '
        'stroke-width="1.5"/>'
    )


def letters(words: str) -> int:
    """About how wide words are drawn."""
    return width(words) * 7


def _escaped(words: str) -> str:
    return str(escape(legible(words)))
