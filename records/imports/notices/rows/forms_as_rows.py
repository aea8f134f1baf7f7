"""Read a one-page form as a table of one row, whose cells stand anywhere."""

from config.lib.spreadsheets.places import place_of
from records.imports.notices.cells.grid import Cell
from records.imports.notices.mapping import ColumnMapping
from records.imports.notices.proposal.one_page_forms import NEEDED
from records.imports.notices.rows.lines import TableReader
from records.imports.notices.rows.readings import Reading


class FormReader(TableReader):
    """One project; each column of the mapping is a cell."""

    def read(self) -> Reading:
        row = self.table.first_row
        line = self._line(row)
        name = self.fields.get("name")
        line.row = place_of(name.place)[0] if name else row
        self._read_money(line, row, [*self.money, *self.totals])
        self.reading.lines.append(line)
        self.reading.rows_of[line.id] = line.row
        for column in self.table.of_field(*NEEDED):
            if self._cell(row, column).is_empty:
                self._warn("missing_field", row, column, label=column.label)
        return self.reading

    def _number(self, column: ColumnMapping) -> int:
        return place_of(column.place)[1]

    def _cell(self, row: int, column: ColumnMapping) -> Cell:
        return self.grid.at(*place_of(column.place))

    def _text(self, row: int, column: ColumnMapping) -> str:
        return self.grid.unfolded(*place_of(column.place)).printed.strip()

    def _place(self, row: int, column: ColumnMapping) -> str:
        return column.place

    def _is_covered(self, row: int, column: ColumnMapping) -> bool:
        return False
