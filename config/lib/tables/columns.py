"""Columns that no single field can sort: they say by what they are sorted."""

import django_tables2 as tables
from django.db.models import F, OrderBy

from config.lib.tables.tables import NumberColumn, cite


class SortedColumn(tables.Column):
    """A column sorted by `by`, keys of the database in the order in which they count."""

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def order(self, queryset, is_descending):
        keys = (F(key) if isinstance(key, str) else key for key in self.by)
        return queryset.order_by(
            *(key.desc() if is_descending else key.asc() for key in keys)
        ), True


class LargestColumn(NumberColumn):
    """Several amounts of a row, sorted by the largest; `by` is the expression of it. Rows that
    state none come last in either order."""

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def order(self, queryset, is_descending):
        return queryset.order_by(OrderBy(self.by, descending=is_descending, nulls_last=True)), True


class SourceColumn(SortedColumn):
    """The marker of the row's statement, sorted by document and by the place in it."""

    def __init__(self, **kwargs):
        by = ("statement__source__code", "statement__position", "statement__code")
        super().__init__(by=by, empty_values=(), **kwargs)

    def render(self, record):
        return cite(record.statement)
