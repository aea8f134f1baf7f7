"""The page of parts: for maintainers, in no menu and no search engine."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from config.design import COLOURS, SPACES

pytestmark = pytest.mark.django_db
CSS = Path(settings.BASE_DIR, "config/static/css/tokens.css").read_text()


def test_page_of_parts_is_found_by_maintainers_only(client):
    assert '<meta name="robots" content="noindex">' in client.get("/design/").text
    assert "/design/" not in client.get("/projects/").text
    assert "/design/" not in client.get("/sitemap-pages-1.xml").text


def test_every_token_of_colour_and_space_is_shown(client):
    root = CSS[CSS.index(":root {") : CSS.index("@media")]

    assert re.findall(r"--([a-z-]+): #", root)[: len(COLOURS) + 1] == [
        *COLOURS[:7],
        "accent-ink",
        *COLOURS[7:],
    ]
    assert [int(step) for step in re.findall(r"--space-(\d):", root)] == list(SPACES)
