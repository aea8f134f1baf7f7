"""Totals that are added up from several parts, apart from those that are one part only."""

import csv
import io

import pytest

from programs.models import Program, Project
from programs.totals.added_up import compared, totals_of
from programs.totals.reconciliation import (
    Basis,
    Outcome,
    comparisons,
    count_by_basis,
    effects,
    sums,
)
from tests.builders import make_project


def basis_of(code: str, rows) -> tuple[str, str]:
    (row,) = (row for row in rows if row.total.statement.code == code)
    return row.basis, row.outcome


def test_total_with_one_part_is_copied_and_not_equal(report_2011):
    for rows in (comparisons(None), compared(None, totals_of(None, year=2011))):
        assert basis_of("industry-projects", rows) == (Basis.COPIED, Outcome.COPIED)
        assert basis_of("relief-fund", rows) == (Basis.ADDED, Outcome.EQUAL)


def test_one_part_that_differs_is_a_mismatch_and_still_no_sum(report_2011):
    rows = comparisons(None, statement__code="industry-projects")
    rows[0].total.statement.value += 100

    assert (rows[0].basis, rows[0].outcome) == (Basis.COPIED, Outcome.MISMATCH)


def test_total_without_a_published_part_has_no_basis(report_2011):
    (row,) = sums(Project.objects.none(), statement__code="relief-fund")

    assert (row.basis, row.outcome) == (Basis.NOTHING, Outcome.INCOMPLETE)


def test_counts_keep_sums_apart_from_copies(report_2011):
    rows = comparisons(None)
    counts = count_by_basis(rows)

    assert {basis: one.count for basis, one in counts.items()} == {"added": 5, "copied": 11}
    assert counts["copied"].outcomes == ((Outcome.COPIED, 11),)
    assert counts["copied"].agreeing == 0
    assert counts["added"].agreeing == sum(n for _outcome, n in counts["added"].outcomes) == 5


def test_effect_of_a_second_part_makes_a_sum_of_a_copy(report_2011):
    industry = Program.objects.get(code="industry")
    draft = make_project(year=2011, program=industry, category="industry", component_count=1)

    changed = [(old.basis, new.basis) for old, new in effects(None, draft)]

    assert changed == [(Basis.COPIED, Basis.ADDED)]


TWO_SOURCES = "one source states it, another prints the same figure"


def test_one_part_of_another_source_is_no_copy(report_2011):
    for rows in (comparisons(None), compared(None, totals_of(None, year=2011)), sums_of_2011()):
        words = [str(row.outcome_in_words) for row in rows if row.outcome == Outcome.COPIED]
        assert (words.count(TWO_SOURCES), words.count("copied as printed")) == (10, 1)


def sums_of_2011():
    return sums(Project.objects.published(), year=2011)


@pytest.mark.parametrize(
    "page", ["reconciliation/", "programs/communication/?year=2011", "reports/2011/"]
)
def test_pages_tell_a_copy_from_a_figure_of_two_sources(client, report_2011, page):
    assert TWO_SOURCES in client.get(f"/{page}").text
    assert "一个来源载明，另一来源数字相同" in client.get(f"/zh-hans/{page}").text


def test_appendix_names_the_source_of_each_total(client, report_2011):
    appendix = client.get("/reports/2011/").text.partition("Appendix: reported and recalculated")[2]

    assert appendix.count("Release on the village communication project of 31 December 2011") >= 10


PAGES = {
    "/": ("5 totals with several parts", "11 totals with one part only", "same figure"),
    "/zh-hans/": ("5项有多个分项", "11项仅有一个分项", "数字相同"),
}


@pytest.mark.parametrize("prefix", PAGES)
@pytest.mark.parametrize("page", ["", "reconciliation/"])
def test_pages_count_sums_apart_from_copies(client, report_2011, prefix, page):
    html = client.get(f"{prefix}{page}").text

    assert [words for words in PAGES[prefix] if words not in html] == []


def test_home_counts_only_what_is_added_up_as_agreeing(client, report_2011):
    page = " ".join(client.get("/").text.split())

    assert "5 of 5 stated totals with several parts agree with them, within rounding." in page


def test_annual_report_says_how_many_are_no_sums(client, report_2011):
    html = client.get("/reports/2011/").text

    assert "of 5 stated totals with several parts" in html
    assert "11 further totals have one part only" in html


def test_download_says_the_basis(client, report_2011):
    response = client.get("/reconciliation/?format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")

    lines = list(csv.DictReader(io.StringIO(text)))
    rows = [row["basis"] for row in lines]

    assert sum(row["outcome_name"] == TWO_SOURCES for row in lines) == 10
    assert {row["outcome"] for row in lines if row["outcome_name"] == TWO_SOURCES} == {"copied"}
    assert (rows.count("added"), rows.count("copied")) == (5, 11)
