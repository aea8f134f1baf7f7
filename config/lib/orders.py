"""The order of long lists: all ids of a list, kept for the pages far behind and for slow sorts.

OFFSET reads every row before the page. The ids of a million rows in order are 8 MB, asked for
once; then page 30,000 costs what page 1 costs. What is kept is bounded, the longest unused goes
first, and the key names the state of the ledger, so that nothing is kept beyond a publication.
"""

import sys
from array import array
from collections import OrderedDict

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST_BYTES = 128 * 1024 * 1024  # in each process

_kept: OrderedDict[tuple, "array[int]"] = OrderedDict()


def ids_in_order(rows: QuerySet, state: object) -> "array[int]":
    """The ids of `rows` in their order, in the `state` of the ledger."""
    try:
        sql, values = rows.select_related(None).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return array("q")
    key = (sql, tuple(map(str, values)), state)
    if key not in _kept:
        _kept[key] = _asked(sql, values)
        _drop_oldest()
    _kept.move_to_end(key)
    return _kept[key]


def _asked(sql: str, values) -> "array[int]":
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(int8send(pk), '') FROM ({sql}) q", values)  # noqa: S608
        (packed,) = cursor.fetchone()
    ids = array("q", bytes(packed or b""))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids


def _drop_oldest() -> None:
    while len(_kept) > 1 and sum(len(ids) * ids.itemsize for ids in _kept.values()) > MOST_BYTES:
        _kept.popitem(last=False)


def forget() -> None:
    """Keep nothing, as after a start."""
    _kept.clear()
