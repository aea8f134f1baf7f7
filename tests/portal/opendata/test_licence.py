"""The licence of the data: chosen by a setting, named wherever the data are taken away."""

import io
import json
import zipfile

import pytest

from config.lib.reuse.licence import LICENCES
from tests.portal.opendata.test_opendata_pages import linked_data
from tests.reading import body

pytestmark = pytest.mark.django_db
ADDRESS = LICENCES["CC-BY-4.0"].address
EXPORT = "/data/editions/1/fupin-ledger"


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("/", "Creative Commons Attribution"), ("/zh-hans/", "知识共享署名4.0国际")],
)
@pytest.mark.parametrize("page", ["", "data/", "projects/"])
def test_page_names_it_with_its_address(client, report_2011, prefix, name, page):
    text = client.get(prefix + page).text

    assert f'<a href="{ADDRESS}" rel="license noopener">{name}' in text


def test_every_download_names_it(client, report_2011):
    archive = zipfile.ZipFile(io.BytesIO(body(client.get(f"{EXPORT}.csv.zip"))))
    document = json.loads(body(client.get(f"{EXPORT}.json")))
    described = client.get("/data/api/v1/openapi.json").json()

    assert archive.read("README.txt").decode().count(f"CC-BY-4.0: {ADDRESS}") == 1
    assert document["licence"] == {"code": "CC-BY-4.0", "address": ADDRESS}
    assert described["info"]["license"] == {"name": "CC-BY-4.0", "url": ADDRESS}
    assert linked_data(client.get("/data/"))["license"] == ADDRESS
    for address in ("/projects/?format=csv", "/data/api/v1/projects", "/data/iati/activities.xml"):
        assert client.get(address)["Link"] == f'<{ADDRESS}>; rel="license"'


def test_nothing_is_granted_where_the_site_grants_nothing(client, report_2011, settings):
    settings.DATA_LICENCE = "none"

    page, file = client.get("/data/"), client.get("/projects/?format=csv")

    assert page.text.count("No licence has been granted for the data") == 2
    assert "license" not in linked_data(page) and "Link" not in file
    assert json.loads(body(client.get(f"{EXPORT}.json")))["licence"] is None
    assert "Licence:" not in client.get("/projects/2011-industry/").text
