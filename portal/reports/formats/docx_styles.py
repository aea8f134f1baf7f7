"""How a document looks in Word: paper, styles, languages, the line on every page."""

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from config.lib.text import legible
from portal.reports.blocks import Document
from portal.reports.formats.docx_xml import field, make

INK, MUTED, ACCENT = (RGBColor.from_string(code) for code in ("1C2024", "5B636C", "9C1F2B"))
LATIN, CHINESE = "Arial", "Microsoft YaHei"
LONG, SHORT = Cm(29.7), Cm(21)
# Style: size in points, colour, space above and below in points.
STYLES = {
    "Normal": (10, INK, 0, 6),
    "Title": (24, INK, 0, 4),
    "Heading 1": (15, ACCENT, 20, 6),
    "Heading 2": (11.5, INK, 12, 4),
    "Heading 3": (10, INK, 8, 3),
    "Caption": (9, INK, 10, 4),
    "List Bullet": (10, INK, 0, 2),
    "Header": (8, MUTED, 0, 0),
    "Footer": (8, MUTED, 0, 0),
    "Lead": (9.5, MUTED, 0, 2),
    "Cell": (8.5, INK, 2, 2),
    "Note": (7.5, MUTED, 0, 0),
    "Remark": (9, INK, 6, 6),
}


def prepare(word: WordDocument, document: Document) -> None:
    """Set up an empty file for `document`."""
    _describe(word, document)
    for name, (size, colour, above, below) in STYLES.items():
        _style(_named(word, name), size, colour, above, below)
    _number_style(word)
    _paper(word, document.is_wide)
    _lines(word, document)


def _describe(word: WordDocument, document: Document) -> None:
    about = word.core_properties
    about.title = legible(document.title)
    about.keywords = document.digest
    about.author = legible(document.author)
    about.comments = legible(" ".join(document.lead))
    about.language = document.language
    languages = word.styles.element.find(f".//{qn('w:lang')}")
    languages.set(qn("w:val"), "en-US")
    languages.set(qn("w:eastAsia"), "zh-CN")


def _named(word: WordDocument, name: str) -> ParagraphStyle:
    if name in word.styles:
        return word.styles[name]
    return word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)


def _style(style: ParagraphStyle, size: float, colour: RGBColor, above: int, below: int) -> None:
    font, layout = style.font, style.paragraph_format
    font.size, font.color.rgb, font.italic = Pt(size), colour, False
    font.bold = style.name == "Caption"
    layout.space_before, layout.space_after, layout.line_spacing = Pt(above), Pt(below), 1.15
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    names = {"ascii": LATIN, "hAnsi": LATIN, "cs": LATIN, "eastAsia": CHINESE}
    properties.insert(0, make("rFonts", **names))
    if style.name == "Title":  # a line of its own below, from the library's template
        _line_below(style, "9C1F2B", "12")
    if style.name == "Remark":
        _remark(style)


def _line_below(style: ParagraphStyle, colour: str, size: str) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    line = make("bottom", val="single", sz=size, space="4", color=colour)
    properties.insert_element_before(make("pBdr", line), "w:shd", "w:spacing", "w:ind")


def _remark(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    line = make("left", val="single", sz="18", space="8", color="9C1F2B")
    ground = make("shd", val="clear", color="auto", fill="F4F2EE")
    for part in (make("pBdr", line), ground):
        properties.insert_element_before(part, "w:spacing", "w:ind")
    style.paragraph_format.left_indent = Cm(0.4)


def _number_style(word: WordDocument) -> None:
    style = word.styles.add_style("Note number", WD_STYLE_TYPE.CHARACTER)
    style.font.superscript = True


def _paper(word: WordDocument, is_wide: bool) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = (LONG, SHORT) if is_wide else (SHORT, LONG)
    page.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = Cm(1.6 if is_wide else 2.1)
    page.top_margin, page.bottom_margin = Cm(2.3), Cm(2.1)


def _lines(word: WordDocument, document: Document) -> None:
    page = word.sections[0]
    page.different_first_page_header_footer = True
    page.header.paragraphs[0].text = legible(document.running)
    for footer in (page.footer, page.first_page_footer):
        line = footer.paragraphs[0]
        line.alignment = 1
        line._p.append(field("PAGE", "1"))
        line.add_run(" / ")
        line._p.append(field("NUMPAGES", "1"))
