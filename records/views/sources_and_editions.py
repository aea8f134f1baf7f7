"""Public pages of this room: sources, editions."""

from collections.abc import Iterator

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView
from django_tables2 import SingleTableMixin

from config.lib.moments import one_moment
from config.lib.pages import facets as narrowing
from config.lib.pages.views import (
    ListPage,
    asked_format,
    edition_number,
    file_name,
    formats_of,
    refuse_unknown_table,
    unknown_page_is_404,
)
from config.lib.spreadsheets.export import CHUNK, download
from records.citations import CitingKind, citation_counts, citations, citing_kinds
from records.exports import EDITIONS, SOURCES, citations_sheet
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
from records.tables import CitationTable, EditionTable, SourceTable

ENTRIES_PER_PAGE = 100
STATEMENTS_PER_PAGE = 200
ANCHORS = 5_000  # statements of a source that markers lead to


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
    """A source, a page of its statements, and for each of them how many rows of each kind cite it,
    with the first few."""

    model = Source
    template_name = "records/source_detail.html"
    slug_field = slug_url_kwarg = "code"

    def get_context_data(self, **kwargs):
        with unknown_page_is_404(self.request):
            pages = Paginator(self.object.statements.all(), STATEMENTS_PER_PAGE)
            page = pages.page(self.request.GET.get("page") or 1)
        cited_by = citations([one.pk for one in page.object_list], edition_number(self.request))
        rows = [(statement, cited_by.get(statement.pk, [])) for statement in page.object_list]
        return super().get_context_data(
            statements=rows, page=page, elsewhere=list(statements_elsewhere(page)), **kwargs
        )


def statements_elsewhere(page: Page) -> Iterator[tuple[str, int]]:
    """Code and page of each statement that is not on `page`: markers lead to the first page, by
    the code of their statement, and find the way on from there."""
    if not page.has_other_pages():
        return
    codes = page.paginator.object_list.values_list("code", flat=True)[:ANCHORS]
    for place, code in enumerate(codes):
        number = 1 + place // STATEMENTS_PER_PAGE
        if number != page.number:
            yield code, number


class CitationList(SingleTableMixin, TemplateView):
    """The public rows of one kind that cite a source, or one statement of it."""

    template_name = "records/citation_list.html"
    table_class = CitationTable
    table_pagination = ListPage.table_pagination

    def get(self, request, *args, **kwargs):
        """The page; or with `?format=` a download of all its rows."""
        form = asked_format(request)
        if form is None:
            return super().get(request, *args, **kwargs)
        name = file_name(request, "citations")
        return download(self.get_table_data(), citations_sheet(self.kind), form, name)

    @cached_property
    def source(self) -> Source:
        return get_object_or_404(Source, code=self.kwargs["code"])

    @cached_property
    def statement(self) -> Statement | None:
        """The statement that `?statement=` names; None for all of the source."""
        code = self.request.GET.get("statement", "").replace("\0", "\ufffd")
        return get_object_or_404(self.source.statements, code=code) if code else None

    @cached_property
    def counts(self) -> list[tuple[CitingKind, int]]:
        """How many rows of each kind cite what is asked about."""
        return citation_counts(self.statements(), edition_number(self.request))

    @cached_property
    def kind(self) -> CitingKind:
        """The kind that `?kind=` names, else the first that has rows."""
        kinds = citing_kinds()
        first = self.counts[0][0].name if self.counts else next(iter(kinds))
        name = self.request.GET.get("kind") or first
        if name not in kinds:
            raise Http404(_("There is nothing of the kind “%(kind)s”.") % {"kind": name})
        return kinds[name]

    def statements(self) -> QuerySet:
        statements = self.source.statements.order_by()
        return statements.filter(pk=self.statement.pk) if self.statement else statements

    def get_table_data(self) -> QuerySet:
        rows = self.kind.citing(self.statements(), edition_number(self.request))
        return self.kind.with_subjects(rows)

    def get_table_kwargs(self):
        """No column that says the same in every row."""
        is_of_rows = issubclass(self.kind.model, Row)
        same = {"statement": self.statement is not None, "row": not is_of_rows}
        return {"exclude": tuple(name for name, is_same in same.items() if is_same)}

    def get_table(self, **kwargs):
        refuse_unknown_table(self.table_class, self.request.GET)
        with unknown_page_is_404(self.request):
            table = super().get_table(**kwargs)
        table.caption = self.kind.label
        return table

    def get_context_data(self, **kwargs):
        kinds = [
            (kind, count, narrowing.address(self.request, kind=kind.name))
            for kind, count in self.counts
        ]
        return super().get_context_data(
            source=self.source,
            statement=self.statement,
            kind=self.kind,
            kinds=kinds,
            formats=formats_of(self.request),
            **kwargs,
        )


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
