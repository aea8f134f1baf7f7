"""Small files as counties made them: each is read as it was meant, refused in plain words, or asked
about. `tests/data/imports/` holds them; the kinds that vary are in the modules beside this one."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from counties.models import CountyVersion
from programs.models import Allocation, Project
from records.imports.questions import KINDS

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parents[2] / "data/imports"
MONEY = ("wan_", "number_format_", "pasted_", "fullwidth_")

REFUSED = {"big5.csv": "line 2 says", "utf8_cut_in_last_character.csv": "line 2 says “农村\ufffd”"}
FAULTY = {
    "counties_nine_digit_code.csv": [(2, "A", "9 characters; at most 6")],
    "counties_no_province_column.csv": [(2, "", "needs the column “province”")],
    "counties_same_code_twice.csv": [(3, "A", "Row 2 of this sheet says this already")],
    "long_text_40000.csv": [(2, "K", "40000 characters; at most 10000")],
    "number_format_about.xlsx": [(2, "C", "“约12.5” is not a number")],
    "number_format_dollar.xlsx": [(2, "C", "“$12.5” is not a number")],
    "projects_same_code_twice.csv": [
        (3, "D", "“nonsense” is unknown (programme)"),
        (4, "A", "Row 2 of this sheet says this already"),
    ],
    "vertical_tab_and_noncharacter.csv": [(2, "K", "a character that cannot be shown (U+FFFE)")],
    "year_20111.csv": [(2, "F", "from 1900 to 2099"), (3, "F", "from 1900 to 2099")],
}
ASKED = {
    "content_under_empty_heading.csv": [("outside", 2, "K", "500万元 not to be lost", "")],
    "date_csv_of_2011_10.csv": [("date", 2, "K", "2011.1", "2011-10")],
    "fullwidth_yen.csv": [("twice", 3, "", "2009-village-telephone", "the same as row 2")],
    "stray_cell_beyond_headings.csv": [("outside", 2, "K", "500万元", "")],
}
READ = {
    "counties_one_empty_name.csv": ("name_zh", ["鹤庆县", "鹤庆县"]),
    "date_shown_as_month.xlsx": ("starts", ["2011-07"]),
    "date_with_time.csv": ("starts", ["2011-07-01"]),
    "fullwidth_yen.csv": ("allocated", [Decimal(1000), Decimal(1000)]),
    "number_format_wan_yuan.xlsx": ("allocated", [Decimal(125_000)]),
    "pasted_sum_shown_as_158_4.xlsx": ("allocated", [Decimal("158.40")]),
    "sep_line.csv": ("title", ["Road"]),
    "wan_four_decimals.csv": (
        "allocated",
        [Decimal("5838125"), Decimal("123450"), Decimal(1), Decimal("123456.78")],
    ),
    "year_with_nian.csv": ("year", [2011]),
    "zero_width_title.csv": ("title_zh", [""]),
}


@pytest.fixture
def bring_case(bring_in, administrator):
    """Import a case under the name of its sheet."""

    def bring(name: str, **options):
        path = CASES / name
        kind = "counties" if name.startswith("counties") else "projects"
        sheet = "allocations" if name.startswith(MONEY) else kind
        who = {"user": administrator} if kind == "counties" else {}
        return bring_in(path.read_bytes(), sheet + path.suffix, kind, **who, **options)

    return bring


def test_every_case_is_held():
    held = {*REFUSED, *FAULTY, *ASKED, *READ}

    assert sorted(path.name for path in CASES.iterdir()) == sorted(held)


@pytest.mark.parametrize("name", REFUSED)
def test_doubtful_file_is_refused_as_a_whole(bring_case, name):
    with pytest.raises(ValidationError, match=REFUSED[name]):
        bring_case(name)


@pytest.mark.parametrize("name", FAULTY)
def test_every_fault_is_told_by_its_cell(bring_case, name):
    report = bring_case(name, is_rehearsal=False)

    assert [(one.row, one.column) for one in report.faults] == [one[:2] for one in FAULTY[name]]
    for fault, (_row, _column, words) in zip(report.faults, FAULTY[name], strict=True):
        assert words in fault.message


@pytest.mark.parametrize("name", ASKED)
def test_nothing_is_loaded_before_the_answer(bring_case, name):
    report = bring_case(name, is_rehearsal=False, answered=())

    asked = [
        (one.kind, one.row, one.column, one.value, one.other)
        for group in report.questions
        for one in group.first
    ]
    assert asked == ASKED[name]
    assert report.faults == []
    assert not Project.objects.filter(code="t-1").exists()
    bring_case(name, is_rehearsal=False, answered=[asked[0][0]])
    assert Project.objects.filter(state="submitted").count() == 1


@pytest.mark.parametrize("name", READ)
def test_case_is_read_as_it_was_meant(bring_case, name):
    field, expected = READ[name]

    report = bring_case(name, is_rehearsal=False, answered=KINDS if name in ASKED else ())

    assert report.faults == []
    model = {"allocated": Allocation, "name_zh": CountyVersion}.get(field, Project)
    owner = "project__" if model is Allocation else ""
    new = model.objects.filter(**{f"{owner}state": "submitted"}).order_by("pk")
    assert list(new.values_list(field, flat=True))[-len(expected) :] == expected
