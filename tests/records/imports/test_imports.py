"""Files become drafts that are submitted together, all or none; what is wrong is told by cell."""

from decimal import Decimal

import pytest

from cadres.models import Posting
from counties.models import County, CountyVersion
from programs.models import Allocation, Project
from records.models import ChangeEvent, ReviewStep, State, YearStep
from records.review import workflow
from records.review.closing import take_year_step
from tests.builders import make_allocation, make_project
from tests.programs.test_exports import body
from tests.records.imports.conftest import ALLOCATION, PROJECT, fault_cells, sheet_csv, workbook

pytestmark = pytest.mark.django_db

LISTS = [
    ("projects", "projects"),
    ("funds", "projects"),
    ("education", "projects"),
    ("coverage", "projects"),
    ("visits", "projects"),
    ("counties", "counties"),
]


@pytest.mark.parametrize(("page", "kind"), LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_download_comes_back_unchanged(client, bring_in, page, kind, form, prefix):
    sent = body(client.get(f"{prefix}{page}/?format={form}"))

    report = bring_in(sent, f"{page}.{form}", kind)

    assert report.faults == []
    assert not report.brings_something
    assert sum(one.unchanged for one in report.counts) > 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_lines_typed_in_a_form_come_back_unchanged(client, bring_in, clerk, reviewer, form):
    """Browsers end the lines of a text with two characters, spreadsheets with one."""
    project = make_project(content="Wells\r\nand a tank", note="One\rline")
    make_allocation(project, note="a\r\nb")
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "Seen")

    for page in ("projects", "funds"):
        report = bring_in(body(client.get(f"/{page}/?format={form}&q=well")), f"{page}.{form}")

        assert report.faults == []
        assert not report.brings_something
        assert report.counts[-1].unchanged == 1


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("programs/project", "projects"),
        ("cadres/posting", "postings"),
        ("counties/countyversion", "counties"),
    ],
)
def test_download_of_staff_comes_back_unchanged(client, administrator, bring_in, page, kind):
    client.force_login(administrator)
    sent = body(client.get(f"/admin/{page}/?format=csv"))

    report = bring_in(sent, "downloaded.csv", kind)

    assert report.faults == []
    assert not report.brings_something
    assert {"id", "statement_address"} <= set(report.unread)
    assert report.counts[0].unchanged > 0


def test_headings_that_fit_several_sheets_are_never_guessed_from(bring_in):
    """Seminars have every column of their reports: the wrong one would be overwritten."""
    row = {
        "project": "2011-school-management-seminar",
        "line": 1,
        "title": "On aims",
        "title_zh": "论目标",
        "statement": "seminar-reports",
    }

    unnamed, named = (
        bring_in(sheet_csv(row), name) for name in ("data.csv", "Seminar_reports (1).csv")
    )

    assert "fit several sheets" in unnamed.faults[0].message
    assert not unnamed.brings_something
    assert [(one.sheet, one.changed) for one in named.counts if one.changed] == [
        ("seminar reports", 1)
    ]


def test_template_that_nobody_filled_in_says_so(bring_in):
    report = bring_in(sheet_csv(PROJECT).partition(b"\n")[0], "projects.csv")

    assert report.faults[0].message == "This file holds nothing."


def test_rehearsal_leaves_nothing(bring_in):
    report = bring_in(workbook(projects=[PROJECT], allocations=[ALLOCATION]))

    assert [(one.added, one.changed, one.unchanged) for one in report.counts] == [(1, 0, 0)] * 2
    assert not Project.objects.filter(code="well").exists()


def test_loaded_file_waits_for_a_second_person(bring_in, clerk, reviewer):
    bring_in(workbook(projects=[PROJECT], allocations=[ALLOCATION]), is_rehearsal=False)

    well = Project.objects.get(code="well")
    assert (well.state, well.submitted_by) == (State.SUBMITTED, clerk)
    assert well.allocations.get().allocated == Decimal("583800.00")
    events = ChangeEvent.objects.of(well)
    assert {event.user for event in events} == {clerk}
    assert {event.reason for event in events} == {"A test"}
    workflow.publish([well], reviewer, "Seen")
    assert Project.objects.published().get(code="well").title == "Wells"


def test_same_file_again_changes_nothing(bring_in, reviewer):
    rows = [ALLOCATION, {**ALLOCATION, "kind": "donation"}, ALLOCATION]
    sent = workbook(projects=[PROJECT], allocations=rows)
    bring_in(sent, is_rehearsal=False)

    before = bring_in(sent)
    workflow.publish([Project.objects.get(code="well")], reviewer, "Seen")
    after = bring_in(sent)

    for report in (before, after):
        assert report.faults == []
        assert [(one.added, one.changed, one.unchanged) for one in report.counts] == [
            (0, 0, 1),
            (0, 0, 3),
        ]


def test_correction_keeps_what_the_file_does_not_name(bring_in, report_2011):
    code = "2011-infrastructure"
    before = Project.objects.published().get(code=code)
    allocation = before.allocations.first()
    row = {"project": code, "line": allocation.line, "allocated": "583.9万元"}

    bring_in(sheet_csv(row), "allocations.csv", is_rehearsal=False)

    draft = Project.objects.get(code=code, state=State.SUBMITTED)
    assert draft.version == before.version + 1
    assert draft.title == before.title
    changed = draft.allocations.get(line=allocation.line)
    assert (changed.allocated, changed.kind) == (Decimal(5_839_000), allocation.kind)
    assert changed.statement == allocation.statement
    others = before.allocations.exclude(line=allocation.line).values_list("line", "amount")
    assert list(draft.allocations.exclude(line=changed.line).values_list("line", "amount")) == list(
        others
    )
    steps = ReviewStep.objects.filter(code=code, version=draft.version).order_by("id")
    assert [step.verb for step in steps] == ["start", "submit"]


def test_empty_cell_takes_away_and_is_told(bring_in):
    row = {"code": "2011-infrastructure", "content": "", "title": "Infrastructure"}

    report = bring_in(sheet_csv(row), "projects.csv")

    assert [(one.column, one.count) for one in report.emptied] == [("content (English)", 1)]


def test_payment_finds_its_allocation_by_line(bring_in):
    allocations = [{**ALLOCATION, "line": 4, "received": 500000}]
    payment = {
        "project": "well",
        "allocation_line": 4,
        "stage": "received",
        "paid_on": "2013年5月",
        "amount": "50万",
        "source": "report-2011",
        "statement": "relief-fund",
    }

    bring_in(
        workbook(projects=[PROJECT], allocations=allocations, payments=[payment]),
        is_rehearsal=False,
    )

    (paid,) = Project.objects.get(code="well").payments.all()
    assert (paid.allocation.line, paid.paid_on, paid.amount) == (4, "2013-05", 500_000)


def test_faults_are_told_by_cell_all_at_once(bring_in):
    rows = [
        {**PROJECT, "category": "palaces"},
        {**PROJECT, "code": "road", "year": "soon"},
        {**PROJECT, "code": "bridge", "program": "relief-project"},
        {**PROJECT, "code": "road", "statement": "nowhere"},
        {**PROJECT, "code": "hall", "statement": ""},
    ]
    money = [{**ALLOCATION, "allocated": "-5"}, {**ALLOCATION, "project": "nobody"}]

    report = bring_in(workbook(projects=rows, allocations=money))

    assert fault_cells(report) == [
        ("projects", 2, "E"),
        ("projects", 3, "F"),
        ("projects", 4, "D"),
        ("projects", 5, "A"),
        ("projects", 5, "H"),
        ("projects", 6, "H"),
        ("allocations", 2, "C"),
        ("allocations", 3, "A"),
    ]
    by_cell = {f"{fault.column}{fault.row}": fault for fault in report.faults}
    assert "Near to it: relief-projects" in by_cell["D4"].message
    assert by_cell["F3"].value == "soon"
    assert by_cell["C2"].value == "-5"
    assert "must not be below zero" in by_cell["C2"].message
    assert "is needed before publication" in by_cell["H6"].message


def test_one_fault_keeps_the_whole_file_out(bring_in):
    rows = [PROJECT, {**PROJECT, "code": "road", "year": "soon"}]

    bring_in(workbook(projects=rows), is_rehearsal=False)

    assert not Project.objects.filter(code__in=["well", "road"]).exists()


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("allocatd", "Near to it: allocated"),
        ("wobble", "There is no such column"),
        ("kind", "stands here twice"),
    ],
)
def test_unknown_heading_is_told(bring_in, heading, expected):
    sent = sheet_csv(ALLOCATION).replace(b"allocated", heading.encode(), 1)

    report = bring_in(sent, "allocations.csv")

    assert (report.faults[0].row, report.faults[0].column) == (1, "C")
    assert expected in report.faults[0].message


def test_headings_are_read_in_either_language(bring_in):
    row = {"项目代码": "well", "资金类别": "扶贫资金", "安排（万元）": 58.38, "出处": "relief-fund"}

    report = bring_in(workbook(projects=[PROJECT], allocations=[row]))

    assert report.faults == []


def test_record_under_correction_is_left_alone(bring_in):
    make_project()

    report = bring_in(workbook(projects=[PROJECT | {"title": "Deep wells"}]))

    assert fault_cells(report) == [("projects", 2, "A")]
    assert "is being corrected already, in version 1" in report.faults[0].message


def test_closed_year_takes_no_file(bring_in, administrator):
    take_year_step(2011, YearStep.Verb.CLOSE, administrator, "Reported")

    report = bring_in(workbook(projects=[PROJECT | {"year": 2011}]))

    assert "2011 is closed" in report.faults[0].message


def test_county_clerk_brings_in_own_county_only(bring_in, county_clerk):
    own = {**PROJECT, "scope": "county", "county": "141030"}
    rows = [own, {**own, "code": "far", "county": "南部县"}, {**PROJECT, "code": "all"}]
    rows[2] |= {"scope": "designated", "county": ""}

    report = bring_in(workbook(projects=rows), user=county_clerk)

    assert fault_cells(report) == [("projects", 3, "J"), ("projects", 4, "J")]


def test_county_clerk_never_moves_a_record_out_of_anothers_hands(bring_in, county_clerk):
    row = {"code": "2011-infrastructure", "scope": "county", "county": "141030"}

    report = bring_in(sheet_csv(row), "projects.csv", user=county_clerk)

    assert [fault.row for fault in report.faults] == [2]
    assert "not one of the places" in report.faults[0].message


def test_postings_come_in(bring_in):
    row = {
        "code": "p-1",
        "year": 2012,
        "cadre": "li-yikai",
        "starts": "2012-01",
        "home_unit": "",
        "source": "report-2011",
        "statement": "cadres-award",
    }

    bring_in(sheet_csv(row), "postings.csv", "postings", is_rehearsal=False)

    posting = Posting.objects.get(code="p-1")
    assert (posting.cadre.code, posting.person_count, posting.scope) == (
        "li-yikai",
        1,
        "designated",
    )


def test_counties_become_drafts(bring_in, administrator, reviewer):
    luoning = {
        "code": "410328",
        "name": "Luoning",
        "name_zh": "洛宁县",
        "division": "县",
        "province": "410000",
        "source": "report-2011",
        "statement": "relief-counties",
    }
    daning = {
        "code": "141030",
        "name": "Daning County (new)",
        "name_zh": "大宁县",
        "division": "county",
        "province": "140000",
    }
    rows = [luoning, daning]

    report = bring_in(
        workbook(counties=rows), kind="counties", user=administrator, is_rehearsal=False
    )

    assert report.faults == []
    assert County.objects.get(code="141030").name == "Daning County"
    submitted = CountyVersion.objects.filter(state="submitted")
    workflow.publish(list(submitted), reviewer, "seen")
    assert County.objects.get(code="141030").name == "Daning County (new)"
    assert County.objects.get(code="410328").name_zh == "洛宁县"


def test_amounts_never_pass_through_floating_point(bring_in):
    rows = [
        {**ALLOCATION, "line": line, "allocated": value}
        for line, value in enumerate((0.1, 583.8, 16126500.37, "1.6亿"), start=1)
    ]

    bring_in(workbook(projects=[PROJECT], allocations=rows), is_rehearsal=False)

    amounts = Allocation.objects.filter(project__code="well").values_list("allocated", flat=True)
    assert [str(one) for one in amounts] == ["0.10", "583.80", "16126500.37", "160000000.00"]


@pytest.mark.parametrize(
    ("sheet", "field", "value", "words"),
    [
        ("projects", "year", 11, "Write a year from 1900 to 2099."),
        ("projects", "year", "20111", "Write a year from 1900 to 2099."),
        ("projects", "starts", "1812-06", "Write a date from 1900 to 2099"),
        ("allocations", "allocated_on", 2190, "Write a date from 1900 to 2099"),
    ],
)
def test_year_or_date_outside_the_limits_is_a_fault_with_the_words_of_the_form(
    bring_in, sheet, field, value, words
):
    rows = {"projects": PROJECT, "allocations": ALLOCATION}
    rows[sheet] = {**rows[sheet], field: value}

    report = bring_in(workbook(**{name: [row] for name, row in rows.items()}))

    (fault,) = report.faults
    assert fault.message.startswith(words) and str(value) in fault.value


@pytest.mark.parametrize("left_out", ["title", "title_zh"])
@pytest.mark.parametrize("is_absent", [True, False])
def test_import_takes_one_language(bring_in, left_out, is_absent):
    row = {name: value for name, value in PROJECT.items() if not is_absent or name != left_out}
    row |= {} if is_absent else {left_out: ""}

    report = bring_in(sheet_csv(row), "projects.csv", is_rehearsal=False)

    assert report.faults == []
    assert getattr(Project.objects.get(code="well"), left_out) == ""


def test_import_without_a_name_says_so_once_a_row(bring_in):
    row = {name: value for name, value in PROJECT.items() if name != "title"} | {"title_zh": ""}

    report = bring_in(sheet_csv(row, {**row, "code": "tank"}), "projects.csv")

    assert [(fault.row, fault.message) for fault in report.faults] == [
        (row, "This is needed in English or in Chinese; either is enough.") for row in (2, 3)
    ]
