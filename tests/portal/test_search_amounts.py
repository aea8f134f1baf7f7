"""Amounts in the search box, and what concerns the organisations that were found."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadres.models import Organisation
from portal.search import amounts
from portal.search.amounts import equal_to, read_amount
from records.models.reading import reading
from tests.builders import generate_example, make_allocation, make_project, publish

pytestmark = pytest.mark.django_db
MILLION = Decimal(1_000_000)


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("800万", 8 * MILLION),
        ("800万元", 8 * MILLION),
        ("８００万元", 8 * MILLION),
        ("人民币800万元", 8 * MILLION),
        ("8,000,000", 8 * MILLION),
        ("8000000", 8 * MILLION),
        ("8000000元", 8 * MILLION),
        ("¥8,000,000.00", 8 * MILLION),
        ("8 million", 8 * MILLION),
        ("8 Million  Yuan", 8 * MILLION),
        ("RMB 8 million", 8 * MILLION),
        ("8 million RMB", 8 * MILLION),
        ("6.505 million yuan", Decimal(6_505_000)),
        ("7.38 billion yuan", Decimal(7_380_000_000)),
        ("73.8亿元", Decimal(7_380_000_000)),
        ("583.8万元", Decimal(5_838_000)),
    ],
)
def test_amount_is_read_as_people_write_it(question, amount):
    assert read_amount(question) == amount


@pytest.mark.parametrize(
    "question",
    ["", "water", "8 wells", "-5", "0", "1,00", "1e9", "8.001元", "9" * 30, "万", "\0", "800万 水"],
)
def test_what_is_no_amount_is_none(question):
    assert read_amount(question) is None


@pytest.mark.parametrize("question", ["800万", "8,000,000", "8 million", "800万元"])
def test_stated_total_and_statement_of_an_amount_are_found(client, report_2011, question):
    page = client.get("/search/", {"q": question})
    hits = page.context["amounts"]

    assert {one.statement.value for one in hits.totals} == {8 * MILLION}
    assert {one.value for one in hits.statements} == {8 * MILLION}
    assert "Amounts equal to" in page.text
    assert "Nothing was found" not in page.text


def test_allocation_of_an_amount_is_found_and_leads_to_its_list(client, report_2011):
    hits = client.get("/search/", {"q": "6.505 million yuan"}).context["amounts"]
    rows = client.get(hits.address).context["table"].paginated_rows

    assert [one.project.code for one in hits.allocations] == ["2011-industry"]
    assert [row.record.pk for row in rows] == [one.pk for one in hits.allocations]


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_amount_is_shown_in_both_languages(client, report_2011, prefix):
    page = client.get(f"{prefix}search/", {"q": "650.5万元"}).text

    assert "6,505,000" in page
    assert 'id="amounts"' in page


def test_draft_is_not_found_by_its_amount_and_the_past_is(report_2011):
    project = make_project()
    make_allocation(project, allocated=Decimal("4321.09"))
    before = equal_to("4321.09", None)
    publish(project)

    assert before is None
    assert equal_to("4321.09", None).allocation_count == 1
    with reading(1):
        assert equal_to("4321.09", 1) is None
    with reading(2):
        assert equal_to("4321.09", 2).allocation_count == 1


def test_amount_that_nothing_states_finds_nothing(client, report_2011):
    response = client.get("/search/", {"q": "123456789.12"})

    assert response.context["amounts"] is None
    assert "Nothing was found" in response.text


def test_common_amount_is_counted_up_to_a_limit(report_2011, monkeypatch):
    monkeypatch.setattr(amounts, "MOST", 2)
    project = make_project()
    for _row in range(4):
        make_allocation(project, allocated=Decimal(4321))
    publish(project)

    hits = equal_to("4321", None)

    assert hits.is_more
    assert hits.allocation_count == 3


def test_index_of_amounts_finds_allocations(report_2011):
    generate_example(2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE programs_allocation, programs_project")
        sql, values = amounts.allocations_of(Decimal(1_234_500), None).query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql} LIMIT 201", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "allocation_order_" in plan
    assert "Seq Scan on programs_allocation" not in plan


def test_page_asks_as_often_for_many_allocations_as_for_one(client, report_2011):
    def asked(question: str) -> int:
        client.get("/search/", {"q": question})
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": question})
        return len(queries)

    project = make_project()
    make_allocation(project, allocated=Decimal("4321.09"))
    for _row in range(4):
        make_allocation(project, allocated=Decimal("5321.09"))
    publish(project)

    assert asked("4321.09") == asked("5321.09") < 60


@pytest.mark.parametrize(
    ("question", "body", "role", "address"),
    [
        ("Hewlett-Packard", "hp", "Donated goods", "/donations/?donor=hp"),
        ("惠普", "hp", "Donated goods", "/donations/?donor=hp"),
        (
            "Hengshui Middle School",
            "hengshui",
            "Speakers at seminars come from it",
            "/organisations/hengshui/#speakers_house",
        ),
    ],
)
def test_organisation_or_school_finds_what_concerns_it(
    client, report_2011, question, body, role, address
):
    (concern,) = client.get("/search/", {"q": question}).context["concerns"]

    assert concern.body.code == body
    assert [(one.label, one.address) for one in concern.roles] == [(role, address)]
    assert client.get(address).status_code == 200


def test_ministry_finds_its_allocations(client, report_2011):
    question = Organisation.objects.get(code="miit").name
    concern = client.get("/search/", {"q": question}).context["concerns"][0]

    assert ("Arranged money", 6) in [(one.label, one.count) for one in concern.roles]
