"""Columns are known by what counties call them, and by what templates called them before."""

import pytest

from programs.models import Allocation, Project
from records.review import gate
from tests.records.imports.conftest import ALLOCATION, PROJECT, sheet_csv, workbook

pytestmark = pytest.mark.django_db


def test_headings_of_counties_are_understood(bring_in):
    given = {
        "status": "已完成",
        "乡镇": "徐家垛乡",
        "村": "上村",
        "计划开工时间": "2013年3月",
        "计划完工时间": "2013年11月",
        "实际开工时间": "2013-04-02",
        "实际完工时间": "2013.12",
    }

    report = bring_in(sheet_csv({**PROJECT, **given}), "projects.csv", is_rehearsal=False)

    assert report.faults == []
    project = Project.objects.get(code="well")
    assert (project.town_zh, project.village_zh) == ("徐家垛乡", "上村")
    assert (project.planned_starts, project.planned_ends) == ("2013-03", "2013-11")
    assert (project.starts, project.ends) == ("2013-04-02", "2013-12")


@pytest.mark.parametrize(
    ("start", "end"), [("start", "end"), ("开始时间", "结束时间"), ("starts", "ends")]
)
def test_headings_of_former_templates_are_understood(bring_in, start, end):
    row = {**PROJECT, "status": "completed", start: "2013-03", end: "2013-11"}

    bring_in(sheet_csv(row), "projects.csv", is_rehearsal=False)

    project = Project.objects.get(code="well")
    assert (project.starts, project.ends) == ("2013-03", "2013-11")


def test_former_end_of_a_project_under_way_is_not_published_as_its_actual_end(bring_in):
    """Templates of before had one end, planned or not."""
    row = {**PROJECT, "status": "under_way", "end": "2013-11"}

    report = bring_in(sheet_csv(row), "projects.csv")

    assert any("does not fit the status" in fault.message for fault in report.faults)


def test_level_and_qualifier_are_read_by_code_or_name(bring_in):
    rows = [
        {**ALLOCATION, "line": 1, "资金层级": "中央", "安排金额限定词": "约"},
        {**ALLOCATION, "line": 2, "资金层级": "county", "安排金额限定词": "at_least"},
        {**ALLOCATION, "line": 3, "资金层级": "市级", "安排金额限定词": ""},
    ]

    bring_in(workbook(projects=[PROJECT], allocations=rows), is_rehearsal=False)

    stated = Allocation.objects.filter(project__code="well").order_by("line")
    assert list(stated.values_list("level", "allocated_qualifier")) == [
        ("central", "about"),
        ("county", "at_least"),
        ("municipal", ""),
    ]


def test_qualifier_without_its_amount_is_a_fault(bring_in):
    row = {**ALLOCATION, "planned_qualifier": "about"}

    report = bring_in(workbook(projects=[PROJECT], allocations=[row]))

    assert [fault.message for fault in report.faults] == [
        "A qualifier belongs to an amount. Give the amount, too."
    ]


def test_overspend_comes_in_as_a_draft_and_is_kept_from_publication(bring_in):
    row = {**ALLOCATION, "allocated": 5, "received": 6}

    report = bring_in(workbook(projects=[PROJECT], allocations=[row]))
    explained = bring_in(
        workbook(projects=[PROJECT], allocations=[{**row, "超支说明": "物价上涨"}]),
        is_rehearsal=False,
    )

    assert any("explain the overspend" in fault.message for fault in report.faults)
    assert explained.faults == []
    assert gate.problems(Project.objects.get(code="well")) == []


@pytest.mark.parametrize("name", ["computed_projects", "computed_relief_fund_yuan", "licence"])
def test_what_a_list_adds_up_is_passed_over_by_name(bring_in, name):
    report = bring_in(sheet_csv({**PROJECT, name: "12"}), "projects.csv")

    assert report.faults == []
    assert report.unread == [name]


def test_column_that_nobody_knows_is_a_fault(bring_in):
    report = bring_in(sheet_csv({**PROJECT, "projects_computed": "12"}), "projects.csv")

    assert len(report.faults) == 1
