"""The same sum never stands on one page as card, bar and table."""

import re

import pytest

from tests.builders import make_allocation, make_project
from tests.portal.test_stories import published

pytestmark = pytest.mark.django_db

SUM = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
PAGES = (
    "",
    "programs/relief-projects/?year=2011",
    "programs/relief-projects/?year=2012",
    "projects/2011-infrastructure/",
    "projects/stages/",
    "counties/141030/",
)


def sums_in(pattern: str, text: str) -> set[str]:
    return {one for part in re.findall(pattern, text, re.DOTALL) for one in SUM.findall(part)}


@pytest.mark.parametrize("page", PAGES)
def test_same_sum_is_not_card_and_bar_and_table(client, report_2011, clerk, reviewer, page):
    project = make_project("stages", year=2012)
    make_allocation(project, planned=123_000, allocated=122_000, spent=121_000)
    published(clerk, reviewer, project)

    text = client.get(f"/{page}").text
    text = re.sub(r'<details class="twin">.*?</details>', "", text, flags=re.DOTALL)

    cards = sums_in(r'<ul class="glance.*?</ul>\s*(?=<p|<section)|<h1.*?</h1>', text)
    bars = sums_in(r"<svg[^>]*class=\"chart\".*?</svg>", re.sub(r"<desc>.*?</desc>", "", text))
    tables = sums_in(r"<table.*?</table>", text)
    assert cards & bars & tables == set()
