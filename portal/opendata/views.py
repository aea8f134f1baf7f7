"""The page of open data, and the downloads of an edition."""

from functools import partial

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from portal.opendata import download
from portal.opendata.conditional import by_edition, edition_read
from portal.opendata.iati.document import document, projects_of
from records.models import Edition

XML = "application/xml; charset=utf-8"


@by_edition
def edition_csv(request, number):
    edition = get_object_or_404(Edition, number=number)
    parts = download.csv_zip(edition)
    file = _file(parts, "application/zip", f"fupin-ledger-{number}.csv.zip")
    file.count_rows = partial(download.count_lines, number)
    return file


@by_edition
def edition_json(request, number):
    edition = get_object_or_404(Edition.objects.select_related("published_by"), number=number)
    parts = download.json_document(edition)
    file = _file(parts, "application/json; charset=utf-8", f"fupin-ledger-{number}.json")
    file.count_rows = partial(download.count_records, number)
    return file


@by_edition
def iati_activities(request, year=None):
    """Every project of the edition that is read, or only those of a year, as IATI activities."""
    edition = _edition(request)
    projects = projects_of(edition)
    if year is not None:
        projects = projects.filter(year=year)
    if not projects.exists():
        raise Http404(_("There are no such projects in this edition."))
    name = f"iati-activities-{year}.xml" if year else "iati-activities.xml"
    file = _file(_iati(projects, edition, request), XML, name)
    file.count_rows = projects.count
    return file


@by_edition
def iati_project(request, code):
    """One project as an IATI document."""
    edition = _edition(request)
    project = projects_of(edition).filter(code=code)
    if not project.exists():
        raise Http404(_("There is no such project in this edition."))
    return _file(_iati(project, edition, request), XML, f"{code}.xml")


def _iati(projects, edition: Edition, request):
    return document(projects, edition, request.build_absolute_uri("/")[:-1])


def _edition(request) -> Edition:
    edition = edition_read(request)
    if edition is None:
        raise Http404(_("Nothing has been published yet."))
    return edition


def newest(request, name):
    """The address of today's data, which leads to the newest edition."""
    edition = _edition(request)
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
