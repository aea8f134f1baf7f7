"""Public pages of this room: sources, editions."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView
from django_tables2 import SingleTableView

from config.lib.pages import ListPage
from records.filters import SourceFilter
from records.models import Edition, Record, Row, Source, Statement
from records.tables import EditionTable, SourceTable


class SourceList(ListPage):
    model = Source
    table_class = SourceTable
    filterset_class = SourceFilter
    title = _("Sources")
    lead = _("Every document that the figures come from, and every statement taken from it.")

    def get_queryset(self):
        return Source.objects.all()


class SourceDetail(DetailView):
    model = Source
    template_name = "records/source_detail.html"
    slug_field = slug_url_kwarg = "code"

    def get_context_data(self, **kwargs):
        statements = list(self.object.statements.select_related("source"))
        number = self.request.edition.number if self.request.edition else None
        cited_by = citations(statements, number)
        rows = [(statement, cited_by.get(statement.pk, [])) for statement in statements]
        return super().get_context_data(statements=rows, **kwargs)


class EditionList(SingleTableView):
    model = Edition
    table_class = EditionTable
    template_name = "records/edition_list.html"
    table_pagination = {"per_page": 25}


class EditionDetail(DetailView):
    template_name = "records/edition_detail.html"

    def get_object(self, queryset=None):
        editions = Edition.objects.select_related("published_by")
        return get_object_or_404(editions, number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        entries = self.object.entries.select_related("submitted_by")
        return super().get_context_data(entries=entries, **kwargs)


def citations(statements: list[Statement], edition: int | None) -> dict[int, list]:
    """For each statement id, the public rows that cite it: records, their rows, reference data."""
    found: dict[int, list] = {}
    for relation in Statement._meta.related_objects:
        rows = _public(relation.related_model, edition)
        column = relation.field.attname
        for row in rows.filter(**{f"{relation.field.name}__in": statements}):
            found.setdefault(getattr(row, column), []).append(
                row.owner if isinstance(row, Row) else row
            )
    return {pk: list(dict.fromkeys(rows)) for pk, rows in found.items()}


def _public(model, edition: int | None):
    if issubclass(model, Row):
        return model.objects.as_of(edition).select_related(model.belongs_to)
    return model.objects.as_of(edition) if issubclass(model, Record) else model.objects.all()
