"""A first-time citizen finds answers within three clicks of the home page, in both languages."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("/", "/zh-hans/")


class Citizen:
    """Someone who reads and clicks, and counts the clicks."""

    def __init__(self, page, start: str):
        self.page, self.clicks = page, 0
        page.goto(start)

    def click(self, link) -> str:
        """Follow a link; the words of the page that it leads to."""
        self.clicks += 1
        link.click()
        return self.words()

    def words(self) -> str:
        return self.page.locator("main").inner_text()


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_where_relief_money_for_water_and_roads_went(page, live_server, report_2011, prefix):
    citizen = Citizen(page, live_server.url + prefix)
    question = {"/": "Where did the relief money go?", "/zh-hans/": "扶贫资金用到哪里去了？"}
    work = {"/": "Infrastructure, including drinking water, roads, irrigation", "/zh-hans/": "饮水"}

    # How much: by kind of work, on the page that the question leads to.
    citizen.click(page.get_by_text(question[prefix]))
    row = page.locator("#money ~ * tbody", has_text=work[prefix])
    figures = {"/": ("5,838,000", "6,129,000"), "/zh-hans/": ("583.8", "612.9")}
    assert all(figure in row.inner_text() for figure in figures[prefix])
    # Does it add up: on the same page, stated beside computed, with the difference drawn.
    sums = page.locator("#adds ~ *").all_inner_texts()
    totals = {"/": ("16,126,500", "16,127,000"), "/zh-hans/": ("1,612.65", "1,612.7")}
    assert any({"/": "8,000,000", "/zh-hans/": "800"}[prefix] in text for text in sums)
    assert any(all(total in text for total in totals[prefix]) for text in sums)
    difference = {"/": "500", "/zh-hans/": "+0.05"}[prefix]
    assert difference in page.locator("#adds ~ figure svg").text_content()
    # Where it comes from: the marker beside the figure.
    source = citizen.click(row.locator("a.cite[href*='infrastructure-fund']"))
    assert page.url.endswith("/infrastructure-fund/")
    assert "5.838 million" in source or "583.8" in source
    assert citizen.clicks <= 3


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_who_was_sent_to_the_counties(page, live_server, report_2011, prefix):
    citizen = Citizen(page, live_server.url + prefix)
    question = {"/": "Who was sent to the counties?", "/zh-hans/": "派了谁到县里？"}
    dozen = {"/": "about a dozen", "/zh-hans/": "十几名"}

    answer = citizen.click(page.get_by_role("link", name=question[prefix]).first)

    assert dozen[prefix] in answer and "Li Yikai" in answer
    source = citizen.click(page.locator("main a.cite[href*='cadres-sent']").first)
    assert page.url.endswith("/cadres-sent/") and source
    assert citizen.clicks <= 3


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_what_was_done_about_rural_broadband(page, live_server, report_2011, prefix):
    citizen = Citizen(page, live_server.url + prefix)
    question = {"/": "How far did rural broadband get?", "/zh-hans/": "农村宽带做得怎样？"}

    answer = citizen.click(page.get_by_text(question[prefix]))

    assert all(figure in answer for figure in ("17,000", "80%", "84%"))
    citizen.click(page.locator("#results ~ * a.cite[href*='broadband-villages']").first)
    assert page.url.endswith("/broadband-villages/")
    assert citizen.clicks <= 3
