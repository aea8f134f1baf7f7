"""Downloads hold exactly the rows of the screen: same filter, same order, nothing cut short."""

import csv
import io
import json
import re
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.lib.spreadsheets.export import quoted, unquoted
from programs.models import Allocation, Project
from tests.builders import make_project
from tests.database import without_triggers
from tests.records.test_hostile import MARKER

pytestmark = pytest.mark.django_db

LISTS = (
    "projects",
    "funds",
    "education",
    "coverage",
    "visits",
    "programs",
    "publications",
    "news",
    "counties",
    "cadres",
    "meetings",
    "sources",
)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def rows_of(client, address) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client.get(address)).decode("utf-8-sig"))))


@pytest.fixture
def many(report_2011):
    """More rows than a page shows, without the ceremony of review."""
    with without_triggers():
        for number in range(60):
            make_project(f"well-{number:02}", state="published", published_in_id=1, year=2009)


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_every_form_holds_the_same_rows(client, report_2011, prefix, page):
    rows = rows_of(client, f"{prefix}{page}/?format=csv")
    as_json = json.loads(body(client.get(f"{prefix}{page}/?format=json")))
    workbook = ZipFile(io.BytesIO(body(client.get(f"{prefix}{page}/?format=xlsx"))))
    sheet = workbook.read("xl/worksheets/sheet1.xml").decode()

    assert len(rows) == len(as_json) == sheet.count("<row ") - 1 > 0
    assert list(rows[0]) == list(as_json[0])
    assert all(row.get("edition", "1") == "1" for row in rows)
    assert all(row.get("statement") for row in rows) or page == "sources"


@pytest.mark.parametrize("query", ["", "?year=2011", "?sort=-year", "?q=telephone&sort=title"])
def test_rows_are_those_of_the_screen_in_its_order(client, report_2011, query):
    shown = re.findall(
        r'<td[^>]*><a href="/projects/([\w-]+)/"', client.get(f"/projects/{query}").text
    )

    address = f"/projects/{query}{'&' if query else '?'}format=csv"
    downloaded = [row["code"] for row in rows_of(client, address)]

    assert downloaded == shown != []


def test_every_page_is_in_the_download(client, many):
    page = client.get("/projects/?year=2009&page=2")
    (address,) = re.findall(r'href="([^"]*format=csv)"', page.text)

    rows = rows_of(client, address.replace("&amp;", "&"))

    assert len(rows) == Project.objects.published().filter(year=2009).count() > 50


def test_amounts_are_exact_and_unknown_is_empty(client, report_2011):
    rows = rows_of(client, "/funds/?format=csv")

    total = sum(Decimal(row["amount"]) for row in rows if row["amount"])
    assert total == sum(row.amount for row in Allocation.objects.as_of(None) if row.amount)
    assert {row["unit"] for row in rows} == {"CNY"}
    assert "0" not in {row["funder"] for row in rows}


def test_past_edition_is_downloaded_as_it_was(client, report_2011):
    assert rows_of(client, "/funds/?format=csv&edition=1") == rows_of(client, "/funds/?format=csv")


def test_cell_never_becomes_a_formula(client, report_2011):
    wrong = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1＋1",
        "＋1",
        "－1",
        "＠SUM",
    ]
    with without_triggers():
        for number, title in enumerate(wrong):
            make_project(
                f"f-{number:02}", title=title, state="published", published_in_id=1, year=2008
            )

    titles = [row["title"] for row in rows_of(client, "/projects/?format=csv&year=2008")]

    as_json = json.loads(body(client.get("/projects/?format=json&year=2008")))

    assert titles == [f"'{title}" for title in wrong] == [quoted(title) for title in wrong]
    assert [unquoted(title) for title in titles] == wrong
    assert [row["title"] for row in as_json] == wrong  # no spreadsheet opens it


def test_drafts_and_private_parts_stay_out(client, report_2011):
    make_project("not-yet-public", title=MARKER)

    for page in LISTS:
        for form in ("csv", "json", "xlsx"):
            assert MARKER.encode() not in body(client.get(f"/{page}/?format={form}"))


def test_unknown_form_is_not_found(client, report_2011):
    response = client.get("/projects/?format=exe")

    assert response.status_code == 404
    assert "csv, xlsx, json" in response.text


def test_wrong_filter_is_told_instead_of_downloaded(client, report_2011):
    response = client.get("/projects/?year=soon&format=csv")

    assert "Enter a number." in response.text


def test_download_needs_few_queries_however_many_rows(client, many):
    client.get("/projects/")  # the first reader after a publication brings the totals up to date
    with CaptureQueriesContext(connection) as queries:
        body(client.get("/projects/?format=csv"))

    assert len(queries) < 10
