"""What a reviewer sees: the work queue, the review page with totals and preview, one edition."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from programs.models import Allocation, Project
from records.history.acting import acting
from records.models import ChangeEvent, Edition, ReviewStep, State
from records.review import workflow
from records.review.queues import QUEUES
from tests.conftest import member

pytestmark = pytest.mark.django_db


def address(page, version):
    return reverse(f"admin:programs_project_{page}", args=[version.pk])


@pytest.fixture
def submitted(clerk, report_2011):
    """A correction that adds a million yuan to one kind of relief."""
    draft = workflow.start_correction(
        Project.objects.get(code="2011-infrastructure"), clerk, "a digit was wrong"
    )
    with acting(clerk, "a digit was wrong"):
        Allocation.objects.filter(project=draft, line=1).update(allocated=6_838_000)
        Project.objects.filter(pk=draft.pk).update(title="Renamed works")
    workflow.submit([draft], clerk, "see the ledger of June")
    return Project.objects.get(pk=draft.pk)


def test_review_page_shows_the_totals_that_would_change(client, reviewer, submitted):
    client.force_login(reviewer)

    page = client.get(address("review", submitted)).text

    assert "a digit was wrong" in page and "see the ledger of June" in page
    assert "8,000,000" in page and "9,000,000" in page
    assert "does not match" in page


def test_preview_reads_as_the_public_page_would(client, reviewer, submitted):
    client.force_login(reviewer)

    response = client.get(address("preview", submitted))

    assert "Renamed works" in response.text and "6,838,000" in response.text
    assert "/change/" not in response.text
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_rehearsal_leaves_nothing_behind(client, reviewer, submitted):
    client.force_login(reviewer)
    before = ChangeEvent.objects.count()

    client.get(address("review", submitted))
    client.get(address("preview", submitted))

    assert ChangeEvent.objects.count() == before
    assert Project.objects.published().get(code=submitted.code).version == 1
    assert Project.objects.get(pk=submitted.pk).state == State.SUBMITTED
    assert Edition.objects.count() == 1
    assert "Renamed works" not in client.get("/projects/2011-infrastructure/").text


def test_clerk_previews_a_draft(client, clerk, submitted, reviewer):
    workflow.return_for_changes([submitted], reviewer, "the second digit too")
    client.force_login(clerk)

    assert "Renamed works" in client.get(address("preview", submitted)).text
    assert client.get(address("review", submitted)).status_code == 200


def queue(client, name):
    return client.get(reverse("admin:queue", args=[name]))


def counts(client):
    """By queue, how many the first page says wait in it."""
    tallies = client.get("/admin/").context["tallies"]
    names = {one.address.strip("/").split("/")[-1]: one.count for one in tallies}
    return {name: names[name] for name in QUEUES if name in names}


def test_queues_count_exactly_the_rows_they_open(client, clerk, reviewer, submitted):
    by_user = {}
    for user in (clerk, reviewer):
        client.force_login(user)
        by_user[user.username] = counts(client)
        for name, number in by_user[user.username].items():
            assert len(queue(client, name).context["rows"]) == number

    assert by_user == {
        "clerk": {
            "returned": 0,
            "my-drafts": 0,
            "submitted": 1,
            "overdue-follow-up": 0,
            "follow-up": 0,
        },
        "reviewer": {"to-review": 1, "to-withdraw": 0},
    }


def test_returned_draft_waits_for_the_one_who_submitted_it(client, clerk, reviewer, submitted):
    workflow.return_for_changes([submitted], reviewer, "the second digit too")
    other = member("clerk", "other")
    other.assignments.create()

    client.force_login(clerk)
    mine = counts(client)
    client.force_login(other)
    theirs = counts(client)

    assert (mine["returned"], mine["my-drafts"]) == (1, 1)
    assert (theirs["returned"], theirs["my-drafts"]) == (0, 0)


def test_incomplete_queue_finds_empty_required_fields(client, clerk, report_2011):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "why")
    with acting(clerk, "mend"):
        Project.objects.filter(pk=draft.pk).update(statement=None)
    client.force_login(clerk)

    assert [row["version"] for row in queue(client, "incomplete").context["rows"]] == [draft]


def test_several_kinds_are_published_together_as_one_edition(
    client, clerk, reviewer, submitted, report_2011
):
    from cadres.models import Meeting

    meeting = workflow.start_correction(Meeting.objects.published().first(), clerk, "place")
    workflow.submit([meeting], clerk)
    client.force_login(reviewer)

    client.post(
        reverse("admin:queue", args=["to-review"]),
        {
            "chosen": [f"project:{submitted.pk}", f"meeting:{meeting.pk}"],
            "step": "publish",
            "reason": "checked together",
        },
    )

    edition = Edition.objects.get(number=2)
    assert (edition.record_count, edition.reason) == (2, "checked together")


def test_queue_refuses_what_is_not_for_this_person(client, county_clerk, reviewer, submitted):
    client.force_login(county_clerk)
    to_review = reverse("admin:queue", args=["to-review"])
    drafts = reverse("admin:queue", args=["my-drafts"])
    elsewhere = {"chosen": [f"project:{submitted.pk}"], "reason": "mine"}

    assert client.post(drafts, {**elsewhere, "step": "submit"}).status_code == 404
    assert client.post(drafts, {**elsewhere, "step": "publish"}).status_code == 404
    assert client.post(to_review, {**elsewhere, "step": "publish"}).status_code == 404
    assert (
        client.post(drafts, {"chosen": ["user:1"], "step": "submit", "reason": "x"}).status_code
        == 404
    )
    assert client.get(address("review", submitted)).status_code == 404
    assert client.get(address("preview", submitted)).status_code == 404


def test_queue_keeps_choice_and_reason_when_refused(client, clerk, report_2011):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "why")
    with acting(clerk, "mend"):
        Project.objects.filter(pk=draft.pk).update(statement=None)
    client.force_login(clerk)

    response = client.post(
        reverse("admin:queue", args=["my-drafts"]),
        {"chosen": [f"project:{draft.pk}"], "step": "submit", "reason": "all done"},
    )

    assert "is needed before publication" in response.text
    assert "checked" in response.text and "all done" in response.text


def test_queues_of_checks_find_what_the_checks_find(client, clerk, reviewer, report_2011):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "why")
    with acting(clerk, "mend"):
        Project.objects.filter(pk=draft.pk).update(
            beneficiary_households=20,
            beneficiary_persons=10,
            planned_ends="2012-06",
            status="under_way",
        )
    client.force_login(clerk)
    failing = [row["version"] for row in queue(client, "failed-checks").context["rows"]]
    before = queue(client, "overdue").context["rows"]

    with acting(clerk, "mend"):
        Project.objects.filter(pk=draft.pk).update(beneficiary_persons=80)
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    assert failing == [draft]
    assert before == []
    assert [row["version"].code for row in queue(client, "overdue").context["rows"]] == [draft.code]
    assert queue(client, "failed-checks").context["rows"] == []


@pytest.fixture
def returned(submitted, reviewer):
    workflow.return_for_changes([submitted], reviewer, "The scan says 6.383, not 6.838")
    return Project.objects.get(pk=submitted.pk)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Returned by reviewer ("), ("zh-hans", "reviewer退回（")]
)
def test_reason_of_a_return_stands_where_the_clerk_works(client, clerk, returned, language, words):
    client.force_login(clerk)
    with translation.override(language):
        queues = [reverse("admin:queue", args=[name]) for name in ("returned", "my-drafts")]
        pages = [*queues, address("change", returned), address("review", returned)]

        texts = [client.get(page).text for page in pages]
        moment = date_format(localtime(ReviewStep.objects.get(verb="return").at), "DATETIME_FORMAT")

    for text in texts:
        assert words in text and "The scan says 6.383, not 6.838" in text
        assert moment in text


def test_newest_return_is_shown_to_the_next_reviewer_too(client, clerk, reviewer, returned):
    workflow.submit([returned], clerk, "mended")
    workflow.return_for_changes([returned], reviewer, "Still the old digit")
    workflow.submit([returned], clerk, "mended again")
    client.force_login(reviewer)

    page = client.get(address("review", returned)).text

    assert "Still the old digit" in page and "The scan says" not in page


def test_queue_asks_as_often_for_many_returns_as_for_one(client, clerk, reviewer, report_2011):
    codes = ("2011-industry", "2011-infrastructure", "2011-farming")
    drafts = [
        workflow.start_correction(Project.objects.get(code=code), clerk, "x") for code in codes
    ]
    queue = reverse("admin:queue", args=["returned"])
    counts = []
    client.force_login(clerk)
    client.get(queue)
    for group in (drafts[:1], drafts[1:]):
        workflow.submit(group, clerk)
        for draft in group:
            workflow.return_for_changes([draft], reviewer, "again")
        with CaptureQueriesContext(connection) as queries:
            client.get(queue)
        counts.append(len(queries))

    assert counts[0] == counts[1]
