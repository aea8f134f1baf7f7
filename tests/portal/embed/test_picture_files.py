"""Pictures of pages can be taken away as SVG and PNG, with their title and their source."""

import re
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "programs/relief-projects/",
    "programs/communication/",
    "projects/2011-village-telephone/",
    "data-quality/",
    "reports/2011/",
)


def files_of(text: str) -> list[str]:
    return re.findall(r'href="(/[^"]*pictures/[^"]+)"', text)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
@pytest.mark.parametrize("page", PAGES)
def test_every_picture_of_a_page_can_be_taken_away(client, report_2011, prefix, page):
    text = client.get(prefix + page).text

    addresses = files_of(text)
    assert addresses
    for address in addresses:
        response = client.get(address.replace("&amp;", "&"))
        assert response.status_code == 200, address
        if ".png" in address:
            assert response.content.startswith(b"\x89PNG")
        else:
            ElementTree.fromstring(response.content)


def test_file_holds_its_title_its_source_and_its_edition(client, report_2011):
    text = client.get("/pictures/programs/relief-projects/money/1.svg?year=2011&edition=1").text

    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", text))
    assert "73% of the relief funds went into infrastructure" in words
    assert "Fupin Ledger · Edition 1" in words and "testserver" in words


@pytest.mark.parametrize(
    "address",
    [
        "pictures/nothing/2011/money/1.svg",
        "pictures/home/1999/money/1.svg",
        "pictures/home/2011/money/0.svg",
        "pictures/home/2011/money/99.svg",
        "pictures/programs/nothing/money/1.svg",
        "pictures/programs/relief-projects/nothing/1.svg",
        "pictures/reports/1999/report/1.svg",
        "pictures/reports/year/report/1.svg",
        "pictures/data-quality/some/completeness/1.svg",
        "pictures/home/2011/money/1.gif",
    ],
)
def test_pictures_that_are_not_there_are_404(client, report_2011, address):
    assert client.get(f"/{address}").status_code == 404


def test_kept_picture_is_asked_about_and_not_sent_again(client, report_2011):
    address = "/pictures/home/2011/money/1.png"
    tag = client.get(address)["ETag"]

    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
