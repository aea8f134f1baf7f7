"""What the rows of a table say, while a notice is read."""

from dataclasses import dataclass, field
from decimal import Decimal

from records.imports.notices.cells.grid import Grid
from records.imports.notices.mapping import ColumnMapping, TableMapping
from records.imports.notices.understanding import MoneyRow, NoticeWarning, ProjectLine
from records.imports.notices.words.amounts import Amount
from records.imports.notices.words.localities import Gazetteer


@dataclass
class SumRow:
    """A row that states sums: its label, how much it gathers, its amounts by column."""

    row: int
    label: str
    level: int  # 1 subtotal, 2 total, 3 grand total
    named: str  # what it is the sum of, where its label says so
    amounts: dict[str, Amount] = field(default_factory=dict)


@dataclass
class GrandTotal:
    """A total over the lines that one row of a cross table unfolds into."""

    row: int
    label: str
    column: ColumnMapping
    amount: Amount
    ids: list[int]
    money: list[MoneyRow]


@dataclass
class Reading:
    """What the rows of one table say."""

    sheet: str
    grid: Grid
    table: TableMapping
    lines: list[ProjectLine] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    by_column: dict[str, dict[int, list[MoneyRow]]] = field(default_factory=dict)  # then by id
    rows_of: dict[int, int] = field(default_factory=dict)  # id: row
    grand_totals: list["GrandTotal"] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)  # the first words of rows of a summary
    repeats: list[int] = field(default_factory=list)
    step: Decimal | None = None  # the finest printed step of its amounts, in yuan

    def note_step(self, amount: Amount) -> None:
        if amount.is_stated:
            self.step = amount.step if self.step is None else min(self.step, amount.step)


@dataclass
class Context:
    """What all tables of a notice share."""

    gazetteer: Gazetteer
    county: str | None = None
    county_code: str | None = None
    year: int | None = None
    funding_kind: str = ""  # of money whose kind only a note says
    warnings: list[NoticeWarning] = field(default_factory=list)
    next_id: int = 1

    def warn(self, code: str, sheet: str, place: str = "", **values) -> None:
        where = f"{sheet}!{place}" if place else sheet
        self.warnings.append(NoticeWarning(code, where, values))
