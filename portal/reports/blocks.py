"""A document as plain data, from which pages, Word and PDF are made.

A text is a tuple of runs in the reader's language. A run may carry notes; each note leads to a
statement of a source. Links, records and attached files are for pages; Word and PDF ignore them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Model

from config.lib.charts.svg import Drawing


@dataclass(frozen=True)
class Note:
    """A footnote: the place where something is stated, and the page of that statement."""

    text: str
    address: str


@dataclass(frozen=True)
class Run:
    """Some words in one style ("", "strong" or "muted"), with the notes that follow them and the
    page that they link to."""

    text: str
    notes: tuple[Note, ...] = ()
    style: str = ""
    address: str = ""


Text = tuple[Run, ...]


@dataclass(frozen=True)
class BlockHeading:
    """The title of a part, level 1 to 3. Where it is about a record, its anchor is the code."""

    kind: ClassVar[str] = "heading"
    text: Text
    level: int = 1
    record: Model | None = None


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
class BlockFacts:
    """The properties of one thing, each with its name."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class BlockColumn:
    """A column of a table; `weight` is its share of the width, `is_ordinal` says that it counts the
    rows, which are named in the column after it."""

    heading: str
    weight: int = 2
    is_figure: bool = False
    is_ordinal: bool = False


@dataclass(frozen=True)
class BlockRow:
    """A row of a table; `kind` is "", "subtotal" or "total", `record` what it is about."""

    cells: tuple[Text, ...]
    kind: str = ""
    record: Model | None = None
    anchor: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it names the rows below it, and says nothing else."""
        return bool(self.kind) and not any(self.cells[1:])


@dataclass(frozen=True)
class BlockTable:
    """Rows under headings that are repeated on every page."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[BlockColumn, ...]
    rows: tuple[BlockRow, ...]

    @property
    def lines(self) -> Iterator[tuple[BlockRow, list[tuple[BlockColumn, Text]]]]:
        """Each row with its cells beside their columns."""
        return ((row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows)


@dataclass(frozen=True)
class Picture:
    """A chart; the table with its figures stands beside it."""

    kind: ClassVar[str] = "picture"
    chart: Drawing
    number: int = 0  # among the pictures of its page, from 1


@dataclass(frozen=True)
class Attachments:
    """Documents and photographs of a record; files list them by name."""

    kind: ClassVar[str] = "attachments"
    items: tuple[Text, ...]
    rows: tuple[Model, ...]


Block = BlockHeading | Paragraph | Items | BlockFacts | BlockTable | Picture | Attachments


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
    digest: str = ""  # of its edition, whole, a keyword of the file; the lead has its first digits
