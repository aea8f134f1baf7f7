"""The page of open data, and the downloads of an edition."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from programs.opendata import dataset
from programs.opendata.freshness import by_edition
from records.models import Edition


@by_edition
def edition_csv(request, number):
    edition = get_object_or_404(Edition, number=number)
    parts = dataset.csv_zip(edition)
    return _file(parts, "application/zip", f"fupin-ledger-{number}.csv.zip")


@by_edition
def edition_json(request, number):
    edition = get_object_or_404(Edition.objects.select_related("published_by"), number=number)
    parts = dataset.json_document(edition)
    return _file(parts, "application/json; charset=utf-8", f"fupin-ledger-{number}.json")


def newest(request, name):
    """The address of today's data, which leads to the newest edition."""
    edition = Edition.objects.order_by("number").last()
    if edition is None:
        raise Http404(_("Nothing has been published yet."))
    return redirect(name, edition.number)


def _file(parts, content_type: str, name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        parts,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "public, no-cache",  # keep it, but ask whether it is still the same
        },
    )
