"""The cells of a row, by the columns of a mapping."""

from config.lib.spreadsheets.places import column_number
from records.imports.notices.cells.grid import Cell, Grid
from records.imports.notices.mapping import ColumnMapping, TableMapping
from records.imports.notices.rows.readings import Context


class RowCells:
    """Finds the cells of a row, and warns at their places."""

    def __init__(self, grid: Grid, table: TableMapping, context: Context):
        self.grid, self.table, self.context = grid, table, context
        self.numbers = {column.place: self._number(column) for column in table.columns}
        self.fields = {column.field: column for column in reversed(table.columns)}

    def _number(self, column: ColumnMapping) -> int:
        return column_number(column.place)

    def _is_covered(self, row: int, column: ColumnMapping) -> bool:
        """Whether a merge from above covers a cell: its amount counts once."""
        return self.grid.box_at(row, self.numbers[column.place])[0] < row

    def _cell(self, row: int, column: ColumnMapping) -> Cell:
        return self.grid.at(row, self.numbers[column.place])

    def _text_here(self, row: int, column: ColumnMapping) -> str:
        return self._cell(row, column).printed.strip()

    def _text(self, row: int, column: ColumnMapping) -> str:
        return self.grid.unfolded(row, self.numbers[column.place]).printed.strip()

    def _place(self, row: int, column: ColumnMapping) -> str:
        return f"{column.place}{row}"

    def _warn(self, code: str, row: int, column: ColumnMapping, **values) -> None:
        self.context.warn(code, self.grid.name, self._place(row, column), **values)
