"""Every kind of page in a real browser: accessible, fitting a phone, silent, asking nobody else."""

import pytest
from axe_playwright_python import base as axe

from programs.models import Article
from records.models import Feedback
from tests.addresses import page_addresses
from tests.browser.test_staff import enter, press_on, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
VIOLATIONS = """async options => (await axe.run(options)).violations.flatMap(broken =>
    broken.nodes.map(node => [broken.id, node.target.join(" "), node.failureSummary]))"""
ELDERLY = "type_large.contrast_high"
LOOKS = [
    (360, "light", "/", ""),
    (360, "light", "/zh-hans/", ""),
    (1280, "light", "/", ""),
    (1280, "light", "/zh-hans/", ""),
    (1280, "dark", "/", ""),
    (360, "light", "/zh-hans/", ELDERLY),
    (1280, "dark", "/", ELDERLY),
]
STILL = """() => document.getAnimations().length === 0
    && getComputedStyle(document.documentElement).scrollBehavior === "auto" """
STOP = """() => [getComputedStyle(document.activeElement).outlineStyle,
    document.activeElement.outerHTML.slice(0, 200)]"""
UNTIED = """() => [...document.querySelectorAll("[aria-invalid=true]")].filter(field =>
    !(field.getAttribute("aria-describedby") || "").split(" ").some(id =>
        document.getElementById(id)?.textContent.trim())).map(field => field.name)"""


def violations(page) -> list[str]:
    """What axe finds on the page as it is, WCAG 2.2 AA and good practice, in words."""
    page.evaluate(axe.AXE_SCRIPT)
    return [" ".join(found) for found in page.evaluate(VIOLATIONS, OPTIONS)]


def watched(page, live_server) -> list[str]:
    """A list that fills with errors of the console and requests to other hosts."""
    problems = []
    own = (live_server.url, "data:", "blob:")

    def outside(request):
        if not request.url.startswith(own):
            problems.append(f"asks {request.url}")

    def said(message):
        if "404" not in message.text:  # the page that is not there on purpose
            problems.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", outside)
    return problems


def look_at(page, address: str) -> list[str]:
    """What is wrong with one page."""
    page.goto(address)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    wide = [f"{overflow} px too wide"] if overflow > 0 else []
    return [f"{address}: {problem}" for problem in [*violations(page), *wide]]


def choose(page, live_server, choices: str) -> None:
    """Read as a reader with these choices of how pages are shown."""
    if choices:
        cookie = {"name": "display", "value": choices, "url": live_server.url}
        page.context.add_cookies([cookie])


@pytest.fixture
def addresses(report_2011):
    report = Feedback.objects.create(page="/", message="A figure is missing.")
    return page_addresses(receipt=report.receipt, article=Article.objects.first().code)


@pytest.mark.soak
@pytest.mark.parametrize(("width", "scheme", "prefix", "choices"), LOOKS)
def test_every_page_is_accessible_and_fits(
    page, live_server, addresses, width, scheme, prefix, choices
):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    choose(page, live_server, choices)
    problems = watched(page, live_server)

    for address in addresses:
        problems += look_at(page, live_server.url + prefix + address)

    assert "\n".join(problems) == ""


def test_reader_finds_a_project_by_keyboard_alone(page, live_server, report_2011):
    page.goto(live_server.url)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "#search-words")
    page.keyboard.type("drinking water")
    enter(page)
    press_on(page, "Infrastructure projects, 2011")

    assert page.url.endswith("/projects/2011-infrastructure/")


def test_reader_filters_and_pages_a_list_by_keyboard_alone(page, live_server, report_2011):
    page.goto(f"{live_server.url}/projects/")

    tab_to(page, ".drawer > summary")
    page.keyboard.press("Enter")
    tab_to(page, ".facets summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=year_from]")
    page.keyboard.type("2011")
    enter(page)
    tab_to(page, "td a, th[scope=row] a")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    enter(page)

    assert outline == "solid"
    assert "/projects/2011-" in page.url


def test_nothing_moves_for_who_asks_for_rest(page, live_server, report_2011):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/projects/")

    assert page.evaluate(STILL)


@pytest.mark.parametrize(
    "address",
    ["projects/?year_from=12&amount_to=-1", "sources/?data_year=x", "feedback/find/?receipt=a"],
)
def test_errors_are_tied_to_their_fields(page, live_server, report_2011, address):
    page.goto(f"{live_server.url}/{address}")

    assert page.locator("[aria-invalid=true]").count() > 0
    assert page.evaluate(UNTIED) == []


def test_every_stop_of_the_keyboard_is_seen(page, live_server, report_2011):
    page.goto(f"{live_server.url}/zh-hans/projects/2011-infrastructure/")
    stops = []

    for _press in range(60):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))

    assert [name for style, name in stops if style != "solid" and "<body" not in name] == []
    assert len({name for _style, name in stops}) > 20


def test_reader_chooses_large_type_by_keyboard_alone(page, live_server, report_2011):
    page.goto(f"{live_server.url}/projects/?year=2011")

    tab_to(page, ".display summary")
    page.keyboard.press("Enter")
    tab_to(page, "select[name=type]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".display-form button")
    enter(page)

    assert page.url.endswith("/projects/?year=2011")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
