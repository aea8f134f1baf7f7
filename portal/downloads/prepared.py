"""Downloads of many rows are files of the worker; those of few are streamed at once.

A view that streams rows of an edition says on its response how many they are (`count_rows`). Up to
a number of rows the response goes out as it is. Beyond it the stream, which nobody has begun to
read, is put aside: the worker asks the same view for it (`remade.py`), and its content takes the
place of the stream as soon as it is there.
"""

from hashlib import sha256

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from portal.downloads.orders import being_made, ordered
from portal.downloads.remade import address_in_edition, make_download

# Rows that are streamed at once, by format. CSV comes straight from PostgreSQL.
AT_ONCE = {"csv": 100_000}
AT_ONCE_OTHERS = 20_000


class PreparedDownloads:
    """Inside the middleware of editions, which reads the past while this one answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method != "GET" or not hasattr(response, "count_rows"):
            return response
        form = form_of(response)
        rows = response.count_rows()
        if rows <= AT_ONCE.get(form, AT_ONCE_OTHERS):
            return response
        return prepared(request, response, form, rows)


def form_of(response: StreamingHttpResponse) -> str:
    """The ending of the file that a response carries."""
    name = response.get("Content-Disposition", "").partition(";")[2].partition(";")[0]
    return name.strip().strip('"').rpartition(".")[2][:8]


def prepared(request, response: StreamingHttpResponse, form: str, rows: int):
    """The response with the content that the worker has made, or that it is being made."""
    edition = request.edition_in_force()
    address = address_in_edition(request, edition.number)
    site = f"{request.scheme}://{request.get_host()}"
    key = sha256(f"{site}{address} {edition.digest}".encode()).hexdigest()
    name = f"{form} {key}"
    order = {"name": name, "site": site, "address": address, "edition": edition.number}
    file = ordered(name, form, rows, lambda: make_download.defer(**order))
    if file is None or file.size is None:
        response.close()
        return being_made(request, file, (_("Back to the page"), page_of(request)))
    response.streaming_content = file.parts()
    response["Content-Length"] = str(file.size)
    return response


def page_of(request) -> str:
    """The page that offers the download: the list itself, or the one of open data."""
    if "format" not in request.GET:
        return "/data/"
    query = request.GET.copy()
    del query["format"]
    return f"{request.path}?{query.urlencode()}" if query else request.path
