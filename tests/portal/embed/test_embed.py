"""Tables in frames of other sites, allowed on their own addresses alone."""

import html
import re

import pytest

from config.middleware.page_cache import pages

pytestmark = pytest.mark.django_db

FRAMED = (
    "embed/programs/relief-projects/",
    "embed/counties/141030/",
    "embed/reconciliation/",
    "embed/programs/relief-projects/?year=2011&edition=1",
)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
@pytest.mark.parametrize("address", FRAMED)
def test_table_may_be_framed_and_names_its_source(client, report_2011, prefix, address):
    response = client.get(prefix + address)

    assert "frame-ancestors *;" in response["Content-Security-Policy"] + ";"
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert '<base target="_blank">' in response.text and "<header" not in response.text
    assert re.search("edition 1 of|第1期公布", response.text)


@pytest.mark.parametrize("address", ["", "projects/", "embed/programs/nothing/", "embed/"])
def test_no_other_page_may_be_framed(client, report_2011, address):
    response = client.get(f"/{address}")

    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_kept_page_allows_frames_too(client, report_2011, settings):
    settings.PAGE_CACHE = True
    pages.clear()
    first, again = (client.get(f"/{FRAMED[0]}") for _time in range(2))

    for response in (first, again):
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "X-Frame-Options" not in response


@pytest.mark.parametrize(
    ("page", "framed"),
    [
        ("programs/relief-projects/", "embed/programs/relief-projects/?year=2011"),
        ("reconciliation/", "embed/reconciliation/"),
    ],
)
def test_page_offers_the_line_to_copy(client, report_2011, page, framed):
    text = client.get(f"/{page}").text

    (line,) = re.findall(r"<pre[^>]*>(&lt;iframe.*?)</pre>", text)
    assert html.unescape(line).startswith(f'<iframe src="http://testserver/{framed}"')
    assert "<iframe" not in text
