"""Verification: what it finds, by name, and that it asks no more for more records."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Project
from records.integrity import merkle
from records.integrity.content import contents
from records.integrity.sealing import seal
from records.integrity.verification import chain
from records.integrity.verify import MismatchError, verify
from records.models import Edition, User, record_models
from records.review import workflow
from tests.builders import content_of, example_ledger, make_allocation, make_project, withdraw
from tests.database import as_superuser, without_triggers

pytestmark = pytest.mark.django_db


@contextmanager
def behind_the_rules():
    """Raw SQL past the triggers, as a superuser of the database can send."""
    with without_triggers(), connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def withdrawn(report_2011, clerk, reviewer):
    """Edition 2 corrects a project, edition 3 withdraws the correction."""
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")
    withdraw(draft, User.objects.create(username="second"), "paid back")


def test_corrected_and_withdrawn_records_are_verified(withdrawn):
    assert [edition.number for edition in verify()] == [1, 2, 3]


def test_what_is_not_committed_is_verified_in_its_own_process(withdrawn):
    assert [edition.number for edition in verify(processes=2)] == [1, 2, 3]


def test_empty_ledger_is_verified(db):
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        (
            "DELETE FROM programs_article WHERE code = (SELECT min(code) FROM programs_article)",
            "edition 1: article .* v1: the record is gone",
        ),
        (
            "UPDATE programs_project SET superseded_in_id = 4 WHERE state = 'withdrawn'",
            "edition 3: project 2011-industry v2: the record names another edition",
        ),
        (
            "UPDATE programs_project SET published_in_id = 1 WHERE version = 2",
            "edition 2: project 2011-industry v2: the record names another edition",
        ),
        (
            "UPDATE records_editionentry SET kind = 'nothing' WHERE edition_id = 2",
            "edition 2: nothing 2011-industry v2: the record is gone",
        ),
        (
            "DELETE FROM records_editionentry WHERE edition_id = 2",
            "project 2011-industry v2: published by no edition",
        ),
        (
            "DELETE FROM records_editionentry WHERE edition_id = 3",
            "project 2011-industry v2: withdrawn by no edition",
        ),
        (
            "UPDATE records_editionentry SET digest = repeat('0', 64) WHERE edition_id = 3",
            "edition 3: project 2011-industry v2: the content has changed",
        ),
        (
            "UPDATE records_editionentry SET reason = 'x' WHERE edition_id = 3",
            "edition 3: its entries have changed",
        ),
        (
            "UPDATE records_edition SET reason = 'x' WHERE number = 3",
            "edition 3: its own content has changed",
        ),
        (
            "UPDATE records_edition SET root = repeat('0', 64) WHERE number = 3",
            "edition 3: its entries have changed",
        ),
        (
            "UPDATE records_editionentry SET place = 1 WHERE edition_id = 3",
            "edition 3: project 2011-industry v2: not in place 0",
        ),
        (
            "INSERT INTO records_editionbranch (edition_id, place, digest) VALUES (3, 0, 'x')",
            "edition 3: its branches are not those of its entries",
        ),
        (
            "UPDATE programs_project SET superseded_in_id = 3 WHERE version = 1 "
            "AND code = '2011-industry'",
            "project 2011-industry v1: superseded by no edition",
        ),
        (
            "UPDATE programs_project SET state = 'published', superseded_in_id = NULL "
            "WHERE version = 1 AND code = '2011-industry'",
            "project 2011-industry v1: still published, though a later edition names it",
        ),
        (
            "UPDATE records_edition SET published_at = '2020-01-01' WHERE number = 2",
            "edition 2: it is dated before edition 1",
        ),
        (
            "UPDATE records_edition SET published_at = '2090-01-01' WHERE number = 3",
            "edition 3: it is dated in the future",
        ),
        (
            "UPDATE records_edition SET number = 9 WHERE number = 3;"
            "UPDATE records_editionentry SET edition_id = 9 WHERE edition_id = 3;"
            "UPDATE programs_project SET superseded_in_id = 9 WHERE superseded_in_id = 3",
            "edition 9: the edition before it is gone",
        ),
        (
            "INSERT INTO records_editionentry (edition_id, place, kind, code, version, action, "
            "reason, submitted_by_id, submitter, digest) SELECT 9, 0, kind, code, version, "
            "'other', reason, submitted_by_id, submitter, digest FROM records_editionentry "
            "WHERE edition_id = 3",
            "edition 9 is gone, and its entries are there",
        ),
        (
            "INSERT INTO records_storedfile (digest, size, content, kept_at) "
            "VALUES (encode(sha256('scan'), 'hex'), 4, 'scam', now())",
            "file [0-9a-f]{64}: its bytes have changed",
        ),
        (
            "INSERT INTO records_storedfile (digest, size, content, kept_at) "
            "VALUES (encode(sha256('scan'), 'hex'), 5, 'scan', now())",
            "file [0-9a-f]{64}: its bytes have changed",
        ),
        (
            "UPDATE records_edition SET record_count = 7 WHERE number = 2",
            "edition 2: 1 of 7 records",
        ),
        (
            "UPDATE records_edition SET previous_digest = repeat('0', 64) WHERE number = 3",
            "edition 3: previous digest is not that of the one before",
        ),
    ],
)
def test_verification_names_what_is_wrong(withdrawn, change, mismatch):
    with behind_the_rules() as cursor:
        cursor.execute(change)
        assert cursor.rowcount > 0

    with pytest.raises(MismatchError, match=mismatch):
        list(verify())


def cut_after(edition: int) -> None:
    """Remove the newest editions and all that they said, as the owner of the database can."""
    with behind_the_rules() as cursor:
        for model in record_models().values():
            table = model._meta.db_table
            for rows in model.row_models():
                cursor.execute(
                    f"DELETE FROM {rows._meta.db_table} WHERE {rows.belongs_to}_id IN "
                    f"(SELECT id FROM {table} WHERE published_in_id > {edition})"
                )
            cursor.execute(f"DELETE FROM {table} WHERE published_in_id > {edition}")
            cursor.execute(
                f"UPDATE {table} SET state = 'published', superseded_in_id = NULL "
                f"WHERE superseded_in_id > {edition}"
            )
        cursor.execute(f"DELETE FROM records_editionentry WHERE edition_id > {edition}")
        cursor.execute(f"DELETE FROM records_edition WHERE number > {edition}")


def test_cut_chain_is_found_only_by_what_was_expected(withdrawn):
    newest = Edition.objects.get(number=3)
    cut_after(1)

    assert [edition.number for edition in verify()] == [1]
    with pytest.raises(MismatchError, match="edition 3 is gone: the chain was cut"):
        list(verify(expected={3: newest.digest}))
    with pytest.raises(MismatchError, match="edition 3 is gone: the chain was cut"):
        list(verify(since=3))


def test_empty_ledger_is_a_fault_when_something_was_expected(db):
    with pytest.raises(MismatchError, match="edition 1 is gone: the chain was cut or never was"):
        list(verify(expected={1: "0" * 64}))


def test_chain_written_anew_is_found_only_by_what_was_expected(withdrawn):
    """The owner changes a reason in edition 3 and seals it again: all fits together."""
    was = Edition.objects.get(number=3)
    now = Edition.objects.get(number=3)
    now.reason = "another"
    (entry,) = now.entries.all()
    entry.reason = "another"
    seal(now, [entry])
    with behind_the_rules():
        now.save()
        entry.save()

    assert len(list(verify())) == 3
    with pytest.raises(MismatchError, match=f"edition 3 has the digest {now.digest}, not"):
        list(verify(expected={1: Edition.objects.get(number=1).digest, 3: was.digest}))


def test_verification_since_an_edition_looks_at_what_came_later(withdrawn):
    with behind_the_rules() as cursor:
        cursor.execute("UPDATE programs_project SET title = 'x' WHERE code = '2011-infrastructure'")

    assert [edition.number for edition in verify(since=1)] == [2, 3]
    assert list(verify(since=3)) == []
    with pytest.raises(MismatchError, match="edition 1: project 2011-infrastructure v1"):
        list(verify())


def test_right_to_read_is_enough(withdrawn):
    schemas = "public, ledger_latest, ledger_history"
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE ROLE reading_auditor; GRANT USAGE ON SCHEMA {schemas} TO reading_auditor;"
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {schemas} TO reading_auditor;"
            "SET LOCAL ROLE reading_auditor"
        )

        numbers = [edition.number for edition in verify(with_derived=True)]

        cursor.execute("RESET ROLE")
    assert numbers == [1, 2, 3]


def test_command_takes_expected_digests_and_reports_progress(withdrawn, capsys):
    first = Edition.objects.get(number=1)

    call_command("verify_editions", f"--expect=1:{first.digest}", "--since=1")

    printed = capsys.readouterr().out
    assert "project: every version is as published" in printed
    assert "files: 0, every byte as it was" in printed
    assert "edition 3: 1 records, ok" in printed and "2 editions verified." in printed
    with pytest.raises(CommandError, match="NOT AS PUBLISHED: edition 2 has the digest"):
        call_command("verify_editions", f"--expect=2:{first.digest}")
    with pytest.raises(CommandError, match="write it as the number, a colon and all 64 digits"):
        call_command("verify_editions", "--expect=2")


KIND = 3  # steps of a cursor: what reading one more kind of row costs


def kinds_of_rows(edition: int | None = None) -> int:
    """How many kinds of row the public projects have, or those of an edition."""
    public = Project.objects.of_edition(edition) if edition else Project.objects.published()
    return len(public.row_kinds())


def queries_of(ask) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_verification_asks_as_much_for_400_records_as_for_40(report_2011):
    with example_ledger(40):
        few = queries_of(lambda: list(verify()))

    with example_ledger(400):
        many = queries_of(lambda: list(verify()))

    assert few == many


@pytest.mark.soak
def test_large_edition_is_read_in_pieces(report_2011, monkeypatch):
    monkeypatch.setattr(chain, "SPAN", merkle.BRANCH)
    with example_ledger(12_000):
        assert len(list(verify())) == 12


def test_verification_asks_as_much_for_11_editions_as_for_1(report_2011):
    few, kinds = queries_of(lambda: list(verify())), kinds_of_rows()

    with example_ledger(10):
        many, more_kinds = queries_of(lambda: list(verify())), kinds_of_rows()

    assert many - few <= KIND * (more_kinds - kinds)


def test_file_of_an_edition_asks_as_much_for_40_records_as_for_4(client, report_2011):
    counts = []
    for projects in (40, 400):
        with example_ledger(projects):
            ask = client.get("/editions/2/content.json")
            asked = queries_of(lambda: b"".join(ask.streaming_content))  # noqa: B023
            counts.append(asked - KIND * kinds_of_rows(2))

    assert counts[1] <= counts[0]


def test_publishing_asks_as_much_for_20_records_as_for_2(report_2011, clerk, reviewer):
    counts = []
    for number in (1, 2, 20):  # the first of all asks what is kept afterwards
        projects = [make_project(f"well-{number}-{n}") for n in range(number)]
        for project in projects:
            make_allocation(project)
        workflow.submit(projects, clerk)
        counts.append(queries_of(lambda: workflow.publish(projects, reviewer, "checked")))  # noqa: B023

    assert counts[1] == counts[2]


def test_contents_follow_the_recipe_for_every_version(withdrawn):
    for model in record_models().values():
        versions = model.objects.filter(published_in__isnull=False)
        plain = {version.pk: content_of(version) for version in versions}

        assert {pk: content for (pk,), content in contents(versions, "pk")} == plain
