"""The API: the rows of the site's lists, exact, page by page, with the reasons where it refuses."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Allocation, Project
from records.history.acting import acting
from records.registry.kinds import open_kinds
from records.review import workflow
from tests.builders import generate_example, make_project
from tests.database import without_triggers
from tests.programs.test_exports import rows_of
from tests.records.test_hostile import MARKER

pytestmark = pytest.mark.django_db

API = "/data/api/v1/"
PATHS = [table.plural.replace("_", "-") for table in open_kinds()]
PATHS += ["editions", "reconciliation"]


def items(client, path: str) -> list[dict]:
    response = client.get(API + path)
    assert response.status_code == 200, response.text
    return response.json()["items"]


def every_page(client, path: str) -> list[dict]:
    found, address = [], API + path
    while address:
        page = client.get(address).json()
        found += page["items"]
        address = page["next"]
    return found


def key_of(path: str, item: dict) -> str:
    """What names a row in its address."""
    stated = item.get("total", item).get("statement")
    if path == "reconciliation":
        return f"{stated['source']}/{stated['code']}"
    if path == "statements":
        return f"{item['source']['code']}/{item['code']}"
    if "line" in item:
        of_programs = ("project", "report", "publication", "article")
        owners = (*of_programs, "county", "document", "meeting", "award")
        owner = next(item[name] for name in owners if name in item)
        return f"{owner['code']}/{item['line']}"
    return str(item.get("code") or item["number"])


def test_every_row_has_an_address_that_answers(client, report_2011):
    for path in PATHS:
        for item in items(client, path)[:2]:
            response = client.get(f"{API}{path}/{key_of(path, item)}")
            assert response.status_code == 200, response.text
            assert response.json()["item"].items() >= item.items()


def test_every_list_works_while_nothing_is_published(client, db):
    for path in PATHS:
        page = client.get(API + path).json()
        assert page["items"] == [] and page["edition"] is None


def test_every_public_table_is_a_list():
    assert len(PATHS) == len(open_kinds()) + 2


@pytest.mark.parametrize(
    "page, path, query",
    [
        ("projects", "projects", "year=2011&category=infrastructure"),
        ("projects", "projects", "q=telephone&program=communication"),
        ("funds", "allocations", "kind=relief_fund&program=relief-projects"),
        ("coverage", "results", "indicator=telephone-share"),
        ("visits", "visits", "occasion=july_1&year=2011"),
        ("education", "education-aid", "kind=admitted"),
        ("counties", "counties", "province=140000&designated_in=2011"),
        ("cadres", "cadres", "kind=leader"),
        ("meetings", "meetings", "kind=exchange"),
        ("publications", "publications", "q=hand"),
        ("news", "articles", "q=the"),
        ("sources", "sources", "kind=report"),
    ],
)
def test_filters_are_those_of_the_site(client, report_2011, page, path, query):
    shown = rows_of(client, f"/{page}/?{query}&format=csv")

    found = items(client, f"{path}?{query}")

    name = "project" if "project" in shown[0] else "code"
    codes = [item[name]["code"] if name == "project" else item[name] for item in found]
    assert sorted(codes) == sorted(row[name] for row in shown) != []


def test_amounts_are_exact_and_unknown_is_null(client, report_2011):
    (fund,) = [
        item
        for item in items(client, "allocations?q=infrastructure")
        if item["kind"]["code"] == "relief_fund"
    ]

    assert fund["allocated"] == "5838000.00" and fund["spent"] is None
    assert fund["unit"]["code"] == "CNY"
    assert fund["kind"] == {"code": "relief_fund", "name": "relief funds", "name_zh": "扶贫资金"}
    assert fund["statement"]["address"].endswith("/sources/report-2011/infrastructure-fund/")


def test_project_comes_with_its_rows(client, report_2011):
    item = client.get(f"{API}projects/2011-infrastructure").json()["item"]

    assert [row["allocated"] for row in item["allocations"]] == ["5838000.00", None]
    assert item["education_aid"] == []


def test_rows_of_every_kind_are_answered(client, report_2011):
    """The made-up ledger has kinds of row, and things left out in them, that the report has not."""
    generate_example(90)

    for path in PATHS:
        items(client, path)


def test_total_comes_with_its_parts_in_both_languages(client, report_2011):
    answer = client.get(f"{API}reconciliation/report-2011/relief-total-investment").json()

    item = answer["item"]
    assert (item["stated"], item["computed"], item["difference"]) == ("16126500", "16127000", "500")
    assert item["outcome"]["code"] == "rounding" and item["unit"]["code"] == "CNY"
    assert len(item["parts"]) == 6
    assert "Infrastructure" in str(item["parts"]) and "基础设施" in str(item["parts"])


def test_pages_hold_every_row_once(client, report_2011):
    for path in ("projects", "allocations", "statements", "stated-totals", "editions"):
        whole = items(client, f"{path}?page_size=1000")

        assert every_page(client, f"{path}?page_size=1") == whole != []


def test_count_is_told_on_the_first_page(client, report_2011):
    first = client.get(f"{API}projects?page_size=5").json()
    second = client.get(first["next"]).json()

    assert (first["count"], second["count"]) == (Project.objects.published().count(), None)


ODD_NUMBERS = ("%2B5", "5.0", "５", "1_0", "-1", "0x5", "1e1", "true")


@pytest.mark.parametrize(
    "query, name, words",
    [
        ("year=soon", "year", "Enter a number."),
        ("year=1", "year", "Write a year from 1900 to 2099."),
        ("category=nothing", "category", "Select a valid choice"),
        ("page_size=5000", "page_size", "less than or equal to 1000"),
        ("page_size=0", "page_size", "greater than or equal to 1"),
        *((f"page_size={size}", "page_size", "Enter a whole number") for size in ODD_NUMBERS),
        ("page_size=%205", "page_size", "Leave out the spaces before and after the value."),
        ("status=%0A", "status", "Leave this parameter out, or say something."),
        ("year=2011%20", "year", "Leave out the spaces before and after the value."),
        ("after=*", "after", "Take this from the address of the next page."),
        ("yaer=2011", "yaer", "There is no such parameter; there are: q, year"),
        ("edition=", "edition", "Leave this parameter out, or say something."),
        ("year=2011&year=2012", "year", "Give this parameter once."),
    ],
)
def test_wrong_parameter_is_told_in_plain_words(client, report_2011, query, name, words):
    response = client.get(f"{API}projects?{query}")

    assert response.status_code == 422
    assert words in response.json()["parameters"][name][0]
    assert "ETag" not in response


@pytest.mark.parametrize(
    "path",
    [
        "projects/nothing",
        "nothing",
        "projects?edition=9",
        "projects?as_of=yesterday",
        "projects?program=nothing",
        "projects?program=%00",
        "projects/%00",
        "allocations/2011-farming/99999999999999999999",
        "reconciliation/none/none",
    ],
)
def test_what_does_not_exist_is_not_found_in_json(client, report_2011, path):
    response = client.get(API + path)

    assert response.status_code == 404
    assert response.json()["message"]


def test_messages_come_in_the_asked_language(client, report_2011):
    chinese = client.get(f"{API}projects?year=soon", headers={"Accept-Language": "zh-CN"})

    assert chinese.json()["parameters"]["year"] == ["输入一个数字。"]
    assert "Accept-Language" in chinese["Vary"] and chinese["Content-Language"] == "zh-hans"


def test_same_answer_is_not_sent_twice(client, report_2011):
    for path in PATHS:
        first = client.get(API + path)
        again = client.get(API + path, headers={"If-None-Match": first["ETag"]})
        other = client.get(f"{API}{path}?page_size=1", headers={"If-None-Match": first["ETag"]})

        assert again.status_code == 304 and again.content == b""
        assert other.status_code != 304


def test_past_edition_is_answered_as_it_was(client, clerk, reviewer, report_2011):
    project = Project.objects.published().get(code="2011-farming")
    before = client.get(f"{API}projects/2011-farming")
    draft = workflow.start_correction(project, clerk, "a better title")
    with acting(clerk, "a better title"):
        Project.objects.filter(pk=draft.pk).update(title="Orchards")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    now = client.get(f"{API}projects/2011-farming", headers={"If-None-Match": before["ETag"]})
    past = client.get(f"{API}projects/2011-farming?edition=1").json()

    assert now.json()["item"]["title"] == "Orchards" and now.json()["edition"]["number"] == 2
    assert past["item"] == before.json()["item"] and past["edition"]["number"] == 1


def test_drafts_and_private_parts_stay_out(client, report_2011):
    make_project("not-yet-public", title=MARKER)
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE cadres_assessment SET findings = %s", [MARKER])

    assert not [path for path in PATHS if MARKER in client.get(API + path).text]
    assert client.get(f"{API}projects/not-yet-public").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["projects", "projects/2011-farming", "nothing"])
def test_nothing_can_be_changed(client, report_2011, method, path):
    response = getattr(client, method)(API + path)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_scripts_of_other_sites_may_ask(client, report_2011):
    asked_first = client.options(f"{API}projects")

    assert asked_first.status_code == 204
    assert "If-None-Match" in asked_first["Access-Control-Allow-Headers"]
    for response in (
        client.get(f"{API}projects"),
        client.get(f"{API}nothing"),
        client.head(f"{API}projects"),
        client.get("/data/newest/fupin-ledger.json"),
    ):
        assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/projects/")


@pytest.mark.parametrize("path", ["projects", "allocations", "counties", "postings", "results"])
def test_list_needs_the_same_queries_for_1_row_and_for_all(client, report_2011, path):
    with CaptureQueriesContext(connection) as one:
        client.get(f"{API}{path}?page_size=1")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{API}{path}?page_size=30")

    assert len(many) <= len(one) + 1  # rows of a kind that the first project does not have


def test_sum_of_the_api_is_the_sum_of_the_ledger(client, report_2011):
    amounts = [item["amount"] for item in every_page(client, "allocations?page_size=4")]

    stated = sum(Decimal(amount) for amount in amounts if amount)
    assert stated == sum(row.amount for row in Allocation.objects.as_of(None) if row.amount)


@pytest.mark.parametrize(
    "amount", ["5838000", "5838000.000", "583.8万元", "583.80000万", "0.05838亿元"]
)
def test_amount_is_asked_for_in_any_unit(client, report_2011, amount):
    found = items(client, f"allocations?amount_from={amount}&amount_to={amount}")

    assert [item["amount"] for item in found] == ["5838000.00"]


def test_amount_finer_than_fen_is_refused_with_the_reason(client, report_2011):
    response = client.get(f"{API}allocations?amount_from=0.0000001万元")

    assert response.status_code == 422
    assert "This is 0.001 yuan: an amount has at most two decimals of a yuan." in response.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Write a year from 1900 to 2099."),
        ("zh-hans", "请填写 1900 年至 2099 年之间的年份。"),
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "projects?year=11",
        "projects?year_from=20111",
        "allocations?year_to=1899",
        "sources?data_year=2100",
        "articles?year=9999",
    ],
)
def test_year_outside_the_limits_is_refused_with_the_words_of_the_form(
    client, report_2011, path, language, words
):
    answer = client.get(API + path, headers={"Accept-Language": language})

    assert answer.status_code == 422
    (messages,) = answer.json()["parameters"].values()
    assert messages == [words]


def test_day_outside_the_limits_has_no_edition(client, report_2011):
    answer = client.get(f"{API}projects?as_of=9999-12-31")

    assert answer.status_code == 404
    assert answer.json()["message"].startswith("Write a date from 1900 to 2099")


def test_nul_in_any_parameter_is_refused_and_no_fault(client, report_2011):
    described = client.get(f"{API}openapi.json").json()["paths"]
    lists = {path: ops["get"] for path, ops in described.items() if "{" not in path}

    answers = {
        (path, one["name"]): client.get(path, {one["name"]: "\0"}).status_code
        for path, operation in lists.items()
        for one in operation.get("parameters", ())
    }

    assert len(answers) > 40
    assert {key: status for key, status in answers.items() if status not in (404, 422)} == {}
