"""The public pages of a ledger with a thousand projects: no page is endless, no table is cut."""

import pytest

from tests.builders import generate_example

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

YEAR = 2014  # which has made-up projects alone
BIG = (
    f"?year={YEAR}",
    f"reports/{YEAR}/",
    f"reports/{YEAR}/notice/",
    f"programs/relief-projects/?year={YEAR}",
    f"compare/?a={YEAR}&b={YEAR - 1}",
    "projects/?per_page=50",
    "funds/?per_page=50",
    "counties/?per_page=50",
)
HIGHEST = 12_000  # pixels at a width of 1280
HIGHEST_ON_PHONES = 16_000
MEASURE = """() => [document.documentElement.scrollHeight,
    document.documentElement.scrollWidth - window.innerWidth,
    [...document.querySelectorAll(".scroll")].filter(region =>
        !region.closest("details:not([open], .fold)") && region.scrollWidth > region.clientWidth + 1
    ).map(region => region.ariaLabel)]"""


OTHERS = (
    *("", "places/", "projects/", "funds/", "donations/", "donations/money/", "education/"),
    *("coverage/", "cadres/", "organisations/", "organisations/miit/", "counties/141030/"),
    *("projects/2011-infrastructure/", "reports/2011/", "reconciliation/", "data-quality/"),
    *("sources/report-2011/", "editions/1/", "changes/?since=0", "compare/?what=programs"),
    *("data/", "data/api/", "search/?q=poverty", "glossary/"),
)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_no_page_is_endless_and_no_table_is_cut(page, live_server, report_2011, prefix):
    generate_example(1_000)
    beyond = []

    for address in (*BIG, *OTHERS):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(live_server.url + prefix + address)
        height, too_wide, cut = page.evaluate(MEASURE)
        if height > HIGHEST or too_wide > 0 or cut:
            beyond.append((prefix + address, height, too_wide, cut))

    assert beyond == []


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_no_page_of_much_is_too_much_for_a_phone(page, live_server, report_2011, prefix):
    generate_example(1_000)
    page.set_viewport_size({"width": 360, "height": 740})
    beyond = []

    for address in BIG:
        page.goto(live_server.url + prefix + address)
        height, too_wide, _cut = page.evaluate(MEASURE)
        is_endless = height > HIGHEST_ON_PHONES and "per_page" not in address
        if too_wide > 0 or is_endless:
            beyond.append((prefix + address, height, too_wide))

    assert beyond == []
