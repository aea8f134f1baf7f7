"""Which questions the sources of projects answer, counted by programme."""

import pytest

from programs.completeness import MOST_GROUPS, completeness, count

pytestmark = pytest.mark.django_db


def test_every_public_project_is_counted_once(report_2011):
    (title, *groups, whole) = completeness(None).headings

    counted = count(None)
    assert len(groups) == len(counted) <= MOST_GROUPS
    assert sum(one["all"] for one in counted.values()) == 16
    assert title == "Question" and whole == "All"


def test_grid_says_how_many_of_how_many(report_2011):
    rows = {name: cells for name, *cells in completeness(None).rows}

    assert rows["Which county"][-1] == "0 of 16"
    assert rows["How much money"][-1] == "6 of 16"


def test_grid_of_a_past_edition_is_that_of_the_edition(report_2011):
    assert completeness(1).rows == completeness(None).rows


def test_ledger_without_projects_has_no_grid(db):
    assert completeness(None) is None


def test_data_quality_shows_the_grid_beside_its_table(client, report_2011):
    text = client.get("/data-quality/").text

    assert "Projects whose source answers a question, by programme" in text
    assert "6 of 16" in text
