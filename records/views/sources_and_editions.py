"""Public pages of this room: sources, editions."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from config.lib.moments import one_moment
from config.lib.pages.views import ListPage
from config.lib.spreadsheets.export import CHUNK
from records.exports import EDITIONS, SOURCES
from records.filters import EditionFilter, SourceFilter
from records.integrity.content import contents_of_edition
from records.integrity.digest import canonical, edition_parts, entry_text
from records.models import (
    Edition,
    EditionEntry,
    Record,
    Row,
    Source,
    State,
    Statement,
    kind_of,
    record_models,
)
from records.review.diff import differences
from records.tables import EditionTable, SourceTable

ENTRIES_PER_PAGE = 100


class SourceList(ListPage):
    model = Source
    table_class = SourceTable
    filterset_class = SourceFilter
    facets = ("kind", "data_year")
    sheet = SOURCES
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


class EditionList(ListPage):
    model = Edition
    table_class = EditionTable
    filterset_class = EditionFilter
    sheet = EDITIONS
    title = _("Editions")
    lead = _(
        "Every act of publishing or withdrawing, in a chain of digests that anyone can recompute."
    )

    def get_queryset(self):
        return Edition.objects.all()


class EditionDetail(DetailView):
    template_name = "records/edition_detail.html"

    def get_object(self, queryset=None):
        editions = Edition.objects.select_related("published_by")
        return get_object_or_404(editions, number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        entries = self.object.entries.select_related("submitted_by")
        page = Paginator(entries, ENTRIES_PER_PAGE).get_page(self.request.GET.get("page"))
        names = {kind: model._meta.verbose_name for kind, model in record_models().items()}
        rows = [(entry, names[entry.kind]) for entry in page.object_list]
        return super().get_context_data(rows=rows, page=page, **kwargs)


def edition_json(request, number):
    """Everything that the digests of an edition cover, streamed, to be recomputed by anyone."""
    edition = get_object_or_404(Edition.objects.select_related("published_by"), number=number)
    response = StreamingHttpResponse(_edition_parts(edition), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="edition-{number}.json"'
    return response


def _edition_parts(edition: Edition) -> Iterator[str]:
    entries = edition.entries.in_digest_order().select_related("submitted_by")
    with one_moment():
        yield f'{{"digest":"{edition.digest}","edition":'
        yield from edition_parts(edition, map(entry_text, entries.iterator(CHUNK)))
        yield ',"records":['
        for number, record in enumerate(contents_of_edition(edition)):
            yield ("," if number else "") + canonical(record)
        yield "]}\n"


class RecordVersions(TemplateView):
    """What was ever published of one record, and what changed between any two versions."""

    template_name = "records/record_versions.html"

    def get_context_data(self, **kwargs):
        versions = published_versions(self.kwargs["kind"], self.kwargs["code"])
        if not versions:
            raise Http404(_("No version of this record was ever published."))
        old, new = self.chosen(versions)
        return super().get_context_data(
            record=versions[0],
            current=next((v for v in versions if v.state == State.PUBLISHED), None),
            entries=entries_of(versions[0]),
            versions=versions,
            old=old,
            new=new,
            differences=differences(old, new),
            **kwargs,
        )

    def chosen(self, versions):
        """The two versions to compare: those asked for, else the newest and the one before."""
        numbers = {str(version.version): version for version in versions}
        newest, before = versions[0], versions[1] if len(versions) > 1 else None
        asked = self.request.GET
        for name in ("from", "to"):
            if asked.get(name) and asked[name] not in numbers:
                message = _("This record has no published version “%(number)s”.")
                raise Http404(message % {"number": asked[name]})
        return numbers.get(asked.get("from"), before), numbers.get(asked.get("to"), newest)


def published_versions(kind: str, code: str) -> list[Record]:
    """Every version of a record that was ever public, newest first."""
    model = record_models().get(kind)
    if model is None:
        return []
    versions = model.objects.filter(code=code, published_in__isnull=False)
    return list(versions.select_related("published_in").order_by("-version"))


def entries_of(record: Record):
    """The acts of publishing and withdrawing one record, newest first."""
    entries = EditionEntry.objects.filter(kind=kind_of(record), code=record.code)
    return entries.select_related("edition", "submitted_by").order_by("-edition")


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
