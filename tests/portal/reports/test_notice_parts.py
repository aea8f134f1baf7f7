"""A big year's notice comes in parts, which together say what one would say."""

import pytest

from config.lib.caching import clear_caches
from portal.reports import views
from portal.reports.notices import parts
from programs.models import Project
from tests.builders import withdraw
from tests.reading import pdf_file, pdf_text, word_file, word_lines, word_tables

pytestmark = pytest.mark.django_db
NOTICE = "/reports/2011/notice"


@pytest.fixture
def files_of(report_2011, monkeypatch):
    def set_size(size: int):
        clear_caches()
        monkeypatch.setattr(parts, "PER_FILE", size)

    return set_size


def rows_of(client, address: str) -> list[list[str]]:
    """The rows of all tables of projects, one after the other."""
    tables = word_tables(word_file(client.get(address)))
    return [row for table in tables if table[0][1] == "Project" for row in table[1:]]


def all_parts(client) -> list[list[list[str]]]:
    found = []
    while (answer := client.get(f"{NOTICE}.docx?part={len(found) + 1}")).status_code == 200:
        tables = word_tables(word_file(answer))
        found.append([row for one in tables if one[0][1] == "Project" for row in one[1:]])
    assert answer.status_code == 404
    return found


@pytest.mark.parametrize("size", [1, 2, 4])
def test_parts_together_are_the_whole(client, files_of, size):
    """Numbers go on, sums stand where they are complete, and nothing comes twice or is left out."""
    files_of(1_000)
    whole = rows_of(client, f"{NOTICE}.docx")
    files_of(size)
    found = all_parts(client)

    assert [row for part in found for row in part] == whole
    projects = [sum(1 for row in part if row[0]) for part in found]
    assert set(projects[:-1]) <= {size} and 0 < projects[-1] <= size


def test_every_part_says_which_it_is_and_whom_to_tell(client, files_of):
    files_of(3)
    words = "Part 2 of 2: projects 4 to 6 of 6"
    lines = word_lines(word_file(client.get(f"{NOTICE}.docx?part=2")))
    pages = pdf_text(pdf_file(client.get(f"{NOTICE}.pdf?part=2")))

    assert words in lines and words in pages
    assert any("12317" in line for line in lines)
    assert not any("Sources of the money" in line for line in lines)


def test_what_is_said_of_a_programme_stands_in_one_part(client, files_of):
    """The totals that the source states itself, once, behind the last project of the programme."""
    files_of(1_000)
    whole = word_lines(word_file(client.get(f"{NOTICE}.docx")))
    stated = [line for line in whole if " Stated: " in line]
    files_of(2)
    cut = []
    for number in range(1, len(all_parts(client)) + 1):
        cut += word_lines(word_file(client.get(f"{NOTICE}.docx?part={number}")))

    assert stated and [line for line in cut if " Stated: " in line] == stated


def test_page_has_parts_and_leads_through_them(client, report_2011, monkeypatch):
    monkeypatch.setattr(parts, "PER_PAGE", 2)
    monkeypatch.setattr(parts, "PER_FILE", 4)
    first, last = client.get(f"{NOTICE}/").text, client.get(f"{NOTICE}/?part=3").text

    assert 'href="?part=2"' in first and 'rel="prev"' not in first
    assert 'href="?part=2"' in last and 'rel="next"' not in last
    assert f'href="{NOTICE}.pdf?part=2"' in first
    assert "Part 3 of 3" in last and "<title>Public notice of the money of 2011 · part 3" in last


@pytest.mark.parametrize("part", ["0", "2", "-1", "x", "", "²", "99999999"])
def test_part_that_there_is_not_is_not_found(client, report_2011, part):
    assert client.get(f"{NOTICE}/", {"part": part}).status_code == 404


def test_parts_of_the_past_have_the_projects_of_then(client, reviewer, report_2011, files_of):
    """A project that was withdrawn later; the parts of the past still count it."""
    files_of(4)
    before = all_parts(client)
    withdraw(Project.objects.get(code="2011-industry"), reviewer, "for a test")
    clear_caches()

    assert rows_of(client, f"{NOTICE}.docx?edition=1&part=1") == before[0]
    assert "Part 1 of 2: projects 1 to 4 of 5" in word_lines(
        word_file(client.get(f"{NOTICE}.docx"))
    )


def test_long_table_of_sources_is_cut_on_the_page_alone(client, report_2011, monkeypatch):
    monkeypatch.setattr(views, "SOURCES", 2)
    page = client.get(f"{NOTICE}/").text
    tables = word_tables(word_file(client.get(f"{NOTICE}.docx")))

    (sources,) = [table for table in tables if table[0][0] == "Programme"]
    assert f"The first 2 of {len(sources) - 1} lines" in page
