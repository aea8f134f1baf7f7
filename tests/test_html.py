"""Every kind of page is valid HTML, public or staff, as a validator that is not ours reads it."""

import json
import os
import subprocess

import pytest

from config.tools.shell import INSTALL_HTML_VALIDATOR, find_html_validator
from programs.models import Article
from records.models import Feedback
from tests.addresses import page_addresses
from tests.staff_pages import list_addresses, make_staff_pages

pytestmark = pytest.mark.django_db
RULES = {"root": True, "extends": ["html-validate:standard"]}
MISSING = f"No HTML validator was found. Type: {INSTALL_HTML_VALIDATOR}"


@pytest.fixture
def validator():
    """The path of the program; REQUIRE_BROWSER=1 turns a missing one into a failure."""
    if found := find_html_validator():
        return found
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def faults(validator: str, folder) -> str:
    """What the validator says of the pages in a folder; nothing where all are valid."""
    (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
    done = subprocess.run(
        [validator, "--formatter=text", str(folder)], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def keep(answer, folder, address: str) -> None:
    """Put the page at an address into a folder, for the validator."""
    number = len(list(folder.iterdir()))
    (folder / f"{number:03}-{address.replace('/', '_')[:80]}.html").write_text(answer.text)


@pytest.mark.soak
def test_every_public_page_is_valid(client, report_2011, validator, tmp_path):
    report = Feedback.objects.create(page="/", message="A figure is missing.")
    names = {"receipt": report.receipt, "article": Article.objects.first().code}
    for prefix in ("/", "/zh-hans/"):
        for address in page_addresses(**names):
            answer = client.get(prefix + address)
            if answer.get("Content-Type", "").startswith("text/html"):
                keep(answer, tmp_path, prefix + address)

    assert len(list(tmp_path.glob("*.html"))) > 80
    assert faults(validator, tmp_path) == ""


@pytest.mark.soak
@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_every_staff_page_is_valid(
    client, clerk, reviewer, administrator, auditor, report_2011, validator, tmp_path, prefix
):
    pages = make_staff_pages(clerk, reviewer, administrator)
    for user, addresses in [*pages, (auditor, list_addresses(auditor.has_perm))]:
        if user:
            client.force_login(user)
        for address in addresses:
            answer = client.get(prefix + address)
            assert answer.status_code == 200, address
            keep(answer, tmp_path, address)
    client.force_login(clerk)
    refused = client.post(prefix + pages.draft, {"year": "12"})
    assert refused.context["errors"]
    keep(refused, tmp_path, pages.draft)

    assert len(list(tmp_path.glob("*.html"))) > 70
    assert faults(validator, tmp_path) == ""


def test_validator_finds_what_is_wrong(validator, tmp_path):
    """An attribute that ran into the name of its element, as one of ours once did."""
    (tmp_path / "page.html").write_text('<!doctype html><p><ahref="/">home</a></p>')

    assert "page.html" in faults(validator, tmp_path)
