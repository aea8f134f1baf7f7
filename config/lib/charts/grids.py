"""How complete something is: a grid of questions by groups, a square each.

A square is filled from below by the share of records that answer: full is all, hollow is none. A
dash says that a group has no record that the question is about. Groups stand as numbers above their
columns and by name below the grid; each question ends with its share of all records.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.lib.charts.svg import LINE, WIDTH, Drawing, bar, outline, picture, text
from config.lib.language import in_language_of
from config.lib.text import legible, shortened, wrapped

SIDE, PITCH, SHARE = 14, 18, 40
MOST_GROUPS = 7


@dataclass(frozen=True)
class Answered:
    """How many records answer a question, of all that it is about."""

    stated: int
    of: int

    def __add__(self, other: "Answered") -> "Answered":
        return Answered(self.stated + other.stated, self.of + other.of)

    @property
    def percent(self) -> str:
        """The share in whole percent; all and none only where it is all or none."""
        if not self.of:
            return "–"
        if 0 < self.stated < self.of:
            share = Decimal(self.stated * 100) / self.of
            return f"{min(max(int(share + Decimal('0.5')), 1), 99)}%"
        return "100%" if self.stated else "0%"


@dataclass(frozen=True)
class GridRow:
    """A question, and its answers in each group."""

    name: str
    cells: tuple[Answered, ...]

    @property
    def total(self) -> Answered:
        return sum(self.cells, Answered(0, 0))


@dataclass(frozen=True)
class Grid(Drawing):
    """Questions under one another, groups beside one another."""

    title: str
    groups: tuple[str, ...]
    questions: tuple[GridRow, ...]
    finding: str = ""

    @property
    def description(self) -> str:
        return "; ".join(f"{one.name}: {one.total.percent}" for one in self.questions)

    @property
    def headings(self) -> tuple[str, ...]:
        """Of the table beside the picture."""
        return (_("Question"), *self.groups, _("All"))

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Every question with how many of how many records answer it."""
        return [
            (one.name, *(_counted(cell) for cell in (*one.cells, one.total)))
            for one in self.questions
        ]

    @property
    def svg(self) -> SafeString:
        left = WIDTH - SHARE - PITCH * len(self.groups)
        parts = [
            text(left + n * PITCH + SIDE // 2, LINE - 4, str(n + 1), "middle")
            for n in range(len(self.groups))
        ]
        top = LINE
        for one in self.questions:
            lines = wrapped(legible(one.name), left // 7, lines=2)
            parts += [
                text(0, top + (n + 1) * LINE - 4, in_language_of(one.name, line))
                for n, line in enumerate(lines)
            ]
            parts += [*_squares(one, left, top)]
            top += LINE * len(lines) + 3
        for number, name in enumerate(self.groups, 1):
            words = in_language_of(name, f"{number} {shortened(legible(name), 42)}")
            top += LINE
            parts.append(text(0, top + 4, words))
        return picture(self.title, self.description, top + LINE, parts)


def _counted(cell: Answered) -> str:
    values = {"n": f"{cell.stated:,}", "all": f"{cell.of:,}"}
    return _("%(n)s of %(all)s") % values if cell.of else "–"


def _squares(one: GridRow, left: int, top: int) -> Iterator[SafeString]:
    y = top + 2
    for number, cell in enumerate(one.cells):
        x = left + number * PITCH
        if not cell.of:
            yield text(x + SIDE // 2, y + SIDE - 3, "–", "middle")
            continue
        filled = cell.stated * SIDE // cell.of
        if cell.stated:
            filled = min(max(filled, 2), SIDE if cell.stated == cell.of else SIDE - 2)
            yield bar(x, y + SIDE - filled, SIDE, filled, "slate")
        yield outline(x, y, SIDE, SIDE, is_known=True)
    yield text(WIDTH, y + SIDE - 3, one.total.percent, "end", is_strong=True)
