"""Places, dates, counts and shares of a row."""

import datetime
import re
from decimal import Decimal

from config.lib.spreadsheets.parse import SERIALS, day_of_serial
from records.imports.notices.cells.grid import Cell
from records.imports.notices.mapping import ColumnMapping
from records.imports.notices.rows.row_cells import RowCells
from records.imports.notices.understanding import ProjectLine, Share
from records.imports.notices.words.head_counts import parse_count, parse_two_counts
from records.imports.notices.words.localities import TOWN_END, WHOLE, is_town, split_place
from records.imports.notices.words.periods import TO, Day, day_of_cell, parse_day, parse_period


class RowFields(RowCells):
    """Reads what a row says beside its money."""

    section_town: str | None = None
    town_above: str | None = None
    towns: set[str] | None = None  # named anywhere in the sheet, once they are needed

    def _names_villages(self) -> bool:
        return "village" in self.fields

    def _read_place(self, line: ProjectLine, row: int) -> None:
        self._read_county(line, row)
        town, village = self.fields.get("town"), self.fields.get("village")
        if town:
            line.town = self._town(row, town)
            line.place_text = None if line.town else self._text(row, town) or None
        if village:
            text = self._text(row, village) or None
            split = split_place(text or "")
            line.village = split[1] if split[0] and split[1] else text
            line.town = line.town or split[0]
            if not town and "place" not in self.fields:
                line.place_text = text
        if "place" in self.fields:
            self._read_place_cell(line, row, self.fields["place"])
        elif town and self.table.shape == "cross":
            line.place_text = self._text(row, town) or None
        if not {"place", "town", "village"} & set(self.fields):
            self._place_of_content(line)
        if (not line.town and line.place_text is None) or (not line.town and line.village):
            line.town = self.section_town or self.table.town or None

    def _read_county(self, line: ProjectLine, row: int) -> None:
        column = self.fields.get("county")
        text = self._text(row, column) if column else ""
        if not text:
            if column and not self.context.county:
                self._warn("county_missing", row, column)
            return
        county = self.context.gazetteer.of_name(text)
        line.county_printed = text
        if county is None:
            line.county, line.county_code = text, None
            self._warn("county_missing", row, column, text=text)
            return
        line.county, line.county_code = county.name, county.code
        if text != county.name:
            self._warn("county_alias", row, column, text=text, county=county.name)

    def _town(self, row: int, column: ColumnMapping) -> str | None:
        text = self._text(row, column)
        number = self.numbers[column.place]
        if not text and number not in self.has_merges:
            if self.town_above:
                self._warn("town_from_above", row, column, text=self.town_above)
            return self.town_above
        self.town_above = text or self.town_above
        if not text or WHOLE.fullmatch(text):
            return None
        if is_town(text):
            return text
        place = self.context.gazetteer.parse_place(text)
        if place.town or (full := self._full_town(text)):
            return place.town or full
        if place.county and not place.town:
            self._warn("place_looks_like_county", row, column, text=text)
            return None
        odd = (
            "place_looks_like_county"
            if self.context.gazetteer.is_like_county(text)
            else "place_not_a_town"
        )
        self._warn(odd, row, column, text=text)
        return None

    def _place_of_content(self, line: ProjectLine) -> None:
        """The place that a column of place and content begins with: 建设地点及内容."""
        column = self.fields.get("content")
        if column and line.content and re.search("地点|地址|位置", column.heading):
            line.town, line.village, _rest = split_place(line.content)

    def _full_town(self, text: str) -> str | None:
        """The one town of the sheet that a name without 镇 or 乡 may mean."""
        if self.towns is None:
            cells = (cell.value for row in self.grid.cells.values() for cell in row.values())
            named = (split_place(value)[0] for value in cells if isinstance(value, str))
            self.towns = {town for town in named if town}
        full = {town for town in self.towns if re.fullmatch(f"{re.escape(text)}{TOWN_END}", town)}
        return full.pop() if len(full) == 1 else None

    def _read_place_cell(self, line: ProjectLine, row: int, column: ColumnMapping) -> None:
        text = self._text(row, column)
        line.place_text = text or None
        if not text:
            return
        place = self.context.gazetteer.parse_place(text)
        if place.oddities == ["place_not_a_town"] and (full := self._full_town(text)):
            place.town, place.oddities = full, []
        line.town, line.village = line.town or place.town, line.village or place.village
        if place.county:
            line.county, line.county_code = place.county.name, place.county.code
            line.county_printed = place.county_printed
            if self.context.county not in (None, line.county):
                place.oddities.append("place_looks_like_county")
        for code in place.oddities:
            county = place.county.name if place.county else ""
            self._warn(code, row, column, text=text, county=county)

    def _read_dates(self, line: ProjectLine, row: int) -> None:
        if column := self.fields.get("period"):
            line.start, line.end = self._period(row, column)
        for name in ("start", "end"):
            if column := self.fields.get(name):
                setattr(line, name, self._day(row, column))
        end = self.fields.get("end") or self.fields.get("period")
        if line.start and line.end and _is_before(line.end, line.start):
            self._warn("end_before_start", row, end)
        if "end" in self.fields and line.end is None:
            has_begun = line.start is not None or "start" not in self.fields
            if has_begun:
                self._warn("date_missing", row, self.fields["end"], status=line.status or "")

    def _day(self, row: int, column: ColumnMapping) -> Day | None:
        text, day = self._date_text(row, column)
        if day is None and text:
            day = parse_day(text, self.context.year)
            if pair := _pair(text, self.context.year):
                day = pair[column.field == "end"]
            self._warn_vague(row, column, day, text)
        return day

    def _period(self, row: int, column: ColumnMapping) -> tuple[Day | None, Day | None]:
        text, day = self._date_text(row, column)
        if day is not None:
            return None, day
        if not text:
            return None, None
        start, end = parse_period(text, self.context.year)
        for one in (start, end):
            if one and (one.is_vague or one.value is None):
                self._warn_vague(row, column, one, text)
                break
        return start, end

    def _date_text(self, row: int, column: ColumnMapping) -> tuple[str, Day | None]:
        """The text of a date cell, or its day where the cell holds a real date."""
        cell = self._cell(row, column)
        value = cell.value
        if isinstance(value, datetime.date):
            day = day_of_cell(cell)
            self._warn_vague(row, column, day, cell.printed)
            return "", day
        if isinstance(value, Decimal):
            return self._date_of_number(row, column, cell, value)
        return self._text(row, column), None

    def _date_of_number(self, row, column, cell: Cell, value: Decimal) -> tuple[str, Day | None]:
        if int(value) in SERIALS:
            day = day_of_serial(value)
            self._warn("date_serial", row, column, text=cell.printed, day=day)
            return "", Day(cell.printed, day)
        decimals = cell.section.decimals if cell.section else None
        text = f"{value:f}" if decimals is None else f"{value:.{decimals}f}"
        if value != int(value) and decimals is None:
            self._warn("date_vague", row, column, text=text)
        return text, None

    def _warn_vague(self, row, column, day: Day, text: str) -> None:
        if day.is_vague or day.value is None:
            self._warn("date_vague", row, column, text=text, value=day.value or "")

    def _read_counts(self, line: ProjectLine, row: int) -> None:
        for name in ("households", "persons"):
            if column := self.fields.get(name):
                count = parse_count(self._cell(row, column), column.heading)
                setattr(line, name, count.value)
                for code in count.oddities:
                    if code == "text_number" and self.grid.is_text:
                        continue
                    self._warn(code, row, column, text=count.printed)
        if column := self.fields.get("households_persons"):
            counts = parse_two_counts(self._cell(row, column).printed)
            line.households, line.persons = counts

    def _read_standard(self, line: ProjectLine) -> None:
        """A bare figure of a standard takes the unit of its heading: 4000元/人."""
        column = self.fields.get("subsidy_standard")
        if column and line.subsidy_standard and re.fullmatch(r"[\d,.]+", line.subsidy_standard):
            unit = re.search(r"[（(]([^（()）]*)[）)]", column.heading)
            line.subsidy_standard += unit[1] if unit else ""

    def _read_shares(self, line: ProjectLine, row: int) -> None:
        for column in self.table.of_field("share"):
            ratio = ratio_of(self._cell(row, column))
            if ratio is not None:
                line.shares.append(
                    Share(column.label, ratio, self.grid.name, self._place(row, column))
                )


def _pair(text: str, year: int | None) -> list[Day]:
    if not TO.search(text):
        return []
    start, end = parse_period(text, year)
    return [start, end] if start and end and start.value != end.value else []


def _is_before(end: Day, start: Day) -> bool:
    if not end.value or not start.value:
        return False
    return end.last < start.value


def ratio_of(cell: Cell) -> Decimal | None:
    """The ratio of a cell: 0.958908 of 95.8908% or of a number shown as percent."""
    if match := re.fullmatch(r"\s*([\d.]+)\s*[%％]\s*", cell.printed):
        return _six(Decimal(match[1]) / 100)
    if isinstance(cell.value, Decimal):
        return _six(cell.value if abs(cell.value) <= 1 else cell.value / 100)
    return None


def _six(ratio: Decimal) -> Decimal:
    return ratio.quantize(Decimal("0.000001"))
