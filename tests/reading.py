"""Documents read back by libraries that did not write them."""

import io
import re

import docx
import pypdf
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def word_file(response) -> docx.document.Document:
    return docx.Document(io.BytesIO(body(response)))


def word_lines(document) -> list[str]:
    """Every line of the text and of its tables, in order."""
    lines = document.element.body.iter(qn("w:p"))
    return ["".join(_words(line)) for line in lines]


def _words(line):
    for part in line.iter(qn("w:t"), qn("w:br")):
        yield part.text or "" if part.tag == qn("w:t") else "\n"


def word_notes(document) -> dict[str, str]:
    """The text of each footnote, by its number."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    notes = parse_xml(part.blob).iter(qn("w:footnote"))
    return {note.get(qn("w:id")): "".join(_words(note)).strip() for note in notes}


def noted(document) -> list[tuple[str, str]]:
    """The words of each line before a note, with the text of that note."""
    notes, pairs = word_notes(document), []
    for line in document.element.body.iter(qn("w:p")):
        words = ""
        for part in line.iter(qn("w:t"), qn("w:footnoteReference"), qn("w:fldSimple")):
            if part.tag == qn("w:footnoteReference"):
                pairs.append((words, notes[part.get(qn("w:id"))]))
            elif part.tag == qn("w:fldSimple") and "NOTEREF" in part.get(qn("w:instr")):
                pairs.append((words, notes[part.get(qn("w:instr")).split("note_")[1].split()[0]]))
            else:
                words += part.text or ""
    return pairs


def word_tables(document) -> list[list[list[str]]]:
    """The cells of each table, without the numbers of their notes."""
    return [
        [[_plain(cell) for cell in row.cells] for row in table.rows] for table in document.tables
    ]


def _plain(cell) -> str:
    runs = (run for line in cell.paragraphs for run in line.runs)
    return "".join(run.text for run in runs if run.style.name != "Note number")


def pdf_file(response) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(body(response)))


def pdf_text(reader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def noted_in_pdf(reader) -> list[tuple[str, str]]:
    """The words of each line before a note, with the text of that note, told by their sizes: a
    number of a note is smaller than any text, and smallest where the note itself begins. The last
    note of a page may go on at the foot of the next."""
    pairs: list[tuple[str, str]] = []
    notes: dict[str, str] = {}
    open_note = ""
    for page in reader.pages:
        words = ""
        for size, text in _pieces(page):
            if size < NOTE_NUMBER:
                open_note = text
                notes[open_note] = ""
            elif size < NOTE and text.isdigit():
                pairs.append((words, text))
            elif size == NOTE and open_note:
                notes[open_note] += text
            elif size > NOTE:
                words = "" if text == "\n" else words + text
    return [(words, run_together(notes[number])) for words, number in pairs]


NOTE, NOTE_NUMBER = 7.5, 4.7  # points


def _pieces(page) -> list[tuple[float, str]]:
    """The texts of a page in their order, each with its size in points."""
    found: list[tuple[float, str]] = []

    def take(text, _matrix, text_matrix, _font, size):
        if text.strip() or text == "\n":
            found.append((round(size * abs(text_matrix[3]), 1), text))

    page.extract_text(visitor_text=take)
    return found


def run_together(text: str) -> str:
    """A text without what a line or page break adds: spaces, hyphens, joiners."""
    return re.sub(r"[\s\u00ad\u200b\u2010-]", "", text)


def pages_of_report(client, address: str) -> str:
    """The annual report at `address`, chapter after chapter."""
    first, question, query = address.partition("?")
    text = client.get(address).text
    chapters = re.findall(rf'<li><a href="({first}[-\w]+/)', text)
    return "\n".join([text, *(client.get(one + question + query).text for one in chapters)])


def pages_of_source(client, address: str) -> str:
    """The page of a source at `address`, with those of its further statements."""
    answer = client.get(address)
    further = range(2, answer.context["page"].paginator.num_pages + 1)
    return "\n".join([answer.text, *(client.get(f"{address}?page={n}").text for n in further)])
