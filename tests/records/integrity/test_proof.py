"""Proofs, as a reader without the ledger checks them: the script, in a process of its own."""

import json
import subprocess
import sys

import pytest

from counties.models import County
from programs.models import Allocation, Project
from records.history.acting import acting
from records.integrity import verify_edition
from records.integrity.proof import proof_of
from records.models import EditionEntry
from records.review import workflow
from tests.builders import example_ledger, publish_reference, withdraw

pytestmark = pytest.mark.django_db
PROOF = "/editions/1/proofs/project/2011-infrastructure.json"


@pytest.fixture
def script(client, tmp_path):
    """The script as it is downloaded."""
    answer = client.get("/editions/verify_edition.py")
    path = tmp_path / "verify_edition.py"
    path.write_bytes(answer.content)

    assert answer["Content-Type"].startswith("text/x-python")
    return path


@pytest.fixture
def run(script):
    """Runs the script on files; its exit status and what it prints."""

    def run(*paths):
        command = [sys.executable, "-I", "-S", script, *paths]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.stderr == ""
        return result.returncode, result.stdout

    return run


@pytest.fixture
def fetch(client, tmp_path):
    """Downloads one address to a file."""

    def fetch(address):
        answer = client.get(address)
        assert answer.status_code == 200
        name = answer["Content-Disposition"].partition('"')[2].rstrip('"')
        (tmp_path / name).write_bytes(b"".join(answer))
        return tmp_path / name

    return fetch


@pytest.fixture
def corrected(clerk, reviewer, report_2011):
    """Edition 2 corrects an amount, edition 3 withdraws it, edition 4 renames a county."""
    first = Project.objects.get(code="2011-infrastructure")
    draft = workflow.start_correction(first, clerk, "a digit was wrong")
    with acting(clerk, "mend"):
        Allocation.objects.filter(project=draft, line=1).update(allocated=6_838_000)
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")
    other = type(reviewer).objects.create_user("other-reviewer", is_staff=True)
    withdraw(draft, other, "paid back")
    publish_reference(County, "141030", name="Daning then")


def changed(path, old: str, new: str):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


def test_proof_of_edition_1_holds_after_later_editions(corrected, fetch, run):
    proof = fetch(PROOF)

    status, printed = run(fetch("/editions/chain.json"), proof)

    assert status == 0
    assert "the chain holds, 4 editions" in printed
    assert "project 2011-infrastructure version 1 is part of edition 1" in printed
    assert len(json.loads(proof.read_text())["path"]) <= 8  # of 149 entries


def test_every_act_on_a_record_has_its_proof(corrected, client, fetch, run):
    page = client.get("/records/project/2011-infrastructure/").text
    addresses = [f"/editions/{n}/proofs/project/2011-infrastructure.json" for n in (1, 2, 3)]

    status, printed = run(*map(fetch, addresses))

    assert all(f'href="{address}"' in page for address in addresses)
    assert status == 0 and "version 2 is part of edition 3" in printed


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("5838000.00", "5838001.00", "project 2011-infrastructure version 1: the content was"),
        ('"submitter":"2011 report', '"submitter":"Someone', "the entry, or its path in the"),
        ('"record_count":149', '"record_count":9', "the entry, or its path in the edition, was"),
        ('"path":["', '"path":["00', "the entry, or its path in the edition, was changed"),
        ('"record_count":149', '"record_count":150', "edition 1: its own content was changed"),
        ('"publisher":"2011', '"publisher":"2012', "edition 1: its own content was changed"),
        ('"digest":"', '"digest":"0', "was changed"),
        ('"recipe":1', '"recipe":2', "edition 1: its recipe is not known to this script"),
        ('"path":', '"paths":', "no file of the ledger"),
        ("{", "", "no file of the ledger"),
    ],
)
def test_whatever_is_changed_in_a_proof_is_named(report_2011, fetch, run, old, new, fault):
    status, printed = run(changed(fetch(PROOF), old, new))

    assert status == 1 and fault in printed


def test_proof_of_another_chain_is_named(corrected, fetch, run):
    """A proof that fits by itself, of an edition that the chain does not have."""
    path = fetch(PROOF)
    proof = json.loads(path.read_text())
    proof["edition"]["reason"] = "another"
    proof["digest"] = verify_edition.digest(proof["edition"])
    path.write_text(json.dumps(proof))

    alone, (status, printed) = run(path), run(fetch("/editions/chain.json"), path)

    assert alone[0] == 0 and status == 1
    assert "edition 1: another file gives it another digest" in printed


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"reason":"checked"', '"reason":"chucked"', "edition 2: its own content was changed"),
        ('"number":2', '"number":7', "edition 2: missing"),
        ('"previous_digest":""', '"previous_digest":"7"', "it does not follow the edition before"),
    ],
)
def test_whatever_is_changed_in_the_chain_is_named(corrected, fetch, run, old, new, fault):
    status, printed = run(changed(fetch("/editions/chain.json"), old, new))

    assert status == 1 and fault in printed


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("5838000.00", "5838001.00", "project 2011-infrastructure version 1: the content was"),
        ('"action":"published"', '"action":"withdrawn"', "the entries were changed"),
        ('"records":[{', '"records":[], "left":[{', "version 1: missing"),
        (',"version":1},{"code"', ',"version":9},{"code"', "version 9: not of this edition"),
    ],
)
def test_whatever_is_changed_in_an_edition_is_named(report_2011, fetch, run, old, new, fault):
    status, printed = run(changed(fetch("/editions/1/content.json"), old, new))

    assert status == 1 and fault in printed


def test_files_say_the_same_while_the_past_is_read(corrected, client):
    for address in ("/editions/4/content.json", "/editions/4/proofs/county/141030.json", PROOF):
        today, past = client.get(address), client.get(f"{address}?edition=1")

        assert b"".join(today) == b"".join(past)


@pytest.mark.parametrize(
    "address",
    [
        "/editions/9/proofs/project/2011-infrastructure.json",
        "/editions/1/proofs/project/nothing.json",
        "/editions/1/proofs/nothing/2011-infrastructure.json",
    ],
)
def test_what_no_edition_names_has_no_proof(report_2011, client, address):
    assert client.get(address).status_code == 404


@pytest.mark.soak
def test_record_of_a_large_edition_is_proven_by_a_few_digests(
    report_2011, django_assert_num_queries
):
    """Over branches: an edition of 2,000 records, of which a proof reads a thousand entries."""
    with example_ledger(12_000):
        entries = EditionEntry.objects.filter(edition=3).select_related("edition", "submitted_by")
        for entry in (entries.first(), entries.last(), entries.get(place=1024)):
            proof = proof_of(entry)

            faults = list(verify_edition.faults_of_proof(proof, {}))

            assert faults == [] and len(proof["path"]) <= 11
            assert entry.edition.branches.count() == 2
