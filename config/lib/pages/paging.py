"""The pages of lists, by bounded work however long a list is.

A list of at most `MOST` rows is counted and sorted at every request. Of a longer one the first
`MOST` rows can be paged through, in an order that an index of the database holds; the rest is
reached by filters, by the other end of the order, or by a download. So no request reads a million
rows, and no process keeps the order of a list.
"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_tables2.data import TableData
from django_tables2.rows import BoundRows

from config.lib.money import format_number

MOST = 10_000  # rows of a list that are counted, sorted and paged through


@dataclass(frozen=True)
class RowCount:
    """How many rows a list has; more than `number` where `is_more`."""

    number: int
    is_more: bool = False

    @property
    def is_long(self) -> bool:
        return self.is_more or self.number > MOST

    @property
    def text(self) -> str:
        if not self.is_more:
            return format_number(self.number)
        return _("more than %(n)s") % {"n": format_number(self.number)}


def count_rows(rows: QuerySet) -> RowCount:
    """How many rows there are, counted no further than `MOST`."""
    number = rows.order_by()[: MOST + 1].count()
    return RowCount(min(number, MOST), is_more=number > MOST)


class BoundedPaginator(Paginator):
    """Pages of at most the first `MOST` rows."""

    rows: RowCount

    @property
    def count(self) -> int:
        return self.rows.number

    @cached_property
    def num_pages(self) -> int:
        shown = min(self.count, MOST) if self.rows.is_long else self.count
        return max(1, -(-shown // self.per_page))

    @property
    def is_cut(self) -> bool:
        """Whether there are rows that no page shows."""
        return self.rows.is_long

    def validate_number(self, number):
        """The number of a page; Http404 says why a page far behind is not shown."""
        if self.rows.is_long and str(number).isdecimal() and int(number) > self.num_pages:
            message = _(
                "A list can be paged through up to row %(most)s. Narrow it by a filter, sort it the"
                " other way round, or download all of its rows."
            )
            raise Http404(message % {"most": format_number(MOST)})
        return super().validate_number(number)


class LedgerPaginator(BoundedPaginator):
    """Pages of a table whose rows are chosen by id before anything else of them is read.

    Of a short list all ids are sorted: where filters leave few rows, the database might else walk
    a long index to find them.
    """

    def __init__(self, *args, rows: RowCount, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = first + self.per_page
        table, rows = self.object_list.table, self.object_list.data.data
        plain = rows.select_related(None).prefetch_related(None).values_list("pk", flat=True)
        ids = list(plain[first:last] if self.rows.is_long else plain)
        shown = ids if self.rows.is_long else ids[first:last]
        by_pk = rows.order_by().in_bulk(shown)
        listed = [by_pk[pk] for pk in shown if pk in by_pk]
        return self._get_page(BoundRows(TableData.from_data(listed), table), number, self)
