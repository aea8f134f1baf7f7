"""What the checks of this room find, and what they leave alone."""

import pytest

from records import review
from records.checks import registered, standing
from tests.builders import make_posting


def found(code, version):
    """The findings of one check about one version, as the gate asks for them."""
    (check,) = (check for check in registered() if check.code == code)
    only = type(version).objects.filter(pk=version.pk)
    return [(row.where, row.field, row.found) for row in check.findings(lambda _: only, standing)]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("2012-06-01", ""), ("2011-01-01", "2012-01-02"), ("2012-03", "2012-05")],
)
def test_overlapping_postings_finds_another_posting_of_the_cadre(report_2011, starts, ends):
    make_posting("first", starts="2012-01-01", ends="2012-12-31")
    second = make_posting("second", starts=starts, ends=ends)

    assert found("overlapping-postings", second) == [(second, "starts", "first")]


@pytest.mark.parametrize(
    "changes",
    [
        {"starts": "2013-01-01"},
        {"starts": "2012-12", "ends": "2013-06"},  # may have begun on the last day
        {"starts": "2012"},
        {"starts": "", "ends": "2012-06-30"},
        {"cadre": None},
    ],
)
def test_overlapping_postings_leaves_what_may_follow_alone(report_2011, changes):
    make_posting("first", starts="2012-01-01", ends="2012-12-01")

    assert found("overlapping-postings", make_posting("second", **changes)) == []


def test_overlapping_postings_does_not_compare_a_record_with_itself(report_2011, clerk, reviewer):
    posting = make_posting("first")
    review.submit([posting], clerk)
    review.publish([posting], reviewer, "checked")
    posting.refresh_from_db()

    correction = review.start_correction(posting, clerk, "a digit")

    assert found("overlapping-postings", correction) == []
