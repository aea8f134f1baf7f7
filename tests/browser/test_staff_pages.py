"""Every kind of staff page in a real browser: accessible, fitting a phone, easy to hit, silent."""

import pytest

from records.models import SourceVersion
from tests.browser.test_every_page import STOP, UNTIED, look_at
from tests.browser.test_staff import sign_in
from tests.staff_pages import make_staff_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [
    (360, "light", "/zh-hans/"),
    (360, "dark", "/"),
    (1280, "light", "/"),
    (1280, "dark", "/zh-hans/"),
]
# Controls that are drawn as such. A link inside a sentence is as high as its line.
SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => getComputedStyle(one).display !== "inline")
    .filter(one => !one.closest(".select2, .select2-hidden-accessible"))
    .filter(one => { const box = one.getBoundingClientRect();
                     return box.width > 0 && Math.min(box.width, box.height) < 23.9; })
    .map(one => `hard to hit: ${one.outerHTML.slice(0, 120)}`)"""


@pytest.fixture
def pages(clerk, reviewer, administrator, report_2011):
    return make_staff_pages(clerk, reviewer, administrator)


def watched(page, live_server) -> list[str]:
    """A list that fills with errors of the console, which names what the policy of the site
    forbids, and with requests to other hosts."""
    problems = []
    own = (live_server.url, "data:", "blob:")
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and problems.append(said.text))
    page.on("request", lambda sent: sent.url.startswith(own) or problems.append(sent.url))
    return problems


@pytest.mark.soak
@pytest.mark.parametrize(("width", "scheme", "prefix"), LOOKS)
def test_every_staff_page_is_accessible_and_fits(page, live_server, pages, width, scheme, prefix):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    problems = watched(page, live_server)

    for user, addresses in pages:
        if user:
            sign_in(page, live_server, user)
        for address in addresses:
            problems += look_at(page, live_server.url + prefix + address)
            problems += page.evaluate(SMALL)

    assert "\n".join(problems) == ""


def test_errors_of_a_form_are_tied_to_their_fields(page, live_server, pages):
    sign_in(page, live_server, pages.clerk)
    page.goto(f"{live_server.url}/zh-hans/{pages.draft}")
    page.locator("#id_year").fill("12")
    page.locator("#id_why").fill("")
    page.locator("[name=_continue]").click()
    page.locator(".errornote").wait_for()

    assert page.locator("[aria-invalid=true]").count() == 2
    assert page.evaluate(UNTIED) == []
    assert look_at(page, page.url) == []


def test_every_stop_of_the_keyboard_is_seen_in_a_form(page, live_server, pages):
    sign_in(page, live_server, pages.clerk)
    page.goto(f"{live_server.url}/{pages.draft}")
    stops = []

    for _press in range(90):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))

    assert [name for style, name in stops if style != "solid" and "<body" not in name] == []
    assert len({name for _style, name in stops}) > 50


def test_rows_of_a_long_source_are_folded_and_a_link_to_a_field_opens_its_row(
    page, live_server, report_2011, clerk
):
    sign_in(page, live_server, clerk)
    source = SourceVersion.objects.published().get(code="report-2011")
    page.goto(f"{live_server.url}/admin/records/sourceversion/{source.pk}/change/")
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("Reason").fill("a digit")
    page.get_by_role("button", name="Correct").click()
    field = page.locator("#id_statements-2-summary")

    assert not field.is_visible()
    page.goto(f"{page.url}#id_statements-2-summary")
    field.wait_for()
    # unfolded it has four times as much
    assert page.evaluate("document.documentElement.scrollHeight") < 15_000


def test_phone_shows_rows_of_a_list_as_cards_with_labels(page, live_server, pages):
    sign_in(page, live_server, pages.clerk)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/zh-hans/admin/programs/project/")

    label = "cell => getComputedStyle(cell, '::before').content"
    assert page.locator("td.field-year").first.evaluate(label) == '"年份"'
    assert page.locator("#result_list tbody th").first.evaluate(label) == "none"
