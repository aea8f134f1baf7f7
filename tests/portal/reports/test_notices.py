"""Public notices: what the rules ask for, sums that add up, a period of ten days."""

from decimal import Decimal

import pytest

from cadres.models import Meeting
from portal.reports.notices.project import FORMATS
from programs.models import Project
from programs.notices import REQUIRED
from records.review import workflow
from tests.builders import finds, make_allocation, make_project, statement, withdraw
from tests.reading import pdf_file, pdf_text, word_file, word_lines, word_tables

pytestmark = pytest.mark.django_db


def tables_of_projects(client, address: str) -> list[list[list[str]]]:
    """A year's notice, programme by programme: number, project, place, content, money, unit."""
    tables = word_tables(word_file(client.get(address)))
    return [table[1:] for table in tables if table[0][1] in ("Project", "项目")]


def amount(cell: str) -> Decimal:
    return Decimal(0) if cell == "–" else Decimal(cell.replace(",", ""))


def test_every_required_field_is_told():
    assert set(FORMATS) == {field for field, _name, _missing in REQUIRED}


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_notice_of_a_year_adds_up(client, report_2011, prefix):
    for rows in tables_of_projects(client, f"{prefix}reports/2011/notice.docx"):
        parts = subtotals = [Decimal(0)] * len(rows[0][4:-1])
        for row in rows[:-1]:
            sums = [amount(cell) for cell in row[4:-1]]
            assert len(sums) == 1 or sum(sums[:-1]) == sums[-1]
            if row[0]:
                parts = [a + b for a, b in zip(parts, sums, strict=True)]
            else:
                assert sums == [a - b for a, b in zip(parts, subtotals, strict=True)]
                subtotals = parts
        assert [amount(cell) for cell in rows[-1][4:-1]] == parts == subtotals


def test_notice_of_a_year_in_yuan_and_in_wan_never_adds_up_programmes(client, report_2011):
    """Whether the money of visits and of the dream is part of the relief funds is not stated."""
    english = tables_of_projects(client, "/reports/2011/notice.docx")
    chinese = tables_of_projects(client, "/zh-hans/reports/2011/notice.docx")

    assert [rows[-1][4:-1] for rows in english] == [
        ["6,505,000"],
        ["8,000,000", "8,127,000", "16,127,000"],
        ["80,000"],
        ["60,000"],
    ]
    assert [rows[-1][4:-1] for rows in chinese] == [
        ["650.5"],
        ["800", "812.7", "1,612.7"],
        ["8"],
        ["6"],
    ]


def test_notice_says_what_is_not_stated(client, report_2011):
    page = client.get("/zh-hans/projects/2011-infrastructure/notice/").text
    text = pdf_text(pdf_file(client.get("/zh-hans/projects/2011-infrastructure/notice.pdf")))

    for label in ("项目名称", "实施单位", "责任人", "绩效目标", "公告期", "监督电话"):
        assert label in page and label in text
    assert page.count("未载明") >= 10
    assert "12317" in text and "583.8" in text and "612.9" in text


def test_notice_of_a_project_has_the_figures_of_its_rows(client, report_2011):
    dream = word_lines(word_file(client.get("/projects/2011-university-dream/notice.docx")))
    villages = word_lines(word_file(client.get("/projects/2011-village-broadband/notice.docx")))

    assert any("students helped: 55" in line for line in dream)
    assert not any("persons: not stated" in line for line in dream)
    assert any(line.startswith("17,000 (rounded)") for line in villages)
    for lines in (dream, villages):
        assert "the figures under “What else is stated”" in lines


def test_students_are_beneficiaries_that_a_notice_names(report_2011):
    dream = Project.objects.get(code="2011-university-dream")
    schools = Project.objects.get(code="2011-hope-schools")

    fields = [
        {field for _where, field, *_rest in finds("missing-in-notice", one)}
        for one in (dream, schools)
    ]
    assert ["beneficiary_persons" in one for one in fields] == [False, True]


def test_notice_of_a_year_says_what_is_our_reading(client, report_2011):
    english = client.get("/reports/2011/notice/").text
    chinese = client.get("/zh-hans/reports/2011/notice/").text

    assert "that they are the content of the four projects is our reading" in english
    assert "作为4个项目的内容系本站理解" in chinese


def test_period_begins_with_the_edition_of_the_project(client, clerk, reviewer, report_2011):
    page = client.get("/projects/2011-industry/notice/").text

    assert "Nov. 23, 2026 to Dec. 3, 2026, at least 10 days" in page


def test_supervision_comes_from_the_settings(client, report_2011, settings):
    settings.SUPERVISION_PHONE, settings.SUPERVISION_EMAIL = "010-1234", "watch@example.org"

    text = "\n".join(word_lines(word_file(client.get("/reports/2011/notice.docx"))))

    assert "010-1234" in text and "watch@example.org" in text


def test_only_a_stated_rule_for_money_stands_among_the_principles(
    client, clerk, reviewer, report_2011
):
    rule, speech = "Poor villages come first", "Go out into the villages"
    meeting = Meeting.objects.create(
        code="rules-2012",
        kind=Meeting.Kind.CONFERENCE,
        year=2012,
        title="Conference on the money of 2012",
        principles=rule,
        speech=speech,
        statement=statement("conference-2011"),
    )
    workflow.submit([meeting], clerk)
    workflow.publish([meeting], reviewer, "checked")

    lines = word_lines(word_file(client.get("/reports/2012/notice.docx")))

    assert lines.index("2. Principles of allocation") < lines.index(rule)
    assert not any(speech in line for line in lines)


def test_sum_tells_what_it_lacks(client, clerk, reviewer, report_2011):
    project = make_project(year=2012)
    make_allocation(project, allocated=Decimal(1000))
    make_allocation(project, allocated=None)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    (rows,) = tables_of_projects(client, "/reports/2012/notice.docx")

    assert rows[-1][4] == "1,000 (1 part not stated)"


def test_notice_is_linked_and_unknown_one_is_not_found(client, report_2011):
    assert 'href="/reports/2011/notice/"' in client.get("/reports/2011/").text
    assert 'href="/projects/2011-visits/notice/"' in client.get("/projects/2011-visits/").text

    assert client.get("/projects/nothing/notice/").status_code == 404
    assert client.get("/reports/1999/notice.pdf").status_code == 404


def test_withdrawn_project_has_no_notice_today(client, reviewer, report_2011):
    withdraw(Project.objects.get(code="2011-visits"), reviewer, "published in error")

    assert client.get("/projects/2011-visits/notice/").status_code == 404
    assert client.get("/projects/2011-visits/notice/?edition=1").status_code == 200
