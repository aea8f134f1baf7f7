"""An amount stands under the name of its own stage, in whatever form a reader takes it."""

import io
import json
import re
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from counties.models import County
from programs.models import Allocation, Project
from records.review import workflow
from tests.builders import make_allocation, make_project, statement
from tests.portal.opendata.test_datasets import archive
from tests.portal.opendata.test_datasets import rows_of as rows_of_file
from tests.portal.opendata.test_iati import activities
from tests.portal.test_stories import told
from tests.programs.test_exports import body, rows_of
from tests.reading import pdf_file, pdf_text, run_together, word_file, word_tables

pytestmark = pytest.mark.django_db

AMOUNTS = {
    "planned": Decimal(650_000),
    "allocated": Decimal(600_000),
    "received": Decimal(500_000),
    "spent": Decimal(440_000),
}
FIGURES = {stage: f"{amount:,}" for stage, amount in AMOUNTS.items()}
STAGE = "planned|allocated|received|spent"
LATER = 2012  # a year with this one project


@pytest.fixture
def stages(report_2011, clerk, reviewer):
    """A published project with one allocation that states a different amount at each stage."""
    project = make_project("stages", year=LATER)
    make_allocation(project, statement=statement("leading-group-head"), **AMOUNTS)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")
    return Project.objects.get(pk=project.pk)


def table_cells(document, heading: str) -> list[dict[str, str]]:
    """The rows of the tables of a Word file that have a column `heading`, by their headings."""
    tables = [table for table in word_tables(document) if any(heading in c for c in table[0])]
    return [dict(zip(table[0], row, strict=True)) for table in tables for row in table[1:]]


def test_project_page_names_the_stage_of_each_amount(client, stages):
    response = client.get("/projects/stages/")

    text = told(response)
    assert "600,000" not in text.split("The money, from planned", 1)[0]  # once drawn, no card too
    drawn = text.split("From planned to spent", 1)[1].split("This picture", 1)[0]
    for stage, figure in FIGURES.items():
        assert re.search(rf"{stage.capitalize()} {figure}", drawn), stage
    rows = re.findall(
        r'<tr><th scope="row">(\w+)</th><td class="number">.*?([\d,]{7})', response.text
    )
    assert dict((stage.lower(), figure) for stage, figure in rows) == FIGURES
    for stage, figure in FIGURES.items():
        assert re.search(rf"{stage.capitalize()}[^\d]*{figure}", told(response)), stage


def test_list_of_funds_names_the_stage_of_the_amount(client, stages):
    text = client.get(f"/funds/?year={LATER}").text

    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*/projects/stages/.*?</tr>", text, re.DOTALL)
    assert "600,000" in row and re.findall(STAGE, told_of(row)) == ["allocated"]
    assert "440,000" not in text


@pytest.mark.parametrize("address", ["/programs/relief-projects/?year=2012", "/counties/141030/"])
def test_other_pages_name_the_stage_of_the_amount(client, stages, clerk, reviewer, address):
    draft = workflow.start_correction(stages, clerk, "where it is")
    draft.scope, draft.county_id = "county", county("141030")
    draft.save()
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    text = client.get(address).text

    parts = re.findall(
        r"<li>(?:(?!</li>).)*?600,000.*?</li>|<tr>(?:(?!</tr>).)*?600,000.*?</tr>", text, re.DOTALL
    )
    assert "440,000" not in text
    assert any(re.findall(STAGE, told_of(part)) == ["allocated"] for part in parts), parts


def county(code: str) -> int:
    return County.objects.get(code=code).pk


def told_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("address", ["/reports/2012/report", "/projects/stages/notice"])
def test_documents_give_each_stage_a_column_of_its_own(client, stages, address):
    rows = table_cells(word_file(client.get(f"{address}.docx")), "Received")
    text = run_together(pdf_text(pdf_file(client.get(f"{address}.pdf"))))

    (row,) = rows
    named = {heading.split(" (")[0].lower(): cell for heading, cell in row.items()}
    assert {stage: named[stage] for stage in AMOUNTS} == FIGURES
    in_order = [*map(str.capitalize, AMOUNTS), *FIGURES.values()]
    assert re.search(r"\D*?".join(in_order[:4]) + ".*" + r"\d{0,2}".join(in_order[4:]), text)


def test_annual_report_gives_each_stage_a_column_of_its_own(client, stages):
    text = client.get("/reports/2012/relief-projects/").text

    for stage, figure in FIGURES.items():
        assert f'data-label="{stage.capitalize()} (yuan)">{figure}' in text, stage


def test_downloads_of_the_list_name_the_stage_of_the_amount(client, stages):
    address = f"/funds/?year={LATER}&format="
    as_csv, as_json = (
        rows_of(client, f"{address}csv"),
        json.loads(body(client.get(f"{address}json"))),
    )
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(f"{address}xlsx")))).active
    names, cells = list(sheet.values)

    for row in (as_csv[0], as_json[0], dict(zip(names, cells, strict=True))):
        keeps_each_amount(row)
        assert (row["amount_stage"], row["amount_stage_name"]) == ("allocated", "allocated")


def keeps_each_amount(row) -> None:
    assert {stage: Decimal(row[stage]) for stage in AMOUNTS} == AMOUNTS
    assert Decimal(row["amount"]) == AMOUNTS["allocated"]


def test_open_data_name_the_stage_of_the_amount(client, stages):
    (row,) = [
        one
        for one in rows_of_file(archive(client, 2), "allocations.csv")
        if one["project"] == "stages"
    ]
    item = client.get("/data/api/v1/allocations/stages/1").json()["item"]

    keeps_each_amount(row)
    keeps_each_amount(item)
    assert row["amount_stage"] == item["amount_stage"]["code"] == "allocated"
    assert item["amount_stage"]["name"] == "allocated"


def test_iati_tells_each_amount_with_its_stage(client, stages):
    (activity,) = activities(client, reverse("iati_project", args=["stages"]))

    (budget,) = activity.findall("budget")
    assert (budget.get("status"), budget.findtext("value")) == ("2", "600000.00")
    words = [one.findtext("narrative") for one in activity.findall("description")]
    for stage in ("planned", "received", "spent"):
        assert f"relief funds: {FIGURES[stage]} yuan ({stage})." in words
    assert not [one for one in words if "600,000" in one]


def test_search_engines_are_told_the_stage_of_a_grant(client, stages):
    (script,) = re.findall(r'ld\+json">(.*?)</script>', client.get("/projects/stages/").text)

    (grant,) = json.loads(script)["funding"]
    assert (grant["name"], grant["amount"]["value"]) == ("relief funds (allocated)", "600000.00")


def test_staff_read_the_stage_of_the_amount(client, stages, reviewer):
    client.force_login(reviewer)

    page = client.get(reverse("admin:programs_project_changelist") + "?q=stages")

    assert "relief funds, allocated 600,000" in told(page)


@pytest.mark.parametrize(
    ("stated", "amount", "stage"),
    [
        ({"planned": 5}, None, ""),
        ({"spent": 5}, None, ""),
        ({"allocated": 0, "spent": 0}, 0, "allocated"),
        ({"planned": 9, "allocated": 5}, 5, "allocated"),
        ({"unstaged": 7}, 7, "unstaged"),
        ({}, None, ""),
    ],
)
def test_amount_and_its_stage_belong_together(report_2011, stated, amount, stage):
    row = make_allocation(make_project(), **{"allocated": None, **stated})

    row = Allocation.objects.get(pk=row.pk)
    assert (row.amount, row.amount_stage) == (amount, stage)


def test_money_that_was_only_planned_is_no_amount_of_another_stage(
    client, report_2011, clerk, reviewer
):
    project = make_project("plan", year=LATER)
    nothing = statement("leading-group-head")  # states no figure to compare
    make_allocation(project, allocated=None, planned=700_000, statement=nothing)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    text = client.get(f"/funds/?year={LATER}").text
    (row,) = table_cells(word_file(client.get("/projects/plan/notice.docx")), "Planned")

    (cells,) = re.findall(r"<tr>(?:(?!</tr>).)*/projects/plan/.*?</tr>", text, re.DOTALL)
    assert not re.findall(STAGE, told_of(cells))
    assert row["Planned"] == "700,000"
    assert "Allocated" not in row
