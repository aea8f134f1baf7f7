"""Every public page: it works, in both languages, and nothing that a visitor types breaks it."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.lib.caching import clear_caches
from config.lib.tables.tables import LedgerTable
from programs.models import Project
from records.models import Statement
from records.review.workflow import start_correction
from tests.database import without_triggers

pytestmark = pytest.mark.django_db

LISTS = (
    "projects",
    "funds",
    "programs",
    "counties",
    "cadres",
    "organisations",
    "donations",
    "donations/money",
    "education",
    "coverage",
    "visits",
    "meetings",
    "publications",
    "news",
    "sources",
    "feedback",
)
PAGES = (
    "",
    *(f"{name}/" for name in LISTS),
    "places/",
    "leading-group/",
    "reconciliation/",
    "reports/",
    "reports/2011/",
    "editions/",
    "editions/1/",
    "data-quality/",
    "data/",
    "data/api/",
    "changes/",
    "changes/?since=0",
    "compare/",
    "compare/?what=programs",
    "compare/?what=counties",
    "about/",
    "how-to-read/",
    "glossary/",
)
PARAMETERS = (
    "page",
    "per_page",
    "sort",
    "q",
    "year",
    "program",
    "kind",
    "category",
    "edition",
    "as_of",
    "designated_in",
    "province",
    "indicator",
    "occasion",
    "county",
    "status",
    "band",
    "role",
    "donor",
    "funder",
    "unit",
    "year_from",
    "amount_to",
)
LANGUAGES = ("/", "/zh-hans/")


@pytest.mark.parametrize("prefix", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_works_in_both_languages(client, report_2011, page, prefix):
    response = client.get(prefix + page)

    assert response.status_code == 200
    assert ('lang="zh-hans"' if "zh" in prefix else 'lang="en"') in response.text[:200]


@pytest.mark.parametrize("page", [page for page in PAGES if "2011" not in page and "1" not in page])
def test_page_works_while_nothing_is_published(client, page):
    assert client.get(f"/{page}").status_code == 200


@pytest.mark.soak
@pytest.mark.timeout(900)  # a crawl of every public page
@pytest.mark.parametrize("first", ["/", "/zh-hans/"])
def test_no_link_is_broken(client, report_2011, first):
    """From a first page, every link of the site answers, and every anchor exists. What pages of the
    past lead to is the same, as then (tests/portal/test_past_editions.py)."""
    seen, waiting, broken = {}, [first], []
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        seen[address] = response.text if is_page else ""
        if response.status_code >= 400:
            broken.append((response.status_code, address))
        if "edition=" in address:
            continue
        for link in re.findall(r'<a [^>]*href="([^"]+)"', seen[address]):
            target, anchor = urldefrag(urljoin(address, link.replace("&amp;", "&")))
            parts = urlsplit(target)
            is_elsewhere = parts.netloc or "/admin/" in parts.path
            is_other_language = parts.path.startswith("/zh-hans/") != (first == "/zh-hans/")
            # the form that reports an error in a page is one form
            is_form = parts.path.endswith("/feedback/new/") and address != first
            is_picture = "/pictures/" in parts.path  # tests/portal/embed opens these
            if (
                is_elsewhere
                or is_other_language
                or is_form
                or is_picture
                or re.search("sort=|format=|per_page=|&", parts.query)
            ):
                continue
            if parts.path.startswith("/static/"):
                assert finders.find(parts.path.removeprefix("/static/")), parts.path
                continue
            if target not in seen and target not in waiting:
                waiting.append(target)
            seen.setdefault(("anchor", target, anchor), address)

    anchors = [key for key in seen if isinstance(key, tuple) and key[2]]
    missing = [key for key in anchors if f'id="{key[2]}"' not in seen[key[1]]]

    assert broken == []
    assert missing == []


@pytest.mark.parametrize("name", LISTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.dictionaries(
        st.sampled_from(PARAMETERS),
        st.one_of(st.text(max_size=20), st.integers().map(str), st.just("-1"), st.just("0")),
    )
)
def test_list_survives_any_query_string(client, name, query):
    assert client.get(f"/{name}/", query).status_code in (200, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/projects/no-such-project/",
        "/counties/000000/",
        "/sources/none/",
        "/editions/999999999/",
        "/reports/2999/",
        "/projects/?page=99",
        "/projects/?sort=nothing",
        "/?edition=77",
        "/?as_of=yesterday",
        "/fr/",
        "/cadres/nobody/",
        "/news/nothing/",
        "/programs/nothing/",
    ],
)
def test_unknown_address_gets_plain_words(client, report_2011, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "<h1>Not found</h1>" in response.text


def test_unknown_filter_value_gets_form_error(client, report_2011):
    response = client.get("/projects/", {"category": "nothing", "year": "abc"})

    assert response.status_code == 200
    assert response.text.count('class="errorlist"') == 2


def test_draft_is_hidden_from_visitor(client, report_2011, clerk):
    draft = start_correction(Project.objects.get(code="2011-infrastructure"), clerk, "typing error")
    draft.title = "A secret draft title"
    draft.save()

    for page in ("projects/", "projects/2011-infrastructure/", "reports/2011/", "funds/"):
        assert "secret draft" not in client.get(f"/{page}").text


@pytest.mark.parametrize(("prefix", "words"), [("/", "not stated"), ("/zh-hans/", "未载明")])
def test_empty_cell_says_so(client, report_2011, prefix, words):
    page = client.get(f"{prefix}funds/").text

    assert f'<span class="unseen">{words}</span></td>' in page
    assert "function" not in page


@pytest.mark.parametrize("name", LISTS)
def test_staff_get_edit_links_and_visitors_none(client, report_2011, clerk, name):
    assert "/admin/" not in client.get(f"/{name}/").text.split("<main")[1].split("</main")[0]

    client.force_login(clerk)

    assert "/admin/" in client.get(f"/{name}/").text.split("<main")[1]


@pytest.mark.parametrize("name", LISTS)
def test_list_needs_the_same_queries_for_1_row_and_for_all(client, report_2011, name, monkeypatch):
    monkeypatch.setattr(LedgerTable, "page_sizes", (1, 100))
    client.get(f"/{name}/")  # the first reader fills the caches
    with CaptureQueriesContext(connection) as one:
        client.get(f"/{name}/", {"per_page": 1})
    with CaptureQueriesContext(connection) as many:
        client.get(f"/{name}/", {"per_page": 100})

    assert len(one) == len(many), [query["sql"] for query in many]


def test_project_list_needs_the_same_queries_for_30_rows(client, report_2011):
    with CaptureQueriesContext(connection) as few:
        client.get("/projects/")
    source = Statement.objects.get(code="relief-projects")
    program = Project.objects.first().program
    with without_triggers():  # published rows past the guard, for their number only
        Project.objects.bulk_create(
            Project(
                code=f"more-{n}",
                title="x",
                year=2012,
                program=program,
                statement=source,
                category="farming",
                state="published",
                published_in_id=1,
            )
            for n in range(30)
        )
    clear_caches()
    with CaptureQueriesContext(connection) as many:
        response = client.get("/projects/", {"per_page": 50})

    assert response.text.count("more-") == 30
    assert len(few) == len(many)


def test_policy_forbids_everything_from_outside(client, report_2011):
    response = client.get("/")

    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<style|style=|onclick=|https?://[^\"]*\.(js|css)", response.text)
