"""Streaming responses are sent from another thread than their view's: `config/server/worker.py`."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import get_language

from config.server.worker import for_another_thread
from tests.test_downloads import LISTS

FILES = (
    "/data/editions/1/fupin-ledger.csv.zip",
    "/data/editions/1/fupin-ledger.json",
    "/data/iati/activities.xml",
    "/editions/1/content.json",
    "/sitemaps/projects-1.xml",
    "/reconciliation/?format=xlsx",
    "/data-quality/missing-in-notice/?format=xlsx",
)
STAFF = ("/admin/programs/project/", "/admin/records/source/")
FORMS = ("csv", "xlsx", "json")

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    lists = [reverse(name) for name in LISTS]
    return [*FILES, *(f"{one}?format={form}" for one in (*lists, *STAFF) for form in FORMS)]


def cursors() -> list[str]:
    """Cursors of this thread's connection that are open on the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_cursors")
        return [name for (name,) in cursor.fetchall()]


def sent(response) -> bytes:
    """The response, made in a thread that has a connection of its own."""

    def make():
        try:
            return b"".join(response.streaming_content)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(for_another_thread(make)).result()


def test_no_view_begins_to_read_what_it_streams(client, report_2011, auditor):
    client.force_login(auditor)
    responses = {address: client.get(address) for address in addresses()}

    assert [address for address, one in responses.items() if not one.streaming] == []
    assert cursors() == []


@pytest.mark.parametrize("form", FORMS)
def test_download_is_whole_from_another_thread(client, report_2011, form):
    for name in ("project_list", "fund_list", "cadre_list"):
        address = f"{reverse(name)}?format={form}"
        here = b"".join(client.get(address).streaming_content)

        there = sent(client.get(address))

        assert len(there) == len(here) > 100


def test_language_goes_along_to_the_other_thread(client, report_2011):
    response = client.get("/zh-hans/projects/?format=csv")
    response.streaming_content = (get_language() for _part in range(1))

    assert sent(response) == b"zh-hans"
