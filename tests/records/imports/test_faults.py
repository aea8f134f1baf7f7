"""Every fault is told by row and cell, all at once, in words for people who keep spreadsheets."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lib.spreadsheets.raw_sheets import Fault
from programs.models import Project
from records.imports.faults import MOST_FAULTS, SHOWN_ROWS, Faults, equal_faults
from tests.builders import make_project
from tests.records.imports.conftest import ALLOCATION, PROJECT, fault_cells, sheet_csv, workbook

pytestmark = pytest.mark.django_db

COUNTY = {
    "code": "532932",
    "name": "Heqing County",
    "name_zh": "鹤庆县",
    "division": "county",
    "province": "410000",
    "source": "report-2011",
    "statement": "relief-counties",
}
# Words of a database or of a framework, which no clerk should have to read.
FOREIGN = re.compile(
    r"constraint|null value|duplicate key|violat|relation |column \"|varchar|character varying"
    r"|DETAIL|CONTEXT|COPY|Ensure |Enter a valid|slug|变量|字段|has no field|Traceback|Error\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("user", ["clerk", "administrator"])
def test_faults_of_reference_data_and_records_are_told_all_at_once(
    bring_in, administrator, clerk, user
):
    if user == "administrator":
        rows = [
            COUNTY,
            {**COUNTY, "code": "5329320001"},
            {**COUNTY, "code": "532933", "name": "", "name_zh": ""},
            {**COUNTY, "code": "532934", "province": "999999"},
            {**COUNTY, "code": "532935", "division": "palace"},
            {**COUNTY, "code": ""},
            {**COUNTY, "code": "532936", "name": "x" * 500},
            COUNTY,
        ]
        sent = workbook(counties=rows)
        report = bring_in(sent, kind="counties", user=administrator, is_rehearsal=False)
        expected = [
            ("counties", 3, "A"),
            ("counties", 4, "B"),
            ("counties", 5, "E"),
            ("counties", 6, "D"),
            ("counties", 7, "A"),
            ("counties", 8, "B"),
            ("counties", 9, "A"),
        ]
    else:
        rows = [
            PROJECT,
            {**PROJECT, "code": "x" * 81},
            {**PROJECT, "code": "a b"},
            {**PROJECT, "code": "road", "year": "9" * 29},
            {**PROJECT, "code": "hall", "title": "x" * 500},
            PROJECT,
        ]
        money = [
            {"line": "", **ALLOCATION, "allocated": "9" * 29},
            {"line": "", **ALLOCATION, "allocated": f"{'9' * 29}万元"},
            {"line": "9" * 29, **ALLOCATION},
            {"line": "1", **ALLOCATION, "allocated": "-1"},
        ]
        report = bring_in(workbook(projects=rows, allocations=money), is_rehearsal=False)
        expected = [
            ("projects", 3, "A"),
            ("projects", 4, "A"),
            ("projects", 5, "F"),
            ("projects", 6, "B"),
            ("projects", 7, "A"),
            ("allocations", 2, "D"),
            ("allocations", 3, "D"),
            ("allocations", 4, "A"),
            ("allocations", 5, "D"),
        ]

    assert fault_cells(report) == expected
    assert [one.message for one in report.faults if FOREIGN.search(one.message)] == []


@pytest.mark.parametrize("name", [*COUNTY])
@pytest.mark.parametrize("left_out", ["column", "cell"])
def test_whatever_a_county_lacks_is_named(bring_in, administrator, name, left_out):
    row = {key: value for key, value in COUNTY.items() if key != name}
    if left_out == "cell":
        row = {**COUNTY, name: ""}

    report = bring_in(
        sheet_csv(row), "counties.csv", "counties", user=administrator, is_rehearsal=False
    )

    assert all(not FOREIGN.search(fault.message) for fault in report.faults)
    if name in ("code", "division", "province"):
        assert report.faults


@pytest.mark.parametrize("codes", [("T-1", "t-1"), ("t-1", "T-1"), ("Straße", "straße")])
def test_codes_that_differ_in_capitals_are_the_same_in_a_file(bring_in, codes):
    report = bring_in(
        workbook(projects=[{**PROJECT, "code": code} for code in codes]), is_rehearsal=False
    )

    assert ("projects", 3, "A") in fault_cells(report)


def test_codes_that_differ_in_capitals_are_the_same_in_the_ledger(bring_in, clerk):
    make_project("Well-1")
    rows = [{**PROJECT, "code": "WELL-1", "title": "Deep wells"}]
    money = [{**ALLOCATION, "project": "well-1"}]

    report = bring_in(workbook(projects=rows, allocations=money))

    assert "Well-1 is being corrected already" in report.faults[0].message
    assert report.counts[0].changed == 1


def test_rows_of_a_record_find_it_whatever_the_capitals(bring_in):
    money = [{**ALLOCATION, "project": "WELL"}]

    bring_in(workbook(projects=[PROJECT], allocations=money), is_rehearsal=False)

    assert Project.objects.get(code="well").allocations.count() == 1


def test_all_missing_columns_are_named(bring_in):
    report = bring_in(sheet_csv({"kind": "relief_fund", "allocated": 5}), "allocations.csv")

    assert [fault.message for fault in report.faults] == ["The column “project code” is missing."]


@given(rows=st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["x", "y"])), max_size=60))
def test_equal_faults_are_told_once_with_their_number(rows):
    faults = [Fault("a", at, column, "", words) for at, (column, words) in enumerate(rows)]

    groups = list(equal_faults(faults))

    assert len({(one.first.column, one.first.message) for one in groups}) == len(groups)
    assert sum(one.count for one in groups) == len(faults)
    assert all(len(one.rows) == min(one.count, SHOWN_ROWS) for one in groups)


def test_many_faults_are_counted_and_the_first_are_kept():
    faults = Faults()

    faults.extend((Fault("a", row, "A", "", "x") for row in range(MOST_FAULTS + 5)), 7)

    assert (len(faults.first), faults.count) == (MOST_FAULTS, MOST_FAULTS + 12)


def test_page_tells_equal_faults_once(upload, client, clerk):
    client.force_login(clerk)
    rows = [{**PROJECT, "code": f"w-{number}", "program": "palaces"} for number in range(30)]

    done = upload(workbook(projects=rows))

    page = client.get(f"/admin/records/upload/{done.pk}/change/").text
    assert page.count("“palaces” is unknown") == 1
    assert "The same in 30 rows" in " ".join(page.split())
