"""What visitors ask, each answered within three clicks of the home page, in both languages; what is
not known is said to be unknown."""

import pytest

from counties.models import County
from programs.models import Status
from records.review import workflow
from tests.browser.test_citizen import LANGUAGES, Citizen
from tests.builders import make_allocation, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Visitor(Citizen):
    """Follows links by where they lead, which is the same in every language."""

    def __init__(self, page, live_server, prefix: str):
        super().__init__(page, live_server.url + prefix)
        self.prefix = prefix

    def follow(self, address: str) -> str:
        assert self.clicks < 3
        link = self.page.locator(f'a[href^="{self.prefix}{address}"]:visible').first
        return self.leave_by(link)

    def leave_by(self, control) -> str:
        """Click what leads to another page; the words of that."""
        with self.page.expect_navigation():
            self.click(control)
        return self.words()

    def says(self, english: str, chinese: str) -> bool:
        return (english if self.prefix == "/" else chinese) in self.words().replace("\xa0", " ")


def published(clerk, reviewer, record) -> None:
    workflow.submit([record], clerk)
    workflow.publish([record], reviewer, "checked")


@pytest.fixture(params=LANGUAGES)
def visitor(request, page, live_server, report_2011):
    return Visitor(page, live_server, request.param)


def test_who_got_the_most_money(visitor):
    """Nobody knows: four counties shared it, and no source says how much each got."""
    visitor.follow("places/?year=2011")

    assert visitor.says(
        "No source says how much of this each place got", "各地得到多少，来源均未载明"
    )
    assert visitor.says("Shanxi", "山西省") and visitor.says("Sichuan", "四川省")


def test_which_county_got_what(visitor):
    visitor.follow("counties/141030/")

    assert visitor.says("One of four counties that shared 8,000,000 yuan", "共四个，合计获得800")
    assert visitor.says(
        "the source does not say how much each got", "各县（区）得到多少，来源未载明"
    )


def test_which_projects_are_late(visitor):
    """By their stated end: of the projects of 2011 none has one."""
    visitor.follow("data-quality/")
    visitor.follow("data-quality/overdue/")

    assert visitor.says("No project states its planned end", "没有项目载明计划完工时间")


def test_how_coverage_changed_since_2009(visitor):
    words = visitor.words()

    assert all(figure in words for figure in ("2009", "2010", "2011", "+11", "+2.2"))
    visitor.follow("coverage/")
    assert "84%" in visitor.words() and "94.6%" in visitor.words()


def test_what_was_donated_by_whom_through_whom(visitor):
    visitor.follow("donations/")

    assert visitor.says("Hewlett-Packard Company", "惠普")
    assert visitor.says("Bright China Foundation", "Bright China Foundation")
    assert "500" in visitor.words()


def test_what_changed_lately(visitor):
    visitor.follow("changes/")

    visitor.page.fill('input[name="since"]', "2026-11-01")
    visitor.leave_by(visitor.page.locator("main form.filter button"))
    assert visitor.page.locator('main a[href*="editions/1/"]').count()


def test_cite_the_eight_million(visitor):
    visitor.follow("reconciliation/")
    visitor.follow("sources/report-2011/relief-fund")

    visitor.click(visitor.page.locator("#cite summary"))
    cited = visitor.page.locator("#cite").inner_text()
    assert "[R/OL]" in cited and "@misc{" in cited
    assert "8,000,000" in visitor.words() or "800" in visitor.words()


def test_who_answers_for_a_project(visitor):
    visitor.follow("projects/")
    visitor.follow("projects/2011-infrastructure/")

    assert visitor.page.locator('main a[href$="organisations/miit/"]').count()
    assert visitor.says("Responsible person", "责任人")


def chosen(visitor) -> None:
    """The second and the third of what there is to compare."""
    first, second = visitor.page.locator("main select").all()[:2]
    first.select_option(index=1)
    second.select_option(index=2)
    visitor.leave_by(visitor.page.locator("main form.filter button").first)
    assert visitor.clicks <= 3


def test_compare_two_years(visitor):
    visitor.follow("compare/")
    chosen(visitor)

    assert "a=2011&b=2009" in visitor.page.url
    assert "8,000,000" in visitor.words() or "800" in visitor.words()


def test_compare_two_counties(visitor):
    """Of which the ledger has no figure alone: nothing is split, and the page says so."""
    visitor.follow("compare/")
    visitor.follow("compare/?what=counties")
    chosen(visitor)

    assert "a=141032&b=410326" in visitor.page.url
    assert visitor.says("no figure of Yonghe County alone", "永和县")


def test_take_away_the_allocations_of_a_county(visitor, clerk, reviewer):
    well = make_project("well", scope="county", county=County.objects.get(code="141030"))
    make_allocation(well)
    published(clerk, reviewer, well)
    visitor.page.reload()
    visitor.follow("counties/141030/")
    visitor.follow("funds/?county=141030")
    with visitor.page.expect_download() as download:
        visitor.page.locator('a[href*="format=csv"]').first.click()
    content = download.value.path().read_text("utf-8-sig")

    assert "well" in content and "2011-infrastructure" not in content
    name = download.value.suggested_filename
    assert "county-141030" in name or "大宁县" in name


def test_what_is_not_known(visitor):
    visitor.follow("data-quality/")

    assert visitor.page.locator("#complete").count()


def test_does_it_add_up(visitor):
    visitor.follow("reconciliation/")

    assert "16,126,500" in visitor.words() and "16,127,000" in visitor.words()


def test_late_project_is_named(visitor, clerk, reviewer):
    late = make_project("road", planned_ends="2014", status=Status.UNDER_WAY)
    published(clerk, reviewer, late)
    visitor.follow("data-quality/")
    visitor.follow("data-quality/overdue/")

    assert visitor.page.locator('main a[href*="projects/road/"]').count()
