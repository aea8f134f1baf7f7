"""Read the rows of a table: projects, allocations, and the rows that only state sums."""

import re

from records.imports.notices.cells.grid import Grid
from records.imports.notices.mapping import ColumnMapping, TableMapping
from records.imports.notices.rows.readings import Context, GrandTotal, Reading, SumRow
from records.imports.notices.rows.row_money import RowMoney
from records.imports.notices.understanding import ProjectLine
from records.imports.notices.words.amounts import parse_amount
from records.imports.notices.words.headings import TOTAL_LABEL
from records.imports.notices.words.localities import is_town

MEMO_LABEL = re.compile(r"(其中|内含|含)[：:]?.*")
ORDINAL = "[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?"
CONTINUING = ("kind_of_money", "document", "remark", "ignored")
SECTION = re.compile(rf"{ORDINAL}(?P<name>.*)")
MARKED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]")
PAGE = re.compile(r"第?\s*\d+\s*页.*|共\s*\d+\s*页|续表.*|[（(]续.*")
SECTION_SUM = "\x00"  # before the name of the section that a sum is of
LEVELS = {"本页小计": 1, "小计": 1, "本页合计": 1, "合计": 2}
TEXT_FIELDS = ("content", "responsible_unit", "responsible_person", "subsidy_standard")
TEXT_FIELDS += ("performance_target", "status", "remark")
LABEL_FIELDS = ("serial", "name", "place", "town", "village", "county", "content", "ignored")
LABEL_FIELDS += ("kind_of_money", "status", "responsible_unit")
DESCRIBED = ("place", "village", "content", "responsible_unit", "start", "end", "period")


class TableReader(RowMoney):
    """Reads one table of a sheet by its mapping."""

    def __init__(self, grid: Grid, table: TableMapping, context: Context, *, reads_hidden=True):
        super().__init__(grid, table, context)
        self.reads_hidden = reads_hidden
        self.reading = Reading(grid.name, grid, table)
        self.money = table.of_field("money")
        self.totals = table.of_field("total")
        self.grand = table.first("grand_total")
        self.texts = [one for one in table.columns if one.field in LABEL_FIELDS]
        self.has_merges = {
            box[1] for box in grid.merges if box[0] > table.last_header and box[2] > box[0]
        }
        self.section: str | None = None
        self.by_town: dict[tuple, ProjectLine] = {}
        self.blanks = []

    def read(self) -> Reading:
        heading = self._fingerprint(self.table.first_header)
        depth, skip = self.table.last_header - self.table.first_header + 1, 0
        for row in range(self.table.first_row, self.table.last_row + 1):
            if row < skip or not self._is_read(row):
                continue
            if heading and self._fingerprint(row) == heading:
                self.reading.repeats.append(row)
                skip = row + depth
                continue
            self._read_row(row)
        return self.reading

    def _is_read(self, row: int) -> bool:
        is_hidden = not self.reads_hidden and row in self.grid.hidden_rows
        return row in self.grid.cells and not is_hidden

    def _fingerprint(self, row: int) -> tuple:
        cells = self.grid.cells.get(row, {})
        numbers = self.numbers.values()
        return tuple(
            cells[one].value for one in numbers if one in cells and not cells[one].is_empty
        )

    # --- what a row is ---

    def _read_row(self, row: int) -> None:
        label, total = self._label(row)
        if total and not self._is_project(row, total["word"]):
            self._read_sums(row, label, total)
        elif label and MEMO_LABEL.fullmatch(label) and not self._serial(row):
            self.context.warn("memo_row", self.grid.name, str(row), label=label)
        elif self._is_section(row, label):
            self._read_section(row, label)
        elif self._has_content(row):
            self.reading.labels[row] = label
            self._read_lines(row)

    def _label(self, row: int) -> tuple[str, re.Match | None]:
        """The words that a row begins with, and what they say where they name a sum."""
        first = ""
        for column in self.texts:
            text = self._text_here(row, column)
            if not text or re.fullmatch(rf"[\d０-９]+|{ORDINAL}", text):
                continue
            total = TOTAL_LABEL.fullmatch(re.sub(r"\s+", "", text))
            if total and (not first or not total["word"].startswith("全")):
                return text, total
            first = first or text
        return first, None

    def _serial(self, row: int) -> str | None:
        column = self.fields.get("serial")
        text = self._cell(row, column).printed.strip() if column else ""
        return text or None

    def _is_project(self, row: int, word: str) -> bool:
        """Whether a row that begins like a sum is a project of the whole county."""
        serial = self._serial(row)
        is_numbered = bool(serial and re.fullmatch(r"[\d０-９]+", serial))
        name = self.fields.get("name")
        named = self._text(row, name) if name else ""
        return bool(
            is_numbered
            and (named or word in ("全县", "全区", "全市"))
            and not TOTAL_LABEL.fullmatch(named or "")
        )

    def _is_section(self, row: int, label: str) -> bool:
        """A line that gathers those below it: 一、产业扶贫, or a town alone."""
        if not label or "name" not in self.fields:
            return False
        described = self.table.of_field(*DESCRIBED)
        if any(self._text_here(row, one) for one in described):
            return False
        serial = self._serial(row) or ""
        is_marked = bool((serial and SECTION.fullmatch(serial)) or MARKED.match(label))
        filled = [column for column, _cell in self.grid.filled(row)]
        is_town_line = is_town(label) and not serial.isdigit()
        is_alone = len(filled) == 1 and bool(described)
        return is_marked or is_town_line or is_alone

    def _has_content(self, row: int) -> bool:
        filled = sum(
            1 for number in self.numbers.values() if not self.grid.at(row, number).is_empty
        )
        return filled >= 2 or any(
            parse_amount(self._cell(row, one)).is_stated for one in (*self.money, *self.totals)
        )

    # --- sums and sections ---

    def _read_sums(self, row: int, label: str, match: re.Match) -> None:
        town = self.fields.get("town")
        named = match["name"] or (self._text(row, town) if town else "")
        named = "" if TOTAL_LABEL.fullmatch(re.sub(r"\s+", "", named)) else named
        self._add_sums(row, label, LEVELS.get(match["word"], 3), named)

    def _add_sums(self, row: int, label: str, level: int, named: str) -> None:
        sums = SumRow(row, label, level, named)
        for column in self.table.columns:
            if not column.is_money:
                continue
            amount = self._amount(row, column)
            if amount.is_stated:
                sums.amounts[column.place] = amount
                self.reading.note_step(amount)
        if sums.amounts:
            self.reading.sums.append(sums)

    def _read_section(self, row: int, label: str) -> None:
        if PAGE.fullmatch(label):
            return
        match = SECTION.fullmatch(label)
        name = (match["name"] if match else "") or label
        self.section = name.strip()
        self.section_town = self.section if is_town(self.section) else None
        columns = (*self.money, *self.totals)
        if any(parse_amount(self._cell(row, one)).is_stated for one in columns):
            self._add_sums(row, label, 1, SECTION_SUM + self.section)

    # --- lines ---

    def _read_lines(self, row: int) -> None:
        if any(column.town for column in self.money):
            self._read_towns_across(row)
        elif any(column.group for column in self.money):
            self._read_purposes_across(row)
        elif self.reading.lines and self._continues(row):
            self._read_money(self.reading.lines[-1], row, [*self.money, *self.totals])
        else:
            self._read_money(self._add(self._line(row)), row, [*self.money, *self.totals])

    def _read_grand_total(
        self, row: int, label: str, lines: list[ProjectLine], money: list
    ) -> None:
        if not self.grand or not (amount := self._amount(row, self.grand)).is_stated:
            return
        ids = list(dict.fromkeys(line.id for line in lines))
        total = GrandTotal(row, label, self.grand, amount, ids, money)
        self.reading.grand_totals.append(total)
        self.reading.note_step(amount)

    def _add(self, line: ProjectLine) -> ProjectLine:
        self.reading.lines.append(line)
        self.reading.rows_of[line.id] = line.row
        return line

    def _read_purposes_across(self, row: int) -> None:
        """One line for each purpose whose columns stand side by side."""
        groups: dict[str, list[ColumnMapping]] = {}
        for column in (*self.money, *self.totals):
            groups.setdefault(column.group, []).append(column)
        lines = []
        for group, columns in groups.items():
            lines.append(line := self._add(self._line(row)))
            line.content = group or line.content
            self._read_money(line, row, columns)
        label = lines[0].town or lines[0].name or lines[0].place_text or ""
        money = [one for line in lines for one in line.money]
        self._read_grand_total(row, label, lines, money)

    def _read_towns_across(self, row: int) -> None:
        """One line for each town and purpose; rows that only name a kind of money share it."""
        lines, money = [], []
        for column in self.money:
            line = self._line(row)
            line.town = line.place_text = column.town or None
            key = (column.town, line.name, line.content)
            same = self.by_town.get(key) if "kind_of_money" in self.fields else None
            if same is None:
                same = self.by_town[key] = self._add(line)
            else:
                self.context.next_id -= 1
            self._read_money(same, row, [column])
            lines.append(same)
            money += self.row_money.values()
        self._read_grand_total(row, self._label(row)[0], lines, money)

    def _continues(self, row: int) -> bool:
        """Whether a row is one more amount of the project above: its name is merged down, or it
        says nothing but another kind of money."""
        name = self.fields.get("name")
        if name is None or self._text_here(row, name):
            return False
        box = self.grid.box_at(row, self.numbers[name.place])
        if box[0] < row and box[0] <= self.reading.lines[-1].row:
            return True
        filled = [one for one in self.table.columns if self._text_here(row, one)]
        is_kind = "kind_of_money" in self.fields and bool(filled)
        return is_kind and all(one.is_money or one.field in CONTINUING for one in filled)

    def _line(self, row: int) -> ProjectLine:
        context = self.context
        line = ProjectLine(context.next_id, self.grid.name, row)
        context.next_id += 1
        line.is_hidden = row in self.grid.hidden_rows
        line.serial = self._serial(row)
        line.county, line.county_code = context.county, context.county_code
        line.section = self.section
        if "name" in self.fields:
            line.name = self._text(row, self.fields["name"]) or None
        elif not self._names_villages():
            line.record_type = "allocation"
        for name in TEXT_FIELDS:
            if name in self.fields:
                setattr(line, name, self._text(row, self.fields[name]) or None)
        self._read_place(line, row)
        self._read_dates(line, row)
        self._read_counts(line, row)
        self._read_standard(line)
        self._read_shares(line, row)
        line.cells = {
            name: self._place(row, column)
            for name, column in self.fields.items()
            if name not in ("ignored", "personal", "money", "total")
        }
        return line
