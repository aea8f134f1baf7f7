"""Spreadsheets out and in, beside what PostgreSQL's own COPY takes for the same rows."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from tests.benchmarks.ground import drained, fill, fresh, manage, measured, psql, run_sql, told

PROJECTS = 333_334
IMPORTED = 20_000
QUERY = [sys.executable, "-m", "tests.benchmarks.query"]


def measure():
    """Lines of (what, seconds, peak MB, ratio to COPY)."""
    fresh()
    fill(PROJECTS)
    yield from exports()
    fresh()
    yield from imports()


def exports():
    query = measured(*QUERY, "/funds/").said.strip().replace("\n", " ")
    plain = psql(f"\\copy ({query}) TO '/dev/null' CSV")
    yield f"psql \\copy, {PROJECTS * 3:,} joined rows", plain.seconds, plain.megabytes, 1.0
    for form in ("csv", "json", "xlsx"):
        run = drained(f"/funds/?format={form}")
        seconds = told(run)["seconds"]
        yield f"/funds/?format={form}", seconds, run.megabytes, seconds / plain.seconds


def imports():
    with TemporaryDirectory() as folder:
        rows = list(_rows())
        sheet, lines = Path(folder, "wells.xlsx"), Path(folder, "rows.csv")
        write_workbook(sheet, rows)
        lines.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
        run_sql(
            "CREATE UNLOGGED TABLE bare (project text, line int, kind text, allocated numeric,"
            " allocated_on text, source text, statement text)"
        )
        plain = psql(f"\\copy bare FROM '{lines}' CSV")
        count = IMPORTED + len(rows)
        yield f"psql \\copy, {len(rows):,} bare rows", plain.seconds, plain.megabytes, 1.0
        about = ("import_sheet", str(sheet), "--kind=projects", "--user=clerk", "--reason=Wells")
        for name, words in (("check", about), ("check, load and submit", (*about, "--load"))):
            run = manage(*words)
            ratio = run.seconds / plain.seconds
            yield f"import of {count:,} rows: {name}", run.seconds, run.megabytes, ratio


def _rows():
    for number in range(IMPORTED):
        for line, kind in enumerate(("relief_fund", "local_counterpart", "donation", "other"), 1):
            yield (
                f"well-{number}",
                line,
                kind,
                f"{line}2.5",
                "2014-05",
                "report-2011",
                "relief-fund",
            )


def write_workbook(path: Path, rows) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("projects")
        page.write_row(
            0,
            0,
            [
                "code",
                "title",
                "title_zh",
                "program",
                "category",
                "year",
                "place",
                "starts",
                "source",
                "statement",
            ],
        )
        for number in range(IMPORTED):
            page.write_row(
                number + 1,
                0,
                [
                    f"well-{number}",
                    f"Wells of village {number}",
                    f"第{number}村水井",
                    "relief-projects",
                    "infrastructure",
                    2014,
                    f"Village {number}",
                    "2014年3月",
                    "report-2011",
                    "relief-projects",
                ],
            )
        page = book.add_worksheet("allocations")
        page.write_row(
            0,
            0,
            ["project", "line", "kind", "allocated (万元)", "allocated_on", "source", "statement"],
        )
        for number, (*key, amount, day, source, statement) in enumerate(rows, start=1):
            page.write_row(number, 0, [*key, float(amount), day, source, statement])
