"""A download made by the worker: the answer of the same view to the same address."""

from collections.abc import Generator
from contextlib import closing
from functools import partial
from io import BytesIO
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve
from django.utils.translation import get_language_from_path, override
from procrastinate.contrib.django import app

from config.lib.pages import preferences
from portal.downloads.orders import make
from records.middleware import newest_edition
from records.models import Edition, PreparedFile
from records.models.reading import reading

PORTS = {"http": "80", "https": "443"}


def address_in_edition(request, edition: int) -> str:
    """The address of a request, which from now on names the edition that it read."""
    query = request.GET.copy()
    query.pop("as_of", None)
    if "number" not in request.resolver_match.kwargs:
        query["edition"] = str(edition)
    return f"{request.path}?{query.urlencode()}"


@app.task(queue=PreparedFile.QUEUE)
def make_download(name: str, site: str, address: str, edition: int) -> None:
    """Make the file of an order, as a visitor of `site` would get it."""
    make(name, partial(content_at, site, address, edition))


def content_at(site: str, address: str, number: int) -> Generator[bytes]:
    """What the view at this address streams, read in the edition of this number."""
    request = request_for(site, address)
    request.edition = Edition.objects.get(number=number)
    language = get_language_from_path(request.path) or settings.LANGUAGE_CODE
    with reading(number), override(language), preferences.override(preferences.SITES_OWN):
        match = request.resolver_match = resolve(request.path)
        response = match.func(request, *match.args, **match.kwargs)
        with closing(response):
            yield from response.streaming_content


def request_for(site: str, address: str) -> WSGIRequest:
    """A visitor's request, with all that middleware adds to it and views look for."""
    parts, asked = urlsplit(site), urlsplit(address)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": asked.path,
            "QUERY_STRING": asked.query,
            "HTTP_HOST": parts.netloc,
            "SERVER_NAME": parts.hostname,
            "SERVER_PORT": str(parts.port or PORTS[parts.scheme]),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    request.user, request.choices = AnonymousUser(), preferences.SITES_OWN
    request.edition_in_force = partial(newest_edition, request)
    return request
