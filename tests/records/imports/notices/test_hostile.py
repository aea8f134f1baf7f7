"""Files that mean harm, or are no tables: a plain sentence, never a worker that dies."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from config.lib.spreadsheets import read_workbook
from records.imports.notices.cells.open_book import MAX_MERGES
from records.imports.notices.read_notice import open_book, read_notice
from tests.records.imports.notices.books import make_book, plan_rows

BOOK = '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="1"/></sheets></workbook>'
LINKS = '<Relationships><Relationship Id="1" Type="x/worksheet" Target="a.xml"/></Relationships>'


def workbook(sheet: str, **parts: str) -> io.BytesIO:
    """A workbook whose one sheet has this XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
        archive.writestr("xl/a.xml", sheet)
        for name, content in parts.items():
            archive.writestr(f"xl/{name}", content)
    file.seek(0)
    return file


def open_document(content: str) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", content)
    file.seek(0)
    return file


CELL = '<c r="{place}"><v>1</v></c>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
MANY = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, MAX_MERGES + 10))
FILES = {
    "entities": workbook(ENTITIES),
    "entities in ods": open_document(ENTITIES),
    "columns": workbook(f'<worksheet><row r="1">{CELL.format(place="XFD1")}</row></worksheet>'),
    "rows": workbook(
        f'<worksheet><row r="1048576">{CELL.format(place="A1048576")}</row></worksheet>'
    ),
    "formula far away": workbook(
        '<worksheet><row r="1048576"><c r="A1048576"><f>1</f></c></row></worksheet>'
    ),
    "merges": workbook(f"<worksheet><row><c><v>1</v></c></row>{MANY}</worksheet>"),
    "broken xml": workbook("<worksheet><sheetData><row>"),
    "row that is no number": workbook('<worksheet><row r="x"><c><v>1</v></c></row></worksheet>'),
    "repeated cells": open_document(
        '<t xmlns:table="t" xmlns:text="x"><table:table table:name="A"><table:table-row '
        'table:number-rows-repeated="900000"><table:table-cell><text:p>1</text:p>'
        "</table:table-cell></table:table-row></table:table></t>"
    ),
    "macros": workbook("<sheetData/>", **{"vbaProject.bin": "x"}),
    "no workbook": open_document("<x/>"),
    "old workbook cut off": io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "old workbook of noise": io.BytesIO(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40
    ),
    "picture": io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    "csv with nulls": io.BytesIO("项目\0,资金\n".encode()),
    "csv in windows-1252": io.BytesIO("Fläche,Größe\n".encode("cp1252")),
    "csv with an open quotation": io.BytesIO('项目,"资金\n甲,1'.encode()),
    "csv with a long field": io.BytesIO(("项目," + "金" * 1_100_000).encode()),
}


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_is_refused_in_plain_words(name):
    file = FILES[name]
    file.seek(0)

    if name == "no workbook":
        assert open_book(file, name).grids == []
        return
    with pytest.raises(ValidationError) as refusal:
        open_book(file, name)

    assert not {"Traceback", "xml", "struct", "xlrd"} & set(str(refusal.value).split())


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"merges", "no workbook"}))
def test_template_that_means_harm_is_refused_in_plain_words(name):
    file = FILES[name]
    file.seek(0)

    with pytest.raises(ValidationError) as refusal:
        for sheet in read_workbook.read(file, name):
            list(sheet.rows)

    assert not {"Traceback", "xml", "struct", "xlrd"} & set(str(refusal.value).split())


def test_bomb_is_refused_before_it_is_unpacked():
    bomb = workbook("<sheetData>" + " " * 300_000_000 + "</sheetData>")

    with pytest.raises(ValidationError, match="unpacks"):
        open_book(bomb, "bomb.xlsx")


def test_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(read_workbook, "MAX_FILE", 100)

    with pytest.raises(ValidationError, match="larger"):
        open_book(io.BytesIO(b"x" * 200), "plan.csv")


def test_whole_sheet_merged_costs_nothing(gazetteer):
    rows = plan_rows([1, "甲", "杏坪镇双槐村", 1, 2])
    boxes = '<mergeCell ref="G1:XFD1048576"/><mergeCell ref="A9:F1048576"/>'
    file = io.BytesIO()
    with zipfile.ZipFile(make_book({"rows": rows})) as made, zipfile.ZipFile(file, "w") as archive:
        for name in made.namelist():
            merged = f"<mergeCells>{boxes}</mergeCells></worksheet>".encode()
            archive.writestr(name, made.read(name).replace(b"</worksheet>", merged))
    file.seek(0)

    notice = read_notice(file, "plan.xlsx", gazetteer)

    assert [line.name for line in notice.projects] == ["甲"]


@pytest.mark.soak
def test_boxes_merged_over_each_other_are_refused():
    cells = "".join(
        f'<row r="{row}">{CELL.format(place=f"A{row}")}{CELL.format(place=f"Z{row}")}</row>'
        for row in range(1, 2000)
    )
    boxes = '<mergeCell ref="A1:Z2000"/>' * 5000

    with pytest.raises(ValidationError, match="more than"):
        open_book(workbook(f"<worksheet>{cells}{boxes}</worksheet>"), "plan.xlsx")


@pytest.mark.parametrize(
    "formula",
    ["=D6", "=SUM(D1:D1048576)", "=1/0", "=INDIRECT(A1)", "=((((1))))+", "=9^99999", "=[1]A!D4"],
)
def test_formula_is_never_run(formula, gazetteer):
    rows = plan_rows(
        [1, "甲", "杏坪镇", 1, 2], [2, "乙", "杏坪镇", 3, 4], [3, "丙", "杏坪镇", formula, 4]
    )

    notice = read_notice(make_book({"rows": rows}), "plan.xlsx", gazetteer)

    assert len(notice.projects) == 3
    assert len(notice.projects[2].money) + len(notice.projects[2].marks) == 2
