"""What the page of a county says: its sentences hold, or give way to plainer ones."""

import re

import pytest
from django.utils import translation

from counties.models import County
from portal.places import sentences
from portal.places.pairings import Pairing
from portal.places.ranking import NOTHING, Ranking, years_in_words
from programs.models import MoneyKind
from programs.totals.by_place import PlaceSums
from programs.totals.tallies import Tally
from tests.builders import make_allocation, make_posting, make_project, publish

pytestmark = pytest.mark.django_db
SHARED = {
    "en": (
        "One of four counties that shared 8,000,000\xa0yuan in 2011 (relief funds, Poverty"
        " alleviation projects); the source does not say how much each got."
    ),
    "zh-hans": (
        "2011年，本县（区）与其他结对县（区）共四个，合计获得800\xa0万元（扶贫资金，扶贫项目）；"
        "各县（区）得到多少，来源未载明。"
    ),
}


def county(code: str = "141030") -> County:
    return County.objects.get(code=code)


def shared_by(code: str = "141030", edition: int | None = None) -> list[sentences.Shared]:
    return sentences.shared_with(county(code), Ranking(edition, None, ""))


def finding(client, address: str) -> str:
    text = re.search(r'<h2 id="finding">(.*?)</h2>', client.get(address).text, re.DOTALL)[1]
    return re.sub(r"<a .*?</a>|<[^>]+>|\u2060", "", text).strip()


@pytest.mark.parametrize("language", SHARED)
def test_county_of_2011_shared_what_the_report_states(client, report_2011, language):
    prefix = "" if language == "en" else "/zh-hans"

    assert finding(client, f"{prefix}/counties/141030/") == SHARED[language]


def test_sums_of_several_programmes_are_told_apart(report_2011):
    told = [(one.kind, str(one.program.code), int(one.amount)) for one in shared_by()]

    assert told[:2] == [
        ("relief_fund", "relief-projects", 8_000_000),
        ("relief_fund", "visits", 60_000),
    ]


def test_sentence_counts_counties_only_where_the_dates_leave_no_doubt(report_2011):
    """In 2012 two counties went and two came, on days that nobody states."""
    project = make_project(year=2012)
    make_allocation(project)
    publish(project)

    newest, *_others = shared_by()

    assert (newest.year, newest.counties) == (2012, 0)
    assert newest.sentence.startswith("In 2012 the counties paired with the ministry had")


def test_county_that_joined_later_shared_nothing_before(client, report_2011):
    words = "No money and no project is recorded for this county, alone or with others."

    assert shared_by("410328") == []
    assert finding(client, "/counties/410328/") == words
    assert "没有" not in finding(client, "/zh-hans/counties/410328/")


def test_county_with_money_of_its_own_says_so_first(client, report_2011):
    project = make_project(scope="county", county=county())
    make_allocation(project)
    publish(project)

    page = client.get("/counties/141030/").text

    words = "1 project of its own is recorded (2013), with 1,000\xa0yuan of relief funds."
    assert finding(client, "/counties/141030/") == words
    assert finding(client, "/counties/141030/?edition=1") == SHARED["en"]
    assert "/funds/?county=141030&amp;format=csv" in page


def test_allocations_of_one_county_can_be_taken_away(client, report_2011):
    project = make_project(scope="county", county=county())
    make_allocation(project)
    publish(project)

    text = b"".join(client.get("/funds/?county=141030&format=csv").streaming_content).decode()

    assert len(text.splitlines()) == 2 and "1000.00" in text


@pytest.mark.parametrize(
    ("sums", "words"),
    [
        (NOTHING, "No money and no project"),
        (PlaceSums(projects=2, years={2012}), "2 projects of its own are recorded (2012); no"),
        (
            PlaceSums(2, 0, {2012, 2013}, {MoneyKind.DONATION: Tally(1, 2, 2, 50, 1)}),
            "2 projects of its own are recorded (2012–2013), with about 50\xa0yuan of donations.",
        ),
        (PlaceSums(1, 0, {2012}, {MoneyKind.DONATION: Tally(1, 1, 0)}), "1 project of its own is"),
    ],
)
def test_sentence_says_no_more_than_the_sums(sums, words):
    assert sentences.about_county(sums, []).startswith(words)


@pytest.mark.parametrize(
    ("starts", "ends", "touches", "covers"),
    [
        ("", "", True, True),
        ("2011", "", True, False),
        ("2010", "2012", True, True),
        ("2010-12-31", "2011-12-31", True, False),
        ("2012", "", False, False),
        ("2008", "2010", False, False),
    ],
)
def test_pairing_is_as_certain_as_its_dates(starts, ends, touches, covers):
    pairing = Pairing("141030", starts, ends)

    assert (pairing.touches(2011), pairing.covers(2011)) == (touches, covers)


def test_pairing_agrees_with_the_rule_of_the_database(report_2011):
    for year in range(2006, 2015):
        known = Ranking(None, None, "").pairings
        touching = {one.code for one in known if one.touches(year)}
        covering = {one.code for one in known if one.covers(year)}

        counties = County.objects
        assert touching == {one.code for one in counties.designated_in(year)}
        assert covering == {one.code for one in counties.designated_throughout(year)}


def test_strip_shows_the_paired_counties_and_marks_this_one(client, report_2011):
    page = client.get("/counties/141030/").text
    strip = re.search(r'<ul class="strip">(.*?)</ul>', page, re.DOTALL)[1]

    assert strip.count("<li>") == 4
    assert re.findall(r'aria-current="page">([^<]+)', strip) == ["Daning County"]


def test_page_names_cadres_of_the_county_and_of_all_together(client, report_2011):
    publish(make_posting(scope="county", county=county()))

    here, there = client.get("/counties/141030/").text, client.get("/counties/410328/").text

    assert here.count("<strong>Posted</strong>") == 2
    assert there.count("<strong>Posted</strong>") == 0


def test_page_names_organisations(client, report_2011):
    assert 'href="/organisations/miit/"' in client.get("/counties/141030/").text


@pytest.mark.parametrize(
    ("years", "words"), [((), ""), ((2011,), "2011"), ((2013, 2011, 2012, 2009), "2009, 2011–2013")]
)
def test_years_stand_as_ranges(years, words):
    assert years_in_words(years) == words


@pytest.mark.parametrize(("number", "english", "chinese"), [(4, "four", "四"), (12, "12", "12")])
def test_small_numbers_are_words(number, english, chinese):
    told = [sentences.number_in_words(number)]
    with translation.override("zh-hans"):
        told.append(sentences.number_in_words(number))

    assert told == [english, chinese]


def test_finding_of_the_map(report_2011):
    def told(year=None, kind=""):
        return sentences.about_map(Ranking(None, year, kind))

    shared = (
        "All the money recorded was shared by counties of Shanxi and Sichuan; no source splits it."
    )
    assert told() == told(2011) == shared
    assert told(2013) == "Where the money went"
    national = make_project("national", year=2011, scope="national")
    make_allocation(national)
    publish(national)
    assert told(2011) == "Where the money went"
    assert told(2011, "industry_support") == shared

    project = make_project(scope="county", county=county())
    make_allocation(project)
    publish(project)

    largest = "The largest sum of relief funds recorded for one province is that of Shanxi:"
    assert told() == f"{largest} 1,000\xa0yuan."
    assert told(2011, "industry_support") == shared
