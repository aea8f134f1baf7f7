"""Compute the sums that a workbook states without their results, and read what they add up.

Only sums and the four operations over cells are computed; nothing else of a formula is run.
"""

import re
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

from config.lib.spreadsheets.parse import as_displayed
from config.lib.spreadsheets.places import box_of
from records.imports.notices.cells.grid import Book, Cell, Grid, plain

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:E[-+]?\d+)?)"
    r"|(?P<range>(?:(?:'[^']+'|[^\W\d][\w.]*)!)?\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)(?![\w(])"
    r"|(?P<name>[A-Z.]+)(?=\()"
    r"|(?P<mark>[-+*/(),]))",
    re.ASCII | re.IGNORECASE,
)
SUMS = ("SUM", "SUBTOTAL", "ROUND")
MAX_DEPTH = 50
MAX_STEPS = 2_000_000  # cells looked at in all formulas of a book


class FormulaError(Exception):
    """A formula that is not computed here."""


def compute_missing(book: Book) -> None:
    """Fill in the results of the formulas that have none; they stay marked as uncached."""
    computer = _Computer(book)
    for grid in book.grids:
        for row in grid.cells.values():
            for cell in row.values():
                if cell.is_uncached and cell.value is None:
                    cell.value = computer.value_of(grid, cell)


def ranges_of(formula: str, grid: Grid) -> list[tuple[str, int, int, int, int]]:
    """The ranges that a formula names: sheet, first row, first column, last row, last column."""
    return [_range(match["range"], grid) for match in TOKEN.finditer(formula) if match["range"]]


def _range(text: str, grid: Grid) -> tuple[str, int, int, int, int]:
    sheet, _mark, corners = text.rpartition("!")
    box = box_of(corners.upper())
    if not box:
        raise FormulaError(text)
    return (sheet.strip("'") or grid.name, *box)


class _Computer:
    def __init__(self, book: Book):
        self.book = book
        self.steps = 0
        self.depth = 0

    def value_of(self, grid: Grid, cell: Cell) -> Decimal | None:
        if self.depth > MAX_DEPTH:
            return None
        self.depth += 1
        try:
            with localcontext() as context:
                context.prec = 40
                number = _Parser(self, grid, cell.formula).result()
                return plain(as_displayed(number)) if number is not None else None
        except (FormulaError, InvalidOperation, DivisionByZero, ValueError, RecursionError):
            return None
        finally:
            self.depth -= 1

    def numbers(self, text: str, grid: Grid) -> list[Decimal]:
        name, top, left, bottom, right = _range(text, grid)
        target = self.book.grid(name)
        if target is None or "]" in name:
            raise FormulaError(text)
        numbers = []
        for row in range(top, min(bottom, target.last_row) + 1):
            for column, cell in target.cells.get(row, {}).items():
                if not left <= column <= right:
                    continue
                self.steps += 1
                if self.steps > MAX_STEPS:
                    raise FormulaError(text)
                self._need_value(target, cell)
                if isinstance(cell.value, Decimal):
                    numbers.append(cell.value)
        return numbers

    def _need_value(self, grid: Grid, cell: Cell) -> None:
        """Compute a cell that another formula needs."""
        if cell.is_uncached and cell.value is None:
            cell.value = self.value_of(grid, cell)
            if cell.value is None:
                raise FormulaError


class _Parser:
    """Recursive descent over sums, products, brackets, cells and SUM(…)."""

    def __init__(self, computer: _Computer, grid: Grid, formula: str):
        self.computer, self.grid = computer, grid
        self.tokens = self._tokens(formula.strip().lstrip("="))
        self.at = 0

    def _tokens(self, formula: str) -> list[tuple[str, str]]:
        tokens, place = [], 0
        while place < len(formula):
            match = TOKEN.match(formula, place)
            if not match or len(tokens) > 2000:
                raise FormulaError(formula)
            tokens.append((match.lastgroup or "", match[match.lastgroup or ""]))
            place = match.end()
        return tokens

    def result(self) -> Decimal:
        number = self._sum()
        if self.at < len(self.tokens):
            raise FormulaError
        return plain(number)

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise FormulaError
        self.at += 1
        return self.tokens[self.at - 1]

    def _accept(self, *marks: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][1] in marks:
            return self._next()[1]
        return ""

    def _sum(self) -> Decimal:
        number = self._product()
        while mark := self._accept("+", "-"):
            other = self._product()
            number = number + other if mark == "+" else number - other
        return number

    def _product(self) -> Decimal:
        number = self._one()
        while mark := self._accept("*", "/"):
            other = self._one()
            number = number * other if mark == "*" else number / other
        return number

    def _one(self) -> Decimal:
        kind, text = self._next()
        if text in ("+", "-"):
            number = self._one()
            return -number if text == "-" else number
        if text == "(":
            number = self._sum()
            self._close()
            return number
        if kind == "number":
            return Decimal(text)
        if kind == "range":
            return sum(self.computer.numbers(text, self.grid), Decimal(0))
        return self._function(text.upper())

    def _function(self, name: str) -> Decimal:
        if name not in SUMS or not self._accept("("):
            raise FormulaError(name)
        arguments = [self._sum()]
        while self._accept(","):
            arguments.append(self._sum())
        self._close()
        if name == "ROUND":
            return arguments[0].quantize(Decimal(1).scaleb(-int(arguments[1])))
        return sum(arguments[1:] if name == "SUBTOTAL" else arguments, Decimal(0))

    def _close(self) -> None:
        if not self._accept(")"):
            raise FormulaError
