"""Level, qualifier and overspend of money, in whatever form a reader takes them."""

import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from programs.models import Allocation, Project
from programs.totals import figures
from records.review import workflow
from tests.builders import make_allocation, make_payment, make_project
from tests.portal.opendata.test_datasets import archive
from tests.portal.opendata.test_datasets import rows_of as rows_of_file
from tests.portal.opendata.test_iati import activities
from tests.portal.test_stories import told
from tests.programs.test_exports import rows_of
from tests.reading import pdf_file, pdf_text, run_together, word_file, word_tables

pytestmark = pytest.mark.django_db
LATER = 2012  # a year with this one project
WHY = "Steel cost more than planned."


@pytest.fixture
def publish(clerk, reviewer):
    def at_once(*projects: Project) -> None:
        workflow.submit(projects, clerk)
        workflow.publish(projects, reviewer, "checked")

    return at_once


@pytest.fixture
def wells(report_2011, publish):
    """Provincial money, of which more was received than allocated, and a payment of it."""
    project = make_project(year=LATER)
    allocation = make_allocation(
        project,
        level="provincial",
        planned=Decimal(590_000),
        allocated=Decimal(600_000),
        allocated_qualifier="about",
        received=Decimal(650_000),
        overspend_note=WHY,
        overspend_note_zh="钢材涨价。",
    )
    make_payment(allocation, amount=Decimal(70_000), qualifier="more_than", paid_on="2012-05-06")
    publish(project)
    return project


def test_project_page_shows_level_qualifier_and_explanation(client, wells):
    english = told(client.get("/projects/well/"))
    chinese = told(client.get("/zh-hans/projects/well/"))

    assert "Relief funds · provincial" in english
    assert "about 600,000 yuan" in english
    assert "more than 70,000" in english
    assert "More was received than allocated." in english and WHY in english
    assert not re.search(r"about (590|650),000", english)
    assert re.search(r"约\s*600,000", chinese)
    assert "省级" in chinese and "钢材涨价。" in chinese


@pytest.mark.parametrize(
    "address",
    ["/funds/?year=2012", "/programs/relief-projects/?year=2012", "/reports/2012/relief-projects/"],
)
def test_lists_and_reports_show_the_qualifier(client, wells, address):
    text = told(client.get(address))
    chinese = told(client.get(f"/zh-hans{address}"))

    assert "about 600,000" in text
    assert "provincial" in text
    assert re.search(r"约\s*6", chinese) and "省级" in chinese


def test_what_is_not_stated_stands_as_such(client, report_2011, publish):
    project = make_project(year=LATER)
    make_allocation(project)
    publish(project)

    page = told(client.get("/projects/well/"))
    (row,) = rows_of(client, "/funds/?year=2012&format=csv")

    assert "Level of government: not stated" in page
    assert "Explanation" not in page
    assert (row["level"], row["qualifier"], row["allocated_qualifier"]) == ("", "", "")


def test_kind_never_implies_a_level(client, report_2011):
    """The report says of no sum from which level it came."""
    assert set(Allocation.objects.values_list("level", flat=True)) == {""}


@pytest.mark.parametrize("name", ["/projects/well/notice", "/reports/2012/report"])
def test_documents_hold_level_qualifier_and_explanation(client, wells, name):
    document = word_file(client.get(f"{name}.docx"))
    cells = {cell for table in word_tables(document) for row in table for cell in row}
    text = run_together(pdf_text(pdf_file(client.get(f"{name}.pdf"))))

    assert any(cell.startswith("about 600,000") for cell in cells)
    assert not any("about 650,000" in cell for cell in cells)
    assert "provincial" in text
    assert run_together(f"More was received than allocated. Explanation: {WHY}") in text


def test_level_narrows_the_list_of_funds_and_is_counted(client, report_2011, publish):
    project = make_project(year=LATER)
    for level in ("central", "central", "county", ""):
        make_allocation(project, level=level)
    publish(project)

    page = client.get("/funds/?year=2012")
    central = client.get("/funds/?year=2012&level=central")
    unstated = client.get("/funds/?year=2012&level=none")

    def counts(response) -> dict[str, int]:
        (facet,) = (one for one in response.context["facets"] if one.name == "level")
        return {value.label: value.count for value in facet.values}

    everywhere = {"central": 2, "county": 1, "not stated": 1}
    assert counts(page) == counts(central) == everywhere
    assert central.context["counter"].rows.number == 2
    assert unstated.context["counter"].rows.number == 1
    assert client.get("/projects/?year=2012&level=county").context["counter"].rows.number == 1
    assert client.get("/projects/?year=2012&level=municipal").context["counter"].rows.number == 0


def test_api_filters_by_level_and_explains_its_codes(client, wells):
    found = client.get("/data/api/v1/allocations?level=provincial").json()
    none = client.get("/data/api/v1/allocations?level=central").json()

    (item,) = found["items"]
    assert item["level"] == {"code": "provincial", "name": "provincial", "name_zh": "省级"}
    assert item["qualifier"]["code"] == item["allocated_qualifier"]["code"] == "about"
    assert item["overspend_note_zh"] == "钢材涨价。"
    assert none["items"] == []


def test_open_data_hold_every_column(client, wells):
    files = archive(client, 2)
    (row,) = (one for one in rows_of_file(files, "allocations.csv") if one["project"] == "well")
    named = {(one["file"], one["column"]) for one in rows_of_file(files, "dictionary.csv")}
    codes = {(one["codelist"], one["code"]) for one in rows_of_file(files, "codelists.csv")}

    assert (row["level"], row["qualifier"]) == ("provincial", "about")
    assert row["overspend_note"] == WHY
    for column in ("town", "village_zh", "planned_starts", "planned_ends", "starts", "ends"):
        assert ("projects.csv", column) in named
    assert ("allocations.level", "municipal") in codes


def test_iati_puts_in_words_what_it_has_no_place_for(client, wells):
    (activity,) = activities(client, reverse("iati_project", args=["well"]))

    words = [one.findtext("narrative") for one in activity.findall("description")]
    assert "relief funds · provincial: about 600,000 yuan (allocated)." in words
    assert "relief funds · provincial: 650,000 yuan (received)." in words
    assert WHY in words
    (transaction,) = activity.findall("transaction")
    assert transaction.findtext("value") == "70000.00"
    assert transaction.findtext("description/narrative") == "more than 70,000 yuan"


def test_iati_tells_planned_from_actual_dates(client, report_2011, publish):
    publish(
        make_project(
            status="completed",
            planned_starts="2012-03",
            planned_ends="2012-11",
            starts="2012-04-05",
            ends="2013-01",
        )
    )

    (activity,) = activities(client, reverse("iati_project", args=["well"]))

    dates = {row.get("type"): row.get("iso-date") for row in activity.findall("activity-date")}
    assert dates == {"1": "2012-03-01", "2": "2012-04-05", "3": "2012-11-30", "4": "2013-01-31"}


def test_search_engines_are_told_the_qualifier(client, wells):
    (script,) = re.findall(r'ld\+json">(.*?)</script>', client.get("/projects/well/").text)

    (grant,) = json.loads(script)["funding"]
    assert grant["name"] == "relief funds · provincial (allocated)"
    assert grant["amount"]["value"] == "600000.00"
    assert grant["description"] == "about 600,000\N{NO-BREAK SPACE}yuan"


def test_overspend_is_public_on_the_page_of_data_quality(client, wells):
    page = told(client.get("/data-quality/overspend/"))
    other = told(client.get("/data-quality/overspend-unexplained/"))

    assert WHY in page and "650,000" in page
    assert "Wells" not in other


@pytest.fixture
def summed(report_2011, publish):
    """Two projects of one kind of work, one of them with an amount that is only about right."""
    first, second = make_project("one", year=LATER), make_project("two", year=LATER, title="Tanks")
    make_allocation(first, allocated=Decimal(100_000), allocated_qualifier="at_least")
    make_allocation(second, allocated=Decimal(23_000))
    publish(first, second)


@pytest.mark.parametrize(
    "address",
    [
        "/?year=2012",
        "/funds/?year=2012",
        "/projects/?year=2012",
        "/programs/relief-projects/?year=2012",
        "/reports/2012/",
        "/reports/2012/notice/",
    ],
)
def test_sum_with_a_qualified_part_is_marked(client, summed, address):
    english = told(client.get(address))
    chinese = told(client.get(f"/zh-hans{address}"))

    assert "about 123,000" in english
    assert re.search("1 (part )?with a qualifier", english)
    assert re.search(r"约\s*12", chinese)
    assert not re.search(r"(?<!about )123,000", english)


@pytest.mark.parametrize("edition", [None, 2])
def test_figures_of_today_and_of_an_edition_have_the_same_qualifiers(summed, edition):
    own = [one for one in figures.of_edition(edition) if (one.what, one.year) == ("money", LATER)]

    (one,) = own
    assert (one.qualified, one.qualifier, one.value) == (1, "about", Decimal(123_000))


def test_only_part_keeps_its_own_qualifier(wells, client):
    (one,) = (f for f in figures.of_edition(None) if f.what == "money" and f.year == LATER)
    assert (one.qualifier, one.qualified_parts) == ("about", 0)


def test_exact_sums_have_no_mark(client, report_2011):
    assert "with a qualifier" not in told(client.get("/reports/2011/relief-projects/"))
