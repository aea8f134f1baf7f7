"""The search box of a list: which records of one kind hold the words of a question.

Few records are given by their ids. Words that more of them hold are left to the database, which
looks for them along the rows that a page shows.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from records.models import SearchEntry, kind_of
from records.models.reading import edition_in_reading
from records.search.query import terms_of
from records.search.tokens import words_of

FEW = 5_000  # records that are given by their ids

_HOLDING = """SELECT row_id FROM records_searchentry
WHERE kind = %s AND words @@ %s::tsquery LIMIT %s"""


@dataclass(frozen=True)
class Holding:
    """The versions of one kind that hold every word: their `ids`, or, of more than `FEW`, none."""

    kind: str
    terms: str
    ids: tuple[int, ...] | None

    @property
    def rows(self) -> tuple[int, ...] | RawSQL | QuerySet:
        """What a query can look for: ids as one value, or the query of them."""
        if self.ids is not None:
            return RawSQL("SELECT unnest(%s::bigint[])", [list(self.ids)]) if self.ids else ()
        return self._entries.values("row_id")

    def condition(self, path: str) -> Q | Exists:
        """Whether `path` leads from a row to one of these. Beside another condition a query of very
        many ids would be read to its end, whatever few rows are asked about."""
        if self.ids is not None:
            return Q(**{f"{path}__in": self.rows})
        return Exists(self._entries.filter(row_id=OuterRef(path)))

    @property
    def _entries(self) -> QuerySet:
        holds = RawSQL("words @@ %s::tsquery", [self.terms], BooleanField())
        return SearchEntry.objects.filter(holds, kind=self.kind)


def holding(model: type[Model], question: str) -> Holding:
    """The versions of `model` that hold every word of the question, as a reader of the edition in
    reading names places and organisations."""
    kind, words = kind_of(model), words_of(question)
    if not words:
        return Holding(kind, "", ())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = on")
        terms = terms_of(cursor, words, edition_in_reading())
        cursor.execute(_HOLDING, [kind, terms, FEW + 1])
        ids = tuple(row_id for (row_id,) in cursor.fetchall())
    return Holding(kind, terms, ids if len(ids) <= FEW else None)
