"""Long staff lists: a bounded count, and search by the index of words."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from config.lib.pages.paging import BoundedPaginator, RowCount, count_rows
from records.models import Record, kind_of
from records.search.tokens import words_of

MOST_FOUND = 500  # versions that a search lists

_HOLDING = """SELECT row_id FROM records_searchentry WHERE kind = %s AND words @@ %s::tsquery
    LIMIT %s"""


class StaffPaginator(BoundedPaginator):
    """Paginator of tracked rows, which are counted no further than they can be paged through."""

    @cached_property
    def rows(self) -> RowCount:
        return count_rows(self.object_list)


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
