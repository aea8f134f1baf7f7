"""Closed years: nothing of them changes, by any road, until an administrator reopens them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from programs.models import Project
from records.history.acting import acting
from records.models import ReviewStep, State, YearStep
from records.review import workflow
from records.review.closing import take_year_step
from tests.builders import make_project
from tests.database import as_table_owner
from tests.reading import pages_of_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(administrator, report_2011):
    return take_year_step(2011, "close", administrator, "the yearbook is printed")


@pytest.fixture
def published(report_2011):
    return Project.objects.get(code="2011-industry")


def test_record_of_a_closed_year_is_not_corrected(closed, published, clerk):
    with pytest.raises(ValidationError) as refusal:
        workflow.start_correction(published, clerk, "a digit")

    assert "the yearbook is printed" in refusal.value.message
    assert not Project.objects.open().exists()


def test_open_draft_of_a_closed_year_goes_no_further(published, clerk, reviewer, administrator):
    draft = workflow.start_correction(published, clerk, "a digit")
    workflow.submit([draft], clerk)
    take_year_step(2011, "close", administrator, "the yearbook is printed")
    with pytest.raises(ValidationError):
        workflow.publish([draft], reviewer, "checked")

    workflow.return_for_changes([draft], reviewer, "the year is closed")
    with pytest.raises(ValidationError):
        workflow.submit([draft], clerk)


def test_published_record_of_a_closed_year_is_not_withdrawn(closed, published, reviewer):
    with pytest.raises(ValidationError):
        workflow.withdraw([published], reviewer, "paid back")


def test_raw_sql_is_refused_in_a_closed_year(closed, published, clerk, reviewer):
    with acting(clerk, "paid back"):
        workflow.step_of(published, ReviewStep.Verb.ASK, clerk, "paid back").save()

    with (
        pytest.raises(IntegrityError, match="belongs to a closed year"),
        acting(reviewer, "paid back"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE programs_project SET state = 'withdrawn', superseded_in_id = 2"
            " WHERE code = '2011-industry'"
        )


def test_nothing_is_added_to_a_closed_year(client, closed, published, clerk):
    client.force_login(clerk)

    form = client.post(reverse("admin:programs_project_add"), {"year": "2011", "why": "new"})
    with pytest.raises(IntegrityError, match="belongs to a closed year"), transaction.atomic():
        Project.objects.create(code="new", year=2011, program=published.program)

    assert "2011 is closed" in form.text


def test_draft_is_not_moved_into_a_closed_year(published, clerk, administrator):
    draft = workflow.start_correction(
        Project.objects.get(code="2013-village-broadband"), clerk, "x"
    )
    take_year_step(2011, "close", administrator, "the yearbook is printed")

    with pytest.raises(IntegrityError), acting(clerk, "x"):
        Project.objects.filter(pk=draft.pk).update(year=2011)


def test_reopened_year_is_corrected_again(closed, published, clerk, administrator):
    take_year_step(2011, "reopen", administrator, "the county found a receipt")

    draft = workflow.start_correction(published, clerk, "the receipt")

    assert draft.state == State.DRAFT
    reasons = list(YearStep.objects.values_list("verb", "reason", "by__username"))
    assert reasons[0] == ("reopen", "the county found a receipt", "administrator")


def test_year_steps_are_never_changed(closed):
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic(), as_table_owner():
        YearStep.objects.update(reason="another")


def test_year_is_not_closed_twice(closed, administrator):
    with pytest.raises(ValidationError, match="2011 is closed already"):
        take_year_step(2011, "close", administrator, "again")
    with pytest.raises(ValidationError, match="2012 is not closed"):
        take_year_step(2012, "reopen", administrator, "never was")


def test_administrator_closes_a_year_in_the_admin(client, administrator, clerk, published):
    add = reverse("admin:records_yearstep_add")
    sent = {"year": 2011, "verb": "close", "reason": "the yearbook is printed"}
    client.force_login(clerk)
    refused = client.post(add, sent)
    client.force_login(administrator)
    client.post(add, sent)
    again = client.post(add, sent)

    step = YearStep.objects.get()
    assert refused.status_code == 403
    assert (step.by, step.edition_id) == (administrator, 1)
    assert "2011 is closed already." in again.text


def test_form_says_that_the_year_is_closed(client, closed, clerk, published):
    client.force_login(clerk)

    page = client.get(reverse("admin:programs_project_change", args=[published.pk])).text

    assert "/step/correct/" not in page and "the yearbook is printed" in page


def test_closed_report_stays_readable_as_closed(
    client, closed, published, clerk, reviewer, administrator
):
    take_year_step(2011, "reopen", administrator, "a receipt")
    draft = workflow.start_correction(published, clerk, "a receipt")
    with acting(clerk, "a receipt"):
        draft.allocations.update(allocated=7_505_000)
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    today, then = (
        pages_of_report(client, f"/reports/2011/{query}") for query in ("", "?edition=1")
    )

    assert "reopened for corrections" in today and "/reports/2011/?edition=1" in today
    assert "7,505,000" in today and "7,505,000" not in then and "6,505,000" in then


def test_year_cannot_be_closed_before_anything_was_published(client, administrator):
    client.force_login(administrator)

    page = client.post(
        reverse("admin:records_yearstep_add"), {"year": 2011, "verb": "close", "reason": "early"}
    )

    assert page.status_code == 200
    assert "Nothing was published yet." in page.text
    assert not YearStep.objects.exists()


def test_open_versions_are_named_before_their_year_is_closed(
    client, report_2011, clerk, administrator
):
    with acting(clerk, "new"):
        make_project("well", year=2011)
    client.force_login(administrator)
    typed = {"year": "2011", "verb": "close", "reason": "the yearbook is printed"}
    page = reverse("admin:records_yearstep_add")

    asked = client.post(page, typed)
    refused_nothing = YearStep.objects.exists()
    client.post(page, {**typed, "leave_open": "on"})

    assert "These versions are still open:" in asked.text
    assert "(well, draft, clerk)" in asked.text
    assert not refused_nothing
    assert YearStep.objects.closing(2011)
