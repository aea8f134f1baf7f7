"""However much of a page, a feed or an answer is asked for, no more comes than what is offered."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.lib.caching import clear_caches
from config.lib.tables.tables import LedgerTable
from programs.models import Article
from programs.tasks import count_findings, keep_tallies
from records.models import Edition
from records.quality import counts
from records.registry.kinds import open_kinds
from tests.addresses import page_addresses
from tests.builders import generate_example, statement
from tests.database import without_triggers
from tests.records.test_feedback import make_report

pytestmark = pytest.mark.django_db

NAMES = (
    "page_size",
    "limit",
    "size",
    "count",
    "rows",
    "max",
    "n",
    "first",
    "top",
    "all",
    "show",
    "paginate_by",
    "offset",
)
MANY = "20000"
API = "/data/api/v1/"


def parts_of(text: str) -> int:
    """How many rows, entries and items a page or a feed has."""
    return len(re.findall(r"<(?:tr|li|article|dd|entry|item)\b", text))


@pytest.mark.soak
def test_no_public_page_grows_by_what_is_asked(client, report_2011):
    generate_example(300)
    everything = "&".join(f"{name}={MANY}" for name in NAMES)
    article = Article.objects.published().first().code

    longer = []
    for address in page_addresses(article=article, receipt=make_report().receipt):
        mark = "&" if "?" in address else "?"
        usual, asked, sized = (
            client.get(f"/{address}{query}")
            for query in ("", f"{mark}{everything}", f"{mark}per_page={MANY}")
        )
        if parts_of(asked.text) > parts_of(usual.text) + len(NAMES):
            longer.append(address)
        if sized.status_code != 404 and parts_of(sized.text) > parts_of(usual.text) + 1:
            longer.append(f"{address} per_page")

    assert longer == []


LARGEST, MOST_QUERIES = 200_000, 60  # bytes of a page before it is packed


@pytest.mark.soak
def test_public_pages_stay_small_and_ask_little(client, report_2011, monkeypatch):
    """In both languages, of 2011 and of 1,000 made-up projects beside it, in a process
    that has read nothing yet; the worker has done its work."""
    generate_example(1_000)
    monkeypatch.setattr(counts, "AT_ONCE", 100)
    keep_tallies(timestamp=1)
    count_findings(timestamp=1)
    article = Article.objects.published().first().code
    addresses = page_addresses(article=article, receipt=make_report().receipt)
    year = 2014  # which has made-up projects alone

    beyond = []
    for address in (*addresses, f"?year={year}", f"reports/{year}/", f"reports/{year}/notice/"):
        for prefix in ("/", "/zh-hans/"):
            clear_caches()
            with CaptureQueriesContext(connection) as asked:
                size = len(client.get(prefix + address).content)
            if size > LARGEST or len(asked) > MOST_QUERIES:
                beyond.append((prefix + address, size, len(asked)))

    assert beyond == []


@pytest.mark.parametrize("size", LedgerTable.page_sizes)
def test_list_has_as_many_rows_as_offered(client, report_2011, size):
    generate_example(300)

    page = client.get("/projects/", {"per_page": size})

    assert len(page.context["table"].paginated_rows) == size
    offered = re.findall(r'rel="nofollow"\s+href="\?per_page=(\d+)"', page.text)
    assert sorted([*offered, str(size)], key=int) == [str(one) for one in LedgerTable.page_sizes]


@pytest.mark.parametrize("size", ["20000", "101", "26", "0", "-1", "x", ""])
@pytest.mark.parametrize("page", ["projects", "sources", "data-quality/missing-in-notice"])
def test_size_that_is_not_offered_is_refused_in_plain_words(client, report_2011, page, size):
    response = client.get(f"/{page}/", {"per_page": size})

    assert response.status_code == 404
    assert "A page has 25, 50 rows" in response.text


@pytest.mark.parametrize("name", ["edition_feed", "article_feed"])
def test_feed_is_as_long_as_ever(client, report_2011, name):
    source = statement()
    with without_triggers():  # past the rules, for their number only
        Article.objects.bulk_create(
            Article(
                code=f"more-{n}",
                title="x",
                dated_on="2012",
                statement=source,
                state="published",
                published_in_id=1,
            )
            for n in range(60)
        )
        founding = Edition.objects.get(number=1)
        Edition.objects.bulk_create(
            Edition(
                number=n,
                published_at=founding.published_at,
                record_count=1,
                digest=str(n),
                published_by=founding.published_by,
            )
            for n in range(2, 62)
        )

    usual = client.get(reverse(name)).text
    asked = client.get(reverse(name), dict.fromkeys((*NAMES, "per_page"), MANY)).text

    assert parts_of(asked) == parts_of(usual) == 50


def test_api_refuses_more_than_it_describes(client, report_2011):
    for table in open_kinds():
        path = API + table.plural.replace("_", "-")
        if client.get(path).status_code == 404:
            continue  # designations come with their counties
        for name in ("page_size", "per_page", "limit"):
            assert client.get(path, {name: MANY}).status_code == 422, (path, name)
