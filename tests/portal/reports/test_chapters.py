"""The chapters of the annual report, which are the same on the page and in files."""

import re

import pytest

from records.review import workflow
from tests.builders import make_allocation, make_project
from tests.reading import word_file

pytestmark = pytest.mark.django_db


def headings(text: str) -> list[str]:
    return re.findall(r'<section id="chapter-[-\w]+"><h2>([^<]+)</h2>', text)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_page_has_the_chapters_of_the_file(client, report_2011, prefix):
    page = client.get(f"{prefix}reports/2011/").text
    document = word_file(client.get(f"{prefix}reports/2011/report.docx"))

    titles = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]

    assert headings(page) == titles


def test_page_leads_to_records_and_to_the_rows_of_figures(client, report_2011):
    page = client.get("/reports/2011/").text

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

    page = client.get("/reports/2012/").text

    address = "/projects/?year=2012&amp;program=relief-projects"
    assert f'<a href="{address}">The first 10 of 11 projects;' in page
    assert page.count('href="/projects/well-') == 10
