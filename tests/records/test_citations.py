"""What cites a statement: counted by kind, the first few, and the rest in a list."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadres.models import Selection
from programs.models import Allocation, Project, Result
from records import citations as citing
from records.citations import citations, citing_kinds
from records.history.acting import acting
from records.models import Statement
from records.review import workflow
from records.views import sources
from tests.builders import (
    example_ledger,
    generate_example,
    make_project,
    make_result,
    publish_reference,
    statement,
)
from tests.programs.test_exports import body

pytestmark = pytest.mark.django_db

LISTED = "/sources/report-2011/citations/"


def counted(code: str, edition: int | None = None) -> dict[str, int]:
    cited = statement(code)
    listed = citations([cited.pk], edition).get(cited.pk, [])
    return {one.kind.name: one.count for one in listed}


def test_every_public_row_that_cites_a_statement_is_counted_once(report_2011):
    statements = list(Statement.objects.values_list("pk", flat=True))

    by_statement = citations(statements, None)

    for kind in citing_kinds().values():
        rows = [
            row for row in kind.public(None) for field in kind.fields if getattr(row, f"{field}_id")
        ]
        both = [
            row
            for row in rows
            if kind.model is Selection and row.statement_id == row.candidates_statement_id
        ]
        counts = [one.count for of in by_statement.values() for one in of if one.kind is kind]
        assert sum(counts) == len(rows) - len(both) // 2, kind.name


def test_row_that_cites_a_statement_twice_counts_once(report_2011, clerk, reviewer):
    twice = statement("telephone-share-after")
    before = counted("telephone-share-after")["result"]
    project = make_project()
    make_result(project, baseline_statement=twice)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    assert counted("telephone-share-after")["result"] == before + 1
    assert Result.objects.filter(statement=twice, baseline_statement=twice).count() == 1


def test_drafts_are_counted_nowhere_and_the_past_as_it_was(report_2011, clerk, reviewer):
    before = counted("relief-projects")
    project = make_project()
    assert counted("relief-projects") == before

    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    assert counted("relief-projects")["project"] == before.get("project", 0) + 1
    assert counted("relief-projects", edition=1) == before


def test_source_shows_a_few_of_each_kind_and_the_way_to_all(client, report_2011):
    generate_example(40)

    page = " ".join(client.get("/sources/example/").text.split())

    link = "/sources/example/citations/?statement=made-up&amp;kind=allocation"
    assert f'<a href="{link}" rel="nofollow">Allocations (120)</a>' in page
    assert page.count("example project ") <= 3 * page.count(
        "citations/?statement=made-up&amp;kind="
    )
    table = client.get(link.replace("&amp;", "&")).context["table"]
    assert (table.paginator.count, len(table.paginated_rows)) == (120, 25)


def test_source_asks_and_sends_as_much_for_800_projects_as_for_200(client, report_2011):
    queries, sizes = [], []
    for projects in (200, 800):  # both with rows of every kind
        with example_ledger(projects):
            for address in ("/sources/example/", "/sources/example/citations/?kind=result"):
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    page = client.get(address).text
                queries.append(len(asked))
                sizes.append(len(page))

    assert queries[:2] == queries[2:]
    assert max(sizes) < 30_000


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_every_kind_has_its_list(client, report_2011, prefix):
    for kind in citing_kinds().values():
        response = client.get(f"{prefix}{LISTED.removeprefix('/')}?kind={kind.name}")
        file = client.get(f"{LISTED}?kind={kind.name}&format=csv")

        assert response.status_code == 200
        rows = list(csv.DictReader(io.StringIO(body(file).decode("utf-8-sig"))))
        assert len(rows) == response.context["table"].paginator.count, kind.name
        assert {row["kind"] for row in rows} <= {kind.name}


def test_list_is_of_one_statement(client, report_2011):
    address = f"{LISTED}?statement=relief-projects&kind=allocation"
    expected = Allocation.objects.as_of(None).filter(statement=statement("relief-projects"))

    table = client.get(address).context["table"]

    assert table.paginator.count == expected.count()
    assert {row.record.statement.code for row in table.paginated_rows} <= {"relief-projects"}


@pytest.mark.parametrize(
    "query",
    ["statement=nothing", "kind=nothing", "statement=%00", "page=99", "per_page=7", "format=doc"],
)
def test_list_says_what_it_does_not_know(client, report_2011, query):
    assert client.get(f"{LISTED}?{query}").status_code == 404


def test_list_of_a_source_that_nothing_cites_is_empty(client, report_2011):
    publish_reference(Statement, "report-2011/uncited", summary="x", summary_zh="x")

    response = client.get(f"{LISTED}?statement=uncited")

    assert response.status_code == 200
    assert response.context["table"].paginator.count == 0


def test_markers_find_their_statement_on_whatever_page_it_is(client, report_2011, monkeypatch):
    monkeypatch.setattr(sources, "STATEMENTS_PER_PAGE", 20)
    codes = list(
        Statement.objects.filter(source__code="report-2011").values_list("code", flat=True)
    )

    first = client.get("/sources/report-2011/").text
    second = client.get("/sources/report-2011/?page=2").text

    assert all(first.count(f'id="{code}"') == 1 for code in codes)
    assert f'<li id="{codes[20]}"><a href="?page=2#{codes[20]}">' in first
    assert f'<article class="entry statement" id="{codes[20]}">' in second
    assert client.get("/sources/report-2011/?page=9").status_code == 404


def test_past_of_a_source_is_read_on_its_list_too(client, report_2011, clerk, reviewer):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "title")
    with acting(clerk, "title"):
        Project.objects.filter(pk=draft.pk).update(title="A later title")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    now, then = (client.get(f"{LISTED}?kind=project{past}").text for past in ("", "&edition=1"))

    assert "A later title" in now
    assert "A later title" not in then


@pytest.fixture
def counts_to_ten(monkeypatch):
    monkeypatch.setattr(citing, "COUNTED", 10)
    monkeypatch.setattr(citing, "LISTED", 30)
    monkeypatch.setattr(sources, "LISTED", 30)


MORE = {"/": "Projects (more than 10)", "/zh-hans/": "项目（超过10）"}


@pytest.mark.parametrize("prefix", MORE)
@pytest.mark.parametrize(
    "address", ["sources/example/", "sources/example/citations/?statement=made-up"]
)
def test_more_rows_than_are_counted_are_said_to_be_more(
    client, report_2011, counts_to_ten, prefix, address
):
    generate_example(11)

    page = " ".join(client.get(f"{prefix}{address}").text.split())

    assert MORE[prefix] in page


def test_list_of_many_rows_is_bounded_and_its_file_is_not(client, report_2011, counts_to_ten):
    generate_example(40)
    address = f"{LISTED.replace('report-2011', 'example')}?kind=allocation"

    page = client.get(f"{address}&page=2")
    rows = list(csv.DictReader(io.StringIO(body(client.get(f"{address}&format=csv")).decode())))

    assert page.context["table"].paginator.count == 30
    assert len(page.context["table"].paginated_rows) == 5
    assert "The first 30 rows are listed here; the files hold all." in " ".join(page.text.split())
    assert client.get(f"{address}&page=3").status_code == 404
    assert len(rows) == 120
