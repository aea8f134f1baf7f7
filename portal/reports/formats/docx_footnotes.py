"""Footnotes of a Word file, which its library does not know.

A note is a footnote where it is met first; later its number refers back to it.
"""

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from lxml import etree

from config.lib.language import marked_text
from config.lib.text import legible
from portal.reports.blocks import Note
from portal.reports.formats.docx_xml import field, make

# The two lines that Word draws above notes; they are notes themselves.
NUMBER = "Notenumber"  # the id of the style of numbers
_LINES = (("separator", "-1"), ("continuationSeparator", "0"))


class Footnotes:
    """The notes of one file, numbered as they are met."""

    def __init__(self):
        self.numbers: dict[Note, int] = {}

    def refer(self, paragraph: Paragraph, notes: tuple[Note, ...]) -> None:
        """Put the numbers of `notes` at the end of `paragraph`."""
        for place, note in enumerate(notes):
            if place:
                paragraph.add_run(",")._r.style = NUMBER
            if note in self.numbers:
                paragraph._p.append(self._again(self.numbers[note]))
            else:
                self.numbers[note] = len(self.numbers) + 1
                paragraph._p.extend(self._first(self.numbers[note]))

    def attach(self, document: WordDocument) -> None:
        """Write the notes into the file."""
        root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for kind, number in _LINES:
            line = make("footnote", make("p", make("r", make(kind))), type=kind, id=number)
            root.append(line)
        root.extend(_footnote(number, note) for note, number in self.numbers.items())
        part = Part(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _first(self, number: int):
        mark = {"id": str(number), "name": f"note_{number}"}
        yield make("bookmarkStart", **mark)
        yield make("r", _number_style(), make("footnoteReference", id=str(number)))
        yield make("bookmarkEnd", id=str(number))

    def _again(self, number: int):
        return field(f"NOTEREF note_{number} \\f \\h", str(number), _number_style())


def _footnote(number: int, note: Note):
    text = make("t")
    text.text = f" {legible(marked_text(note.text))}"
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties = make("pPr", make("pStyle", val="Note"))
    mark = make("r", _number_style(), make("footnoteRef"))
    return make("footnote", make("p", properties, mark, make("r", text)), id=str(number))


def _number_style():
    return make("rPr", make("rStyle", val=NUMBER))
