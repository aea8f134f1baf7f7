"""What a list answers at a glance: the largest first, totals above, one bar of filters."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from cadres.models import Posting
from config.lib.pages import paging
from counties.models import County
from records.review import workflow
from tests.builders import make_allocation, make_project, statement

pytestmark = pytest.mark.django_db

WAY = re.compile(
    r'<a href="([^"]+)" rel="nofollow">without “([^”]+)”</a>\s*<span class="count">(\d+)'
)


@pytest.fixture
def three(report_2011, clerk, reviewer):
    """Projects of 2012: one small, one with two kinds of money, one without an amount."""
    small, both, none = (make_project(f"of-{name}", year=2012) for name in ("a", "b", "c"))
    make_allocation(small, allocated=Decimal(50_000))
    make_allocation(both, allocated=Decimal(30_000))
    make_allocation(both, line=2, kind="local_counterpart", allocated=Decimal(8_000_000), spent=5)
    make_allocation(none, allocated=None, planned=Decimal(90))
    workflow.submit([small, both, none], clerk)
    workflow.publish([small, both, none], reviewer, "seen")


def codes(client, address: str) -> list[str]:
    rows = client.get(address).context["table"].paginated_rows
    return [getattr(row.record, "project", row.record).code for row in rows]


def test_largest_amount_comes_first_and_none_last(client, three):
    assert codes(client, "/projects/?year=2012") == ["of-b", "of-a", "of-c"]
    assert codes(client, "/projects/?year=2012&sort=money") == ["of-a", "of-b", "of-c"]
    assert codes(client, "/funds/?year=2012") == ["of-b", "of-a", "of-b", "of-c"]


def test_long_list_of_projects_stays_by_code(client, three, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 2)

    assert codes(client, "/projects/?year=2012") == ["of-a", "of-b", "of-c"]


def test_kinds_of_money_of_a_project_stand_one_below_the_other(client, three):
    text = client.get("/projects/?year=2012&q=of-b").text

    assert "8,000,000\N{NO-BREAK SPACE}yuan</data>" in text
    assert "30,000\N{NO-BREAK SPACE}yuan</data>" in text
    assert "8,030,000" not in text
    assert re.search(r"<small>local \w+ · allocated · spent 5\N{NO-BREAK SPACE}yuan</small>", text)


@pytest.mark.parametrize("page", ["projects", "funds", "education", "coverage", "visits"])
def test_list_says_where(client, report_2011, page):
    response = client.get(f"/{page}/")

    assert "place" in [column.name for column in response.context["table"].columns]
    assert "the designated counties together" in response.text


def test_list_of_people_says_where_they_were_sent(client, report_2011, clerk, reviewer):
    daning = County.objects.get(code="141030")
    given = {"year": 2012, "cadre_id": client.get("/cadres/").context["table"].data.data[0].pk}
    posting = Posting.objects.create(
        code="there", scope="county", county=daning, statement=statement(), **given
    )
    workflow.submit([posting], clerk)
    workflow.publish([posting], reviewer, "seen")

    assert f'<a href="{daning.get_absolute_url()}">' in client.get("/cadres/?sort=sent").text
    assert f'<a href="{daning.get_absolute_url()}">' not in client.get("/cadres/?edition=1").text


@pytest.mark.parametrize(
    ("prefix", "words"), [("/", "<strong>3 projects</strong>"), ("/zh-hans/", "3个项目")]
)
def test_totals_stand_above_the_rows(client, three, prefix, words):
    text = client.get(f"{prefix}projects/?year=2012").text

    assert words in text
    assert text.index(words) < text.index("<table")
    totals = text[text.index('class="totals"') : text.index('class="lead"')]
    assert "8,030,000" not in totals


@pytest.mark.parametrize(("language", "words"), [("en", "2,000 rows"), ("zh-hans", "2,000条")])
def test_numbers_of_rows_have_separators(rf, language, words):
    paginator = SimpleNamespace(count=2000, num_pages=1, per_page=25)
    table = SimpleNamespace(
        caption="-", paginator=paginator, page_sizes=(2000,), attrs=SimpleNamespace(as_html="")
    )

    with override(language):
        text = render_to_string("parts/table.html", {"table": table, "request": rf.get("/")})

    assert words in " ".join(text.split())


def test_one_bar_holds_the_search_and_a_drawer_of_filters(client, report_2011):
    text = client.get("/projects/?year=2011&kind=relief_fund").text
    bar = text[text.index('<form class="filter"') : text.index('<ul class="chips"')]
    search, drawer = bar.split('<details class="drawer">')

    assert 'name="q"' in search
    assert '<span class="count">(2)</span>' in drawer
    assert bar.count('name="year_from"') == bar.count('name="amount_from"') == 1
    visible = re.findall(r'<(?:select|input)(?![^>]*hidden)[^>]* name="(\w+)"', drawer)
    assert not {"year", "band", "kind", "program", "category"} & set(visible)
    year = drawer[drawer.index("<summary>Year") : drawer.index("<summary>Programme")]
    assert 'name="year_to"' in year and "/projects/?kind=relief_fund" in year


def test_drawer_is_open_where_something_in_it_is_wrong(client, report_2011):
    assert '<details class="drawer" open>' in client.get("/projects/?year_from=1").text
    assert '<details class="drawer" open>' not in client.get("/projects/?year_from=2011").text


@pytest.mark.parametrize(
    "address",
    [
        "/projects/?year=2011&q=nowhere",
        "/funds/?kind=donation&band=none&year_to=1950",
        "/education/?kind=admitted&q=nowhere",
        "/counties/?q=nowhere&province=140000",
    ],
)
def test_empty_list_tells_which_filter_to_take_away(client, report_2011, address):
    ways = WAY.findall(client.get(address).text)

    assert ways or address.startswith("/funds/")
    for towards, words, count in ways:
        page = client.get(towards.replace("&amp;", "&"))
        assert page.context["table"].paginator.count == int(count), words


def test_empty_list_that_no_single_filter_empties_offers_all(client, report_2011):
    text = client.get("/visits/?q=nowhere&year=1950").text

    assert 'No row fits these filters. <a href="/visits/">Show all</a>' in text


def test_key_of_the_dash_stands_once_and_only_where_there_is_one(client, three):
    with_dash = client.get("/funds/?year=2012").text
    without = client.get("/editions/").text

    assert with_dash.count("— not stated: the source does not say.") == 1
    assert with_dash.count('<span class="dash" aria-hidden="true">—</span>') > 1
    assert with_dash.count('<span class="unseen">not stated</span>') > 1
    assert "— not stated" not in without
    assert "来源未载明" in client.get("/zh-hans/funds/?year=2012").text
