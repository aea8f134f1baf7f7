"""A reader's choices: kept without personal data, exact in every unit, and no way out of here."""

import re
from decimal import Decimal

import pytest
from django.utils.translation import override

from config.lib import money
from config.lib.pages import preferences
from config.lib.pages.preferences import SITES_OWN, Choices
from config.lib.tables import tables

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "chosen", [SITES_OWN, Choices(unit="wan"), Choices("yi", "zh-hans", "large", "high")]
)
def test_cookie_is_read_as_it_was_written(chosen):
    assert Choices.read(chosen.cookie) == chosen


@pytest.mark.parametrize(
    "cookie",
    [
        "unit_dollar",
        "unit",
        "_",
        "....",
        "type_large\0",
        "name_li-yikai",
        "contrast_high;unit",
        "unit_wan" * 1000,
        "." * 100_000,
    ],
)
def test_anything_else_in_a_cookie_is_passed_over(client, cookie):
    assert Choices.read(cookie) == SITES_OWN


def test_amounts_are_exact_in_every_unit():
    amount = Decimal("16126500.01")

    assert money.format_exact(amount, "yuan") == "16,126,500.01\N{NO-BREAK SPACE}yuan"
    assert money.format_exact(amount, "wan") == "1,612.650001\N{NO-BREAK SPACE}× 10,000 yuan"
    with override("zh-hans"):
        assert money.format_exact(amount, "yi") == "0.1612650001\N{NO-BREAK SPACE}亿元"


def test_amounts_follow_the_choice_and_what_is_not_stated_stays_so():
    with preferences.override(Choices(unit="wan")):
        assert "1,612.65\N{NO-BREAK SPACE}× 10,000 yuan" in tables.format_money_html(
            Decimal(16126500)
        )
        assert "not stated" in tables.format_money_html(None)

    assert "16,126,500" in tables.format_money_html(Decimal(16126500))
    assert "10,000 yuan" not in tables.format_money_html(Decimal(16126500))
    with override("zh-hans"):
        both = tables.format_money_html(Decimal(16126500))
    assert "1,612.65" in both and "16,126,500" in both


@pytest.mark.parametrize(
    "address",
    [
        "/funds/",
        "/projects/2011-infrastructure/",
        "/reports/2011/relief-projects/",
        "/reconciliation/",
        "/reports/2011/notice/",
        "/projects/2011-infrastructure/notice/",
        "/programs/relief-projects/",
    ],
)
def test_every_page_with_money_follows_the_choice(client, report_2011, address):
    client.get("/display/?unit=yi")

    text = client.get(address).text.split("<main")[1].split("</main")[0]
    text = re.sub(r' (title|value)="[^"]*"', "", text)  # cells carry the whole number along

    assert "100 million yuan" in text
    assert "0.05838" in text
    assert "5,838,000" not in text
    assert "\N{NO-BREAK SPACE}yuan" not in text
    assert 'class="wan"' not in text


def test_choices_are_kept_and_given_up_again(client, report_2011):
    client.get("/display/?unit=wan&type=large&contrast=high&next=/funds/")
    assert client.cookies["display"].value == "unit_wan.type_large.contrast_high"
    page = " ".join(client.get("/funds/").text.split())
    assert '<html lang="en" class="large-type high-contrast">' in page

    client.get("/display/?type=")
    assert client.cookies["display"].value == "unit_wan.contrast_high"

    client.get("/display/?unit=&contrast=")
    assert client.cookies["display"].value == ""


def test_first_page_stands_in_the_chosen_language(client, report_2011):
    response = client.get("/display/?language=zh-hans&next=/funds/?year=2011")

    assert response["Location"] == "/zh-hans/funds/?year=2011"
    assert client.get("/")["Location"] == "/zh-hans/"
    assert client.get("/funds/").status_code == 200
    assert client.get("/display/?language=&next=/zh-hans/funds/")["Location"] == "/funds/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "funds/",
        "/\t/example.org",
        "",
        "///example.org",
    ],
)
def test_no_way_leads_to_another_site(client, db, page):
    response = client.get("/display/", {"unit": "wan", "next": page})

    assert response["Location"] == "/"


def test_downloads_do_not_change(client, report_2011):
    before = client.get("/funds/?format=csv").getvalue()
    client.get("/display/?unit=yi")

    assert client.get("/funds/?format=csv").getvalue() == before


def test_documents_to_take_along_do_not_change(client, report_2011, monkeypatch):
    written = []

    def keep(document, form):
        written.append(document)
        return b""

    monkeypatch.setattr("portal.reports.files.write", keep)
    for unit in ("", "yi"):
        client.get(f"/display/?unit={unit}")
        client.get("/reports/2011/report.pdf")
        client.get("/reports/2011/notice.pdf")
        client.get("/projects/2011-infrastructure/notice.pdf")

    assert written[:3] == written[3:]


def test_staff_see_yuan(client, clerk, report_2011):
    client.force_login(clerk)
    before = client.get("/admin/programs/allocation/").text
    client.get("/display/?unit=yi&type=large")

    assert client.get("/admin/programs/allocation/").text == before
