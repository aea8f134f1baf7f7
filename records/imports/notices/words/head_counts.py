"""Counts of households and persons: 132, 约300, 1,200人, 0.05万人, 50户180人."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from config.lib.numbers import FULL_WIDTH
from records.imports.notices.cells.grid import Cell
from records.imports.notices.words.amounts import WIDE

COUNT = re.compile(
    r"(?P<about>约|近|大约)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<power>[万千百])?"
    r"(?P<unit>户|人次|人|个|名|口|头|村)?(?P<behind>左右|余|多)?(?P<late>户|人次|人|名|口)?"
)
OTHER_UNITS = {"户": ("人", "人次", "口"), "人": ("户",)}  # that a heading does not count
POWERS = {"万": 10_000, "千": 1000, "百": 100}


@dataclass
class Count:
    """A whole number of a cell; None where it states none."""

    value: int | None = None
    printed: str = ""
    oddities: list[str] = field(default_factory=list)


def parse_count(cell: Cell, heading: str = "") -> Count:
    """The count of a cell; a heading in 万人 scales it."""
    count = Count(printed=cell.printed)
    scale = 10_000 if is_scaled(heading) else 1
    if isinstance(cell.value, Decimal) and not (cell.section and cell.section.has_words):
        return _whole(count, cell.scaled * scale)
    text = re.sub(r"\s+", "", cell.printed.translate(FULL_WIDTH))
    match = COUNT.fullmatch(text)
    if not match:
        if text and not re.fullmatch(r"[-—–/\\]+|无", text):
            count.oddities.append("unreadable_count")
        return count
    count.oddities = _oddities_of(match, cell.printed)
    if isinstance(cell.value, Decimal):  # a unit that the format brings is not typed into the cell
        count.oddities = [one for one in count.oddities if one == "approximate_count"]
    if match["unit"] in OTHER_UNITS.get(heading_of(heading), ()):
        return count
    number = Decimal(match["number"].replace(",", "")) * POWERS.get(match["power"] or "", 1)
    return _whole(count, number * (scale if not match["power"] else 1))


def _oddities_of(match: re.Match, printed: str) -> list[str]:
    signs = {
        "approximate_count": match["about"] or match["behind"],
        "unit_of_count": match["power"] or match["unit"] or match["late"],
        "fullwidth_digits": WIDE.search(printed),
        "text_number": printed.strip().isascii() and printed.strip().isdigit(),
    }
    return [code for code, is_there in signs.items() if is_there]


def heading_of(heading: str) -> str:
    """Whether a heading counts households or persons: 户, 人 or neither."""
    leaf = heading.rpartition(" / ")[2]
    return "户" if "户" in leaf and "人" not in leaf else "人" if "人" in leaf else ""


def is_scaled(heading: str) -> bool:
    """Whether a heading counts in 万人 or 万户."""
    return bool(re.search(r"[（(]万[人户][)）]", heading))


def _whole(count: Count, number: Decimal) -> Count:
    if number == number.to_integral_value() and number >= 0:
        count.value = int(number)
    else:
        count.oddities.append("unreadable_count")
    return count


def parse_two_counts(text: str) -> tuple[int | None, int | None]:
    """Households and persons of one cell: 50户180人, 50/180."""
    plain = re.sub(r"[\s,]+", "", text.translate(FULL_WIDTH))
    households, persons = re.search(r"(\d+)户", plain), re.search(r"(\d+)人", plain)
    if households or persons:
        return (int(households[1]) if households else None, int(persons[1]) if persons else None)
    both = re.fullmatch(r"(\d+)[/、;；](\d+)", plain)
    return (int(both[1]), int(both[2])) if both else (None, None)
