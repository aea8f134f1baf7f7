"""Public pages of editions, and the files that anyone can recompute."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from config.lib.moments import one_moment
from config.lib.pages.views import ListPage, edition_number
from config.lib.spreadsheets.export import CHUNK
from config.lib.spreadsheets.progress import counted
from records.exports import EDITIONS
from records.filters import EditionFilter
from records.integrity import verify_edition
from records.integrity.content import contents_of_edition
from records.integrity.digest import canonical, edition_content, entry_text
from records.integrity.proof import proof_of
from records.integrity.timestamps import stamped_text
from records.models import Edition, EditionEntry, EditionTimestamp, record_models
from records.models.reading import back_to_today
from records.quality.registry import with_references
from records.tables import EditionTable

SCRIPT = Path(verify_edition.__file__)
ENTRIES_PER_PAGE = 50


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
        editions = Edition.objects.select_related("timestamp")
        return get_object_or_404(editions, number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        page = Paginator(self.object.entries.all(), ENTRIES_PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        titles, models = titles_of(page.object_list), record_models()
        rows = [
            (entry, models[entry.kind]._meta.verbose_name, titles[entry.kind, entry.code])
            for entry in page.object_list
        ]
        return super().get_context_data(rows=rows, page=page, **kwargs)


def titles_of(entries: Iterable[EditionEntry]) -> dict[tuple[str, str], str]:
    """By kind and code, what the versions of one edition are called, in a query for each kind."""
    versions = defaultdict(dict)
    for entry in entries:
        versions[entry.kind][entry.code] = entry.version
    return {
        (kind, row.code): str(row)
        for kind, of_kind in versions.items()
        for row in with_references(record_models()[kind].objects.filter(code__in=of_kind))
        if of_kind[row.code] == row.version
    }


def edition_json(request, number):
    """Everything that the digests of an edition cover, streamed, to be recomputed by anyone."""
    edition = get_object_or_404(Edition.objects.select_related("published_by"), number=number)
    response = StreamingHttpResponse(_edition_parts(edition), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="edition-{number}.json"'
    response.count_rows = lambda: edition.record_count
    return response


def own_content_json(request, number):
    """The text whose SHA-256 is the digest of an edition: what an authority stamps."""
    edition = get_object_or_404(Edition.objects.select_related("published_by"), number=number)
    response = HttpResponse(stamped_text(edition), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="edition-{number}-own.json"'
    return response


def edition_timestamp(request, number):
    """The answer of the authority that stamped an edition, as it came (RFC 3161)."""
    stamp = get_object_or_404(EditionTimestamp, edition=number)
    response = HttpResponse(bytes(stamp.token), content_type="application/timestamp-reply")
    response["Content-Disposition"] = f'attachment; filename="edition-{number}.tsr"'
    return response


def record_proof(request, number, kind, code):
    """The proof of one record of an edition: some twenty digests, however large the edition."""
    entries = EditionEntry.objects.select_related("edition__published_by", "submitted_by")
    entry = get_object_or_404(entries, edition=number, kind=kind, code=code)
    back_to_today()  # natural keys of later editions are unknown to earlier ones
    with one_moment():
        proof = proof_of(entry)
    response = HttpResponse(canonical(proof) + "\n", content_type="application/json")
    name = f"proof-{kind}-{code}-edition-{number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def chain_json(request):
    """The content and the digest of every edition, streamed, without their entries."""
    response = StreamingHttpResponse(_chain_parts(), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="chain.json"'
    return response


def verification_script(request):
    """The script that recomputes all of this, as readers download it."""
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{SCRIPT.name}"'
    return response


def _chain_parts() -> Iterator[str]:
    editions = Edition.objects.select_related("published_by").order_by("number")
    with one_moment():
        yield '{"editions":['
        for place, edition in enumerate(editions.iterator(CHUNK)):
            one = {"digest": edition.digest, "edition": edition_content(edition)}
            yield (",\n" if place else "\n") + canonical(one)
        yield "\n]}\n"


def _edition_parts(edition: Edition) -> Iterator[str]:
    entries = edition.entries.in_digest_order().select_related("submitted_by")
    back_to_today()  # as above
    with one_moment():
        yield f'{{"digest":"{edition.digest}","edition":{canonical(edition_content(edition))},'
        yield '"entries":['
        for number, entry in enumerate(entries.iterator(CHUNK)):
            yield ("," if number else "") + entry_text(entry)
        yield '],"records":['
        for number, record in enumerate(counted(contents_of_edition(edition))):
            yield ("," if number else "") + canonical(record)
        yield "]}\n"
