"""Maps for search engines: an index of files that each hold some thousand pages in both languages.

Django's own sitemaps hold all rows of a kind in memory once there are languages; these do not.
"""

from collections.abc import Iterator
from datetime import datetime
from math import ceil
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.opendata.conditional import by_edition
from portal.opendata.xml import DECLARATION, serialize, tag
from programs.totals.figures import report_years
from records.models import Edition, Record, Stable
from records.registry.kinds import Kind, all_kinds

PER_FILE = 5000  # pages; the protocol allows 50,000 addresses, and each page has one a language
XML = "application/xml; charset=utf-8"
MAP, LINK = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.w3.org/1999/xhtml"
OTHER_PAGES = (
    *("home", "progress_list", "place_list", "report_list", "quality_list", "feedback_list"),
    *("open_data", "api_guide", "changes", "compare", "about", "how_to_read", "glossary"),
)


@by_edition
def index(request):
    """The index of all maps."""
    files = ["pages-1"]
    for kind in _sections().values():
        files += [f"{kind.plural}-{page}" for page in range(1, _files(kind) + 1)]
    root = tag("sitemapindex", *(_map(request, name) for name in files), xmlns=MAP)
    return HttpResponse(DECLARATION + serialize(root), content_type=XML)


@by_edition
def part(request, section, page):
    """One map: pages of one kind, each in every language with its translations."""
    if section == "pages" and page == 1:
        addresses = _pages()
    elif (kind := _sections().get(section)) and 0 < page <= _files(kind):
        addresses = _rows(kind, page)
    else:
        raise Http404(_("There is no such part of the map."))
    return StreamingHttpResponse(_document(request, addresses), content_type=XML)


def robots(request):
    """robots.txt: crawlers may read all but the staff site and the choices of readers."""
    lines = [
        "User-agent: *",
        *(
            f"Disallow: {prefix}/{part}/"
            for part in ("admin", "display")
            for prefix in _prefixes().values()
        ),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _sections() -> dict[str, Kind]:
    """The kinds whose rows have a page each, by the names of their maps."""
    return {kind.plural: kind for kind in all_kinds() if kind.detail_view}


def _files(kind: Kind) -> int:
    return ceil(kind.rows(None).count() / PER_FILE)


def _map(request, name: str) -> Element:
    section, _dash, page = name.rpartition("-")
    address = reverse("sitemap_part", args=[section, int(page)])
    return tag("sitemap", tag("loc", request.build_absolute_uri(address)))


def _pages() -> Iterator[tuple[str, datetime | None]]:
    """The pages that are always there, and the annual reports; all as new as the newest edition."""
    newest = Edition.objects.newest()
    at = newest and newest.published_at
    names = (*OTHER_PAGES, *(kind.list_view for kind in all_kinds() if kind.list_view))
    yield from ((reverse(name), at) for name in names)
    yield from ((reverse("report", args=[year]), at) for year in report_years(None))


def _rows(kind: Kind, page: int) -> Iterator[tuple[str, datetime | None]]:
    """The pages of one kind, and when each changed, where that is known."""
    published = "published_in__published_at"
    dates = {Record: published, Stable: published, Edition: "published_at"}
    at = next((date for of, date in dates.items() if issubclass(kind.model, of)), None)
    rows = kind.rows(None).values_list(*kind.key, *filter(None, [at]))
    keys = len(kind.key)
    for row in rows[(page - 1) * PER_FILE : page * PER_FILE]:
        yield reverse(kind.detail_view, args=row[:keys]), row[keys] if at else None


def _document(request, pages: Iterator[tuple[str, datetime | None]]) -> Iterator[str]:
    site = request.build_absolute_uri("/")[:-1]
    yield f'{DECLARATION}<urlset xmlns="{MAP}" xmlns:xhtml="{LINK}">\n'
    for path, at in pages:
        addresses = {code: f"{site}{prefix}{path}" for code, prefix in _prefixes().items()}
        yield "".join(serialize(_url(one, addresses, at)) + "\n" for one in addresses.values())
    yield "</urlset>\n"


def _url(address: str, addresses: dict[str, str], at: datetime | None) -> Element:
    others = {**addresses, "x-default": addresses[settings.LANGUAGE_CODE]}
    return tag(
        "url",
        tag("loc", address),
        tag("lastmod", at.isoformat(timespec="seconds")) if at else None,
        *(
            tag("xhtml:link", rel="alternate", hreflang=code, href=other)
            for code, other in others.items()
        ),
    )


def _prefixes() -> dict[str, str]:
    """Before which addresses every language lives."""
    usual = settings.LANGUAGE_CODE
    return {code: "" if code == usual else f"/{code}" for code, _name in settings.LANGUAGES}
