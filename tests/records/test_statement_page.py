"""The card of a statement: what it says, what cites it, what it said before, how to cite it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records import citations
from records.models import Statement
from tests.builders import (
    generate_example,
    make_allocation,
    make_project,
    publish,
    publish_reference,
    statement,
)

pytestmark = pytest.mark.django_db

CARD = "/sources/report-2011/relief-fund/"


def words(response) -> str:
    return " ".join(response.text.split())


def test_marker_leads_to_the_card(client, report_2011):
    page = client.get("/projects/2011-infrastructure/").text

    assert 'class="cite" href="/sources/report-2011/infrastructure-fund/"' in page


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", ("As printed", "Passage", "What cites it", "Proof (JSON)", "Cite this page")),
        ("/zh-hans", ("来源所载数字", "段落", "引用情况", "证明文件（JSON）", "引用本页")),
    ],
)
def test_card_says_what_where_and_who_cites_it(client, report_2011, prefix, expected):
    page = words(client.get(f"{prefix}{CARD}"))

    assert all(one in page for one in expected)
    assert f'href="{prefix}/editions/1/proofs/source/report-2011.json"' in page
    assert f'href="{prefix}/sources/report-2011/#relief-fund"' in page


def test_card_shows_figures_that_cite_it_and_how_they_differ(client, report_2011):
    project = make_project()
    make_allocation(project, statement=statement("infrastructure-fund"))
    publish(project)

    page = words(client.get("/sources/report-2011/infrastructure-fund/"))

    assert "1,000 yuan <small" in page
    assert "differs from the statement: 5,838,000 yuan" in page


def test_card_keeps_what_was_said_before(client, report_2011):
    before = statement("relief-fund").summary
    publish_reference(Statement, "report-2011/relief-fund", summary="Said anew")
    publish_reference(Statement, "report-2011/relief-fund", note="Not what is said alone")

    page, past = words(client.get(CARD)), words(client.get(f"{CARD}?edition=1"))

    assert "<h1>Said anew" in page
    assert f"Until Edition 2: {before}" in page
    assert "<h1>Said anew" not in past and "What was said here before" not in past
    assert f"http://testserver{CARD}?edition=1 (accessed" in past


def test_citation_names_source_edition_and_lasting_address(client, report_2011):
    page = words(client.get(CARD))

    assert "International Poverty Reduction Center in China" in page
    assert "[R/OL]//Fupin Ledger. Edition 1. (2026-11-23)[" in page
    assert "@misc{fupin-ledger-sources-report-2011-relief-fund-e1," in page


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/projects/2011-infrastructure/", "2011"),
        ("/sources/report-2011/", "Poverty Alleviation"),
        ("/reports/2011/", "Annual report 2011"),
        ("/editions/1/", "Edition 1"),
        ("/zh-hans/projects/2011-infrastructure/", "《2011年"),
    ],
)
def test_page_can_be_cited(client, report_2011, address, title):
    page = words(client.get(address)).partition('id="cite"')[2]

    lasting = address if "editions" in address else f"{address}?edition=1"
    assert title in page and f"http://testserver{lasting}" in page


def test_statement_of_another_source_or_of_none_is_not_there(client, report_2011):
    assert client.get("/sources/report-2010/relief-fund/").status_code == 404
    assert client.get("/sources/report-2011/nothing/").status_code == 404


def test_card_costs_the_same_however_much_cites_it(client, report_2011, monkeypatch):
    generate_example(40)
    address, sizes = "/sources/example/made-up/", []
    for most in (1, 10):
        monkeypatch.setattr(citations, "MORE", most)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).text
        sizes.append(len(queries))

    assert sizes[0] == sizes[1] < 60
    assert page.count("example project ") <= 10 * len(citations.citing_kinds())
    assert "statement=made-up&amp;kind=allocation" in page
