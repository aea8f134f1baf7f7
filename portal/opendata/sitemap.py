"""Maps for search engines: an index of files that each hold some thousand pages in both languages.

Django's own sitemaps hold all rows of a kind in memory once there are languages; these do not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from xml.etree.ElementTree import Element

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cadres.models import Cadre, Organisation
from counties.models import County
from portal.opendata.conditional import by_edition
from portal.opendata.xml import DECLARATION, serialize, tag
from programs.models import Article, Program, Project
from programs.totals.figures import report_years
from records.models import Edition, Source

PER_FILE = 5000  # pages; the protocol allows 50,000 addresses, and each page has one a language
XML = "application/xml; charset=utf-8"
MAP, LINK = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.w3.org/1999/xhtml"
PAGES = (
    "home",
    "project_list",
    "fund_list",
    "program_list",
    "county_list",
    "cadre_list",
    "education_list",
    "coverage_list",
    "visit_list",
    "publication_list",
    "article_list",
    "reconciliation",
    "report_list",
    "leading_group",
    "meeting_list",
    "source_list",
    "edition_list",
    "quality_list",
    "feedback_list",
    "open_data",
    "api_guide",
)


@dataclass(frozen=True)
class Section:
    """The pages of one kind: rows that hold what their address needs and when they changed."""

    view: str
    rows: Callable[[], QuerySet]
    fields: tuple[str, ...] = ("code",)

    def slice(self, page: int) -> QuerySet:
        return self.rows().values_list(*self.fields)[(page - 1) * PER_FILE : page * PER_FILE]


WITH_DATE = ("code", "published_in__published_at")
SECTIONS = {
    "projects": Section(
        "project_detail", lambda: Project.objects.published().order_by("code"), WITH_DATE
    ),
    "news": Section(
        "article_detail", lambda: Article.objects.published().order_by("code"), WITH_DATE
    ),
    "programs": Section("program_detail", lambda: Program.objects.order_by("code")),
    "counties": Section("county_detail", lambda: County.objects.order_by("code")),
    "cadres": Section("cadre_detail", lambda: Cadre.objects.order_by("code")),
    "organisations": Section("organisation_detail", lambda: Organisation.objects.order_by("code")),
    "sources": Section("source_detail", lambda: Source.objects.order_by("code")),
    "editions": Section(
        "edition_detail", lambda: Edition.objects.order_by("number"), ("number", "published_at")
    ),
}


@by_edition
def index(request):
    """The index of all maps."""
    files = ["pages-1"]
    for name, section in SECTIONS.items():
        files += [f"{name}-{page}" for page in range(1, _files(section) + 1)]
    root = tag("sitemapindex", *(_map(request, name) for name in files), xmlns=MAP)
    return HttpResponse(DECLARATION + serialize(root), content_type=XML)


@by_edition
def part(request, section, page):
    """One map: pages of one kind, each in every language with its translations."""
    if section == "pages" and page == 1:
        found = _pages()
    elif section in SECTIONS and 0 < page <= _files(SECTIONS[section]):
        found = _rows(SECTIONS[section], page)
    else:
        raise Http404(_("There is no such part of the map."))
    return StreamingHttpResponse(_document(request, found), content_type=XML)


def robots(request):
    """What crawlers may read: everything but the staff side and the choices of readers."""
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


def _files(section: Section) -> int:
    return ceil(section.rows().count() / PER_FILE)


def _map(request, name: str) -> Element:
    section, _dash, page = name.rpartition("-")
    address = reverse("sitemap_part", args=[section, int(page)])
    return tag("sitemap", tag("loc", request.build_absolute_uri(address)))


def _pages() -> Iterator[tuple[str, datetime | None]]:
    """The pages that are always there, and the annual reports; all as new as the newest edition."""
    newest = Edition.objects.newest()
    at = newest and newest.published_at
    yield from ((reverse(name), at) for name in PAGES)
    yield from ((reverse("report", args=[year]), at) for year in report_years(None))


def _rows(section: Section, page: int) -> Iterator[tuple[str, datetime | None]]:
    for key, *at in section.slice(page):
        yield reverse(section.view, args=[key]), at[0] if at else None


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
