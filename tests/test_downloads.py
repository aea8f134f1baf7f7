"""Every public list can be taken away: a download holds exactly what its screen shows."""

import csv
import io
import json
import re
from urllib.parse import quote, unquote

import openpyxl
import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone
from django_tables2.views import SingleTableMixin

from cadres.tables import MeetingTable
from config.lib.pages.views import ComputedList, ListPage
from config.lib.tables.tables import LedgerTable
from counties.models import Province
from portal.places.tables import ProvinceTable
from programs.models import Allocation, Project, Standing
from records.models import Edition, Feedback, Source
from records.models.records import Row
from records.review import workflow
from tests.builders import make_allocation, make_project
from tests.programs.test_donations import make_donation
from tests.programs.test_exports import body
from tests.records.test_feedback import answered, make_report

pytestmark = pytest.mark.django_db

# Every list with a filter that leaves some of its rows, and an order that is not its own.
LISTS = {
    "project_list": "category=infrastructure&sort=-title",
    "progress_list": "year=2013&sort=-allocated",
    "fund_list": "kind=relief_fund&sort=amount",
    "donation_list": "unit=device&sort=-goods",
    "donated_money_list": "year=2013&sort=amount",
    "education_list": "kind=admitted&sort=-student_count",
    "coverage_list": "indicator=telephone-share&sort=-year",
    "visit_list": "occasion=field_research&sort=-occasion",
    "program_list": "q=village&sort=-name",
    "publication_list": "kind=book&sort=-title",
    "article_list": "q=2,300&sort=-dated_on",
    "county_list": "province=140000&sort=-name",
    "place_list": "year=2011&sort=-name",
    "cadre_list": "kind=posted&sort=-name",
    "organisation_list": "kind=ministry&sort=-name",
    "meeting_list": "kind=conference&sort=-title",
    "source_list": "kind=standard&sort=-title",
    "edition_list": "q=once&sort=number",
    "feedback_list": "state=answered&sort=-received_at",
}
KEYS = {Edition: ("edition",), Feedback: ("page",), Standing: ("project",)}
# What no download says in a column of its own, and why.
WITHOUT_STATEMENT = {Source, Edition, Feedback, Province, Standing}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    for table in (LedgerTable, MeetingTable, ProvinceTable):
        monkeypatch.setattr(table, "page_sizes", (3,))


@pytest.fixture
def ledger(report_2011, clerk, reviewer):
    """Two editions, and two reports of errors, so that every list has rows."""
    project = make_project()
    make_allocation(project, note="=1+1")
    make_allocation(project, kind="donation")
    make_donation(project)
    later = make_project("later", year=2014)
    make_allocation(later, kind="donation")
    workflow.submit([project, later], clerk)
    workflow.publish([project, later], reviewer, "once more")
    for state, page in (("answered", "/projects/"), ("rejected", "/funds/")):
        make_report(page=page, **answered(reviewer, state=state))


def views() -> dict[str, type]:
    """Every page by the name of its address."""
    return {name: view for name, view in _views(get_resolver().url_patterns) if view}


def _views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern.name, getattr(pattern.callback, "view_class", None)


def key_of(row) -> list[str]:
    """What names a row, on the screen and in a download."""
    if isinstance(row, Row):
        return [row.owner.code, str(row.line)]
    if isinstance(row, Standing):
        return [row.project.code]
    names = {Edition: [row.pk], Feedback: [getattr(row, "page", "")]}
    return [str(one) for one in names.get(type(row)) or [row.code]]


def screen(client, address: str, query: str) -> list[list[str]]:
    """The rows that a reader meets on all pages of a list, three at a time."""
    seen, number, pages = [], 0, 1
    while number < pages:
        number += 1
        table = client.get(f"{address}?{query}&per_page=3&page={number}").context["table"]
        pages = table.paginator.num_pages
        seen += [key_of(row.record) for row in table.paginated_rows]
    return seen


def taken(client, address: str, form: str) -> list[dict]:
    sent = body(client.get(address))
    if form == "json":
        return json.loads(sent)
    if form == "csv":
        return list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"))))
    heading, *rows = openpyxl.load_workbook(io.BytesIO(sent)).active.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def keys_in(rows: list[dict], model) -> list[list[str]]:
    names = ("project", "line") if issubclass(model, Row) else KEYS.get(model, ("code",))
    return [[str(row[name]) for name in names] for row in rows]


def test_every_list_is_one_of_them():
    lists = {name for name, view in views().items() if issubclass(view, ListPage)}
    computed = {name for name, view in views().items() if issubclass(view, ComputedList)}
    tables = {name for name, view in views().items() if issubclass(view, SingleTableMixin)}

    assert lists == set(LISTS)
    assert computed == {"quality_detail", "reconciliation"}
    assert tables <= lists | computed | {"citation_list"}  # tests/records/test_citations.py
    assert all(views()[name].sheet for name in lists)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
@pytest.mark.parametrize("name", LISTS)
def test_download_equals_its_screen(client, ledger, name, prefix):
    address = prefix + reverse(name).removeprefix("/")
    model = views()[name].model

    sizes = []
    for query in ("", LISTS[name]):
        shown = screen(client, address, query)
        for form in ("csv", "xlsx", "json"):
            rows = taken(client, f"{address}?{query}&format={form}", form)
            assert keys_in(rows, model) == shown != []
        sizes.append(len(shown))

    assert 0 < sizes[1] < sizes[0]


@pytest.mark.parametrize("name", LISTS)
def test_download_says_where_it_comes_from(client, ledger, name):
    view = views()[name]
    columns = [column.name for column in view.sheet]

    assert {"edition", "as_of_edition"} & set(columns)
    assert "statement" in columns or view.model in WITHOUT_STATEMENT
    assert len(columns) == len(set(columns))
    for code in (one for one in columns if f"{one}_name" in columns):
        assert columns.index(code) < columns.index(f"{code}_name")


def test_money_and_measures_name_their_unit(client, ledger):
    money = taken(client, "/funds/?format=csv", "csv")
    results = taken(client, "/coverage/?format=csv", "csv")

    assert {row["unit"] for row in money} == {"CNY"}
    assert "" not in {row["unit"] for row in results}


def test_row_without_a_second_statement_leads_nowhere(client, report_2011):
    rows = taken(client, "/coverage/?format=csv", "csv")

    without = [row for row in rows if not row["baseline_statement"]]
    assert {row["baseline_statement_address"] for row in without} == {""}
    assert "http://testserver/sources/report-2011/telephone-share-before/" in {
        row["baseline_statement_address"] for row in rows
    }


@pytest.mark.parametrize("page", ["funds", "education", "coverage", "visits"])
def test_rows_say_where_their_project_is_and_what_kind_of_work(client, ledger, page):
    rows = taken(client, f"/{page}/?format=csv", "csv")

    assert {"county", "county_name_zh", "scope", "scope_name", "category_name"} <= rows[0].keys()
    assert "" not in {row["scope_name"] for row in rows}


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("page", ["funds", "reconciliation", "data-quality/missing-in-notice"])
def test_download_names_its_licence_in_every_row(client, ledger, settings, page, form):
    rows = taken(client, f"/{page}/?format={form}", form)
    settings.DATA_LICENCE = "none"
    without = taken(client, f"/{page}/?format={form}", form)

    assert {row["licence"] for row in rows} == {"CC-BY-4.0"}
    assert "licence" not in without[0]


@pytest.mark.parametrize("page", ["funds", "coverage", "reconciliation"])
def test_addresses_of_sources_are_whole(client, ledger, page):
    rows = taken(client, f"/{page}/?format=csv", "csv")

    addresses = {row["statement_address"] for row in rows}
    assert {one[:26] for one in addresses} == {"http://testserver/sources/"}


def name_of(client, address: str) -> list[str]:
    """The names that a download gives its file: in ASCII, and in the reader's language."""
    header = client.get(address)["Content-Disposition"]
    plain, _star, own = header.removeprefix('attachment; filename="').partition(
        "; filename*=UTF-8''"
    )
    return [plain.rstrip('"'), unquote(own)]


def test_file_says_list_filter_edition_and_day(client, ledger):
    day = timezone.localdate().isoformat()

    assert name_of(client, "/funds/?kind=relief_fund&year=2011&sort=amount&format=csv") == [
        f"funds_kind-relief-fund_year-2011_edition-2_{day}.csv",
        "",
    ]
    plain, own = name_of(client, "/zh-hans/funds/?kind=relief_fund&edition=1&format=xlsx")
    assert plain == f"funds_kind-relief-fund_edition-1_{day}.xlsx"
    assert re.fullmatch(rf"资金_\w+-扶贫资金_第1\w+_{day}\.xlsx", own)
    assert name_of(client, "/reconciliation/?format=json") == [
        f"stated-beside-computed_edition-2_{day}.json",
        "",
    ]


def test_filter_never_breaks_the_name_of_its_file(client, ledger):
    asked = "/zh-hans/projects/?format=csv&q=" + quote('a"b/c\r\n;井' + "长" * 150)

    plain, own = name_of(client, asked)

    assert re.fullmatch(r"projects_q-[0-9A-Za-z-]+_edition-2_[0-9-]+\.csv", plain)
    assert not set('"/\\:\r\n') & set(own)
    assert len(own.encode()) < 255


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_findings_are_taken_away_as_they_are_shown(client, ledger, prefix, form):
    address = f"{prefix}data-quality/missing-in-notice/"
    shown = [row.record for row in client.get(address).context["table"].rows]

    rows = taken(client, f"{address}?format={form}", form)

    assert [(row["code"], row["field"] or "", row["message"]) for row in rows] == [
        (one.subject.code, one.field, one.text) for one in shown
    ]
    assert len(rows) > 1


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_stated_beside_computed_is_taken_away(client, ledger, form):
    page = client.get("/reconciliation/")
    shown = page.context["comparisons"]

    rows = taken(client, "/reconciliation/?format=" + form, form)

    assert [row["statement"] for row in rows] == [one.total.statement.code for one in shown]
    assert [float(row["difference"]) for row in rows] == [float(one.difference) for one in shown]
    assert {str(row["as_of_edition"]) for row in rows} == {"2"}
    assert "format=xlsx" in page.text


@pytest.mark.parametrize("page", ["reconciliation", "data-quality/missing-in-notice", "editions"])
def test_unknown_form_is_not_found(client, report_2011, page):
    assert client.get(f"/{page}/?format=exe").status_code == 404


def test_cell_of_a_computed_row_never_becomes_a_formula(client, clerk, reviewer, report_2011):
    project = make_project(title="=1+1", title_zh="=1+1")
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "Seen")

    for form, expected in (("csv", "'=1+1"), ("xlsx", "'=1+1"), ("json", "=1+1")):
        rows = taken(client, f"/data-quality/missing-in-notice/?format={form}", form)
        assert {row["record"] for row in rows if row["code"] == "well"} == {expected}
    assert Project.objects.published().filter(title="=1+1").exists()
    assert not Allocation.objects.filter(project=project).exists()
