"""The order of long lists: all ids of a list, cached for the pages far behind and for slow sorts.

OFFSET reads every row before the page. The ids of a million rows in order are 8 MB, asked for
once; then page 30,000 costs what page 1 costs.
"""

import sys
from array import array

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from config.lib.caching import PUBLIC, Content, LedgerCache

MOST_BYTES = 128 * 1024 * 1024  # in each process
KEY_BYTES = 4096  # so that empty lists are not free

_orders = LedgerCache(__name__, MOST_BYTES, size_of=lambda ids: KEY_BYTES + len(ids) * ids.itemsize)


def ids_in_order(rows: QuerySet, depends_on: Content = PUBLIC) -> "array[int]":
    """The ids of `rows` in their order, which depends on this content."""
    try:
        sql, values = rows.select_related(None).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return array("q")
    key = (sql, tuple(map(str, values)))
    return _orders.get_or_set(key, lambda: _read(sql, values), depends_on)


def _read(sql: str, values) -> "array[int]":
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(int8send(pk), '') FROM ({sql}) q", values)  # noqa: S608
        (packed,) = cursor.fetchone()
    ids = array("q", bytes(packed or b""))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids
