"""Every kind of public page is valid HTML, as a validator that is not ours reads it."""

import json
import os
import subprocess

import pytest

from config.tools.shell import INSTALL_HTML_VALIDATOR, find_html_validator
from programs.models import Article
from records.models import Feedback
from tests.addresses import page_addresses

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


def test_every_public_page_is_valid(client, report_2011, validator, tmp_path):
    report = Feedback.objects.create(page="/", message="A figure is missing.")
    names = {"receipt": report.receipt, "article": Article.objects.first().code}
    for prefix in ("/", "/zh-hans/"):
        for place, address in enumerate(page_addresses(**names)):
            answer = client.get(prefix + address)
            if answer.get("Content-Type", "").startswith("text/html"):
                name = f"{place:03}{prefix.strip('/')}-{address.replace('/', '_')[:80]}.html"
                (tmp_path / name).write_text(answer.text)

    assert len(list(tmp_path.glob("*.html"))) > 80
    assert faults(validator, tmp_path) == ""


def test_validator_finds_what_is_wrong(validator, tmp_path):
    """An attribute that ran into the name of its element, as one of ours once did."""
    (tmp_path / "page.html").write_text('<!doctype html><p><ahref="/">home</a></p>')

    assert "page.html" in faults(validator, tmp_path)
