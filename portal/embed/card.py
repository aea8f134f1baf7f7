"""The picture of a page for those who pass its address on: what it is called, and where it is from.

Drawn as PNG, since few readers of Open Graph take SVG, with the font of the documents.
"""

import io

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from config.lib.fonts import SANS, font_for, spelled_out
from config.lib.language import plain_text
from config.lib.pages.views import edition_number
from portal.opendata.conditional import by_edition, edition_read
from records.registry.kinds import Kind, all_kinds

SIZE, MARGIN, LINES = (1200, 630), 80, 4
CLOSING = "，。、；：！？）》」』】”’"  # no line begins with one of these
PAPER, INK, SOFT, ACCENT = "#ffffff", "#1c2024", "#5b636c", "#9c1f2b"


def pictured_kinds() -> dict[str, Kind]:
    """The kinds whose records have a page and a code, by the names of their files."""
    return {one.plural: one for one in all_kinds() if one.detail_view and one.key == ("code",)}


@by_edition
def card(request, plural, code):
    """The picture of one record as of the edition that is read."""
    kind = pictured_kinds().get(plural)
    if kind is None:
        raise Http404(_("There is nothing at this address."))
    record = get_object_or_404(kind.rows(edition_number(request)), code=code)
    edition = edition_read(request)
    body = draw(
        capfirst(str(kind.model._meta.verbose_name)), plain_text(record), str(edition or "")
    )
    response = HttpResponse(body, content_type="image/png")
    response["Cache-Control"] = "public, no-cache"  # keep it, but ask whether it is still the same
    return response


def draw(kind: str, title: str, edition: str) -> bytes:
    """A PNG of 1200 by 630 pixels."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIZE[0], 20), fill=ACCENT)
    font = font_for(title)
    small, large = ImageFont.truetype(SANS[0], 34), ImageFont.truetype(font, 68)
    pen.text((MARGIN, 80), kind, SOFT, small)
    words = spelled_out(title, font)
    for number, line in enumerate(wrapped(words, large, SIZE[0] - 2 * MARGIN)):
        pen.text((MARGIN, 140 + 92 * number), line, INK, large)
    name = " · ".join(filter(None, (_("Fupin Ledger"), edition)))
    pen.text((MARGIN, SIZE[1] - 90), name, ACCENT, small)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The lines of a text, broken between words, and inside one only where it is Chinese or longer
    than a line; what does not fit ends in an ellipsis."""
    lines = [""]
    for piece in pieces(text):
        if font.getlength(lines[-1] + piece.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece
    lines = [line.rstrip() for line in lines]
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], f"{lines[LINES - 1][:-1]}…"]


def pieces(text: str) -> list[str]:
    """What a line may break between: words with their space, single Chinese characters, each with
    the marks that close it."""
    parts = [""]
    for letter in text:
        if letter in CLOSING:
            parts[-1] += letter
            continue
        if parts[-1] and (parts[-1][-1].isspace() or ord(letter) > 0x2E80 or len(parts[-1]) > 28):
            parts.append("")
        parts[-1] += letter
    return parts
