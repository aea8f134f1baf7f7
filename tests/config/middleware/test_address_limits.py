"""What one network address may ask for: 429 in the page's language, with a time to wait."""

import pytest
from django.test import Client
from django.urls import get_resolver

from config.middleware.address_limits import DOWNLOADS, PICTURES
from config.settings import ADDRESS_LIMITS
from tests.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited(settings):
    """A visitor of a site that allows two requests of each kind."""
    settings.ADDRESS_LIMITS = dict.fromkeys(("api", "download", "page", "search"), (2, 1))
    return Client()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search/?q=Daning", "Many searches have come from your network address."),
        ("/projects/?q=Daning", "Many searches have come from your network address."),
        ("/funds/?format=csv", "Many downloads were asked for from your network address."),
        ("/reports/2011/report.pdf?as_of=x", "Many downloads were asked for"),
        ("/data/newest/fupin-ledger.json?q=x", "Many searches have come"),
        ("/glossary/", "Many pages were asked for from your network address."),
        ("/zh-hans/search/?q=大宁", "来自您所在网络地址的检索过多。"),
    ],
)
def test_requests_beyond_the_limit_are_refused_in_plain_words(limited, report_2011, address, words):
    before = [limited.get(address).status_code for _request in range(2)]

    refused = limited.get(address)

    assert 429 not in before
    assert refused.status_code == 429
    assert words in refused.text
    assert 55 <= int(refused["Retry-After"]) <= 60
    assert "no-store" in refused["Cache-Control"]


def test_refusal_asks_the_database_for_nothing(limited, report_2011, django_assert_num_queries):
    for _request in range(2):
        limited.get("/search/?q=Daning")

    with django_assert_num_queries(0):
        refused = limited.get("/search/?q=Daning")

    assert refused.status_code == 429


def test_api_refuses_in_json_and_says_so_to_other_sites(limited, report_2011):
    for _request in range(2):
        limited.get("/data/api/v1/projects")

    refused = limited.get("/data/api/v1/projects", headers={"Accept-Language": "zh-hans"})

    assert refused.status_code == 429
    assert refused.json()["message"].startswith("来自您所在网络地址的接口请求过多。")
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in refused["Access-Control-Expose-Headers"]


def test_kinds_and_addresses_are_counted_apart(limited, report_2011):
    for _request in range(3):
        limited.get("/search/?q=Daning")

    assert limited.get("/glossary/").status_code == 200
    assert limited.get("/search/?q=Daning", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_one_household_of_ipv6_is_one_address(limited, report_2011):
    answers = [
        limited.get("/search/?q=Daning", REMOTE_ADDR=f"2001:db8::{number}").status_code
        for number in range(1, 4)
    ]

    assert answers == [200, 200, 429]


def test_what_a_visitor_claims_is_believed_of_a_proxy_only(limited, report_2011, settings):
    asked = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(3)]
    alone = [limited.get("/search/?q=x", headers=headers).status_code for headers in asked]
    settings.TRUST_PROXY = True
    behind = [limited.get("/search/?q=x", headers=headers).status_code for headers in asked]

    assert alone == [200, 200, 429]
    assert behind == [200, 200, 200]


def test_staff_are_not_limited_and_no_cookie_of_a_visitor_helps(limited, report_2011):
    staff = Client(REMOTE_ADDR="192.0.2.7")
    staff.force_login(member("clerk"))
    limited.cookies["sessionid"] = "made up"

    assert {staff.get("/projects/?q=x").status_code for _request in range(4)} == {200}
    assert [limited.get("/projects/?q=x").status_code for _request in range(3)][-1] == 429


def test_health_is_never_refused(limited):
    assert {limited.get("/healthz").status_code for _request in range(4)} == {200}


@pytest.mark.parametrize("name", sorted(DOWNLOADS | PICTURES))
def test_names_are_names_of_addresses(name):
    assert get_resolver().reverse_dict.getlist(name)


def test_tests_set_no_limits():
    assert ADDRESS_LIMITS == {}
