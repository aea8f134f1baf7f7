"""A document as plain data. What builds it knows the ledger; what writes it knows a file format.

A text is a tuple of runs; a run may carry notes, each of which leads to a statement of a source.
Texts stand in the reader's language already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from config.lib.charts.bars import Chart


@dataclass(frozen=True)
class Note:
    """A footnote: where something is stated, and the page that shows it."""

    text: str
    address: str


@dataclass(frozen=True)
class Run:
    """Some words in one style ("", "strong" or "muted"), with the notes that follow them."""

    text: str
    notes: tuple[Note, ...] = ()
    style: str = ""


Text = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """The title of a part; level 1 to 3."""

    kind: ClassVar[str] = "heading"
    text: Text
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; a `remark` stands apart from it."""

    kind: ClassVar[str] = "paragraph"
    text: Text
    is_remark: bool = False


@dataclass(frozen=True)
class Items:
    """A list."""

    kind: ClassVar[str] = "items"
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Facts:
    """What is known of one thing, each by its name."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; `weight` is its share of the width."""

    heading: str
    weight: int = 2
    is_figure: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; `kind` is "", "subtotal" or "total"."""

    cells: tuple[Text, ...]
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under headings that are repeated on every page."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def lines(self) -> Iterator[tuple[Row, list[tuple[Column, Text]]]]:
        """Each row with its cells beside their columns."""
        return ((row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows)


@dataclass(frozen=True)
class Picture:
    """A chart; the table with its figures stands beside it."""

    kind: ClassVar[str] = "picture"
    chart: Chart


Block = Heading | Paragraph | Items | Facts | Table | Picture


@dataclass(frozen=True)
class Document:
    """A whole document, with what a file says about itself."""

    name: str  # of the file, without its ending
    language: str  # as "en" or "zh-hans"
    title: str
    author: str
    lead: tuple[str, ...]  # lines under the title
    running: str  # the line on top of every page
    blocks: tuple[Block, ...]
    is_wide: bool = False  # tables of many columns want the paper lying
    has_contents: bool = False
