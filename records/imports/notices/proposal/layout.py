"""Where the tables of a sheet stand: their header of one to three lines, their rows, the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from records.imports.notices.cells.grid import Grid
from records.imports.notices.words.headings import field_of, is_label, normalized

MAX_DEPTH = 4  # lines of a header
UNIT_ALONE = re.compile(r"[（(]?(?:[万亿千]?元|户|[万]?人|人次|亩|公里|个|处|座|%|％)[)）]?")
FOOTER = re.compile(r"[:：]|电话|举报|监督|审核人|制表|填表|注$|^备?注|说明|盖章")


@dataclass
class Block:
    """A table: its header, its columns, its body, and headers that are repeated inside it."""

    first_header: int
    last_header: int
    columns: list[int]
    paths: dict[int, list[str]] = field(default_factory=dict)  # column: headings, outer first
    last_row: int = 0
    repeats: list[int] = field(default_factory=list)  # first rows of repeated headers

    @property
    def depth(self) -> int:
        return self.last_header - self.first_header + 1

    @property
    def body(self) -> range:
        return range(self.last_header + 1, self.last_row + 1)


def find_blocks(grid: Grid) -> list[Block]:
    """The tables of a sheet from top to bottom, tables side by side from left to right."""
    blocks: list[Block] = []
    rows = grid.rows
    at = 0
    while at < len(rows):
        row = rows[at]
        if not is_header(grid, row):
            at += 1
            continue
        block = _block(grid, row)
        block.last_row = _end_of_body(grid, block, rows)
        blocks += _side_by_side(grid, block)
        while at < len(rows) and rows[at] <= max(block.last_row, block.last_header):
            at += 1
    return blocks


def header_texts(grid: Grid, row: int) -> dict[int, str]:
    """The texts of a row by column, each merged cell once; empty where it holds a number."""
    texts = {}
    for column, cell in grid.filled(row):
        if not isinstance(cell.value, str):
            return {}
        texts[column] = cell.value
    return texts


def is_header(grid: Grid, row: int) -> bool:
    """Whether a row looks like headings: words only, at least two known, at least half of them."""
    texts = header_texts(grid, row)
    labels = [text for text in texts.values() if is_label(text)]
    if len(labels) < 2 or len(labels) < len(texts):
        return False
    known = [name for name in map(field_of, labels) if name]
    return (
        len(set(known)) >= 2 and len(known) * 2 >= len(labels) and len(labels) >= min(3, grid.width)
    )


def _block(grid: Grid, row: int) -> Block:
    first = _first_header(grid, row)
    last = row
    while last - first + 1 < MAX_DEPTH and _continues(grid, first, last):
        last += 1
    filled = [
        column
        for line in range(first, last + 1)
        for column, _cell in grid.filled(line)
        for column in range(column, grid.box_at(line, column)[3] + 1)
    ]
    columns = list(range(min(filled), max(filled) + 1))
    block = Block(first, last, columns, last_row=last)
    block.paths = {column: _path(grid, block, column) for column in columns}
    return block


def _first_header(grid: Grid, row: int) -> int:
    """The row above where it only gathers columns: a line of groups over the headings."""
    above = row - 1
    texts = header_texts(grid, above)
    if not texts or not all(map(is_label, texts.values())):
        return row
    left = min(column for column, _cell in grid.filled(row))
    gathers = all(
        column > left and (len(texts) > 1 or 1 < _wide(grid, above, column) < grid.width - 1)
        for column in texts
    )
    return above if gathers else row


def _wide(grid: Grid, row: int, column: int) -> int:
    _top, left, _bottom, right = grid.box_at(row, column)
    return right - left + 1


def _continues(grid: Grid, first: int, last: int) -> bool:
    """Whether the row after `last` belongs to the header as well."""
    boxes = [
        grid.box_at(line, column)
        for line in range(first, last + 1)
        for column, _cell in grid.filled(line)
    ]
    if any(box[2] > last for box in boxes) or is_numbering(grid, last + 1):
        return True
    texts = header_texts(grid, last + 1)
    if texts and all(UNIT_ALONE.fullmatch(text.strip()) for text in texts.values()):
        return True
    labels = [text for text in texts.values() if is_label(text)]
    if not texts or len(labels) < len(texts):
        return False
    if len(texts) == 1 and first_text_is_total(texts):
        return False
    known = sum(1 for text in labels if field_of(text))
    under_groups = all(
        any(box[1] < box[3] and box[1] <= column <= box[3] for box in boxes) for column in texts
    )
    return known * 2 >= len(labels) and (under_groups or (known >= 2 and len(texts) > 1))


def is_numbering(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3, 4=2+3, or 甲, 乙, 1, 2."""
    printed = [cell.printed.strip() for _column, cell in grid.filled(row)]
    numbers = [text for text in printed if text not in ("甲", "乙", "丙", "丁", "栏次")]
    firsts = [re.match(r"(\d{1,2})(?:\s*[=＝][\d+\-＋－ ]+)?$", text) for text in numbers]
    if len(numbers) < 3 or not all(firsts):
        return False
    values = [int(match[1]) for match in firsts if match]
    return values == list(range(values[0], values[0] + len(values))) and values[0] in (1, 2)


def first_text_is_total(texts: dict[int, str]) -> bool:
    return bool(re.fullmatch(r"[总合小共]计|全[县区]", normalized(texts[min(texts)])))


def _path(grid: Grid, block: Block, column: int) -> list[str]:
    """The headings over a column, outer first, each once."""
    path: list[str] = []
    for line in range(block.first_header, block.last_header + 1):
        text = grid.unfolded(line, column).printed.strip()
        if not text and line < block.last_header and not grid.merges:
            text = _group_to_the_left(grid, block, line, column)
        if is_numbering(grid, line):
            continue
        if path and UNIT_ALONE.fullmatch(text):
            path[-1] += f"（{text.strip('()（）')}）"
        elif text and (not path or path[-1] != text):
            path.append(text)
    return path


def _group_to_the_left(grid: Grid, block: Block, line: int, column: int) -> str:
    """The group that a heading below an empty cell belongs to, where nothing is merged."""
    if not grid.at(line + 1, column).printed.strip():
        return ""
    for left in range(column - 1, block.columns[0] - 1, -1):
        if text := grid.at(line, left).printed.strip():
            return text if grid.at(line + 1, left).printed.strip() else ""
        if not grid.at(line + 1, left).printed.strip():
            return ""
    return ""


def _end_of_body(grid: Grid, block: Block, rows: list[int]) -> int:
    """The last row of figures; notes the headers that are repeated on the way."""
    heading = _fingerprint(grid, block.first_header, block.columns)
    last, skip_to = block.last_header, 0
    for row in rows:
        if row <= max(block.last_header, skip_to):
            continue
        if _fingerprint(grid, row, block.columns) == heading:
            block.repeats.append(row)
            skip_to = row + block.depth - 1
        elif is_header(grid, row):
            break
        elif is_body(grid, row, block.columns):
            last = row
    block.repeats = [row for row in block.repeats if row <= last]
    return last


def _fingerprint(grid: Grid, row: int, columns: list[int]) -> tuple:
    cells = grid.cells.get(row)
    if not cells:
        return ()
    return tuple(
        cell.value for column in columns if (cell := cells.get(column)) and not cell.is_empty
    )


def is_body(grid: Grid, row: int, columns: list[int]) -> bool:
    """Whether a row holds figures, or enough to be a line of a table."""
    cells = grid.cells.get(row, {})
    filled = [cells[one] for one in columns if one in cells and not cells[one].is_empty]
    formulas = [one for one in columns if one in cells and cells[one].is_uncached]
    if not filled or (len(filled) == 1 and not formulas):
        return False
    first = filled[0]
    if isinstance(first.value, str) and _is_footer(first.value) and len(filled) < 4:
        return False
    figures = sum(1 for cell in filled if cell.is_number or _is_figure(cell.value))
    return bool(formulas) or figures > 0 or len(filled) >= min(3, len(columns))


def _is_footer(text: str) -> bool:
    return bool(FOOTER.search(text)) and not re.match("其中|内含", text.strip())


def _is_figure(value: object) -> bool:
    return isinstance(value, str) and bool(
        re.fullmatch(r"\s*[-+¥￥]?[\d０-９][\d０-９,，.．]*\s*%?\s*", value)
    )


def _side_by_side(grid: Grid, block: Block) -> Iterator[Block]:
    """One block, or several where the same headings begin again to the right."""
    paths = [tuple(block.paths[column]) for column in block.columns]
    starts = [0] + [
        at for at in range(2, len(paths)) if paths[at] and paths[at] == paths[0] and len(paths) > 3
    ]
    for start, end in zip(starts, [*starts[1:], len(paths)], strict=True):
        columns = block.columns[start:end]
        while columns and not block.paths[columns[-1]] and len(starts) > 1:
            columns = columns[:-1]
        part = Block(block.first_header, block.last_header, columns, block.paths, block.last_row)
        part.repeats = block.repeats
        if len(starts) > 1:
            part.last_row = max(
                (row for row in block.body if is_body(grid, row, columns)),
                default=block.last_header,
            )
        yield part


def lines_outside(grid: Grid, blocks: list[Block]) -> Iterator[tuple[int, int, str, bool]]:
    """Every text outside the tables: row, column, text, and whether it stands below the first."""
    inside = {row for block in blocks for row in range(block.first_header, block.last_row + 1)}
    first = min((block.first_header for block in blocks), default=grid.last_row + 1)
    for row in grid.rows:
        if row in inside:
            continue
        for column, cell in grid.filled(row):
            yield row, column, cell.printed, row > first
