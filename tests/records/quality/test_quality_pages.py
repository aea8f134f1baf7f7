"""The public data-quality pages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Project
from records.history.acting import acting
from records.models import State
from records.quality.registry import registered
from records.review import workflow
from tests.builders import make_allocation, make_project

PUBLIC = [check.code for check in registered() if check.is_public]


@pytest.fixture
def published(report_2011, clerk, reviewer):
    """A project whose allocation goes beyond its plan, published in edition 2."""
    project = make_project()
    make_allocation(project, planned=900)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")
    return Project.objects.get(code=project.code)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_list_names_every_public_check_with_its_counts(client, report_2011, prefix):
    page = client.get(f"{prefix}data-quality/").text

    assert [code for code in PUBLIC if f'href="{prefix}data-quality/{code}/"' not in page] == []
    assert re.search(r'<td class="number"[^>]*>\s*15</td>', page)  # results without a target
    number = r'<td class="number"[^>]*>\s*0'
    assert not re.search(rf"{number}</td>\s*{number} ", page)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_page_of_every_check_works_in_both_languages(client, report_2011, prefix):
    for code in PUBLIC:
        assert client.get(f"{prefix}data-quality/{code}/").status_code == 200


def test_pages_work_while_nothing_is_published(client, db):
    for address in ("", *(f"{code}/" for code in PUBLIC)):
        assert client.get(f"/data-quality/{address}").status_code == 200


def test_finding_shows_record_place_and_figures(client, published):
    page = client.get("/data-quality/allocated-beyond-plan/").text

    assert '<a href="/projects/well/">Wells</a>' in page
    assert "allocation 1 · allocated (yuan)" in page
    assert [
        figure for figure in ("1,000", "900", "100") if f">{figure}\u00a0yuan<" not in page
    ] == []


NOTHING_TO_TEST = {
    "/": "No project states its planned end: there is nothing to test.",
    "/zh-hans/": "没有项目载明计划完工时间，无可检查。",
}


@pytest.mark.parametrize("prefix", NOTHING_TO_TEST)
def test_rule_that_nothing_can_be_tested_by_says_so(client, report_2011, prefix):
    page = client.get(f"{prefix}data-quality/overdue/").text

    assert NOTHING_TO_TEST[prefix] in page
    assert NOTHING_TO_TEST[prefix] in client.get(f"{prefix}data-quality/").text
    assert "Nothing was found" not in page
    assert "<table" not in page


def test_rule_without_findings_says_how_many_were_tested(client, report_2011):
    page = " ".join(client.get("/data-quality/figure-differs/").text.split())

    assert re.search(r"Tested: (\d\d) of (\d\d) records and rows", page)
    assert "Nothing was found in what could be tested." in page


def test_findings_come_25_a_page(client, report_2011):
    first = client.get("/data-quality/missing-in-notice/").text
    last = client.get("/data-quality/missing-in-notice/?page=5").text

    assert first.split("<tbody>")[1].count("<tr>") == 25
    assert "Page 5 of 5" in last


@pytest.mark.parametrize(
    "address",
    [
        "none/",
        "open-too-long/",
        "missing-in-notice/?page=99",
        "missing-in-notice/?sort=found",
        "?edition=99",
    ],
)
def test_unknown_address_gets_plain_words(client, report_2011, address):
    response = client.get(f"/data-quality/{address}")

    assert response.status_code == 404
    assert "<h1>Not found</h1>" in response.text


def test_an_edition_shows_what_was_found_then(client, published):
    then = client.get("/data-quality/allocated-beyond-plan/?edition=1").text
    now = client.get("/data-quality/allocated-beyond-plan/?edition=2").text

    assert "Wells" not in then
    assert "Wells" in now


def test_drafts_are_hidden_from_visitors(client, published, clerk):
    """Not even as the other of two duplicates."""
    draft = make_project(
        "draft-twin", status="planned", planned_ends="2012", place="A secret draft"
    )
    correction = workflow.start_correction(published, clerk, "typing error")
    with acting(clerk, "typing error"):
        Project.objects.filter(pk=correction.pk).update(title="A secret draft")

    assert draft.state == State.DRAFT
    for code in PUBLIC:
        page = client.get(f"/data-quality/{code}/").text
        assert "draft-twin" not in page
        assert "secret draft" not in page


def test_page_needs_the_same_queries_for_any_number_of_findings(client, published, clerk, reviewer):
    def ask():
        with CaptureQueriesContext(connection) as queries:
            client.get("/data-quality/allocated-beyond-plan/")
        return len(queries)

    one = ask()
    more = [make_project(f"more-{n}", title=f"Well {n}", title_zh=f"水井{n}") for n in range(2)]
    for project in more:
        make_allocation(project, planned=900)
    workflow.submit(more, clerk)
    workflow.publish(more, reviewer, "checked")

    assert ask() == one
