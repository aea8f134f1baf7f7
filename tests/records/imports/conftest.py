"""Files as counties send them."""

import csv
import io

import pytest
import xlsxwriter

from records.imports.importer import ImportReport, import_file
from records.imports.jobs import work
from records.imports.questions import KINDS
from records.imports.sheets import import_kinds
from records.models import StoredFile, Upload

PROJECT = {
    "code": "well",
    "title": "Wells",
    "title_zh": "水井",
    "program": "relief-projects",
    "category": "infrastructure",
    "year": 2013,
    "source": "report-2011",
    "statement": "relief-projects",
}
ALLOCATION = {
    "project": "well",
    "kind": "relief_fund",
    "allocated": "58.38万元",
    "source": "report-2011",
    "statement": "relief-fund",
}


def sheet_csv(*rows: dict, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(**sheets: list[dict]) -> bytes:
    """A workbook whose sheets hold these rows; "_" in a name is "-"."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name.replace("_", "-"))
            page.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(rows, start=1):
                page.write_row(number, 0, list(row.values()))
    return file.getvalue()


@pytest.fixture
def bring_in(report_2011, clerk):
    """Import a file as the clerk of the ministry, who answers every question; only tried unless
    `is_rehearsal` is False."""

    def bring(sent: bytes, name="file.xlsx", kind="projects", user=None, **options) -> ImportReport:
        given = {"is_rehearsal": True, "answered": KINDS, **options}
        return import_file(sent, name, import_kinds()[kind], user or clerk, "A test", **given)

    return bring


@pytest.fixture
def upload(report_2011, clerk):
    """Keep a file as sent in, and check or load it, with every question answered."""

    def send(
        sent: bytes, name="file.xlsx", kind="projects", user=None, load=False, answered=tuple(KINDS)
    ) -> Upload:
        stored = StoredFile.objects.keep(sent)
        given = {"kind": kind, "name": name, "file": stored, "reason": "A test"}
        given["answered"] = answered
        return work(Upload.objects.create(**given, sent_by=user or clerk), is_rehearsal=not load)

    return send


def fault_cells(report: ImportReport) -> list[tuple]:
    return [(fault.sheet, fault.row, fault.column) for fault in report.faults]
