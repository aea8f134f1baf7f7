"""The site in a real browser: wide and on a phone, in both languages."""

import io

import pypdf
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER = 680  # pixels between the margins of A4
PAGES = (
    "",
    "projects/",
    "projects/2011-infrastructure/",
    "funds/",
    "reconciliation/",
    "reports/2011/",
    "cadres/",
    "sources/report-2011/",
    "data-quality/",
    "data-quality/missing-in-notice/",
    "data/",
    "data/api/",
)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_the_screen_without_errors(page, live_server, report_2011, width, prefix):
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: outside(request, live_server, problems))
    page.set_viewport_size({"width": width, "height": 800})

    for path in PAGES:
        page.goto(live_server.url + prefix + path)
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            problems.append(f"{prefix}{path} is {overflow} px too wide")

    assert problems == []


# Up to a third of the first screen is header; then come the name of the page and its facts.
SCREEN = {"width": 360, "height": 740}
CUT_OFF = """() => [...document.querySelectorAll('table.list td, table.stack td')].filter(cell =>
    cell.offsetParent && cell !== cell.parentElement.firstElementChild && !cell.dataset.label
    && !cell.classList.contains('empty')).length"""
GREY = """() => [...document.querySelectorAll('main *')].filter(one =>
    one.offsetParent && !one.closest('svg') && one.childNodes.length
    && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && getComputedStyle(one).color !== 'rgb(0, 0, 0)').map(one => one.outerHTML.slice(0, 99))"""


# cells of a notice whose label would stand outside the card
WITHOUT_ROOM = """() => [...document.querySelectorAll('.notice tbody td[data-label]')].filter(one =>
    one.offsetParent && !one.matches('.ordinal + td') && one.previousElementSibling
    && parseFloat(getComputedStyle(one).paddingLeft) < 90).map(one => one.dataset.label)"""


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
@pytest.mark.parametrize(
    "path", ["projects/", "funds/", "counties/141030/", "projects/2011-infrastructure/"]
)
def test_phone_shows_facts_first_and_labels_every_cell(
    page, live_server, report_2011, prefix, path
):
    page.set_viewport_size(SCREEN)
    page.goto(live_server.url + prefix + path)

    assert page.locator("h1").bounding_box()["y"] <= SCREEN["height"] / 3
    assert page.evaluate(CUT_OFF) == 0
    page.locator("header .all a").click()
    assert page.locator("#all-pages li a").first.is_visible()


def test_phone_heads_cards_by_names(page, live_server, report_2011):
    page.set_viewport_size(SCREEN)

    page.goto(f"{live_server.url}/news/")
    title, day = (page.locator(f"[data-label={name}]").first for name in ("Title", "Date"))
    assert title.bounding_box()["y"] < day.bounding_box()["y"]
    page.goto(f"{live_server.url}/reports/2011/notice/")
    number, name = (page.locator(one).first for one in ("th.ordinal", "th.ordinal + td"))
    assert name.bounding_box()["y"] == number.bounding_box()["y"]
    assert page.evaluate(WITHOUT_ROOM) == []


def test_phone_folds_a_table_that_screens_and_paper_show(page, live_server, report_2011):
    page.set_viewport_size(SCREEN)
    page.goto(f"{live_server.url}/programs/communication/")
    table = page.locator(".series")

    assert not table.is_visible()
    page.locator(".fold summary").click()
    assert table.is_visible()
    page.locator(".fold summary").click()
    page.emulate_media(media="print")
    assert table.is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert table.is_visible() and not page.locator(".fold summary").is_visible()


@pytest.mark.parametrize("path", ["projects/?year=2011", "funds/", "counties/141030/"])
def test_words_are_printed_in_black(page, live_server, report_2011, path):
    page.goto(f"{live_server.url}/{path}")
    page.emulate_media(media="print")

    assert page.evaluate(GREY) == []


def test_paper_holds_every_table(page, live_server, report_2011):
    page.set_viewport_size({"width": PAPER, "height": 960})
    page.emulate_media(media="print")
    wider = {}

    for path in (*PAGES, "places/", "donations/", "coverage/", "visits/", "programs/industry/"):
        page.goto(f"{live_server.url}/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PAPER:
            wider[path] = width

    assert wider == {}


def test_citizen_finds_where_a_total_comes_from(page, live_server, report_2011):
    page.goto(live_server.url)
    page.get_by_role("navigation", name="Main").get_by_text("Does it add up?").click()
    row = page.locator("#relief-total-investment")

    assert "16,126,500" in row.inner_text()
    assert "16,127,000" in row.inner_text()
    assert "rounding" in row.inner_text()

    row.locator("a.cite").first.click()

    assert page.url.endswith("/sources/report-2011/relief-total-investment/")


@pytest.mark.parametrize(
    ("path", "is_lying"),
    [("reports/2011/notice/", True), ("projects/2011-infrastructure/notice/", False)],
)
@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_notice_is_ready_to_be_printed(page, report_2011, prefix, path, is_lying):
    page.goto(prefix + path)
    button = page.locator("header .display summary").inner_text()

    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = "".join(sheet.extract_text() for sheet in printed.pages)

    sizes = {(sheet.mediabox.width > sheet.mediabox.height) for sheet in printed.pages}
    assert sizes == {is_lying}
    assert "12317" in text
    assert button not in text and "PDF" not in text
    assert ("5,838,000" if prefix == "/" else "583.8") in text


def outside(request, live_server, problems):
    if not request.url.startswith((live_server.url, "data:", "blob:")):
        problems.append(f"asks {request.url}")
