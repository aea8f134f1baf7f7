"""Whatever is sent as a spreadsheet is read correctly or refused in plain words, quickly."""

import io
import struct
import time
import zipfile

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from config.lib.spreadsheets.read_workbook import read
from tests.records.imports.conftest import PROJECT, fault_cells, sheet_csv, workbook

pytestmark = pytest.mark.django_db


def changed(sent: bytes, name: str, change) -> bytes:
    """A workbook with one of its parts changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sent)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def book_bytes(write) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet("projects")
        page.write_row(0, 0, list(PROJECT))
        page.write_row(1, 0, list(PROJECT.values()))
        write(book, page)
    return file.getvalue()


def refusal(sent: bytes, name: str = "file.xlsx") -> str:
    with pytest.raises(ValidationError) as error:
        for sheet in read(io.BytesIO(sent), name):
            list(sheet.rows)
    return " ".join(error.value.messages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_csv_is_read_in_the_encodings_that_people_have(bring_in, encoding):
    report = bring_in(sheet_csv(PROJECT, encoding=encoding), "projects.csv", is_rehearsal=False)

    assert report.faults == []
    assert report.changes[0]["differences"][0]["changes"]
    assert any(change["new"] == "水井" for change in report.changes[0]["differences"][0]["changes"])


def test_formula_is_named_by_its_cell(bring_in):
    sent = book_bytes(lambda book, page: page.write_formula(2, 1, "=SUM(F2:F2)", None, 3))

    report = bring_in(sent)

    (fault,) = (one for one in report.faults if (one.row, one.column) == (3, "B"))
    assert "Paste its value" in fault.message


def test_error_typed_as_a_value_is_named(bring_in):
    row, end = b'<row r="3"><c r="B3" t="e"><v>#N/A</v></c></row>', b"</sheetData>"
    plain = workbook(projects=[PROJECT])
    sent = changed(plain, "xl/worksheets/sheet1.xml", lambda old: old.replace(end, row + end))

    (fault,) = (one for one in bring_in(sent).faults if (one.row, one.column) == (3, "B"))
    assert "shows an error" in fault.message


def test_merged_cells_are_named(bring_in):
    sent = book_bytes(lambda book, page: page.merge_range("B5:C6", "x"))

    assert ("projects", 5, "B") in fault_cells(bring_in(sent))


def test_hidden_sheet_is_refused():
    def hide(book, page):
        more = book.add_worksheet("more")
        more.write(0, 0, "secret")
        more.very_hidden()

    assert "“more” is hidden" in refusal(book_bytes(hide))


@pytest.mark.soak
def test_a_million_empty_rows_are_no_rows(bring_in):
    def style(book, page):
        bold = book.add_format({"bold": True})
        for row in range(2, 1_048_576):
            page.write_blank(row, 0, None, bold)

    sent, begun = book_bytes(style), time.monotonic()

    report = bring_in(sent)

    assert report.faults == []
    assert report.counts[0].added == 1
    assert time.monotonic() - begun < 30


def test_cell_at_the_far_corner_is_refused_before_memory_is_taken():
    sent = book_bytes(lambda book, page: page.write(1_048_575, 16_383, "x"))

    assert "reaches beyond" in refusal(sent)


def test_macros_are_refused():
    sent = changed(workbook(projects=[PROJECT]), "xl/vbaProject.bin", lambda _old: b"x")

    assert "contains macros" in refusal(sent)


def test_link_to_another_workbook_is_not_followed(bring_in):
    sent = changed(
        workbook(projects=[PROJECT]),
        "xl/externalLinks/externalLink1.xml",
        lambda _old: b"<externalLink/>",
    )

    report = bring_in(sent)

    assert report.faults == []


def test_zip_bomb_is_refused():
    sent = changed(
        workbook(projects=[PROJECT]), "xl/media/image1.png", lambda _old: bytes(600 * 2**20)
    )

    assert len(sent) < 2**20
    assert "far more than figures need" in refusal(sent)


def test_size_that_the_header_claims_is_refused():
    sent = bytearray(workbook(projects=[PROJECT]))
    entry = sent.find(b"PK\x01\x02")  # the central directory's first entry
    sent[entry + 24 : entry + 28] = struct.pack("<I", 2**31 - 1)

    assert "far more than figures need" in refusal(bytes(sent))


def test_size_that_the_header_hides_is_refused():
    sent = bytearray(workbook(projects=[{**PROJECT, "title": "x" * 5000}]))
    place = sent.find(b"PK\x01\x02")
    while place != -1:
        sent[place + 24 : place + 28] = struct.pack("<I", 10)
        place = sent.find(b"PK\x01\x02", place + 4)

    assert "damaged" in refusal(bytes(sent))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00program", "neither a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "damaged"),
        (b"PK\x03\x04 cut short", "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither a workbook"),
        (b"code,title\n\xff\xfe\xff,x", "neither a workbook"),
        (b'code,title\n"a,b', "quotation mark"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_plain_words(sent, expected):
    assert expected in refusal(sent, "projects.csv")


def test_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("hello.txt", "hello")

    assert "no workbook" in refusal(out.getvalue())


def test_entities_are_never_expanded():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    sent = changed(workbook(projects=[PROJECT]), "xl/workbook.xml", lambda _old: bomb)

    assert "damaged" in refusal(sent)


def test_percent_cell_says_what_it_shows(bring_in):
    def share(book, page):
        results = book.add_worksheet("results")
        results.write_row(0, 0, ["project", "indicator", "value", "statement"])
        results.write_row(1, 0, ["well", "telephone-share"])
        results.write_number(1, 2, 0.945, book.add_format({"num_format": "0.0%"}))
        results.write_string(1, 3, "telephone-share-after")

    report = bring_in(book_bytes(share))

    assert report.faults == []
    (record,) = report.changes
    assert ("value", "94.5") in [
        (change["label"], change["new"])
        for part in record["differences"]
        for change in part["changes"]
    ]


def test_empty_file_says_so(bring_in):
    assert bring_in(b"", "projects.csv").faults[0].message == "This file holds nothing."


def test_unknown_sheet_is_told_and_not_lost(bring_in):
    report = bring_in(workbook(projects=[PROJECT], palaces=[{"code": "x"}]))

    assert [fault.sheet for fault in report.faults] == ["palaces"]
    assert "No sheet is called so" in report.faults[0].message
