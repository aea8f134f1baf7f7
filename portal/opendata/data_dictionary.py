"""What every column and every code means, in both languages, taken from the models themselves."""

import csv
import io
from collections.abc import Iterable, Iterator

from portal.opendata.datasets import Column, both, tables

TYPES = {
    "text": "text",
    "integer": "integer",
    "date": "date: 2011, 2011-04 or 2011-04-15",
    "choice": "code",
    "choices": "codes separated by ;",
    "reference": "code of a row of another file",
    "statement": "code of a statement of the source in the column before",
}
DICTIONARY = (
    "file",
    "column",
    "type",
    "unit",
    "refers_to",
    "codelist",
    "label_en",
    "label_zh",
    "meaning_en",
    "meaning_zh",
)
CODELISTS = ("codelist", "code", "label_en", "label_zh")


def dictionary() -> Iterator[bytes]:
    """The CSV that explains every column of every table."""
    return _as_csv(DICTIONARY, (row for table in tables() for row in _explained(table)))


def codelists() -> Iterator[bytes]:
    """The CSV of every code that stands for something, with its names."""
    return _as_csv(
        CODELISTS,
        (
            (f"{table.name}.{column.name}", code, *labels)
            for table in tables()
            for column in table.columns
            for code, labels in column.labels.items()
        ),
    )


def meaning(column: Column) -> tuple[str, str]:
    """What a column means beyond its label, in both languages; often nothing."""
    return both(column.field.help_text)


def _explained(table) -> Iterator[tuple[str, ...]]:
    for column in table.columns:
        codelist = f"{table.name}.{column.name}" if column.labels else ""
        words = (*column.names, *meaning(column))
        for part in column.sheet():
            is_source = column.kind == "statement" and part.name != column.name
            target = "sources" if is_source else column.target
            kind = TYPES["reference"] if is_source else _type(column)
            yield (
                table.name + ".csv",
                part.name,
                kind,
                column.unit,
                target and target + ".csv",
                codelist,
                *words,
            )


def _type(column: Column) -> str:
    if column.kind == "decimal":
        return f"decimal number, {column.stored.decimal_places} places"
    return TYPES[column.kind]


def _as_csv(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heading, *rows])
    yield ("\ufeff" + text.getvalue()).encode()
