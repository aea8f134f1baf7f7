"""Public pages: a list is a model, a table, a filter, a title; a page is a record, a code."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.paginator import InvalidPage
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from config.lib.language import plain_text
from config.lib.pages.facets import (
    Counter,
    RowCounter,
    chips,
    choices,
    facets,
    hidden_fields,
    ways_out,
)
from config.lib.pages.file_names import file_name
from config.lib.pages.paging import LedgerPaginator
from config.lib.spreadsheets.export import FORMATS, SheetColumn, download, download_computed

PER_PAGE = 25


class EditionRecords:
    """The records of the visitor's edition, with the records that their page shows."""

    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()

    def get_queryset(self):
        records = self.model.objects.as_of(edition_number(self.request))
        records = records.select_related("statement__source", *self.related)
        return records.prefetch_related(*self.prefetched)


class ListPage(EditionRecords, SingleTableMixin, FilterView):
    """A public list: `model`, `table_class`, `filterset_class`, `title` (and `lead`).

    Rows are those of the edition that the visitor reads. Unknown pages, sizes of a page and sort
    columns are 404.
    """

    template_name = "parts/list_page.html"
    table_pagination = {"per_page": PER_PAGE, "silent": False}
    title = ""
    lead = ""
    sheet: tuple[SheetColumn, ...] = ()
    facets: tuple[str, ...] = ()  # filters whose values are links with counts
    counter_class: type[Counter] = RowCounter
    is_of_edition = True  # its rows change with editions only

    def get(self, request, *args, **kwargs):
        """The page; or with `?format=` a download of exactly its rows, all pages, in its order."""
        form = asked_format(request)
        if form is None:
            return super().get(request, *args, **kwargs)
        self.filterset = filterset = self.get_filterset(self.get_filterset_class())
        if not filterset.is_valid():
            return super().get(request, *args, **kwargs)  # the page says what is wrong
        self.object_list, self.table_pagination = filterset.qs, False
        rows = self.get_table(**self.get_table_kwargs()).data.data
        in_force = [
            f"{chip.label} {plain_text(chip.value)}" for chip in chips(request, self.counter)
        ]
        called = request.path.strip("/").rpartition("/")[2]
        name = file_name(request, called, str(self.title), in_force)
        response = download(rows, self.get_sheet(), form, name, site_of(request))
        if self.is_of_edition:
            response.count_rows = self.count_rows
        return response

    def count_rows(self) -> int:
        """How many rows the download has; counted one by one where the page did not."""
        known = self.counter.rows
        return self.filterset.qs.order_by().count() if known.is_more else known.number

    def get_sheet(self) -> tuple[SheetColumn, ...]:
        """The columns of the download."""
        return self.sheet

    def get_table(self, **kwargs):
        refuse_unknown_table(self.table_class, self.request.GET)
        with unknown_page_is_404(self.request):
            table = super().get_table(**kwargs)
        table.caption = self.title
        return table

    @cached_property
    def counter(self) -> Counter:
        return self.counter_class(self.filterset, self.facets, edition_number(self.request))

    def get_table_pagination(self, table):
        options = super().get_table_pagination(table)
        if not options:
            return options  # a download has no pages
        paginator = partial(LedgerPaginator, rows=self.counter.rows)
        return {**options, "paginator_class": paginator}

    def get_table_kwargs(self):
        hidden = () if self.request.user.is_staff else ("edit",)
        return {"exclude": hidden, "is_long": self.counter.rows.is_long}

    def get_context_data(self, **kwargs):
        in_force, offered = chips(self.request, self.counter), facets(self.request, self.counter)
        context = super().get_context_data(
            title=self.title,
            lead=self.lead,
            formats=formats_of(self.request),
            chips=in_force,
            facets=offered,
            choices=choices(self.counter, offered),
            hidden_fields=hidden_fields(self.counter),
            counter=self.counter,
            **kwargs,
        )
        is_empty = in_force and not self.counter.rows.number
        return {**context, "ways_out": ways_out(self.counter, in_force) if is_empty else ()}


class ComputedList:
    """A page whose rows no query gives. With `?format=` they are a download: `columns` names
    them, `computed()` gives them, and `file` names the file."""

    columns: tuple[str, ...] = ()
    file = ""

    def get(self, request, *args, **kwargs):
        form = asked_format(request)
        if form is None:
            return super().get(request, *args, **kwargs)
        name = file_name(request, self.file)
        return download_computed(self.computed(), self.columns, form, name, site_of(request))

    def get_context_data(self, **kwargs):
        return super().get_context_data(formats=formats_of(self.request), **kwargs)


class DetailPage(EditionRecords, DetailView):
    """A public page of one record, by its code, in the visitor's edition."""

    slug_field = slug_url_kwarg = "code"

    def get(self, request, *args, **kwargs):
        """A record that is no part of this edition, but was of another, leads to its versions."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            kind, code = self.model._meta.model_name, self.kwargs["code"]
            if not self.model.objects.filter(code=code, published_in__isnull=False).exists():
                raise
            return redirect("record_versions", kind, code)


def edition_number(request) -> int | None:
    """The number of the edition that the visitor reads; None for today."""
    return request.edition.number if request.edition else None


@contextmanager
def unknown_page_is_404(request) -> Iterator[None]:
    """404 in plain words for a page that the list does not have."""
    try:
        yield
    except InvalidPage as error:
        page = request.GET.get("page", "")
        raise Http404(_("There is no page “%(page)s”.") % {"page": page}) from error


def asked_format(request) -> str | None:
    """The format of the download in `?format=`; 404 for an unknown one."""
    form = request.GET.get("format")
    if form is not None and form not in FORMATS:
        raise Http404(unknown_format(form))
    return form


def formats_of(request) -> list[tuple[str, str]]:
    """The downloads of this page: format and address."""
    return [(form, with_format(request, form)) for form in FORMATS]


def site_of(request) -> str:
    """The start of the addresses of this site, as the reader asked for them."""
    return request.build_absolute_uri("/").rstrip("/")


def unknown_format(form: str) -> str:
    message = _("There is no download “%(format)s”; there are: %(formats)s.")
    return message % {"format": form, "formats": ", ".join(FORMATS)}


def with_format(request, form: str) -> str:
    """The address of a download of this page: same filter, same order."""
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = form
    return f"{request.path}?{query.urlencode()}"


def refuse_unknown_table(table_class, query: QueryDict) -> None:
    """Raise 404 for a sort column or page size that the list does not offer."""
    columns = table_class.base_columns.items()
    known = {name for name, column in columns if column.orderable is not False}
    for name in (name for value in query.getlist("sort") for name in value.split(",") if name):
        if name.removeprefix("-") not in known:
            raise Http404(_("This list has no column “%(name)s” to sort by.") % {"name": name})
    sizes = [str(size) for size in table_class.page_sizes]
    for size in query.getlist("per_page"):
        if size not in sizes:
            message = _("A page has %(sizes)s rows, and not “%(size)s”.")
            raise Http404(message % {"sizes": ", ".join(sizes), "size": size})
