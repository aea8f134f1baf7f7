"""The chapters of the annual report, which are the same on the page and in files."""

import re

import pytest

from records.review import workflow
from tests.builders import make_allocation, make_project
from tests.reading import pages_of_report, word_file

pytestmark = pytest.mark.django_db


def headings(text: str) -> list[str]:
    return re.findall(r'<section id="chapter-[-\w]+"><h[12]>([^<]+)</h[12]>', text)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_page_has_the_chapters_of_the_file(client, report_2011, prefix):
    page = pages_of_report(client, f"{prefix}reports/2011/")
    document = word_file(client.get(f"{prefix}reports/2011/report.docx"))

    titles = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]

    assert headings(page) == titles


def test_page_leads_to_records_and_to_the_rows_of_figures(client, report_2011):
    page = pages_of_report(client, "/reports/2011/")

    assert 'id="conference-2011"' in page
    assert 'href="/projects/2011-infrastructure/"' in page
    assert 'href="/cadres/li-yikai/"' in page
    assert 'href="/reconciliation/#relief-fund"' in page and 'id="relief-fund"' in page
    assert 'href="/coverage/?year=2011&amp;program=industry&amp;indicator=jobs"' in page


def test_chapter_with_many_projects_leads_to_all(client, clerk, reviewer, report_2011):
    projects = [make_project(f"well-{number:02}", year=2012) for number in range(11)]
    for project in projects:
        make_allocation(project)
    workflow.submit(projects, clerk)
    workflow.publish(projects, reviewer, "checked")

    page = client.get("/reports/2012/relief-projects/").text

    address = "/projects/?year=2012&amp;program=relief-projects"
    assert f'<a href="{address}">The first 10 of 11 projects;' in page
    assert page.count('href="/projects/well-') == 10


def test_chapters_lead_from_one_to_the_next(client, report_2011):
    address, seen = "/reports/2011/", []
    while address:
        page = client.get(address).text
        seen.append(address.removeprefix("/reports/2011/"))
        after = re.search(r'<a rel="next" href="([^"]+)"', page)
        address = after and after[1]

    assert seen[0] == "" and seen[3] == "relief-projects/" and seen[-1] == "comparisons/"
    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize("chapter", ["nothing", "figures"])
def test_chapter_that_there_is_not_is_not_found(client, report_2011, chapter):
    assert client.get(f"/reports/2011/{chapter}/").status_code == 404
