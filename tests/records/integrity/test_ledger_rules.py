"""The rules hold by any road, raw SQL included."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from programs.models import Project
from records.review import gate, workflow
from tests.builders import make_allocation, make_posting, make_project
from tests.database import without_triggers


def refused(statement: str) -> str:
    """Run raw SQL that must be refused; returns the database's words."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programs_project SET title = 'x' WHERE state = 'published'",
        "UPDATE programs_project SET state = 'draft', published_in_id = NULL",
        "DELETE FROM programs_project WHERE code = '2011-industry'",
        "TRUNCATE programs_project CASCADE",
        "UPDATE programs_allocation SET allocated = allocated + 1",
        "DELETE FROM programs_allocation",
        "INSERT INTO programs_visit (line, project_id, occasion, visited_on, visited, visited_zh,"
        " place, place_zh) SELECT 9, id, 'other', '', '', '', '', '' FROM programs_project LIMIT 1",
        "UPDATE records_edition SET reason = 'x'",
        "DELETE FROM records_edition",
        "TRUNCATE records_edition CASCADE",
        "UPDATE records_editionentry SET digest = 'x'",
        "DELETE FROM records_editionentry",
        "UPDATE records_changeevent SET reason = 'x'",
        "DELETE FROM records_changeevent",
        "TRUNCATE records_changeevent",
        "UPDATE records_user SET username = 'x' WHERE username = 'report-2011-entry'",
        "UPDATE records_source SET code = 'x' WHERE code = 'report-2011'",
        "INSERT INTO records_edition (number, published_at, published_by_id, reason, record_count,"
        " previous_digest, digest) SELECT 7, now(), id, 'x', 0, '', 'x' FROM records_user LIMIT 1",
    ],
)
def test_raw_sql_is_refused(report_2011, statement):
    assert refused(statement)


@pytest.mark.parametrize(
    ("dated", "refusal"),
    [
        ("'2026-11-22'", "dated before the one before"),
        ("clock_timestamp() - interval '1 hour'", "not dated by the clock"),
        ("clock_timestamp() + interval '1 hour'", "not dated by the clock"),
    ],
)
def test_edition_is_dated_by_the_clock_of_the_database(report_2011, dated, refusal):
    statement = (
        "INSERT INTO records_edition (number, published_at, published_by_id, publisher, reason,"
        f" record_count, previous_digest, digest) SELECT 2, {dated}, published_by_id, '', 'x', 0,"
        " digest, 'x' FROM records_edition"
    )

    assert refusal in refused(statement)


def test_publication_takes_its_time_from_the_database(report_2011, clerk, reviewer, monkeypatch):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")
    workflow.submit([draft], clerk)
    long_ago = timezone.now() - timedelta(days=400)
    monkeypatch.setattr(timezone, "now", lambda: long_ago)

    edition = workflow.publish([draft], reviewer, "checked")

    assert edition.published_at > long_ago + timedelta(days=399)


def test_raw_sql_cannot_publish_as_the_submitter(report_2011, clerk):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")
    workflow.submit([draft], clerk)
    publish = (
        f"SELECT set_config('ledger.user_id', '{clerk.pk}', true); "
        "UPDATE programs_project SET state = 'superseded', superseded_in_id = 2 "
        "WHERE code = '2011-industry' AND version = 1; "
        "UPDATE programs_project SET state = 'published', published_in_id = 2 "
        f"WHERE id = {draft.pk}"
    )

    assert "publisher must not be the submitter" in refused(publish)


def test_raw_sql_cannot_publish_namelessly(report_2011, clerk):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")
    workflow.submit([draft], clerk)
    publish = (
        "UPDATE programs_project SET state = 'superseded', superseded_in_id = 2 "
        "WHERE code = '2011-industry' AND version = 1; "
        "UPDATE programs_project SET state = 'published', published_in_id = 2 "
        f"WHERE id = {draft.pk}"
    )

    assert "needs a named person" in refused(
        "SELECT set_config('ledger.user_id','',true);" + publish
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("received_qualifier = 'about'", "allocation_received_qualifier_has_amount"),
        ("unstaged = 1", "allocation_staged_or_not"),
        ("allocated = -1", "allocation_allocated_not_negative"),
    ],
)
def test_wrong_money_is_refused(report_2011, clerk, change, rule):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")

    assert rule in refused(f"UPDATE programs_allocation SET {change} WHERE project_id = {draft.pk}")


@pytest.mark.parametrize(
    "amounts", [{"received": 1001}, {"received": 5, "spent": 6}, {"spent": 1001}]
)
def test_raw_sql_cannot_publish_an_overspend_without_its_explanation(
    report_2011, clerk, reviewer, monkeypatch, amounts
):
    draft = make_project()
    allocation = make_allocation(draft, **amounts)
    monkeypatch.setattr(gate, "check", lambda *versions: None)
    workflow.submit([draft], clerk)

    with pytest.raises(ValidationError, match="An overspend is published with its explanation"):
        workflow.publish([draft], reviewer, "checked")

    workflow.return_for_changes([draft], reviewer, "explain it")
    type(allocation).objects.filter(pk=allocation.pk).update(overspend_note_zh="物价上涨")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")
    assert draft.public_version() == draft


def test_rows_of_fixtures_hold_no_overspend_without_its_explanation(report_2011):
    with without_triggers(), connection.cursor() as cursor:
        unsealed = make_project(state="published", published_in_id=2)
    insert = (
        "INSERT INTO programs_allocation (project_id, line, kind, level, planned_qualifier,"
        " allocated_qualifier, received_qualifier, spent_qualifier, unstaged_qualifier, note,"
        " note_zh, allocated_on, overspend_note, overspend_note_zh, received, spent)"
        f" VALUES ({unsealed.pk}, 1, 'other', '', '', '', '', '', '', '', '', '', '%s', '', 5, 6)"
    )

    assert "an overspend needs its explanation" in refused(insert % "")
    with connection.cursor() as cursor:
        cursor.execute(insert % "dear")


def test_postings_of_one_cadre_never_overlap(report_2011, clerk, reviewer, monkeypatch):
    first, second = make_posting("first"), make_posting("second", starts="2012-06-01")
    monkeypatch.setattr(gate, "check", lambda *versions: None)
    workflow.submit([first, second], clerk)
    workflow.publish([first], reviewer, "checked")

    with pytest.raises(ValidationError, match="second: This cadre has another posting"):
        workflow.publish([second], reviewer, "checked")


@pytest.mark.parametrize(
    ("table", "change", "named"),
    [
        ("programs_project", "title = title || ' '", "project 2011-industry v1"),
        ("programs_allocation", "allocated = allocated + 0.01", "project 2011-industry v1"),
        ("records_edition", "reason = 'x'", "edition 1"),
        ("records_sourceversion", "title = title || ' '", "source .* v1"),
        ("records_statementversion", "value = value + 1", "source"),
        ("records_statement", "value = value + 1", "statement"),
        ("counties_county", "name = 'Atlantis'", "county"),
        ("records_editionentry", "digest = repeat('0', 64)", "source .* v1"),
    ],
)
def test_verification_names_a_changed_byte(report_2011, table, change, named):
    where = {
        "programs_project": "WHERE code = '2011-industry'",
        "programs_allocation": "WHERE project_id = (SELECT id FROM programs_project "
        "WHERE code = '2011-industry')",
    }.get(table, "")
    with without_triggers(), connection.cursor() as cursor:  # behind the application's back
        cursor.execute(f"UPDATE {table} SET {change} {where}")

    with pytest.raises(CommandError, match=named):
        call_command("verify_editions", verbosity=0)
