"""Rows that PostgreSQL makes itself."""

from collections.abc import Mapping, Sequence

from django.db import connection, models


def insert(model: type[models.Model], given: Mapping[str, str], rows: str) -> tuple[int, int]:
    """Insert from SQL, columns not given being empty; the first and the last id."""
    stored = [field for field in model._meta.concrete_fields if not field.generated]
    empty = {f.column: _empty(f) for f in stored if not f.primary_key and not f.null}
    columns = {**empty, **given}
    table = model._meta.db_table
    count = run(
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608  # of this module
        f"SELECT {', '.join(columns.values())} FROM {rows}"
    )
    newest = model.objects.order_by("pk").last()
    last = newest.pk if newest else 0
    return last - count + 1, last


def _empty(field: models.Field) -> str:
    default = field.get_default()
    return "''" if default in ("", None) else f"'{default}'"


def listed(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows of texts as SQL, numbered from 1."""
    values = (f"({number}, {texts(row)})" for number, row in enumerate(rows, start=1))
    return f"(VALUES {', '.join(values)})"


def texts(several: Sequence[str]) -> str:
    return ", ".join(f"'{text}'" for text in several)


def run(sql: str, values: object = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount
