"""What other sites show of a page: Open Graph, with a picture of its title."""

import io
import re

import pytest
from PIL import Image, ImageFont

from config.lib.fonts import SANS
from portal.embed.card import LINES, SIZE, wrapped

pytestmark = pytest.mark.django_db


def tags(response) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', response.text))


@pytest.mark.parametrize(
    ("prefix", "locale", "title"),
    [
        ("/", "en", "Infrastructure projects, 2011"),
        ("/zh-hans/", "zh_CN", "2011年基础设施建设项目"),
    ],
)
def test_record_has_title_and_picture(client, report_2011, prefix, locale, title):
    found = tags(client.get(f"{prefix}projects/2011-infrastructure/?edition=1"))

    assert (found["og:title"], found["og:locale"]) == (title, locale)
    picture = client.get(found["og:image"].removeprefix("http://testserver"))
    assert picture["Content-Type"] == "image/png" and picture["ETag"]
    assert Image.open(io.BytesIO(picture.content)).size == SIZE


@pytest.mark.parametrize("page", ["", "compare/", "sources/report-2011/relief-fund/"])
def test_other_page_has_words_alone(client, report_2011, page):
    found = tags(client.get(f"/{page}"))

    assert found["og:title"] and found["og:description"]
    assert "og:image" not in found


@pytest.mark.parametrize("address", ["projects/nothing", "nothing/x", "statements/relief-fund"])
def test_picture_of_nothing_is_not_there(client, report_2011, address):
    assert client.get(f"/cards/{address}.png").status_code == 404


@pytest.mark.parametrize("text", ["word " * 60, "扶贫" * 80, "x" * 300, ""])
def test_title_fits_the_picture(text):
    font = ImageFont.truetype(SANS[0], 68)

    lines = wrapped(text, font, 1040)

    assert len(lines) <= LINES
    assert all(font.getlength(line) <= 1060 for line in lines)
