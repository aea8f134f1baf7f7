"""The pages of open data, what they tell search engines, and the maps of the site."""

import json
import re
from xml.etree import ElementTree

import pytest

from portal.opendata import sitemap
from portal.opendata.jsonld import as_script
from records.registry.kinds import open_kinds
from tests.builders import make_project
from tests.records.test_hostile import MARKER

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def linked_data(response) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text)
    return json.loads(text)


def locations(response) -> list[str]:
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return [element.text for element in ElementTree.fromstring(content).iter(f"{MAP}loc")]


@pytest.mark.parametrize("prefix, title", [("/", "Open data"), ("/zh-hans/", "开放数据")])
def test_page_leads_to_every_download(client, report_2011, prefix, title):
    text = client.get(f"{prefix}data/").text

    assert f"<h1>{title}</h1>" in text
    for address in (
        "/data/editions/1/fupin-ledger.csv.zip",
        "/data/editions/1/fupin-ledger.json",
        "/data/iati/activities.xml",
        f"{prefix}data/api/",
        f"{prefix}news/feed.xml",
        f"{prefix}editions/feed.xml",
        f"{prefix}editions/verify_edition.py",
        f"{prefix}editions/1/content.json",
    ):
        assert f'href="{address}"' in text
    assert all(f"{table.plural}.csv" in text for table in open_kinds())


@pytest.mark.parametrize("page", ["data/", "data/api/"])
def test_page_works_while_nothing_is_published(client, db, page):
    assert client.get(f"/{page}").status_code == 200


def test_past_edition_is_kept_out_of_the_addresses_of_editions(client, report_2011):
    text = client.get("/data/?edition=1").text

    assert 'href="/data/editions/1/fupin-ledger.csv.zip"' in text
    assert 'href="/data/iati/activities.xml?edition=1"' in text


@pytest.mark.parametrize("prefix, label", [("/", "kind of money"), ("/zh-hans/", "资金类别")])
def test_guide_tells_every_list_with_its_parameters(client, report_2011, prefix, label):
    text = client.get(f"{prefix}data/api/").text

    assert text.count('class="api-list"') == len(open_kinds())
    assert label in text and "relief_fund, industry_support" in text
    assert "/data/api/v1/allocations/{project}/{line}" in text


def test_dataset_is_described_for_search_engines(client, report_2011):
    told = linked_data(client.get("/data/"))

    assert (told["@type"], told["version"]) == ("Dataset", "1")
    forms = {one["encodingFormat"]: one["contentUrl"] for one in told["distribution"]}
    assert forms["application/zip"] == "http://testserver/data/editions/1/fupin-ledger.csv.zip"


def test_project_is_described_with_its_exact_money(client, report_2011):
    told = linked_data(client.get("/projects/2011-infrastructure/"))

    assert told["alternateName"] == "2011年基础设施建设项目"
    amounts = [grant["amount"]["value"] for grant in told["funding"]]
    assert amounts == ["5838000.00", "6129000.00"]


def test_hostile_text_does_not_leave_its_script_element():
    text = as_script({"name": "</script><script>alert('&')\u2028"})

    assert text.count("<script") == text.count("</script") == 1
    (told,) = re.findall(">(.*)<", text)
    assert json.loads(told)["name"] == "</script><script>alert('&')\u2028"


def test_every_page_names_its_translation(client, report_2011):
    text = client.get("/projects/2011-farming/").text

    for code, prefix in (("en", "/"), ("zh-hans", "/zh-hans/")):
        address = f"http://testserver{prefix}projects/2011-farming/"
        assert f'<link rel="alternate" hreflang="{code}" href="{address}">' in text
    assert "hreflang" not in client.get("/nothing/").text.partition("</head>")[0]


def test_robots_find_the_map_and_not_the_staff(client, db):
    text = client.get("/robots.txt").text

    assert "Disallow: /admin/\nDisallow: /zh-hans/admin/\n" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


@pytest.mark.soak
def test_every_address_of_the_map_answers(client, report_2011):
    found = []
    for address in locations(client.get("/sitemap.xml")):
        found += locations(client.get(address))

    assert "http://testserver/zh-hans/projects/2011-farming/" in found
    assert len(found) == len(set(found)) > 100
    assert {client.get(address).status_code for address in found} == {200}


def test_map_names_translations_and_the_day_of_the_change(client, report_2011):
    content = b"".join(client.get("/sitemaps/projects-1.xml"))

    url = ElementTree.fromstring(content)[0]
    languages = [link.get("hreflang") for link in url.iter(LINK)]
    assert languages == ["en", "zh-hans", "x-default"]
    assert url.findtext(f"{MAP}lastmod").startswith("2026-11-23T")


def test_map_is_split_so_that_any_number_of_projects_fits(client, report_2011, monkeypatch):
    monkeypatch.setattr(sitemap, "PER_FILE", 5)

    files = locations(client.get("/sitemap.xml"))
    found = [
        address for file in files if "projects" in file for address in locations(client.get(file))
    ]

    assert "http://testserver/sitemaps/projects-4.xml" in files
    assert len(found) == len(set(found)) == 16 * 2
    assert client.get("/sitemaps/projects-5.xml").status_code == 404
    assert client.get("/sitemaps/nothing-1.xml").status_code == 404


def test_drafts_are_in_no_map(client, report_2011):
    make_project("not-yet-public", title=MARKER)

    assert b"not-yet-public" not in b"".join(client.get("/sitemaps/projects-1.xml"))


def test_map_works_while_nothing_is_published(client, db):
    assert locations(client.get("/sitemap.xml")) == ["http://testserver/sitemaps/pages-1.xml"]
    assert "http://testserver/data/" in locations(client.get("/sitemaps/pages-1.xml"))


def test_map_is_not_sent_twice(client, report_2011):
    first = client.get("/sitemaps/projects-1.xml")

    again = client.get("/sitemaps/projects-1.xml", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
