"""A preview shows a draft to staff, and changes nothing that a visitor reads."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from config.lib.caching import clear_caches
from programs.models import Article
from records.models import record_models
from records.review import workflow
from tests.addresses import page_addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrections(report_2011, clerk):
    """An open draft of every kind of record."""
    published = (model.objects.published().first() for model in record_models().values())
    return [workflow.start_correction(one, clerk, "a better word") for one in published if one]


@pytest.mark.soak
def test_previews_change_no_public_page(client, corrections, reviewer):
    article = Article.objects.published().first().code
    pages = page_addresses(article=article, receipt="AAAA-AAAA-AAAA")
    addresses = [f"/{prefix}{page}" for prefix in ("", "zh-hans/") for page in pages]
    before = {address: Client().get(address).content for address in addresses}
    clear_caches()
    client.force_login(reviewer)

    for version in corrections:
        opts = version._meta
        name = f"admin:{opts.app_label}_{opts.model_name}_preview"
        for language in ("en", "zh-hans"):
            with translation.override(language):
                preview = client.get(reverse(name, args=[version.pk]))
            assert preview.status_code == 200
            assert preview.text.count('<p class="banner" role="status">') == 1
    after = {address: Client().get(address).content for address in addresses}

    assert [address for address in addresses if before[address] != after[address]] == []
