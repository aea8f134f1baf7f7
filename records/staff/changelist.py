"""Long staff lists: a cached count, and search by the index of words."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q, QuerySet

from config.lib.caching import EVERYTHING, cached
from config.lib.pages.ordering import ids_in_order
from config.lib.pages.views import FAR
from records.models import Record, kind_of
from records.search.tokens import words_of

MOST_CACHED = 200  # numbers of rows of lists
MOST_FOUND = 500  # versions that a search lists

_HOLDING = """SELECT row_id FROM records_searchentry WHERE kind = %s AND words @@ %s::tsquery
    LIMIT %s"""


class StaffPaginator(Paginator):
    """Paginator of tracked rows. Caches the count, and on far pages the order of all ids, until
    the next change of anything."""

    @property
    def count(self) -> int:
        try:
            sql, values = self.object_list.order_by().query.sql_with_params()
        except EmptyResultSet:
            return 0
        return _counted(sql, values)

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if first < FAR:
            return super().page(number)
        ids = ids_in_order(self.object_list, EVERYTHING)[first : first + self.per_page]
        rows = {row.pk: row for row in self.object_list.order_by().filter(pk__in=ids)}
        return self._get_page([rows[pk] for pk in ids if pk in rows], number, self)


@cached(limit=MOST_CACHED, depends_on=EVERYTHING)
def _counted(sql: str, values: tuple) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) q", values)  # noqa: S608  # Django's own
        return cursor.fetchone()[0]


def search_versions(rows: QuerySet, question: str, fields: Sequence[str]) -> tuple[QuerySet, bool]:
    """Versions whose code begins with the question, or that hold all its words; and whether there
    are more. Published ones are found by the index of words, open ones in their `fields`."""
    model, asked = rows.model, question.strip().replace("\0", "")
    by_code = model.objects.filter(code__startswith=asked.lower()).order_by()
    ids = [*by_code.values_list("pk", flat=True)[: MOST_FOUND + 1], *_holding(model, asked)]
    open_ones = model.objects.open()
    for word in asked.split():
        open_ones = open_ones.filter(
            reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields))
        )
    either = {*ids, *open_ones.values_list("pk", flat=True)}
    return rows.filter(pk__in=either), len(ids) > MOST_FOUND


def _holding(model: type[Record], question: str) -> list[int]:
    terms = " & ".join(word.term for word in words_of(question))
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, [kind_of(model), terms, MOST_FOUND + 1])
        return [row_id for (row_id,) in cursor.fetchall()]
