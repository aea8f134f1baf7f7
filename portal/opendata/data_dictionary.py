"""The meaning of every column and code, in both languages, taken from the models."""

import csv
import io
from collections.abc import Iterable, Iterator

from config.lib.language import bilingual
from records.registry.columns import Column
from records.registry.kinds import Kind, kind_for, open_kinds

TYPES = {
    "text": "text",
    "integer": "integer",
    "boolean": "true or false",
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
    """The CSV that explains every column of every kind."""
    return _as_csv(DICTIONARY, (row for kind in open_kinds() for row in _explained(kind)))


def codelists() -> Iterator[bytes]:
    """The CSV of every code that stands for something, with its names."""
    return _as_csv(
        CODELISTS,
        (
            (f"{kind.plural}.{column.name}", code, *labels)
            for kind in open_kinds()
            for column in kind.columns
            for code, labels in column.labels.items()
        ),
    )


def meaning(column: Column) -> tuple[str, str]:
    """The help text of a column, in both languages; often empty."""
    return bilingual(column.field.help_text)


def _explained(kind: Kind) -> Iterator[tuple[str, ...]]:
    for column in kind.columns:
        codelist = f"{kind.plural}.{column.name}" if column.labels else ""
        words = (*column.names, *meaning(column))
        for part in column.sheet():
            is_source = column.type == "statement" and part.name != column.name
            type_ = TYPES["reference"] if is_source else _type(column)
            target = "sources.csv" if is_source else _target(column)
            yield kind.plural + ".csv", part.name, type_, column.unit, target, codelist, *words


def _target(column: Column) -> str:
    """The file that a reference leads to."""
    is_reference = column.type in ("statement", "reference")
    return f"{kind_for(column.field.related_model).plural}.csv" if is_reference else ""


def _type(column: Column) -> str:
    if column.type == "decimal":
        return f"decimal number, {column.stored.decimal_places} places"
    return TYPES[column.type]


def _as_csv(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heading, *rows])
    yield ("\ufeff" + text.getvalue()).encode()
