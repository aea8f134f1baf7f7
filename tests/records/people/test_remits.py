"""Reviewers limited to counties or programmes: they decide on nothing else, by any road."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from counties.models import County
from programs.models import Program, Project
from records.models import ReviewRemit, State, User
from records.review import workflow
from records.review.buttons import STEPS
from records.review.people.remits import decides_on
from tests.builders import draft_reference, make_project
from tests.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(report_2011, clerk):
    counties = {code: County.objects.get(code=code) for code in ("141030", "511321")}
    drafts = [
        make_project("at-home", scope="county", county=counties["141030"]),
        make_project("elsewhere", scope="county", county=counties["511321"]),
        make_project("of-the-ministry"),
    ]
    workflow.submit(drafts, clerk)
    return {draft.code: Project.objects.get(pk=draft.pk) for draft in drafts}


@pytest.fixture
def limited(reviewer):
    ReviewRemit.objects.create(user=reviewer, dimension="county", code="141030")
    return User.objects.get(pk=reviewer.pk)


def waiting(client, user) -> set[str]:
    client.force_login(user)
    rows = client.get("/admin/queue/to-review/").context["rows"]
    return {row["version"].code for row in rows}


def test_queue_holds_what_lies_within_the_remit(client, submitted, limited):
    free = member("reviewer", "free")

    assert waiting(client, limited) == {"at-home"}
    assert waiting(client, free) == set(submitted)


def test_nothing_else_is_decided_by_button_or_by_verb(client, submitted, limited):
    client.force_login(limited)
    for code in ("elsewhere", "of-the-ministry"):
        for step in ("publish", "return"):
            page = reverse("admin:programs_project_step", args=[submitted[code].pk, step])
            assert client.post(page, {"reason": "try"}).status_code == 403
        assert not STEPS["publish"].is_allowed(limited, submitted[code])
        with pytest.raises(ValidationError, match="outside"):
            workflow.publish([submitted[code]], limited, "try")

    workflow.publish([submitted["at-home"]], limited, "checked")

    assert Project.objects.filter(state=State.PUBLISHED, code="at-home").exists()


def test_programmes_limit_too(submitted, reviewer):
    program = Program.objects.exclude(code="relief-projects").first()
    ReviewRemit.objects.create(user=reviewer, dimension="program", code=program.code)
    before = decides_on(User.objects.get(pk=reviewer.pk), submitted["at-home"])
    ReviewRemit.objects.create(user=reviewer, dimension="program", code="relief-projects")
    limited = User.objects.get(pk=reviewer.pk)

    assert not before
    assert decides_on(limited, submitted["at-home"])
    ReviewRemit.objects.create(user=reviewer, dimension="county", code="511321")
    assert not decides_on(User.objects.get(pk=reviewer.pk), submitted["at-home"])


def test_reference_data_are_decided_on_by_all(report_2011, limited):
    draft = draft_reference(County, "141030", name="Daning")

    assert decides_on(limited, draft)


def test_limited_reviewer_still_reads_everything(client, submitted, limited):
    client.force_login(limited)

    page = reverse("admin:programs_project_review", args=[submitted["elsewhere"].pk])

    assert client.get(page).status_code == 200


@pytest.mark.parametrize("code", ["999999", "x", "", "\0"])
def test_remit_names_a_county_that_there_is(client, administrator, reviewer, report_2011, code):
    client.force_login(administrator)
    typed = {"user": reviewer.pk, "dimension": "county", "code": code, "why": "try"}

    client.post(reverse("admin:records_reviewremit_add"), typed)
    refused = not ReviewRemit.objects.exists()
    client.post(reverse("admin:records_reviewremit_add"), {**typed, "code": "141030"})

    assert refused and ReviewRemit.objects.get().code == "141030"


def test_nobody_sets_their_own_remit(client, administrator, report_2011):
    client.force_login(administrator)
    typed = {"user": administrator.pk, "dimension": "county", "code": "141030", "why": "try"}

    answer = client.post(reverse("admin:records_reviewremit_add"), typed)

    assert "Another administrator must decide on your own remit." in answer.text
