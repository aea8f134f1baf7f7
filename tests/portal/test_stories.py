"""Home, programme, county, cadre and project pages: they tell the story, bounded, with sources."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadres.models import Cadre
from counties.models import County
from programs.models import Program, Project
from records.review import workflow
from tests.builders import make_allocation, make_posting, make_project, make_result, statement

pytestmark = pytest.mark.django_db
CODES = {"relief": "infrastructure-fund", "sent": "cadres-sent", "broadband": "broadband-villages"}


def told(response) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(response.text)))


def published(clerk, reviewer, *records):
    workflow.submit(list(records), clerk)
    workflow.publish(list(records), reviewer, "checked")


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_home_tells_the_year_with_sources(client, report_2011, prefix):
    response = client.get(prefix)

    words = told(response)
    in_yuan = ("60,000", "8,127,000", "6,505,000", "80,000", "16,126,500", "16,127,000")
    in_wan = ("6 万元", "812.7 万元", "650.5 万元", "8 万元", "1,612.65 万元", "1,612.7 万元")
    amounts = in_yuan if prefix == "/" else in_wan
    for figure in ("8,000,000", *amounts, "1,026", "17,000", "12,000"):
        assert figure in words, figure
    assert "14,565,000" not in words and "8,060,000" not in words  # kinds and programmes together
    for code in CODES.values():
        cited = statement(code) if code != "infrastructure-fund" else statement("dream-fund")
        assert cited.get_absolute_url().removeprefix("/zh-hans") in response.text


def test_home_shows_the_newest_year_with_money_and_leads_to_others(client, report_2011):
    newest, other = client.get("/"), client.get("/?year=2013")

    assert newest.context["glance"].year == 2011
    assert 'href="/?year=2009"' in newest.text
    assert other.context["glance"].year == 2013
    assert "8,000,000" not in told(other)


@pytest.mark.parametrize("year", ["1066", "abc", "²", "-1", "9" * 40])
def test_year_that_is_not_there_shows_the_usual_one(client, report_2011, year):
    for address in ("/", "/programs/communication/"):
        assert client.get(address, {"year": year}).status_code == 200


def test_home_of_an_empty_ledger_says_so(client, db):
    assert "Nothing has been published yet." in told(client.get("/"))


def test_home_of_a_past_edition_knows_nothing_of_today(client, report_2011, clerk, reviewer):
    project = make_project(year=2014)
    make_allocation(project)
    published(clerk, reviewer, project)

    today, past = client.get("/"), client.get("/?edition=1")

    assert (today.context["glance"].year, past.context["glance"].year) == (2014, 2011)
    assert [edition.number for edition in past.context["editions"]] == [1]
    assert 'href="/?year=2013&amp;edition=1"' in past.text


def test_home_says_how_many_amounts_are_not_stated(client, report_2011, clerk, reviewer):
    project = make_project(year=2011)
    make_allocation(project, allocated=None)
    published(clerk, reviewer, project)

    words = told(client.get("/"))

    assert "9 of 10 allocations in 2011 give an amount that is in the totals." in words
    assert "1 allocation gives no allocated amount and is not in these totals." in words


def test_programme_shows_its_first_projects_and_leads_to_all(client, report_2011, clerk, reviewer):
    published(clerk, reviewer, *(make_project(f"well-{n:02}", year=2011) for n in range(20)))

    response = client.get("/programs/relief-projects/?year=2011")

    assert (
        response.text.count('href="/projects/well-') + response.text.count('href="/projects/2011-')
        == 12
    )
    assert "The first 12 of 24." in told(response)
    assert 'href="/projects/?program=relief-projects&amp;year=2011"' in response.text


def test_programme_sets_years_side_by_side_without_filling_gaps(client, report_2011):
    response = client.get("/programs/communication/")

    table = response.context["series"]
    years = {row.name: dict(zip(table.columns, cells, strict=True)) for row, cells in table.rows}
    telephone, broadband = (
        next(one for one in table.columns if one.name == f"Share of {what}")
        for what in ("natural villages with telephone", "administrative villages with broadband")
    )
    cells = [years[year][telephone] for year in ("2009", "2011", "2013")]
    assert [str(cell.value.normalize()) for cell in cells] == ["93.4", "94.6", "95.6"]
    assert years["2009"][broadband] is None


def test_share_of_several_projects_is_no_sum(client, report_2011, clerk, reviewer):
    project = make_project(
        year=2011,
        program=Program.objects.get(code="communication"),
        category="communication",
        scope="national",
    )
    make_result(project, value="50")
    published(clerk, reviewer, project)

    programme = client.get("/programs/communication/?year=2011").context["summary"]
    home = client.get("/?year=2011").context["glance"]
    for results in (programme.results, home.results):
        assert "Share of natural villages with telephone" not in [one.name for one in results]


def test_project_gathers_what_is_not_stated(client, report_2011):
    words = told(client.get("/projects/2011-infrastructure/"))

    unstated = words.partition("Not stated: ")[2].partition("Public notice")[0]
    assert "Implementing unit" in unstated and "Coordinated by" not in unstated
    assert "Coordinated by Ministry of Industry and Information Technology" in words
    assert "5,838,000" in words and "6,129,000" in words


def test_project_draws_stages_that_are_not_stated_as_frames(client, report_2011, clerk, reviewer):
    project = make_project()
    make_allocation(project, planned=2000, allocated=1000, spent=750)
    make_allocation(project, allocated=500)
    published(clerk, reviewer, project)

    (chart,) = client.get(project.get_absolute_url()).context["money_charts"]

    (amount,) = chart.amounts  # the other has one stage, and nothing to be compared with
    assert [one.formatted for one in amount.stages].count("not stated") == 1
    assert chart.svg.count('stroke-dasharray="2 3"') == 1
    assert chart.finding == "Three quarters of the money allocated was spent"


def test_project_with_one_stage_has_its_amount_as_card_and_table_alone(client, report_2011):
    response = client.get("/projects/2011-infrastructure/")

    assert response.context["money_charts"] == []
    assert told(response).count("5,838,000 yuan") == 2


def test_county_tells_its_own_money_and_nobody_elses(client, report_2011, clerk, reviewer):
    daning = County.objects.get(code="141030")
    well = make_project("well", scope="county", county=daning)
    make_allocation(well)
    draft = make_project("draft", scope="county", county=daning)
    make_allocation(draft, allocated=31_415)
    published(clerk, reviewer, well)

    response = client.get("/counties/141030/")
    words = told(response)

    assert "1,000 yuan" in words and "31,415" not in words
    own, _heading, shared = words.partition("A sum of several counties")
    assert "8,000,000" not in own and "8,000,000" in shared
    assert [project.code for project in response.context["projects"]] == ["well"]
    assert "Yonghe County" in words and "Nanbu County" in words  # paired in the same year
    assert client.get("/counties/999999/").status_code == 404


def test_cadre_stands_on_a_line_of_years(client, report_2011, clerk, reviewer):
    posting = make_posting(ends="2013-12-31", cadre=Cadre.objects.get(code="li-yikai"))
    published(clerk, reviewer, posting)

    timeline = client.get("/cadres/li-yikai/").context["timeline"]

    assert list(timeline.years) == [2010, 2011, 2012, 2013, 2014]
    assert 'class="slate"' in timeline.svg and 'class="marker"' in timeline.svg


def test_project_page_fetches_every_row_and_asks_for_no_kind_that_is_not_there(report_2011):
    for project in Project.objects.as_of(None):
        whole = Project.objects.with_rows().get(pk=project.pk)
        project.fetch_rows()
        with CaptureQueriesContext(connection) as asked:
            assert list(project.rows()) == list(whole.rows()), project.code
        assert len(asked) == 0


def test_postings_above_the_cadres_are_bounded(client, report_2011, clerk, reviewer):
    postings = (make_posting(f"sent-{n}", cadre=None, year=2014, starts="2014") for n in range(51))
    published(clerk, reviewer, *postings)

    response = client.get("/cadres/")

    assert len(response.context["postings"]) == 50
    assert "The newest 50 of each kind." in told(response)
    assert "The newest" not in told(client.get("/cadres/?edition=1"))


def test_education_shows_the_projects_of_one_year(client, report_2011):
    response = client.get("/education/")

    assert [project.year for project in response.context["projects"]] == [2011] * 4
    assert "notebook computers: 500" in told(response)
