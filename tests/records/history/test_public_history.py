"""What anyone can read back: versions and their differences, editions, the past of every page."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from programs.models import Allocation, Project
from records.history.acting import acting
from records.models import Edition
from records.review import workflow
from tests.builders import withdraw

pytestmark = pytest.mark.django_db

SCRIPT = Path("records/integrity/verify_edition.py")


@pytest.fixture
def corrected(clerk, reviewer, report_2011):
    """Edition 2: an amount changed, a row added, another removed."""
    draft = workflow.start_correction(
        Project.objects.get(code="2011-infrastructure"), clerk, "a digit was wrong"
    )
    with acting(clerk, "mend"):
        first, second = draft.allocations.order_by("line")[:2]
        Allocation.objects.filter(pk=first.pk).update(allocated=6_838_000)
        Allocation.objects.create(
            project=draft, kind="other", allocated=12_345, statement=first.statement
        )
        second.delete()
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked against the document")
    return Project.objects.get(pk=draft.pk)


def test_versions_page_tells_what_changed(client, corrected):
    page = client.get("/records/project/2011-infrastructure/").text
    row = re.sub(r"\s+", " ", page)

    assert "From version 1 to version 2" in page
    after = '<td class="number" data-label="After"><ins>6,838,000</ins>'
    assert f"<del>5,838,000</del></td> {after}" in row
    assert "Allocation 3<br> <small>added" in row and "12,345" in page
    assert "Allocation 2<br> <small>removed" in row
    assert "a digit was wrong" in page


def test_any_two_versions_can_be_compared(client, corrected):
    backwards = client.get("/records/project/2011-infrastructure/?from=2&to=1").text
    same = client.get("/records/project/2011-infrastructure/?from=1&to=1").text
    unknown = client.get("/records/project/2011-infrastructure/?from=9")

    assert "<del>6,838,000</del>" in backwards
    assert "Both say the same." in same
    assert unknown.status_code == 404 and "no published version “9”" in unknown.text


def test_draft_appears_nowhere_in_public_history(client, clerk, corrected):
    draft = workflow.start_correction(corrected, clerk, "secret plans")
    with acting(clerk, "secret plans"):
        Project.objects.filter(pk=draft.pk).update(title="Not yet public")

    page = client.get("/records/project/2011-infrastructure/").text

    assert "Not yet public" not in page and "secret plans" not in page
    assert client.get("/records/project/2011-infrastructure/?to=3").status_code == 404


def test_withdrawn_record_says_so(client, corrected, administrator, reviewer):
    second = type(reviewer).objects.create_user("second-reviewer", is_staff=True)
    withdraw(corrected, second, "paid back")

    response = client.get("/projects/2011-infrastructure/", follow=True)

    assert "This record was withdrawn" in response.text and "paid back" in response.text


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_whoever_reads_the_past_stays_there(client, corrected, prefix):
    page = client.get(f"{prefix}/projects/?edition=1").text
    links = [link for link in re.findall(r'<a [^>]*href="(/[^"]*)"', page) if "/admin/" not in link]

    present = {link for link in links if "edition=1" not in link}

    elsewhere = ("/editions/", "/feedback/")
    assert all(
        link == f"{prefix}/projects/" or any(part in link for part in elsewhere) for link in present
    )
    project = client.get(f"{prefix}/projects/2011-infrastructure/?edition=1").text
    assert "5,838,000" in project and "6,838,000" not in project


def test_past_reads_alike_by_edition_and_by_day(client, corrected):
    first = Edition.objects.get(number=1)

    by_number = client.get("/reconciliation/?edition=1").text
    by_day = client.get(f"/reconciliation/?as_of={first.published_at:%Y-%m-%d}").text

    assert "8,000,000" in by_number
    assert by_number == by_day.replace(f"as_of={first.published_at:%Y-%m-%d}", "edition=1")
    assert "9,000,000" in client.get("/reconciliation/").text


def downloaded(client, folder, *numbers):
    files = []
    for number in numbers:
        content = b"".join(client.get(f"/editions/{number}/content.json").streaming_content)
        files.append(folder / f"edition-{number}.json")
        files[-1].write_bytes(content)
    return files


def verified(*files):
    command = [sys.executable, "-I", "-S", SCRIPT, *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_anyone_can_recompute_the_chain(client, corrected, tmp_path):
    result = verified(*downloaded(client, tmp_path, 1, 2))

    assert result.returncode == 0, result.stdout
    assert "edition 2 holds, 1 records" in result.stdout


def test_changed_byte_is_found_and_named(client, corrected, tmp_path):
    first, second = downloaded(client, tmp_path, 1, 2)
    second.write_text(second.read_text().replace("6838000.00", "6838001.00"))

    result = verified(first, second)

    assert result.returncode == 1
    assert "project 2011-infrastructure version 2: the content was changed" in result.stdout


def test_broken_chain_is_found(client, corrected, tmp_path):
    first, second = downloaded(client, tmp_path, 1, 2)
    file = json.loads(first.read_text())
    first.write_text(json.dumps({**file, "digest": "0" * 64}))

    result = verified(first, second)

    assert "it does not follow the edition before it" in result.stdout


def test_whole_ledger_is_recomputed_record_by_record(client, corrected, tmp_path):
    ledger, changed = tmp_path / "ledger.json", tmp_path / "changed.json"
    sent = b"".join(client.get("/data/editions/2/fupin-ledger.json").streaming_content)
    ledger.write_bytes(sent)
    changed.write_bytes(sent.replace(b"6838000.00", b"6838001.00"))

    sound, faulty = verified(ledger), verified(changed)

    assert (sound.returncode, faulty.returncode) == (0, 1)
    assert "the ledger at edition 2 holds" in sound.stdout
    assert "2011-infrastructure version 2: the content was changed" in faulty.stdout
