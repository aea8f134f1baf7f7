"""The five verbs: what they do, and what they refuse."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cadres.models import Assessment
from programs.models import Allocation, Payment, Project
from records.history.acting import acting
from records.integrity.verify import verify
from records.models import ChangeEvent, Edition, ReviewStep, State
from records.review import workflow
from tests.at_once import at_once
from tests.builders import content_of, make_allocation, make_posting, make_project, withdraw


@pytest.fixture
def published(report_2011):
    return Project.objects.get(code="2011-infrastructure")


@pytest.fixture
def draft(published, clerk):
    return workflow.start_correction(published, clerk, "a digit was wrong")


@pytest.fixture
def submitted(draft, clerk):
    workflow.submit([draft], clerk)
    draft.refresh_from_db()
    return draft


def test_correction_copies_rows_and_keeps_lines(published, draft):
    assert (draft.version, draft.state) == (2, State.DRAFT)
    assert [row.line for row in draft.rows()] == [row.line for row in published.rows()]
    assert draft.allocations.get(line=1).allocated == published.allocations.get(line=1).allocated


def test_correction_leads_payments_to_the_copied_allocation(draft, clerk, reviewer):
    allocation = draft.allocations.get(line=1)
    Payment.objects.create(
        project=draft,
        allocation=allocation,
        stage="received",
        amount=5,
        paid_on="2011-05-01",
        statement=draft.statement,
    )
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "payment added")
    draft.refresh_from_db()

    again = workflow.start_correction(draft, clerk, "once more")

    assert again.payments.get().allocation == again.allocations.get(line=1)


def test_public_reads_the_old_version_until_publication(published, draft, clerk, reviewer):
    with acting(clerk, "mend"):
        Allocation.objects.filter(project=draft, line=1).update(allocated=5_839_000)
    workflow.submit([draft], clerk)
    assert Project.objects.as_of(None).get(code=published.code).version == 1

    edition = workflow.publish([draft], reviewer, "checked against the document")

    assert edition.number == 2
    assert Project.objects.as_of(None).get(code=published.code).version == 2
    assert Project.objects.as_of(1).get(code=published.code).version == 1
    assert [row.number for row in verify()] == [1, 2]


def test_withdrawn_record_leaves_today_but_not_its_edition(published, reviewer):
    withdraw(published, reviewer, "recorded twice")

    assert not Project.objects.as_of(None).filter(code=published.code).exists()
    assert Project.objects.as_of(1).filter(code=published.code).exists()
    assert len(list(verify())) == 2


def test_withdrawn_record_can_be_corrected_and_published_again(published, clerk, reviewer):
    withdraw(published, reviewer, "wrong year")
    published.refresh_from_db()

    draft = workflow.start_correction(published, clerk, "year mended")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    assert Project.objects.as_of(None).get(code=published.code).version == 2


def test_return_keeps_the_reason_for_good(submitted, reviewer):
    workflow.return_for_changes([submitted], reviewer, "which document?")
    submitted.refresh_from_db()

    assert submitted.state == State.DRAFT
    assert ReviewStep.objects.filter(verb="return", reason="which document?").exists()


def test_publisher_is_not_the_submitter(submitted, clerk):
    with pytest.raises(ValidationError, match="another person"):
        workflow.publish([submitted], clerk, "looks good")


def test_publisher_has_not_edited_the_version(draft, clerk, reviewer):
    with acting(reviewer, "helped"):
        Allocation.objects.filter(project=draft, line=1).update(allocated=1)
    workflow.submit([draft], clerk)

    with pytest.raises(ValidationError, match="another person"):
        workflow.publish([draft], reviewer, "looks good")


@pytest.mark.parametrize("verb", ["start_correction", "return_for_changes"])
def test_reason_is_needed(published, clerk, verb):
    with pytest.raises(ValidationError, match="reason is needed"):
        getattr(workflow, verb)(published, clerk, "  ")


def test_step_from_the_wrong_state_is_refused(published, clerk, reviewer):
    with pytest.raises(ValidationError, match="not possible"):
        workflow.submit([published], clerk)
    with pytest.raises(ValidationError, match="not possible"):
        workflow.publish([published], reviewer, "again")


def test_gate_lists_everything_at_once(draft, clerk):
    with acting(clerk, "emptied"):
        draft.statement = None
        draft.save()
        draft.allocations.filter(line=1).update(statement=None)

    with pytest.raises(ValidationError) as refused:
        workflow.submit([draft], clerk)

    assert len(refused.value.messages) == 2


def test_payments_beyond_the_allocation_block_publication(draft, clerk):
    with acting(clerk, "paid"):
        allocation = draft.allocations.get(line=1)
        allocation.received = 10
        allocation.save()
        Payment.objects.create(
            project=draft,
            allocation=allocation,
            stage="received",
            amount=12,
            paid_on="2011",
            statement=draft.statement,
        )

    with pytest.raises(ValidationError, match="exceed the 10 yuan stated by 2 yuan"):
        workflow.submit([draft], clerk)


def test_overlapping_posting_is_refused_in_plain_words(report_2011, clerk, reviewer):
    first = make_posting("first")
    workflow.submit([first], clerk)
    workflow.publish([first], reviewer, "checked")

    with pytest.raises(ValidationError, match="another posting at the same time, first"):
        workflow.submit([make_posting("second", starts="2012-06-01")], clerk)


def test_everything_wrong_with_many_records_is_said_at_once(report_2011, clerk):
    wells = make_project("wells", beneficiary_persons=1, beneficiary_households=2)
    roads = make_project("roads", title="Roads", statement=None)
    make_allocation(roads)

    with pytest.raises(ValidationError) as refused:
        workflow.submit([wells, roads, make_posting()], clerk)

    assert [message.split(":")[0] for message in refused.value.messages] == [
        "roads",
        "roads",
        "wells",
    ]


def test_rule_of_the_database_that_no_constraint_names_is_refused_in_plain_words(
    draft, clerk, reviewer, monkeypatch
):
    monkeypatch.setattr(workflow, "need_decidable", lambda versions, state, user: None)
    workflow.submit([draft], clerk)

    with pytest.raises(ValidationError, match="submitted a version cannot publish"):
        workflow.publish([draft], clerk, "looks good")


def test_many_records_become_one_edition_or_none(report_2011, clerk, reviewer):
    drafts = [
        workflow.start_correction(project, clerk, "layout")
        for project in Project.objects.published()
    ]
    workflow.submit(drafts, clerk)

    edition = workflow.publish(drafts, reviewer, "all together")

    assert edition.record_count == len(drafts) == edition.entries.count()


def test_private_fields_are_no_part_of_the_content(report_2011):
    assessment = Assessment.objects.create(code="x", year=2011, findings="secret words")

    assert "secret words" not in str(content_of(assessment))


def test_bulk_and_raw_sql_leave_events_with_who_and_why(draft, clerk):
    with acting(clerk, "typing error"), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_project SET place = 'x' WHERE id = %s", [draft.pk])

    event = ChangeEvent.objects.of(draft).first()

    assert (event.user, event.reason, event.new["place"]) == (clerk, "typing error", "x")


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_end_in_one_draft_and_one_message(published, clerk, reviewer):
    outcomes = at_once(
        lambda: workflow.start_correction(published, clerk, "mine"),
        lambda: workflow.start_correction(published, reviewer, "no, mine"),
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert Project.objects.open().filter(code=published.code).count() == 1
    assert len(refused) == 1
    assert "is being corrected already" in refused[0].messages[0]


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_end_in_one_edition(submitted, reviewer, administrator):
    outcomes = at_once(
        lambda: workflow.publish([submitted], reviewer, "first"),
        lambda: workflow.publish([submitted], administrator, "second"),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Edition", "ValidationError"]
    assert Edition.objects.count() == 2
