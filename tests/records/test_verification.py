"""Verification: what it finds, by name, and that it asks no more for more records."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Project
from records.integrity.content import contents
from records.integrity.verify import MismatchError, verify
from records.models import User, record_models
from records.review import workflow
from tests.builders import content_of, example_ledger, make_allocation, make_project, withdraw

pytestmark = pytest.mark.django_db


@contextmanager
def behind_the_rules():
    """Raw SQL past the triggers, as a superuser of the database can send."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def withdrawn(report_2011, clerk, reviewer):
    """Edition 2 corrects a project, edition 3 withdraws the correction."""
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")
    withdraw(draft, User.objects.create(username="second"), "paid back")


def test_corrected_and_withdrawn_records_are_verified(withdrawn):
    assert [edition.number for edition in verify()] == [1, 2, 3]


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
            "edition 3: its own content has changed",
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


def test_verification_asks_as_much_for_11_editions_as_for_1(report_2011):
    few = queries_of(lambda: list(verify()))

    with example_ledger(10):
        many = queries_of(lambda: list(verify()))

    assert few == many


def test_file_of_an_edition_asks_as_much_for_40_records_as_for_4(client, report_2011):
    counts = []
    for projects in (40, 400):
        with example_ledger(projects):
            ask = client.get("/editions/2/content.json")
            counts.append(queries_of(lambda: b"".join(ask.streaming_content)))  # noqa: B023

    assert counts[0] == counts[1]


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
