"""A mapping is data: it is corrected, stored, and remembered for files of the same layout."""

import json

import pytest

from records.imports.notices.mapping import Mapping
from records.imports.notices.read_notice import open_book, propose, read
from tests.records.imports.notices.books import HEADINGS, amounts_of, make_book, plan_rows

ODD = ["序号", "事项", "哪里", "拨款甲", "拨款乙"]


def book_of(rows):
    return open_book(make_book({"rows": rows}), "plan.xlsx")


def odd_rows(*rows, title=("大宁县2012年资金情况",)):
    return plan_rows(*rows, headings=ODD, title=list(title))


@pytest.fixture
def corrected(gazetteer):
    """The mapping of an odd table, as a person corrected it."""
    mapping = propose(book_of(odd_rows([1, "甲", "杏坪镇双槐村", 10, 5])), gazetteer)
    name, place, first, second = mapping.sheets[0].tables[0].columns[1:]
    name.field, place.field = "name", "place"
    first.field, first.kind, first.stage = "money", "central", "planned"
    second.field, second.kind, second.stage = "money", "provincial", "received"
    return mapping


def test_correction_changes_what_is_read(corrected, gazetteer):
    book = book_of(odd_rows([1, "甲", "杏坪镇双槐村", 10, 5]))

    notice = read(book, corrected, gazetteer)

    assert amounts_of(notice) == [
        ("甲", "central", "planned", 100_000),
        ("甲", "provincial", "received", 50_000),
    ]
    assert notice.projects[0].village == "双槐村"


def test_mapping_survives_json(corrected):
    stored = json.dumps(corrected.as_json(), ensure_ascii=False)

    assert Mapping.from_json(json.loads(stored)) == corrected
    assert Mapping.from_json(json.loads(stored)).signature == corrected.signature


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["sheets"][0].update(role="boss"),
        lambda data: data["sheets"][0]["tables"][0].update(shape="circle"),
        lambda data: data["sheets"][0]["tables"][0]["columns"][0].update(field="colour"),
        lambda data: data["sheets"][0]["tables"][0]["columns"][0].update(kind="royal"),
        lambda data: data["sheets"][0]["tables"][0]["columns"][0].update(stage="lost"),
        lambda data: data["sheets"][0]["tables"][0].update(unit="两"),
        lambda data: data["sheets"][0]["tables"][0].update(first_row="x"),
        lambda data: data["sheets"][0]["tables"][0]["columns"][0].update(place="Ω"),
        lambda data: data["sheets"][0].update(more=1),
        lambda data: data.pop("sheets"),
        lambda data: data.update(sheets=None),
        lambda data: data.update(year="soon"),
    ],
)
def test_json_that_is_no_mapping_is_refused(spoil, corrected):
    data = json.loads(json.dumps(corrected.as_json()))
    spoil(data)

    with pytest.raises(ValueError, match="mapping"):
        Mapping.from_json(data)


def test_signature_is_of_the_headings_alone(corrected, gazetteer):
    other = book_of(odd_rows([1, "乙", "石涧镇", 3, 4], [2, "丙", "石涧镇", 3, 4]))
    different = book_of(plan_rows([1, "乙", "石涧镇", 3, 4], headings=HEADINGS))

    assert propose(other, gazetteer).signature == corrected.signature
    assert propose(different, gazetteer).signature != corrected.signature


def test_remembered_mapping_reads_the_next_file(corrected, gazetteer):
    rows = odd_rows(
        [1, "乙", "石涧镇上石涧村", 3, 4],
        [2, "丙", "石涧镇上石涧村", 5, 6],
        ["合计", None, None, 8, 10],
        title=["永和县2013年资金情况"],
    )
    book = book_of(rows)

    mapping = propose(book, gazetteer).with_memory(corrected)
    notice = read(book, mapping, gazetteer)

    assert [one[2:] for one in amounts_of(notice)] == [
        ("planned", 30_000),
        ("received", 40_000),
        ("planned", 50_000),
        ("received", 60_000),
    ]
    assert (notice.year, notice.county) == (2013, "永和县")
    assert [check.agrees for check in notice.checks] == [True, True]


def test_unit_and_role_are_remembered_but_never_for_a_list_of_persons(gazetteer):
    title, _unit, *table = odd_rows([1, "甲", "杏坪镇", 10, 5])
    plan = {"rows": [title, *table]}
    names = {"rows": [["名单"], ["序号", "姓名", "身份证号"], [1, "甲某", "51132X"]]}
    proposed = propose(open_book(make_book(plan, names), "book.xlsx"), gazetteer)
    remembered = Mapping.from_json(proposed.as_json())
    remembered.sheets[0].role = "summary"
    remembered.sheets[0].tables[0].unit = "万元"
    remembered.sheets[1].role = "data"

    again = proposed.with_memory(remembered)

    assert [sheet.role for sheet in again.sheets] == ["summary", "personal"]
    assert [sheet.tables[0].unit for sheet in again.sheets] == ["万元", ""]


def test_mapping_of_another_file_breaks_nothing(corrected, gazetteer):
    book = book_of([["x"], [1, 2]])

    notice = read(book, corrected, gazetteer)

    assert notice.projects == [] or notice.warnings
