"""Public pages of editions, and the file that anyone can recompute."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from config.lib.moments import one_moment
from config.lib.pages.views import ListPage, edition_number
from config.lib.spreadsheets.export import CHUNK
from records.exports import EDITIONS
from records.filters import EditionFilter
from records.integrity.content import contents_of_edition
from records.integrity.digest import canonical, edition_parts, entry_text
from records.models import Edition, record_models
from records.tables import EditionTable

ENTRIES_PER_PAGE = 100


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
        return Edition.objects.as_of(edition_number(self.request))


class EditionDetail(DetailView):
    template_name = "records/edition_detail.html"

    def get_object(self, queryset=None):
        return get_object_or_404(Edition, number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        page = Paginator(self.object.entries.all(), ENTRIES_PER_PAGE).get_page(
            self.request.GET.get("page")
        )
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
