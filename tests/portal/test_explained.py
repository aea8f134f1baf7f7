"""The pages that explain the ledger."""

import re

import pytest

from portal.pages.glossary import TERMS
from records.models import Source

pytestmark = pytest.mark.django_db


def test_glossary_gives_every_term_in_both_languages(client, report_2011):
    for prefix in ("/", "/zh-hans/"):
        page = client.get(f"{prefix}glossary/").text
        for term in TERMS:
            assert f'id="{term.code}"' in page
            assert term.chinese in page and term.english.lower() in page.lower()


def test_terms_name_sources_that_the_ledger_has(report_2011):
    codes = {code for term in TERMS for code in term.sources}

    assert codes <= set(Source.objects.published().values_list("code", flat=True))
    assert len({term.code for term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("name", ["about", "how-to-read", "glossary"])
def test_every_page_leads_to_it(client, report_2011, name):
    assert re.search(f'href="/{name}/"', client.get("/projects/").text)
    assert "<h2" in client.get(f"/{name}/").text
