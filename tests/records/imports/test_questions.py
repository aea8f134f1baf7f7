"""What a file leaves in doubt is asked, and nothing is loaded before the answer."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.models import Allocation, Project
from records.imports.questions import KINDS, SHOWN_CELLS, Question, ask
from records.models import Upload
from tests.records.imports.conftest import ALLOCATION, PROJECT, sheet_csv, workbook

pytestmark = pytest.mark.django_db


def asked(report) -> list[tuple]:
    return [
        (one.kind, one.row, one.column, one.reading, one.other)
        for group in report.questions
        for one in group.first
    ]


def book(*rows: dict, change=lambda page: None) -> bytes:
    """A workbook with the sheet “projects”, changed by a function of its page."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = "projects"
    page.append([*rows[0]])
    for row in rows:
        page.append([*row.values()])
    change(page)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("value", "reading", "other"),
    [
        ("2011.1", "2011-01", "2011-10"),
        (2011.1, "2011-01", "2011-10"),
        (40725, "2011-07-01", "40725"),
    ],
)
def test_date_of_two_meanings_is_asked(bring_in, value, reading, other):
    report = bring_in(workbook(projects=[{**PROJECT, "starts": value}]))

    assert asked(report) == [("date", 2, "I", reading, other)]


@pytest.mark.parametrize("value", ["2011.10", "2011.01", "2011.2", "2011-1", "2011.1.5", 2011.12])
def test_date_of_one_meaning_is_not_asked(bring_in, value):
    report = bring_in(workbook(projects=[{**PROJECT, "starts": value}]))

    assert (report.faults, report.questions) == ([], [])


def test_figure_that_is_shown_rounded_is_asked(bring_in):
    rows = [{**ALLOCATION, "line": line, "allocated": 583.8125} for line in (1, 2)]
    made = openpyxl.load_workbook(io.BytesIO(workbook(projects=[PROJECT], allocations=rows)))
    made["allocations"]["C1"] = "allocated (万元)"
    made["allocations"]["C2"].number_format = "0.00"
    made["allocations"]["C3"].number_format = "0.0000"
    file = io.BytesIO()
    made.save(file)

    report = bring_in(file.getvalue(), is_rehearsal=False)

    assert asked(report)[0] == ("rounded", 2, "C", "583.8125", "583.81")
    amounts = Allocation.objects.filter(project__code="well").values_list("allocated", flat=True)
    assert set(amounts) == {5_838_125}


def test_hidden_rows_and_columns_are_asked_about_and_shown(bring_in):
    def hide(page):
        page.row_dimensions[3].hidden = page.row_dimensions[4].hidden = True
        page.column_dimensions["C"].hidden = True

    rows = [{**PROJECT, "code": f"well-{number}"} for number in range(3)]

    report = bring_in(book(*rows, change=hide))

    assert [(kind, row, column) for kind, row, column, *_rest in asked(report)] == [
        ("hidden", 3, ""),
        ("hidden", 2 - 1, "C"),
    ]
    assert report.questions[0].first[0].value.startswith("rows 3–4 · well-1 · Wells")


def test_filtered_row_is_a_hidden_one(bring_in):
    def keep_only(page):
        page.auto_filter.ref = "A1:H3"
        page.auto_filter.add_filter_column(0, ["well"])
        page.row_dimensions[3].hidden = True

    report = bring_in(book(PROJECT, {**PROJECT, "code": "road"}, change=keep_only))

    assert [(kind, row) for kind, row, *_rest in asked(report)] == [("hidden", 3)]


@pytest.mark.parametrize(("row", "column"), [(2, 12), (2, 9), (6, 10), (40, 30)])
def test_content_outside_the_named_columns_is_never_lost_silently(bring_in, row, column):
    sent = book(PROJECT, change=lambda page: page.cell(row, column, "500万元"))

    report = bring_in(sent, is_rehearsal=False, answered=())

    ((kind, at, letter, reading, _other),) = asked(report)
    cell = openpyxl.utils.get_column_letter(column)
    assert (kind, at, letter, reading) == ("outside", row, cell, "not read")
    assert not Project.objects.filter(code="well").exists()


def test_filled_column_without_heading_between_others_is_told(bring_in):
    rows = {"code": "well", "": "500万元", **{k: v for k, v in PROJECT.items() if k != "code"}}

    report = bring_in(sheet_csv(rows), "projects.csv")

    assert [(kind, row, column) for kind, row, column, *_rest in asked(report)] == [
        ("outside", 2, "B")
    ]


def test_same_money_twice_is_asked_and_other_money_is_not(bring_in):
    rows = [
        ALLOCATION,
        {**ALLOCATION, "note": "又一次"},
        {**ALLOCATION, "allocated": "58.39万元"},
        {**ALLOCATION, "kind": "donation"},
        {**ALLOCATION, "kind": "donation", "allocated": ""},
        {**ALLOCATION, "kind": "donation", "allocated": ""},
    ]
    rows = [{"note": "", **row} for row in rows]

    report = bring_in(workbook(projects=[PROJECT], allocations=rows))

    assert asked(report) == [("twice", 3, "", "one more sum", "the same as row 2")]


def test_same_money_twice_is_not_asked_again_once_it_is_in_the_ledger(bring_in):
    sent = workbook(projects=[PROJECT], allocations=[ALLOCATION, ALLOCATION])
    bring_in(sent, is_rehearsal=False)

    report = bring_in(sent)

    assert report.questions == []
    assert not report.brings_something


def test_amount_a_hundred_times_the_usual_under_wan_is_asked(bring_in):
    amounts = [12.5, 30, 8, 45, 20, 125_000]
    rows = [
        {**{k: v for k, v in ALLOCATION.items() if k != "allocated"}, "allocated (万元)": amount}
        for amount in amounts
    ]

    report = bring_in(workbook(projects=[PROJECT], allocations=rows))

    wan = [one for one in asked(report) if one[0] == "large"]
    assert [(kind, row, column) for kind, row, column, *_rest in wan] == [("large", 7, "E")]
    assert "125,000" in wan[0][4] and "125,000" in wan[0][3]


def test_amount_in_yuan_is_not_asked_about(bring_in):
    amounts = [125_000, 300_000, 80_000, 450_000, 200_000, 1_250_000_000]
    rows = [{**ALLOCATION, "allocated": amount} for amount in amounts]

    assert bring_in(workbook(projects=[PROJECT], allocations=rows)).questions == []


@given(count=st.integers(1, 200))
def test_questions_of_a_kind_are_counted_and_the_first_are_kept(count):
    groups = []
    for row in range(count):
        ask(groups, Question("date", "a", row, "A", "", "", ""))

    (group,) = groups
    assert (group.count, len(group.first)) == (count, min(count, SHOWN_CELLS))


def test_answers_are_kept_with_the_file(upload, client, clerk):
    client.force_login(clerk)
    sent = sheet_csv({**PROJECT, "starts": "2011.1"})
    checked = upload(sent, "projects.csv", answered=())
    page = client.get(f"/zh-hans/admin/records/upload/{checked.pk}/change/").text

    assert 'name="answer" value="date"' in page and "可作两种理解的日期" in page
    refused = client.post(f"/admin/records/upload/{checked.pk}/work/load/", follow=True)
    assert "Answer every question first" in refused.text
    assert Upload.objects.get().state == Upload.State.CHECKED
    loaded = upload(sent, "projects.csv", load=True, answered=("date",))
    assert loaded.state == Upload.State.LOADED
    page = client.get(f"/zh-hans/admin/records/upload/{loaded.pk}/change/").text
    assert "已确认" in page and 'name="answer"' not in page


def test_load_with_an_open_question_leaves_nothing(upload):
    done = upload(
        sheet_csv({**PROJECT, "starts": "2011.1"}), "projects.csv", load=True, answered=()
    )

    assert done.state == Upload.State.CHECKED
    assert [one["kind"] for one in done.unanswered()] == ["date"]
    assert not Project.objects.filter(code="well").exists()


def test_every_kind_of_question_has_its_sentences():
    for kind in KINDS.values():
        assert kind.title and kind.explanation and str(kind.answer).endswith(".")
