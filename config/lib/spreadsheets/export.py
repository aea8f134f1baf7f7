"""Downloads of a list: the rows of its filter, in its order, as CSV, XLSX or JSON, streamed.

A sheet is a tuple of columns, each with a name that stays the same in every language. CSV comes
straight from PostgreSQL's COPY, so that a million rows need no more memory than ten.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from io import StringIO
from typing import Self

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Expression, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.lookups import Exact
from django.http import StreamingHttpResponse

from config.lib.moments import in_one_moment
from config.lib.pages.file_names import FileName
from config.lib.reuse.licence import data_licence, licence_link
from config.lib.spreadsheets.progress import counted
from config.lib.spreadsheets.write_xlsx import fitting, is_number, workbook_parts

CHUNK = 2000  # rows asked for at a time
AWAITING, LICENCE = "awaiting_translation", "licence"  # names of columns
ADDRESS = "address"  # the end of the names of columns of addresses
COMPUTED = "computed_"  # the start of the names of columns that a list adds up
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class SheetColumn:
    """One column: its name in the file, and the path or expression of its value (a function
    where the expression speaks the reader's language)."""

    name: str
    value: str | Expression | Callable[[], Expression]
    is_text: bool = True

    def expression(self, *, is_guarded: bool) -> Expression:
        """Its SQL; guarded, no text of it becomes a formula."""
        given = self.value() if callable(self.value) else self.value
        expression = F(given) if isinstance(given, str) else given
        if not self.is_text:
            return expression
        text = Coalesce(Cast(expression, CharField()), Value(""))
        return NoFormula(text) if is_guarded else text

    def at(self, site: str) -> Self:
        """The same column of a file that leaves the site; see `AddressColumn`."""
        return self


@dataclass(frozen=True)
class AddressColumn(SheetColumn):
    """The address of the page of a row, or of what it refers to; whole in a file."""

    def at(self, site: str) -> Self:
        page = F(self.value) if isinstance(self.value, str) else self.value
        whole = Concat(Value(site), page, output_field=CharField())
        return replace(self, value=Case(When(Exact(page, Value("")), then=page), default=whole))


class NoFormula(Func):
    """SQL: a text that no spreadsheet takes for a formula, by an apostrophe before it; East Asian
    ones read full-width signs too. A text that looks so already gets one more, so that `unquoted`
    gives every text back."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, E'^(''*[=+@＝＋＠－\\t\\r\\n-])', E'''\\\\1')"
    output_field = CharField()


RISKY = re.compile(r"'*[=+@＝＋＠－\t\r\n-]")
QUOTED = re.compile(r"'+[=+@＝＋＠－\t\r\n-]")


def quoted(text: str) -> str:
    """The same outside SQL."""
    return f"'{text}" if RISKY.match(text) else text


def unquoted(text: str) -> str:
    """A text as it was before a download kept it from becoming a formula."""
    return text[1:] if QUOTED.match(text) else text


def text(*names: str) -> tuple[SheetColumn, ...]:
    """Columns of texts; "program__code" becomes the column "program_code"."""
    return tuple(SheetColumn(name.replace("__", "_"), name) for name in names)


def figures(*names: str) -> tuple[SheetColumn, ...]:
    """Columns of numbers, empty where not stated."""
    return tuple(SheetColumn(name.replace("__", "_"), name, is_text=False) for name in names)


def choice(path: str, choices, name: str = "") -> tuple[SheetColumn, ...]:
    """The code of a choice, and its name in the reader's language; `name` is the column's."""
    name = name or path
    labels = partial(_labels, path, choices)
    return (SheetColumn(name, path), SheetColumn(f"{name}_name", labels))


def _labels(path: str, choices) -> Case:
    named = (When(**{path: value}, then=Value(str(label))) for value, label in choices.choices)
    return Case(*named, default=Value(""))


def statement(path: str = "statement") -> tuple[SheetColumn, ...]:
    """Which statement of which source a row, or one figure of it, cites."""
    which = path.removesuffix("statement")  # "" or, for one figure, "baseline_"
    return (
        SheetColumn(f"{which}source", f"{path}__source__code"),
        SheetColumn(f"{which}statement", f"{path}__code"),
        AddressColumn(f"{which}statement_address", _address_of(path)),
    )


def _address_of(path: str) -> Case:
    """The page of a statement; empty where none is cited."""
    codes = (f"{path}__source__code", Value("/"), f"{path}__code")
    parts = (Value("/sources/"), *codes, Value("/"))
    is_cited = When(**{f"{path}__isnull": False}, then=Concat(*parts, output_field=CharField()))
    return Case(is_cited, default=Value(""))


def awaiting_translation(sheet: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """The column that names the columns of a row that are empty and have their text in the other
    language; none for a sheet without texts in two languages."""
    by_name = {column.name: column for column in sheet}
    cases = [
        Case(When(Q((empty.value, "")) & ~Q((given.value, "")), then=Value(empty.name)))
        for name, twin in _pairs(by_name)
        for empty, given in ((by_name[name], by_name[twin]), (by_name[twin], by_name[name]))
    ]
    joined = Func(Value(" "), *cases, function="concat_ws", output_field=CharField())
    return (SheetColumn(AWAITING, joined),) if cases else ()


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """The names of texts in two languages: English, Chinese."""
    names = list(names)
    return [(name, f"{name}_zh") for name in names if f"{name}_zh" in names]


def in_columns(
    rows: QuerySet, sheet: Sequence[SheetColumn], *, is_guarded: bool = True
) -> QuerySet:
    """The values of `rows` in the order of `sheet`; guarded for what spreadsheets open."""
    named = {
        f"sheet_{number}": column.expression(is_guarded=is_guarded)
        for number, column in enumerate(sheet)
    }
    plain = rows.select_related(None).prefetch_related(None)
    return plain.annotate(**named).values_list(*named)


def licence_column() -> tuple[SheetColumn, ...]:
    """The licence of the data by its SPDX code; none where the site grants none."""
    licence = data_licence()
    return (SheetColumn(LICENCE, Value(licence.code)),) if licence else ()


def download(rows: QuerySet, sheet: Sequence[SheetColumn], form: str, name: FileName, site: str):
    """The response that carries `rows` as a file in the format `form`. Addresses in it begin with
    `site`."""
    given = (column.at(site) for column in sheet)
    sheet = (*given, *awaiting_translation(sheet), *licence_column())
    in_order = in_columns(rows, sheet, is_guarded=form != "json")
    return FORMATS[form](in_order, [column.name for column in sheet], name)


@dataclass(frozen=True)
class Computed:
    """Rows that no query gives, each the values of its columns in their order."""

    rows: Iterable[Sequence]
    is_guarded: bool = True

    def iterator(self, _chunk: int) -> Iterator[list]:
        return ([self.cell(one) for one in row] for row in self.rows)

    def cell(self, value):
        """A figure as it is, anything else as text."""
        if value is None or isinstance(value, int | Decimal):
            return value
        return quoted(str(value)) if self.is_guarded else str(value)


Rows = QuerySet | Computed


def download_computed(
    rows: Iterable[Sequence], names: Sequence[str], form: str, name: FileName, site: str
) -> StreamingHttpResponse:
    """The response that carries rows that were computed one by one, under `names`."""
    pairs, licence = _pairs(names), data_licence()
    headings = [*names, *([AWAITING] if pairs else []), *([LICENCE] if licence else [])]

    def whole(row: Sequence) -> Iterator:
        values = dict(zip(names, row, strict=True))
        for column, value in values.items():
            is_local = column.endswith(ADDRESS) and str(value).startswith("/")
            yield f"{site}{value}" if is_local else value
        if pairs:
            yield _awaiting_in(values, pairs)
        if licence:
            yield licence.code

    more = (tuple(whole(row)) for row in rows)
    return FORMATS[form](Computed(more, is_guarded=form != "json"), headings, name)


def _awaiting_in(values: Mapping[str, object], pairs: Iterable[tuple[str, str]]) -> str:
    """The same as `awaiting_translation` of one row that was computed."""
    awaiting = []
    for pair in pairs:
        empty = [name for name in pair if not values[name]]
        awaiting += empty if len(empty) == 1 else []
    return " ".join(awaiting)


def _csv(rows: Rows, names: list[str], name: FileName) -> StreamingHttpResponse:
    make = computed_csv_parts if isinstance(rows, Computed) else csv_parts
    return _attached(make(rows, names), "text/csv; charset=utf-8", name.attachment("csv"))


def computed_csv_parts(rows: Computed, names: list[str]) -> Iterator[str]:
    """The CSV of computed rows, written here."""
    yield "\ufeff" + _csv_line(names)
    for row in rows.iterator(CHUNK):
        yield _csv_line(row)


def _csv_line(row: Sequence) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(row)
    return line.getvalue()


def csv_parts(rows: QuerySet, names: list[str]) -> Iterator[bytes]:
    """The CSV of rows `in_columns`, straight from PostgreSQL, with a heading of `names`."""
    yield ("\ufeff" + ",".join(names) + "\n").encode()  # with its mark, Excel reads Chinese
    try:
        query, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that there is no row
        return
    connection.ensure_connection()
    query = psycopg.ClientCursor(connection.connection).mogrify(query, parameters)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy,
    ):
        for line in counted(copy):  # PostgreSQL sends row by row
            yield bytes(line)


def _json(rows: Rows, names: list[str], name: FileName) -> StreamingHttpResponse:
    parts = json_parts(rows, names)
    return _attached(parts, "application/json; charset=utf-8", name.attachment("json"))


def json_parts(rows: Rows, names: list[str]) -> Iterator[str]:
    """The JSON array of rows `in_columns`, an object each, under `names`."""
    yield "["
    for number, row in enumerate(counted(rows.iterator(CHUNK))):
        item = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
        yield (",\n" if number else "\n") + item
    yield "\n]\n"


def _xlsx(rows: Rows, names: list[str], name: FileName) -> StreamingHttpResponse:
    parts = workbook_parts(counted(rows.iterator(CHUNK)), names)
    return _attached(parts, XLSX, name.attachment("xlsx"))


def write_cell(page, row: int, place: int, value, style=None) -> None:
    """One cell; a figure that a number cell would not hold exactly goes in as text."""
    if isinstance(value, bool):
        page.write_boolean(row, place, value, style)
    elif is_number(value):
        page.write_number(row, place, value, style)
    else:
        page.write_string(row, place, fitting(str(value)), style)


def _attached(parts: Iterator, content_type: str, attachment: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        in_one_moment(parts), content_type=content_type, headers=licence_link()
    )
    response["Content-Disposition"] = attachment
    return response


FORMATS = {"csv": _csv, "xlsx": _xlsx, "json": _json}
