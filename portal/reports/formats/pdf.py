"""A document as PDF: tagged, with its fonts inside, the same on every machine.

The template is typst's; the words reach it as data and are never read as markup. A character that
no font holds stands there by its number, and the file says so at its end.
"""

import json
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import typst
from django.db.models import Model
from django.utils.translation import gettext as _

from config.lib.charts.svg import Drawing
from config.lib.fonts import FOLDERS, SPELLED_OUT, spelled_out
from config.lib.language import marked_text
from config.lib.text import legible, width
from portal.reports.blocks import BlockFacts, BlockTable, Document, Note, Text

TEMPLATE = Path(__file__).with_name("document.typ")
PIXELS = 200  # an inch
# The time that footnotes in tables take grows with their square: 100 take half a second, 1,000
# half a minute. Above this many, the notes stand together at the end.
MOST_FOOTNOTES = 100
# A row that no page can hold has to break, and typst cannot tag a broken row. About so many small
# Latin letters stand on a line of the page, and so many lines of a cell are no danger.
LETTERS, LINES = 100, 25


def pdf(document: Document, *standards: str) -> bytes:
    """The file; `standards` as "ua-1" are kept to, or typst says why it cannot."""
    lang, _hyphen, script = document.language.partition("-")
    numbers: dict[Note, int] = {}
    given: dict[str, object] = {
        "document": as_data(document, numbers),
        "endnotes": [spelled_out(legible(marked_text(note.text))) for note in numbers]
        if len(numbers) > MOST_FOOTNOTES
        else [],
        "sources": _("Sources"),
        "lang": lang,
        "region": "cn" if script else None,
    }
    if SPELLED_OUT.search(json.dumps(given, ensure_ascii=False)):
        given["undrawn"] = _(
            "A character in brackets, as [U+2A6D6], is one that the fonts of this file cannot "
            "draw: it stands here by its number in Unicode."
        )
    return typst.compile(
        TEMPLATE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"given": json.dumps(given)},
        pdf_standards=list(standards),
        pdf_tags=not any(any(tall_rows(block)) for block in document.blocks),
    )


def png(svg: str) -> bytes:
    """An SVG as a picture, for formats that know no SVG."""
    page = "#set page(width: auto, height: auto, margin: 2pt)\n"
    drawing = '#image(bytes(sys.inputs.svg), format: "svg", width: 8.5cm)'
    return typst.compile(
        (page + drawing).encode(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"svg": spelled_out(svg)},
        format="png",
        ppi=PIXELS,
    )


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the packages, and none of the machine."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[*map(str, FOLDERS)]
    )


def as_data(value: object, numbers: dict[Note, int]) -> object:
    """A part of a document as JSON takes it. A note is written once, then only its number."""
    if isinstance(value, str):
        return spelled_out(legible(marked_text(value)))
    if isinstance(value, tuple):
        return [as_data(part, numbers) for part in value]
    if isinstance(value, Note):
        return _numbered(value, numbers)
    if isinstance(value, Model):  # for pages alone
        return None
    if isinstance(value, Drawing):
        parts = {"title": value.caption, "svg": value.svg, "description": value.description}
        return {name: as_data(part, numbers) for name, part in parts.items()}
    if is_dataclass(value):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        block = {"kind": value.kind, "tall": tall_rows(value)} if hasattr(value, "kind") else {}
        return {**block, **{name: as_data(part, numbers) for name, part in parts.items()}}
    return value


def tall_rows(block: object) -> list[bool]:
    """Whether each row of a table may be too tall for a page."""
    if isinstance(block, BlockFacts):
        return [_lines(value, 1, 1) > LINES for _name, value in block.rows]
    if not isinstance(block, BlockTable):
        return []
    whole = sum(column.weight for column in block.columns)
    return [
        any(_lines(text, column.weight, whole) > LINES for column, text in cells)
        for _row, cells in block.lines
    ]


def _lines(text: Text, weight: int, whole: int) -> int:
    letters = sum(width(run.text) + LETTERS * run.text.count("\n") for run in text)
    return letters * whole // (weight * LETTERS)


def _numbered(note: Note, numbers: dict[Note, int]) -> dict[str, object]:
    if note in numbers:
        return {"number": numbers[note]}
    numbers[note] = len(numbers) + 1
    return {"number": numbers[note], "text": as_data(note.text, numbers)}
