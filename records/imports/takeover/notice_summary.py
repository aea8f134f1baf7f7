"""What a notice says as it is read, as plain data for the page where a person corrects it."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from config.lib.spreadsheets.places import column_letter
from records.imports.notices.cells.grid import Book, Grid
from records.imports.notices.mapping import Mapping, SheetMapping, TableMapping
from records.imports.notices.notice_warnings import text_of
from records.imports.notices.understanding import (
    Check,
    Notice,
    NoticeWarning,
    ProjectLine,
    money_text,
)
from records.imports.takeover.sum_suspects import suspects
from records.imports.takeover.taker import keyed_lines

SAMPLES = 3  # cells of each column
SAMPLE_ROWS = 40  # that they are looked for in
SHOWN_PLACES = 12  # of one kind of warning
SHOWN_TEXT = 80  # characters of a sample
# Warnings that a person has to answer before the file is loaded: something was assumed or left.
ASKING = frozenset(
    {
        "county_missing",
        "end_before_start",
        "list_mismatch",
        "memo_row",
        "no_project_name",
        "row_total_mismatch",
        "stage_unknown",
        "subtotal_mismatch",
        "sum_range_short",
        "total_mismatch",
        "unit_conflict",
        "unit_missing",
        "unnamed_column",
        "unread_column",
        "below_fen",
        "unreadable_amount",
        "unreadable_count",
    }
)


def summary_of(book: Book, mapping: Mapping, notice: Notice) -> dict:
    """The reading of a file: its head, samples of its columns, its rows, checks and warnings."""
    return {
        "title": notice.title or "",
        "issuer": notice.issuer or "",
        "notice_date": notice.notice_date.printed if notice.notice_date else "",
        "telephones": notice.telephones,
        "notes": notice.notes,
        "encoding": notice.encoding or "",
        "samples": [_samples_of_sheet(book, sheet) for sheet in mapping.sheets],
        "lines": [_line(key, line) for key, line in keyed_lines(notice)],
        "checks": [_check(one, notice) for one in notice.checks],
        "warnings": list(warning_groups(notice.warnings)),
    }


def _samples_of_sheet(book: Book, sheet: SheetMapping) -> list[dict[str, list[str]]]:
    """For each table of a sheet, by the place of a column: its first cells that are not empty.
    Nothing of personal data."""
    grid = book.grid(sheet.name)
    if grid is None or sheet.role == "personal":
        return [{} for _table in sheet.tables]
    return [_samples(grid, table) for table in sheet.tables]


def _samples(grid: Grid, table: TableMapping) -> dict[str, list[str]]:
    if table.shape == "form":
        return {one.place: _texts([_cell_at(grid, one.place)]) for one in table.columns}
    last = min(table.last_row, table.first_row + SAMPLE_ROWS)
    rows = range(table.first_row, last + 1)
    numbers = {column_letter(number - 1): number for number in range(1, grid.width + 1)}
    return {
        one.place: _texts(grid.at(row, numbers.get(one.place, 0)).printed for row in rows)
        for one in table.columns
        if one.field != "personal"
    }


def _cell_at(grid: Grid, place: str) -> str:
    letters = place.rstrip("0123456789")
    number = next(n for n in range(1, 500) if column_letter(n - 1) == letters)
    return grid.at(int(place[len(letters) :]), number).printed


def _texts(cells: Iterable[str]) -> list[str]:
    texts = [" ".join(cell.split())[:SHOWN_TEXT] for cell in cells]
    return [text for text in texts if text][:SAMPLES]


def _line(key: str, line: ProjectLine) -> dict:
    return {
        "key": key,
        "row": line.row,
        "sheet": line.sheet,
        "is_hidden": line.is_hidden,
        "name": line.name or "",
        "place": " ".join(filter(None, (line.county_printed, line.town, line.village)))
        or line.place_text
        or "",
        "town": line.town or "",
        "content": (line.content or "")[:SHOWN_TEXT],
        "start": line.start.printed if line.start else "",
        "dates": " – ".join(day.value for day in (line.start, line.end) if day and day.value),
        "unit": line.responsible_unit or "",
        "money": [
            {
                "kind": one.kind,
                "label": one.label,
                "stage": one.stage,
                "yuan": money_text(one.yuan),
                "printed": one.printed,
                "qualifier": one.qualifier or "",
                "cell": one.cell,
            }
            for one in line.money
        ],
        "marks": [{"label": one.label, "printed": one.printed} for one in line.marks],
    }


def _check(check: Check, notice: Notice) -> dict:
    return {
        "label": check.label,
        "scope": check.scope,
        "sheet": check.sheet,
        "cell": check.cell,
        "unit": check.unit,
        "stated": money_text(check.stated),
        "parts": money_text(check.parts),
        "difference": money_text(check.stated - check.parts),
        "agrees": check.agrees,
        "is_within_rounding": check.is_within_rounding,
        "labels": check.labels or [],
        "suspects": suspects(check, notice),
    }


def warning_groups(warnings: Iterable[NoticeWarning]) -> Iterator[dict]:
    """Equal warnings once, with their number and first places; those that ask come first."""
    groups: dict[str, list[NoticeWarning]] = {}
    for one in warnings:
        groups.setdefault(one.code, []).append(one)
    for code in sorted(groups, key=lambda code: (code not in ASKING, code)):
        same = groups[code]
        places: dict[str, list[str]] = {}
        for one in same[:SHOWN_PLACES]:
            places.setdefault(text_of(one), []).append(one.where)
        yield {
            "code": code,
            "asks": code in ASKING,
            "answer": answer_to(code, len(same)),
            "count": len(same),
            "texts": [{"text": text, "where": where} for text, where in places.items()],
        }


def answer_to(code: str, count: int) -> str:
    """The name of an answer: it holds as long as the question does not become another."""
    return f"{code}:{count}"


def open_questions(reading: dict, choices: dict) -> list[str]:
    """In a sentence, that some questions are not answered yet."""
    answered = set(choices.get("confirmed", ()))
    asked = [one for one in reading["warnings"] if one["asks"] and one["answer"] not in answered]
    return [_("Answer what is asked below, or correct the reading.")] if asked else []
