"""What the checks of this room find, and what they leave alone."""

import pytest

from cadres.models import Meeting, Membership, Organisation
from counties.models import County
from records.review import workflow
from tests.builders import finds, make_posting, statement

DANING, YONGHE, NANBU, JIALING = "141030", "141032", "511321", "511304"


def county(code):
    return County.objects.get(code=code)


@pytest.mark.parametrize(
    ("starts", "ends"), [("2012-06-01", ""), ("2011-01-01", "2012-01-02"), ("2012-03", "2012-05")]
)
def test_overlapping_postings_finds_another_posting_of_the_cadre(report_2011, starts, ends):
    make_posting("first", starts="2012-01-01", ends="2012-12-31")
    second = make_posting("second", starts=starts, ends=ends)

    assert finds("overlapping-postings", second) == [(second, "starts", "first", None, None)]


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

    assert finds("overlapping-postings", make_posting("second", **changes)) == []


def test_overlapping_postings_does_not_compare_a_record_with_itself(report_2011, clerk, reviewer):
    posting = make_posting("first")
    workflow.submit([posting], clerk)
    workflow.publish([posting], reviewer, "checked")
    posting.refresh_from_db()

    correction = workflow.start_correction(posting, clerk, "a digit")

    assert finds("overlapping-postings", correction) == []


def test_county_without_cadre_finds_the_designated_counties_left_over(report_2011):
    """Daning and Yonghe were designated for a part of 2012 only: nobody is missing there."""
    posting = make_posting(cadre=None, scope="county", county=county(NANBU))

    assert finds("county-without-cadre", posting) == [(county(JIALING), "", 0, 1, -1)]


def test_county_without_cadre_lets_a_cadre_without_a_county_be_anywhere(report_2011):
    named = make_posting("named", cadre=None, scope="county", county=county(NANBU), year=2011)

    assert finds("county-without-cadre", named) == []  # the report's four of 2011 have no county


def test_county_without_cadre_counts_a_posting_until_its_end(report_2011, clerk, reviewer):
    earlier = make_posting(
        "earlier",
        year=2010,
        starts="2010",
        ends="2012",
        cadre=None,
        scope="county",
        county=county(JIALING),
    )
    workflow.submit([earlier], clerk)
    workflow.publish([earlier], reviewer, "checked")

    posting = make_posting(cadre=None, scope="county", county=county(NANBU))

    assert finds("county-without-cadre", posting) == []


def test_county_without_cadre_says_nothing_of_years_without_postings_to_counties(report_2011):
    assert finds("county-without-cadre", make_posting(scope="national")) == []


def test_county_without_cadre_sees_whom_a_correction_takes_away(report_2011, clerk, reviewer):
    postings = [
        make_posting(code, cadre=None, scope="county", county=county(code))
        for code in (NANBU, JIALING)
    ]
    workflow.submit(postings, clerk)
    workflow.publish(postings, reviewer, "checked")
    postings[1].refresh_from_db()

    correction = workflow.start_correction(postings[1], clerk, "it was the other county")
    correction.county = county(NANBU)
    correction.save()

    assert finds("county-without-cadre", correction) == [(county(JIALING), "", 0, 1, -1)]


def make_head(code: str, starts: str, ends: str) -> Membership:
    given = {"role": "head", "statement": statement("leading-group-head")}
    body = Organisation.objects.get(code="leading-group")
    return Membership.objects.create(code=code, body=body, starts=starts, ends=ends, **given)


@pytest.mark.parametrize("period", [("2012", ""), ("", "")])
def test_second_head_is_one_at_the_same_time(report_2011, period):
    head = make_head("another-head", *period)

    assert [row[0] for row in finds("second-head", head)] == [head]


def test_head_before_the_present_one_is_no_second_head(report_2011):
    assert finds("second-head", make_head("former-head", "2005", "2009")) == []


@pytest.mark.parametrize("month", ["2011-12", "2012-07"])
def test_days_outside_the_posting_are_found(report_2011, month):
    posting = make_posting(starts="2012-01-10", ends="2012-06")
    row = posting.months.create(month=month, days=3, statement=posting.statement)

    assert finds("days-outside-posting", posting) == [(row, "month", month, None, None)]


@pytest.mark.parametrize("month", ["2012-01", "2012-06"])
def test_days_within_the_posting_are_left_alone(report_2011, month):
    posting = make_posting(starts="2012-01-10", ends="2012-06")
    posting.months.create(month=month, days=3, statement=posting.statement)

    assert finds("days-outside-posting", posting) == []


def decided(**given) -> Meeting:
    meeting = Meeting.objects.create(
        code="m", kind="conference", year=2012, title="M", held_on="2012-03", statement=statement()
    )
    meeting.decisions.create(decision="Dig.", statement=meeting.statement, **given)
    return meeting


def test_decision_done_before_it_was_made_is_found(report_2011):
    meeting = decided(done_on="2012-02")

    (found,) = finds("done-before-decided", meeting)
    assert found[1:4] == ("done_on", "2012-02", "2012-03")


@pytest.mark.parametrize("done", ["2012", "2012-03", "2012-04-01", ""])
def test_decision_done_afterwards_is_left_alone(report_2011, done):
    assert finds("done-before-decided", decided(done_on=done)) == []
