"""A corrected file in the place of a notice: what a person decided on the first goes along.

Columns are known by their headings. A row is known by its sheet, name and place, since rows move
when one is added; an answer holds where the same question is asked at the same cells.
"""

from collections import Counter
from collections.abc import Mapping as Names
from dataclasses import replace

from records.imports.notices.mapping import Mapping

IN_PLACE = "in_place"  # among the choices: they were made on another file


def mapping_of_another(proposed: Mapping, former: Mapping) -> Mapping:
    """The reading of a corrected file as it is proposed, with what was decided on the first; county
    and year where it states none."""
    mapping = proposed.with_memory(former)
    return replace(
        mapping, county=mapping.county or former.county, year=mapping.year or former.year
    )


def choices_of_another(choices: dict, former: dict, now: dict) -> dict:
    """The choices, made on the reading `former`, for the reading `now` of a corrected file."""
    moved = _moved(former["lines"], now["lines"])
    same = {one["answer"] for one in now["warnings"] if one in former["warnings"]}
    known = choices.get("known_rows", {})
    return {
        **{name: value for name, value in choices.items() if name != IN_PLACE},
        "left_out": sorted(moved[key] for key in choices.get("left_out", ()) if key in moved),
        "known_rows": {moved[key]: what for key, what in known.items() if key in moved},
        "confirmed": sorted(same & set(choices.get("confirmed", ()))),
    }


def _moved(former: list[dict], now: list[dict]) -> Names[str, str]:
    """By the key of a row in the former file: the key of the same row in this one."""
    here = {_named(line): line["key"] for line in now}
    times = Counter(_named(line) for line in (*former, *now))
    return {
        line["key"]: here[_named(line)]
        for line in former
        if _named(line) in here and times[_named(line)] == 2
    }


def _named(line: dict) -> tuple[str, ...]:
    return line["sheet"], line["name"], line["place"]
