"""Public pages of sources and of their citations."""

from collections.abc import Iterator

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView
from django_tables2 import SingleTableMixin

from config.lib.pages import facets as narrowing
from config.lib.pages.file_names import file_name
from config.lib.pages.views import (
    ListPage,
    asked_format,
    edition_number,
    formats_of,
    refuse_unknown_table,
    site_of,
    unknown_page_is_404,
)
from config.lib.spreadsheets.export import download
from records.citations import (
    LISTED,
    CitationCount,
    CitingKind,
    citation_counts,
    citations,
    citing_kinds,
)
from records.exports import citations_sheet
from records.filters import SourceFilter
from records.models import Row, Source, SourceAttachment, Statement
from records.registry.kinds import kind_for
from records.tables import CitationTable, SourceTable

STATEMENTS_PER_PAGE = 20
ANCHORS = 5_000  # statements of a source that markers lead to


class SourceList(ListPage):
    model = Source
    table_class = SourceTable
    filterset_class = SourceFilter
    facets = ("kind", "data_year")
    sheet = kind_for(Source).named_sheet
    title = _("Sources")
    lead = _("The documents that figures come from, and the statements taken from them.")

    def get_queryset(self):
        return Source.objects.as_of(edition_number(self.request))


class SourceDetail(DetailView):
    """A source, a page of its statements, and for each of them how many rows of each kind cite it,
    with the first few."""

    model = Source
    template_name = "records/source_detail.html"
    slug_field = slug_url_kwarg = "code"

    def get_queryset(self):
        return Source.objects.as_of(edition_number(self.request))

    def get_context_data(self, **kwargs):
        with unknown_page_is_404(self.request):
            pages = Paginator(self.object.statements.published(), STATEMENTS_PER_PAGE)
            page = pages.page(self.request.GET.get("page") or 1)
        cited_by = citations([one.pk for one in page.object_list], edition_number(self.request))
        rows = [(statement, cited_by.get(statement.pk, [])) for statement in page.object_list]
        scans = SourceAttachment.objects.as_of(edition_number(self.request))
        return super().get_context_data(
            statements=rows,
            page=page,
            elsewhere=list(statements_elsewhere(page)),
            attachments=scans.filter(document__code=self.object.code).order_by("line"),
            **kwargs,
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
        name = file_name(request, f"citations-of-{self.source.code}")
        rows = self.kind.with_subjects(self.kind.citing(self.statements, edition_number(request)))
        return download(rows, citations_sheet(self.kind), form, name, site_of(request))

    @cached_property
    def source(self) -> Source:
        return get_object_or_404(Source.objects.published(), code=self.kwargs["code"])

    @cached_property
    def statement(self) -> Statement | None:
        """The statement that `?statement=` names; None for all of the source."""
        code = self.request.GET.get("statement", "").replace("\0", "\ufffd")
        public = self.source.statements.published()
        return get_object_or_404(public, code=code) if code else None

    @cached_property
    def counts(self) -> list[CitationCount]:
        """The number of rows of each kind that cite the source or statement."""
        return citation_counts(self.statements, edition_number(self.request))

    @cached_property
    def kind(self) -> CitingKind:
        """The kind that `?kind=` names, else the first that has rows."""
        kinds = citing_kinds()
        first = self.counts[0].kind.name if self.counts else next(iter(kinds))
        name = self.request.GET.get("kind") or first
        if name not in kinds:
            raise Http404(_("There is nothing of the kind “%(kind)s”.") % {"kind": name})
        return kinds[name]

    @cached_property
    def statements(self) -> list[int]:
        """The ids of the statements that rows may cite."""
        statements = self.source.statements.published().order_by()
        return (
            [self.statement.pk] if self.statement else list(statements.values_list("pk", flat=True))
        )

    @cached_property
    def count(self) -> CitationCount:
        """The number of rows of this kind."""
        counts = (one for one in self.counts if one.kind == self.kind)
        return next(counts, CitationCount(self.kind, 0))

    def get_table_data(self) -> QuerySet:
        edition = edition_number(self.request)
        rows = self.kind.listed(self.statements, edition, self.count.count)
        return self.kind.with_subjects(rows)

    def get_table_kwargs(self):
        """Exclude columns with the same value in every row."""
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
        kinds = [(one, narrowing.address(self.request, kind=one.kind.name)) for one in self.counts]
        context = super().get_context_data(
            source=self.source,
            statement=self.statement,
            kind=self.kind,
            kinds=kinds,
            formats=formats_of(self.request),
            **kwargs,
        )
        is_full = self.count.is_more and context["table"].paginator.count == LISTED
        return {**context, "most_listed": LISTED if is_full else None}
