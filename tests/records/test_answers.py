"""Answers to readers: proposed by one person of the staff, made public by another."""

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from counties.models import County
from records.history.acting import acting
from records.history.describe import newest_event
from records.models import ChangeEvent, Feedback
from records.review.answers import release
from tests.builders import make_project
from tests.conftest import member, superuser
from tests.records.test_feedback import SECRETS, answered, make_report, on_record

pytestmark = pytest.mark.django_db


def change_address(report):
    return reverse("admin:records_feedback_change", args=[report.pk])


def test_staff_answer_and_sign(client, reviewer, report_2011):
    report = on_record()
    client.force_login(reviewer)

    client.post(
        change_address(report),
        {
            "state": "corrected",
            "answer": "A digit was wrong.",
            "corrected_in": "1",
            "message": "rewritten",
            "why": "looked it up",
            "seen": newest_event(report),
        },
    )

    report.refresh_from_db()
    assert ChangeEvent.objects.of(report).first().reason == "looked it up"
    assert (report.state, report.proposed_by) == ("received", reviewer)
    release(report, member("reviewer", name="second"), "checked")
    report.refresh_from_db()
    assert (report.state, report.answered_by, report.corrected_in_id) == ("corrected", reviewer, 1)
    assert report.answered_at is not None and report.message == SECRETS[0]


@pytest.fixture
def proposed(client, clerk, report_2011):
    """A report that the clerk of the ministry has answered."""
    report = on_record()
    client.force_login(clerk)
    typed = {"state": "answered", "answer": "The source says so.", "why": "looked it up"}
    client.post(change_address(report), {**typed, "seen": newest_event(report)})
    report.refresh_from_db()
    return report


def release_address(report):
    return reverse("admin:records_feedback_release", args=[report.pk])


def test_answer_is_not_public_before_a_second_person_releases_it(client, proposed, reviewer):
    before = client.get(f"/feedback/{proposed.receipt}/").text
    own = client.post(release_address(proposed), {"reason": "quickly"})
    client.force_login(reviewer)
    waiting = client.get("/admin/").text
    page = client.get(release_address(proposed)).text

    client.post(release_address(proposed), {"reason": "checked"})

    proposed.refresh_from_db()
    assert "The source says so." not in before and own.status_code == 403
    assert "Answers to make public" in waiting and "The source says so." in page
    assert "The source says so." in client.get(f"/feedback/{proposed.receipt}/").text
    assert (proposed.released_by, proposed.proposal) == (reviewer, None)


def test_who_wrote_an_answer_does_not_release_it(client, reviewer, report_2011):
    report = on_record()
    client.force_login(reviewer)
    typed = {"state": "answered", "answer": "Yes.", "why": "looked it up"}
    client.post(change_address(report), {**typed, "seen": newest_event(report)})

    refused = client.post(release_address(report), {"reason": "quickly"})

    report.refresh_from_db()
    assert "another person must make it public" in refused.text
    assert report.state == "received"


def test_proposal_is_shown_again_and_a_note_leaves_it(client, proposed, clerk):
    client.force_login(clerk)
    form = client.get(change_address(proposed)).context["adminform"].form
    typed = {name: form[name].value() for name in ("state", "answer", "answer_zh")}

    client.post(
        change_address(proposed),
        {**typed, "note": "ask again", "why": "a note", "seen": newest_event(proposed)},
    )

    before = proposed.proposal
    proposed.refresh_from_db()
    assert typed["answer"] == "The source says so."
    assert (proposed.state, proposed.note, proposed.proposal) == ("received", "ask again", before)


def test_changed_answer_needs_a_second_person_again(client, proposed, clerk, reviewer):
    release(proposed, reviewer, "checked")
    client.force_login(clerk)

    client.post(
        change_address(proposed),
        {"state": "rejected", "answer": "No.", "why": "b", "seen": newest_event(proposed)},
    )

    proposed.refresh_from_db()
    assert (proposed.state, proposed.answer) == ("answered", "The source says so.")
    assert proposed.proposal["state"] == "rejected"


def test_nothing_to_release_is_said(proposed, reviewer):
    release(proposed, reviewer, "checked")

    with pytest.raises(ValidationError, match="No answer waits"):
        release(proposed, reviewer, "again")


@pytest.mark.parametrize(
    "values",
    [
        {"state": "answered", "answer": "x"},
        {"answer": "x"},
        {"answer_zh": "x", "released_by": "clerk"},
        {"state": "answered", "answer": "x", "proposed_by": "reviewer", "released_by": "clerk"},
    ],
)
def test_raw_sql_makes_no_answer_public_alone(proposed, clerk, reviewer, values):
    people = {"clerk": clerk, "reviewer": reviewer}
    signed = {"answered_by": clerk, "answered_at": timezone.now()} if "state" in values else {}
    changes = {name: people.get(value, value) for name, value in values.items()}

    with pytest.raises(IntegrityError, match="An answer is"), acting(clerk, "raw"):
        Feedback.objects.filter(pk=proposed.pk).update(**signed, **changes)


def test_nobody_proposes_in_the_name_of_another(proposed, clerk, reviewer):
    with pytest.raises(IntegrityError, match="in one's own name"), acting(reviewer, "forged"):
        Feedback.objects.filter(pk=proposed.pk).update(proposal={"state": "rejected"})


@pytest.mark.parametrize(
    "wrong, expected",
    [
        ({"state": "answered"}, "deserves an answer"),
        ({"state": "corrected", "answer": "Yes."}, "names the edition"),
        ({"state": "answered", "answer": "Yes.", "corrected_in": "1"}, "names the edition"),
        ({"state": "answered", "answer": "Yes.", "why": ""}, "This field is required."),
    ],
)
def test_incomplete_outcome_is_told(client, reviewer, report_2011, wrong, expected):
    report = on_record()
    client.force_login(reviewer)

    response = client.post(
        change_address(report), {"why": "done", "seen": newest_event(report), **wrong}
    )

    assert expected in response.text
    report.refresh_from_db()
    assert report.state == "received"


def test_unsigned_answer_is_refused_by_the_database(report_2011, reviewer):
    unsigned = {"answered_by": None, "answered_at": None}

    with pytest.raises(IntegrityError, match="feedback_answer_is_signed"):
        make_report(**answered(reviewer, **unsigned))


def test_clerk_sees_reports_on_own_places_only(client, county_clerk, clerk, report_2011):
    here = {"scope": "county", "county": County.objects.get(code="141030")}
    make_project("at-home", **here)
    home, other, page = on_record("at-home"), on_record("2011-industry"), make_report()

    assert set(Feedback.objects.visible_to(county_clerk)) == {home}
    assert set(Feedback.objects.visible_to(clerk)) == {other, page}
    assert set(Feedback.objects.visible_to(member("reviewer"))) == {home, other, page}
    client.force_login(county_clerk)
    assert client.get(change_address(home)).status_code == 200
    assert client.get(change_address(other)).status_code == 404


def test_auditor_reads_and_changes_nothing(client, auditor, report_2011):
    report = on_record()
    client.force_login(auditor)

    assert client.get(change_address(report)).status_code == 200
    assert client.post(change_address(report), {"state": "rejected"}).status_code == 403


def test_nobody_adds_or_deletes_reports(rf):
    request = rf.get("/")
    request.user = superuser("root")
    options = admin.site._registry[Feedback]

    assert not options.has_add_permission(request)
    assert not options.has_delete_permission(request)


def test_waiting_are_those_without_an_answer(report_2011, reviewer):
    new = make_report()
    make_report(**answered(reviewer))

    assert list(Feedback.objects.waiting()) == [new]
