"""The lists of donations: who gave what, through whom, to whom; goods by unit, money apart."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadres.models import Organisation
from config.lib.caching import clear_caches
from programs.models import Donation
from records.search import listing
from tests.builders import generate_example, make_allocation, make_project, publish, statement

pytestmark = pytest.mark.django_db


def body(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def make_donation(project, **changes) -> Donation:
    given = {
        "goods": "books",
        "goods_zh": "图书",
        "quantity": Decimal(20),
        "unit": "item",
        "statement": statement("notebooks"),
    }
    return Donation.objects.create(project=project, **{**given, **changes})


@pytest.fixture
def given(report_2011):
    """Goods of two units and 3,000 yuan, given by HP through a foundation."""
    project = make_project()
    make_donation(project, donor=body("hp"))
    make_donation(project, donor=body("hp"), money_value=Decimal(700))
    make_donation(project, unit="device", quantity=Decimal(3))
    parties = {"funder": body("hp"), "coordinator": body("cydf"), "recipient": body("hengshui")}
    make_allocation(project, kind="donation", allocated=Decimal(3000), **parties)
    make_allocation(project, kind="donation", allocated=Decimal(10))
    make_allocation(project)
    publish(project)
    return project


def downloaded(client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        (
            "/",
            ("Hewlett-Packard Company", "Bright China Foundation", "500 pieces", "poor counties"),
        ),
        ("/zh-hans/", ("惠普公司", "Bright China Foundation", "笔记本电脑", "贫困县（区）")),
    ],
)
def test_donation_of_the_report_says_who_gave_what_to_whom(client, report_2011, prefix, words):
    page = client.get(f"{prefix}donations/").text

    assert [word for word in words if word not in page] == []


def test_goods_are_never_added_across_units_or_programmes(client, given):
    goods = client.get("/donations/").context["goods"]

    assert [(str(one.program), one.unit, one.rows, one.quantity) for one in goods] == [
        ("Poverty alleviation projects", "item", 2, 40),
        ("Poverty alleviation projects", "device", 1, 3),
        ("Poverty alleviation by education", "device", 1, 500),
    ]


def test_sum_of_values_says_how_many_it_lacks(client, given):
    items = client.get("/donations/").context["goods"][0]

    assert (items.value, items.valued, items.unvalued) == (700, 1, 1)
    assert "1 without a value" in client.get("/donations/").text


def test_value_that_no_source_states_is_empty(client, report_2011):
    (notebooks,) = client.get("/donations/").context["goods"]

    assert notebooks.value is None
    assert downloaded(client, "/donations/?format=csv")[0]["money_value"] == ""


@pytest.mark.parametrize("words", ["books", "图书", "education"])
def test_words_that_many_hold_find_the_same_donations(client, given, monkeypatch, words):
    def found() -> list[int]:
        page = client.get("/donations/", {"q": words})
        return [row.record.pk for row in page.context["table"].paginated_rows]

    few = found()
    monkeypatch.setattr(listing, "FEW", 0)
    clear_caches()

    assert few and found() == few


def test_money_stands_beside_goods_and_in_a_list_of_its_own(client, given):
    beside = client.get("/donations/").context["money"]
    page = client.get(beside.address)

    assert beside.counter.rows.number == page.context["table"].paginator.count == 2
    amounts = [row.record.amount for row in page.context["table"].paginated_rows]
    assert amounts == [3000, 10]
    assert [one.tally.total for one in page.context["counter"].sums] == [3010]
    assert "Hebei Hengshui Middle School" in page.text


def test_filters_choose_goods_and_money_alike(client, given):
    by_donor = client.get("/donations/?donor=hp&year=2013")
    by_unit = client.get("/donations/?unit=device")

    assert [one.rows for one in by_donor.context["goods"]] == [2]
    assert by_donor.context["money"].counter.rows.number == 1
    assert sum(one.rows for one in by_unit.context["goods"]) == 2
    assert by_unit.context["money"] is None


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/donations/money/?funder=hp", 1),
        ("/donations/money/?recipient=hengshui", 1),
        ("/donations/money/?funder=cydf", 0),
        ("/funds/?coordinator=cydf", 1),
        ("/funds/?coordinator=miit&year=2011", 6),
        ("/projects/?coordinator=cydf", 0),
    ],
)
def test_list_of_a_party_has_its_rows_and_their_sums(client, given, address, count):
    response = client.get(address)

    assert len(response.context["table"].paginated_rows) == count
    assert response.context["table"].paginator.count == count
    assert len(downloaded(client, f"{address}&format=csv")) == count


def test_no_form_offers_all_organisations(client, given):
    for address in ("/donations/", "/funds/", "/projects/", "/donations/money/"):
        assert "Xiangyu" not in client.get(address).text
        assert 'name="donor"' not in client.get(address).text


def test_unknown_party_gets_an_answer(client, given):
    for address in ("/donations/?donor=nobody", "/funds/?funder=nobody", "/donations/?donor=%00"):
        assert client.get(address).status_code == 200


def test_download_has_the_rows_of_the_filter(client, given):
    rows = downloaded(client, "/donations/?donor=hp&format=csv")

    assert len(rows) == 3
    assert {row["donor"] for row in rows} == {"hp"}
    assert {"goods", "quantity", "unit", "intermediary", "recipients", "project"} <= set(rows[0])


def test_draft_is_no_donation(client, report_2011):
    make_donation(make_project())

    assert len(client.get("/donations/").context["table"].paginated_rows) == 1


@pytest.mark.parametrize("page", ["donations/", "donations/money/"])
def test_page_needs_as_many_queries_for_many_rows_as_for_few(client, given, page):
    clear_caches()
    with CaptureQueriesContext(connection) as few:
        client.get(f"/{page}")
    generate_example(300)
    with CaptureQueriesContext(connection) as many:
        response = client.get(f"/{page}")

    assert len(many) <= len(few) + 4  # rows that only the larger ledger has
    assert len(response.content) < 200_000
