"""Comments on a record: who writes, who reads, who is told; none is ever lost or public."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from counties.models import County
from programs.models import Project
from records.history.acting import acting
from records.models import Notice, StaffComment
from records.review import workflow
from records.review.people.conversation import comment_on, named_in, strike_out
from tests.builders import make_project, publish
from tests.conftest import member

pytestmark = pytest.mark.django_db

ROLES = ("clerk", "reviewer", "administrator", "auditor", "private-data")


def begun_by(user, code="well", **changes) -> Project:
    with acting(user, "new"):
        return make_project(code, **changes)


@pytest.fixture
def draft(report_2011, clerk):
    return begun_by(clerk)


def page(version, name="comment", *args):
    return reverse(f"admin:programs_project_{name}", args=[version.pk, *args])


@pytest.mark.parametrize("role", ROLES)
def test_comment_is_written_by_the_roles_of_the_table(client, draft, role):
    user = member(role, f"some-{role}")
    user.assignments.create()
    client.force_login(user)

    status = client.post(page(draft), {"text": "See page 3."}).status_code

    may_write = role in ("clerk", "reviewer", "administrator")
    assert StaffComment.objects.filter(by=user).exists() == may_write
    assert status == 302 if may_write else status in (403, 404)


@pytest.mark.parametrize("name", ["change", "review", "history"])
def test_thread_stands_on_form_review_and_history(client, clerk, reviewer, draft, name):
    comment_on(draft, reviewer, "请核对第3页")
    client.force_login(clerk)

    text = client.get(page(draft, name)).text

    assert "请核对第3页" in text and "reviewer" in text and 'id="comments"' in text


def test_writer_returns_to_the_page_of_the_comment(client, clerk, draft):
    client.force_login(clerk)

    for name in ("history", "review"):
        answer = client.post(f"{page(draft)}?page={name}", {"text": "a"})
        assert answer.url == page(draft, name) + "#comments"
    forged = client.post(f"{page(draft)}?page=//evil.example", {"text": "a"})
    assert forged.url == page(draft, "change") + "#comments"


def test_comment_of_another_county_is_not_there(client, county_clerk, clerk, draft):
    comment_on(draft, clerk, "among us")
    elsewhere = begun_by(
        clerk, "elsewhere", scope="county", county=County.objects.get(code="511321")
    )
    client.force_login(county_clerk)

    for version in (draft, elsewhere):
        assert client.post(page(version), {"text": "a"}).status_code == 404
        assert client.get(page(version, "history")).status_code == 404
    assert StaffComment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "a" * 4001, "\0"])
def test_unfit_comment_is_refused_in_words(client, clerk, draft, text):
    client.force_login(clerk)

    answer = client.post(page(draft), {"text": text}, follow=True)

    assert "nothing was saved" in answer.text
    assert not StaffComment.objects.exists()


def test_markup_in_a_comment_is_text(client, clerk, draft):
    comment_on(draft, clerk, "<script>alert(1)</script>")
    client.force_login(clerk)

    assert "<script>alert(1)" not in client.get(page(draft, "change")).text


def test_comment_is_asked_for_by_post_only(client, clerk, draft):
    client.force_login(clerk)

    assert client.get(page(draft)).status_code == 405


def test_writer_strikes_out_and_the_words_stay(client, clerk, reviewer, draft):
    comment_on(draft, clerk, "a hasty word")
    comment = StaffComment.objects.get()
    strike = page(draft, "strike", comment.pk)
    client.force_login(reviewer)
    refused = client.post(strike).status_code
    client.force_login(clerk)

    assert client.get(strike).status_code == 405
    client.post(strike)
    client.post(strike)

    comment.refresh_from_db()
    assert refused == 403
    assert comment.struck_at is not None
    assert "<del>a hasty word</del>" in client.get(page(draft, "history")).text


def test_comment_of_another_record_is_not_struck_out_here(client, clerk, draft):
    other = begun_by(clerk, "bridge")
    comment_on(other, clerk, "a")
    client.force_login(clerk)

    strike = page(draft, "strike", StaffComment.objects.get().pk)

    assert client.post(strike).status_code == 404


def test_no_statement_changes_or_deletes_a_comment(clerk, reviewer, draft):
    comment_on(draft, clerk, "as it was said")
    comment = StaffComment.objects.get()
    tries = (
        (clerk, {"text": "otherwise"}),
        (reviewer, {"struck_at": comment.at}),
        (clerk, {"by": reviewer}),
    )

    for user, change in tries:
        with pytest.raises(IntegrityError), transaction.atomic(), acting(user, "try"):
            StaffComment.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(clerk, "try"):
        StaffComment.objects.all().delete()
    strike_out(comment, clerk)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(clerk, "try"):
        StaffComment.objects.update(struck_at=None)


def test_named_and_concerned_people_are_told(draft, clerk, reviewer, administrator):
    editor = member("clerk", "editor")
    editor.assignments.create()
    with acting(editor, "a digit"):
        Project.objects.filter(pk=draft.pk).update(title="Deeper wells")
    workflow.submit([draft], clerk)
    comment_on(draft, reviewer, "@administrator 请看第3页")

    concerned = {one.user for one in Notice.objects.filter(topic="comment")}
    assert concerned == {clerk, editor, administrator}
    notice = Notice.objects.get(user=administrator)
    assert notice.words["text"] == "@administrator 请看第3页"
    assert notice.address == f"/admin/programs/project/{draft.pk}/change/"


def test_whoever_may_not_read_it_is_told_nothing(client, clerk, county_clerk, draft):
    client.force_login(clerk)

    answer = client.post(page(draft), {"text": "@county-clerk 请看"}, follow=True)

    assert "County-clerk may not read this record and was not told." in answer.text
    assert not Notice.objects.filter(user=county_clerk).exists()


def test_longest_name_is_meant(report_2011):
    short, longer = member("clerk", "王"), member("clerk", "王小明")
    off = member("clerk", "李")
    off.is_active = False
    off.save()

    assert named_in("@王小明请核对，@王：见第3页 @李 @nobody a@") == [longer, short]
    assert named_in("@\0 @" + "x" * 4000) == []


def test_comments_never_leave_the_staff_side(client, clerk, draft):
    comment_on(draft, clerk, "secret-word")
    publish(draft)

    public = [
        client.get(f"/projects/{draft.code}/").text,
        client.get(f"/zh-hans/projects/{draft.code}/").text,
    ]

    assert not any("secret-word" in text for text in public)


def test_empty_comment_is_refused_below_the_form_too(draft, clerk):
    with pytest.raises(ValidationError):
        comment_on(draft, clerk, " ")
