"""A document as Word file, with Word's own headings, tables and footnotes."""

from io import BytesIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Length
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as Lines

from config.lib.charts.svg import Drawing
from config.lib.language import marked_text
from config.lib.text import legible
from portal.reports.blocks import (
    Attachments,
    BlockColumn,
    BlockFacts,
    BlockHeading,
    BlockTable,
    Document,
    Items,
    Paragraph,
    Picture,
    Run,
    Text,
)
from portal.reports.formats.docx_footnotes import Footnotes
from portal.reports.formats.docx_styles import MUTED, prepare
from portal.reports.formats.docx_xml import keep_together, repeat_on_every_page, rule_lines, shade
from portal.reports.formats.pdf import png

SHADE, RULE = "F4F2EE", "C9C6BE"


def word(document: Document) -> bytes:
    """The file."""
    return _Writer(document).file()


class _Writer:
    """Writes one document; every block adds to the end."""

    def __init__(self, document: Document):
        self.document = document
        self.word = docx.Document()
        self.notes = Footnotes()
        prepare(self.word, document)

    def file(self) -> bytes:
        self.word.add_paragraph(legible(marked_text(self.document.title)), style="Title")
        for line in self.document.lead:
            self.word.add_paragraph(legible(line), style="Lead")
        for block in self.document.blocks:
            WRITE[type(block)](self, block)
        self.notes.attach(self.word)
        file = BytesIO()
        self.word.save(file)
        return file.getvalue()

    def heading(self, block: BlockHeading) -> None:
        self.add(block.text, self.word.add_heading(level=block.level))

    def paragraph(self, block: Paragraph) -> None:
        style = "Remark" if block.is_remark else "Normal"
        self.add(block.text, self.word.add_paragraph(style=style))

    def items(self, block: Items | Attachments) -> None:
        for item in block.items:
            self.add(item, self.word.add_paragraph(style="List Bullet"))

    def facts(self, block: BlockFacts) -> None:
        table = self._grid(len(block.rows), [BlockColumn("", 1), BlockColumn("", 4)])
        rows = list(table.rows)
        for row, (name, value) in zip(rows, block.rows, strict=True):
            first, second = cells_of(row)
            self.fill(first, (Run(name, style="muted"),))
            self.fill(second, value)
            keep_together(row)
            first.paragraphs[0].paragraph_format.keep_with_next = row is not rows[-1]
        self._space_after()

    def table(self, block: BlockTable) -> None:
        self._caption(block.caption)
        table = self._grid(1 + len(block.rows), list(block.columns))
        head, *rows = table.rows
        repeat_on_every_page(head)
        for cell, column in zip(cells_of(head), block.columns, strict=True):
            self.fill(cell, (Run(column.heading, style="muted"),), column.is_figure)
            shade(cell, SHADE)
        for line, row in zip(rows, block.rows, strict=True):
            keep_together(line)
            for cell, column, text in zip(cells_of(line), block.columns, row.cells, strict=True):
                self.fill(cell, text, column.is_figure, is_strong=bool(row.kind))
                if row.kind:
                    shade(cell, SHADE)
        self._space_after()

    def picture(self, block: Picture) -> None:
        self._caption(block.chart.caption)
        self._draw(block.chart)

    def _caption(self, title: str) -> None:
        caption = self.word.add_paragraph(legible(marked_text(title)), style="Caption")
        caption.paragraph_format.keep_with_next = True

    def _draw(self, chart: Drawing) -> None:
        shape = self.word.add_picture(BytesIO(png(chart.svg)), width=Cm(8.5))
        about = shape._inline.docPr
        about.set("descr", legible(chart.description))
        about.set("title", legible(chart.title))

    def add(self, text: Text, lines: Lines, is_strong: bool = False) -> None:
        """Write `text` at the end of `lines`."""
        for part in text:
            run = lines.add_run(legible(marked_text(part.text)))
            run.bold = True if is_strong or part.style == "strong" else None
            if part.style == "muted":
                run.font.color.rgb = MUTED
            self.notes.refer(lines, part.notes)

    def fill(self, cell: _Cell, text: Text, is_figure=False, is_strong=False) -> None:
        """Write `text` into a table cell; figures stand at the right."""
        lines = cell.paragraphs[0]
        lines._p.style = "Cell"  # by its id: by its name the library searches every style
        if is_figure:
            lines.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.add(text, lines, is_strong)

    def _grid(self, rows: int, columns: list[BlockColumn]):
        """An empty table whose columns share the width of the page by their weight."""
        table = self.word.add_table(rows, len(columns))
        table.autofit = False
        rule_lines(table, RULE)
        page = self.word.sections[0]
        width = page.page_width - page.left_margin - page.right_margin
        whole = sum(column.weight for column in columns)
        shares = [Length(width * column.weight // whole) for column in columns]
        for column, share in zip(table.columns, shares, strict=True):
            column.width = share
        for row in table.rows:
            for cell, share in zip(cells_of(row), shares, strict=True):
                cell.width = share
        return table

    def _space_after(self) -> None:
        self.word.add_paragraph(style="Note")


def cells_of(row: _Row) -> list[_Cell]:
    """The cells of a row; the library's own `cells` counts those of the whole table each time."""
    return [_Cell(cell, row._parent) for cell in row._tr.tc_lst]


WRITE = {
    BlockHeading: _Writer.heading,
    Paragraph: _Writer.paragraph,
    Items: _Writer.items,
    Attachments: _Writer.items,
    BlockFacts: _Writer.facts,
    BlockTable: _Writer.table,
    Picture: _Writer.picture,
}
