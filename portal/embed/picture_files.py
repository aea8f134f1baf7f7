"""Pictures of pages as files of their own, to be shown elsewhere: SVG, and PNG made from it.

A file holds the title, the picture, and the line that says where it comes from and as of which
edition. Its address names the page, the part of the page, and the place of the picture in it.
"""

import re
from collections.abc import Callable, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.lib.charts.svg import LETTERS, LINE, STRONG, WIDTH, Drawing, join, text
from config.lib.language import plain_text
from config.lib.pages.views import edition_number
from config.lib.text import wrapped
from counties.models import County
from portal.opendata.conditional import by_edition, edition_read
from portal.pages import home
from portal.places.county import county_context
from portal.reports.formats.pdf import png
from portal.reports.views import pictures_of
from programs.models import Program, Project
from programs.pages import program as program_page
from programs.pages import project as project_page
from programs.totals import figures
from records.quality.completeness import grids

MARGIN, TITLE_LINES = 12, 4
Parts = dict[str, Sequence[Drawing]]
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def _home(code: str, asked: str, edition: int | None) -> Parts:
    known = figures.of_edition(edition)
    year = figures.year_to_show(known, code)
    if str(year) != code:
        return {}
    glance = home.at_a_glance(known, year, edition)
    return {"money": glance.money_charts, "coverage": glance.coverage, "years": glance.over_years}


def _program(code: str, asked: str, edition: int | None) -> Parts:
    program = get_object_or_404(Program.objects.published(), code=code)
    known = figures.of_program(program, edition)
    year = figures.year_to_show(known, asked)
    if year is None:
        return {}
    summary = program_page.of_year(program, known, year, edition)
    return {
        "money": summary.money_charts,
        "coverage": summary.coverage,
        "years": program_page.over_years(known)["over_years"],
    }


def _project(code: str, asked: str, edition: int | None) -> Parts:
    projects = Project.objects.as_of(edition).with_rows()
    drawn = project_page.project_charts(get_object_or_404(projects, code=code))
    return {"money": drawn["money_charts"], "coverage": drawn["coverage"]}


def _county(code: str, asked: str, edition: int | None) -> Parts:
    counties = County.objects.published().select_related("province", "statement__source")
    context = county_context(get_object_or_404(counties, code=code), edition)
    return {"money": context["money_charts"], "years": context["over_years"]}


def _report(code: str, asked: str, edition: int | None) -> Parts:
    return {"report": pictures_of(int(code), edition)} if code.isdecimal() else {}


def _quality(code: str, asked: str, edition: int | None) -> Parts:
    return {"completeness": grids(edition)} if code == "all" else {}


PAGES: dict[str, Callable[[str, str, int | None], Parts]] = {
    "home": _home,
    "programs": _program,
    "projects": _project,
    "counties": _county,
    "reports": _report,
    "data-quality": _quality,
}


@by_edition
def picture_file(request, page: str, code: str, part: str, number: int, form: str):
    """One picture of a page as of the edition that is read."""
    if page not in PAGES:
        raise Http404(_("There is nothing at this address."))
    parts = PAGES[page](code, request.GET.get("year", ""), edition_number(request))
    drawn = parts.get(part, ())
    if not 1 <= number <= len(drawn):
        raise Http404(_("There is nothing at this address."))
    svg = in_frame(drawn[number - 1], _source(request))
    response = HttpResponse(png(svg) if form == "png" else svg, content_type=TYPES[form])
    name = f"{page}-{code}-{part}-{number}.{form}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "public, no-cache"  # keep it, but ask whether it is still the same
    return response


def _source(request) -> str:
    edition = edition_read(request)
    return " · ".join(filter(None, (_("Fupin Ledger"), str(edition or ""), request.get_host())))


def in_frame(drawing: Drawing, source: str) -> SafeString:
    """The picture with its title above and its source below, on paper of its own."""
    parts, y = [], 0
    for words, most, is_strong in (
        (drawing.heading, STRONG, True),
        (drawing.subject, LETTERS, False),
    ):
        for line in wrapped(plain_text(words), most, TITLE_LINES):
            y += LINE
            parts.append(text(0, y - 4, line, is_strong=is_strong))
    height = int(re.search(r'viewBox="0 0 \d+ (\d+)"', drawing.svg)[1])
    parts.append(_inside(drawing.svg, y, height))
    y += height
    for line in wrapped(source, LETTERS):
        y += LINE
        parts.append(text(0, y, line))
    whole = y + LINE // 2 + 2 * MARGIN, WIDTH + 2 * MARGIN
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{MARGIN} -{MARGIN} {whole[1]} '
        f'{whole[0]}" font-family="Noto Sans SC, sans-serif" font-size="12">'
        f"<title>{escape(plain_text(drawing.caption))}</title>"
        f'<rect x="-{MARGIN}" y="-{MARGIN}" width="{whole[1]}" height="{whole[0]}" '
        f'fill="#ffffff"/>{join(parts)}</svg>'
    )


def _inside(svg: str, y: int, height: int) -> SafeString:
    return SafeString(f'<svg y="{y}" width="{WIDTH}" height="{height}">{svg}</svg>')
