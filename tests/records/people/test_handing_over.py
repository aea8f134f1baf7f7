"""Handing over: drafts, places and readers' reports of a leaver, in one step."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counties.models import Assignment, County
from programs.models import Project
from records.history.acting import acting
from records.models import ChangeEvent, DraftOwner, Feedback, ReviewStep
from records.review import workflow
from records.review.people.handing_over import hand_over, work_of
from records.review.people.owners import owned_by, owners_of
from tests.builders import make_project
from tests.conftest import member

pytestmark = pytest.mark.django_db

ALL = {"drafts", "places", "reports"}


def begun_by(user, code="well", **changes) -> Project:
    with acting(user, "new"):
        return make_project(code, **changes)


@pytest.fixture
def successor(report_2011):
    user = member("clerk", "successor")
    user.assignments.create()
    return user


@pytest.fixture
def draft(report_2011, clerk):
    return begun_by(clerk)


def page(user) -> str:
    return reverse("admin:hand_over", args=[user.pk])


def sent(successor, parts=("drafts", "places", "reports")) -> dict:
    return {"successor": successor.pk, "parts": list(parts), "reason": "五月调离"}


def test_draft_belongs_to_whoever_began_it(draft, clerk, successor):
    with acting(successor, "a digit"):
        Project.objects.filter(pk=draft.pk).update(title="Deeper wells")

    assert owners_of([draft]) == {draft: clerk}
    assert list(owned_by(Project.objects.open(), clerk)) == [draft]
    assert not owned_by(Project.objects.open(), successor).exists()


def test_published_version_is_nobodys(report_2011):
    assert owners_of(Project.objects.published()) == {}


def test_everything_is_handed_over_in_one_step(client, administrator, clerk, successor, draft):
    county = County.objects.get(code="141030")
    Assignment.objects.create(user=clerk, county=county)
    report = Feedback.objects.create(page="/", message="a", handler=clerk)
    client.force_login(administrator)

    answer = client.post(page(clerk), sent(successor), follow=True)

    report.refresh_from_db()
    step = ReviewStep.objects.get(verb="handover")
    assert "Handed over to successor: 1 draft, 2 places, 1 report." in answer.text
    assert owners_of([draft]) == {draft: successor}
    assert set(successor.assignments.values_list("county", flat=True)) == {county.pk, None}
    assert not clerk.assignments.exists() and report.handler == successor
    assert (step.by, step.reason) == (administrator, "clerk → successor: 五月调离")
    assert not work_of(clerk)


def test_every_change_is_in_the_history(administrator, clerk, successor, draft):
    hand_over(clerk, successor, ALL, administrator, "moved")

    tables = {"records_draftowner", "counties_assignment"}
    events = ChangeEvent.objects.filter(row_table__in=tables, user=administrator, reason="moved")
    assert {event.row_table for event in events} == tables


def test_handed_over_draft_waits_for_the_successor(
    client, administrator, clerk, successor, reviewer, draft
):
    workflow.submit([draft], clerk)
    workflow.return_for_changes([draft], reviewer, "page 4")
    hand_over(clerk, successor, {"drafts"}, administrator, "moved")
    waiting = {}
    for user in (clerk, successor):
        client.force_login(user)
        waiting[user.username] = [
            [row["version"] for row in client.get(f"/admin/queue/{name}/").context["rows"]]
            for name in ("returned", "my-drafts")
        ]

    assert waiting == {"clerk": [[], []], "successor": [[draft], [draft]]}


def test_work_is_handed_on_a_second_time(administrator, clerk, successor, draft):
    third = member("clerk", "third")
    third.assignments.create()
    hand_over(clerk, successor, {"drafts"}, administrator, "moved")

    hand_over(successor, third, {"drafts"}, administrator, "moved too")

    assert owners_of([draft]) == {draft: third}
    assert DraftOwner.objects.count() == 1


def test_next_correction_belongs_to_whoever_begins_it(administrator, clerk, successor, reviewer):
    draft = begun_by(clerk)
    hand_over(clerk, successor, {"drafts"}, administrator, "moved")
    workflow.submit([draft], successor)
    workflow.publish([draft], reviewer, "checked")
    draft.refresh_from_db()

    again = workflow.start_correction(draft, clerk, "a digit")

    assert owners_of([again]) == {again: clerk}


@pytest.mark.parametrize("role", ["clerk", "reviewer", "auditor", "private-data"])
def test_only_administrators_hand_over(client, clerk, successor, draft, role):
    client.force_login(member(role, "somebody"))

    assert client.get(page(clerk)).status_code == 403
    assert client.post(page(clerk), sent(successor)).status_code == 403
    assert owners_of([draft]) == {draft: clerk}


def test_administrator_gains_no_place(client, administrator, clerk, draft):
    client.force_login(administrator)

    answer = client.post(page(clerk), sent(administrator, ["places"]))

    assert "Another administrator must decide on your own places." in answer.text
    assert not administrator.assignments.exists()


def test_successor_who_could_not_work_on_it_is_refused(administrator, clerk, draft):
    without_place = member("clerk", "without-place")
    without_role = member("auditor", "without-role")

    for person in (without_place, without_role):
        with pytest.raises(ValidationError, match="cannot work on well"):
            hand_over(clerk, person, {"drafts"}, administrator, "moved")
    hand_over(clerk, without_place, ALL, administrator, "with the place it is possible")

    assert owners_of([draft]) == {draft: without_place}


def test_account_that_is_off_takes_nothing(client, administrator, clerk, successor, draft):
    successor.is_active = False
    successor.save()
    client.force_login(administrator)

    client.post(page(clerk), sent(successor))

    with pytest.raises(ValidationError, match="switched off"):
        hand_over(clerk, successor, ALL, administrator, "moved")
    assert owners_of([draft]) == {draft: clerk}


@pytest.mark.parametrize("value", ["", "0", "-1", "x", "9" * 30, "1 OR 1=1", "\0"])
def test_hostile_successor_is_an_error_of_the_form(client, administrator, clerk, value):
    client.force_login(administrator)

    answer = client.post(page(clerk), {"successor": value, "parts": ["x"], "reason": "\0"})

    assert answer.status_code == 200
    assert clerk.assignments.exists()


def test_place_that_both_have_is_joined(administrator, clerk, successor):
    clerk.assignments.update(is_for_all_counties=True)

    hand_over(clerk, successor, {"places"}, administrator, "moved")

    assert successor.assignments.get().is_for_all_counties
    assert not clerk.assignments.exists()


def test_list_names_owners_and_filters_by_them(client, clerk, successor, draft):
    begun_by(successor, "bridge")
    client.force_login(clerk)
    queries = ("owner=me", "owner=successor", "owner=nobody", "owner=%00")
    pages = {query: client.get(f"/admin/programs/project/?{query}") for query in queries}
    listed = {
        query: {row.code for row in page.context["cl"].result_list} for query, page in pages.items()
    }

    text = client.get("/admin/programs/project/?state__exact=draft").text
    assert listed == {
        "owner=me": {"well"},
        "owner=successor": {"bridge"},
        "owner=nobody": set(),
        "owner=%00": set(),
    }
    assert "successor" in text


def test_owner_column_needs_the_same_queries_for_any_number_of_rows(client, clerk, draft):
    client.force_login(clerk)
    address = "/admin/programs/project/?state__exact=draft"
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for code in ("bridge", "road"):
        begun_by(clerk, code)
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(one) == len(three)
