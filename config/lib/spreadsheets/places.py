"""Places of cells as spreadsheets name them: column D, cell D9, box B5:C6."""

import re

BOX = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
NAMED = re.compile(r"(?<![A-Z])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\d(])", re.ASCII)

Box = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1


def column_letter(place: int) -> str:
    """The letter of a column by its place from 0: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column by its letters, from 1: A is 1, AA is 27; 0 for no letter."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def place_of(cell: str) -> tuple[int, int]:
    """Row and column of a cell, from 1: D9 is (9, 4)."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)


def box_of(corners: str) -> Box | None:
    """The box of two corners, B5:C6, or of one cell; None for anything else."""
    match = BOX.fullmatch(corners.replace("$", ""))
    if not match:
        return None
    top, left = int(match[2]), column_number(match[1])
    return top, left, int(match[4] or top), column_number(match[3]) if match[3] else left


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads when filled down by `rows` and right by `columns`."""

    def shift(match: re.Match) -> str:
        held_column, letters, held_row, number = match.groups()
        column = column_number(letters) + (0 if held_column else columns)
        row = int(number) + (0 if held_row else rows)
        return f"{held_column}{column_letter(max(column, 1) - 1)}{held_row}{max(row, 1)}"

    return NAMED.sub(shift, formula)
