"""A hostile user: forged fields, other people's keys, script in every text, oversized text."""

import re
from urllib.parse import parse_qs

import pytest
from django.db import models
from django.urls import reverse

from cadres.models import Assessment
from counties.models import County
from programs.models import AidedStudent, Allocation, Project, VisitedPerson
from records.history.acting import acting
from records.models import Feedback, StaffComment, State
from records.review import workflow
from records.review.buttons import STEPS
from tests.builders import make_allocation, make_project
from tests.records.staff.test_admin import typed
from tests.test_pages import PAGES

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('x')</script>"
FORM = "admin:programs_project_change"


@pytest.fixture
def draft(clerk, report_2011):
    return workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digits")


def test_forged_fields_change_nothing(client, clerk, reviewer, draft):
    client.force_login(clerk)
    forged = {
        "state": "published",
        "version": "9",
        "published_in": "1",
        "submitted_by": "1",
        "id": "1",
        "code": "stolen",
        "superseded_in": "1",
    }

    client.post(reverse(FORM, args=[draft.pk]), typed(client, draft, title="Honest", **forged))

    draft.refresh_from_db()
    assert (draft.title, draft.state, draft.version) == ("Honest", State.DRAFT, 2)
    assert (draft.code, draft.published_in, draft.submitted_by) == ("2011-industry", None, None)


def test_row_of_another_record_cannot_be_taken(client, clerk, draft):
    other = make_allocation(make_project("elsewhere"))
    client.force_login(clerk)

    client.post(
        reverse(FORM, args=[draft.pk]),
        typed(client, draft, **{"allocations-0-id": other.pk, "allocations-0-allocated": "1"}),
    )

    other.refresh_from_db()
    assert (other.project.code, other.allocated) == ("elsewhere", 1000)
    assert draft.allocations.get().allocated == 6_505_000


def test_keys_of_other_counties_are_invisible_everywhere(client, county_clerk):
    nanbu = County.objects.get(code="511321")
    project = make_project("nanbu-road", title="Nanbu road", scope="county", county=nanbu)
    client.force_login(county_clerk)
    pages = ("change", "delete", "history", "review", "preview")

    seen = {
        page: client.get(reverse(f"admin:programs_project_{page}", args=[project.pk])).status_code
        for page in pages
    }
    suggestions = client.get(
        reverse("admin:autocomplete") + "?term=Nanbu&app_label=programs"
        "&model_name=payment&field_name=allocation"
    )
    listed = client.get(reverse("admin:programs_project_changelist") + "?q=Nanbu").text
    steps = [
        client.post(
            reverse("admin:programs_project_step", args=[project.pk, step]), {"reason": "x"}
        )
        for step in STEPS
    ]

    assert set(seen.values()) == {404}
    assert "Nanbu road" not in suggestions.text and "Nanbu road" not in listed
    assert {response.status_code for response in steps} == {404}


def fill_with_script(row: models.Model) -> None:
    for field in row._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        if is_text and not field.choices and field.name != "code":
            is_date = type(field).__name__ == "PartialDateField"
            if not is_date and (field.max_length or 999) >= len(SCRIPT):
                setattr(row, field.name, SCRIPT)


@pytest.mark.soak
def test_script_is_shown_as_text_everywhere(client, clerk, reviewer, administrator, draft):
    with acting(clerk, SCRIPT):
        for part in (draft, *draft.rows()):
            fill_with_script(part)
            part.save()
    StaffComment.objects.create(kind="project", code=draft.code, version=2, text=SCRIPT, by=clerk)
    pages = ["change", "history", "review", "preview"]
    client.force_login(clerk)
    staff = [client.get(reverse(f"admin:programs_project_{p}", args=[draft.pk])) for p in pages]
    workflow.submit([draft], clerk, SCRIPT)
    client.force_login(reviewer)
    staff.append(client.get(reverse("admin:queue", args=["to-review"])))
    workflow.publish([draft], reviewer, SCRIPT)
    client.logout()

    public = [client.get(f"/{page}") for page in PAGES]
    public += [
        client.get(address)
        for address in (
            f"/projects/{draft.code}/",
            f"/records/project/{draft.code}/",
            "/editions/2/",
        )
    ]

    for response in (*staff, *public):
        assert SCRIPT not in response.text, response.request["PATH_INFO"]
    assert "&lt;script&gt;" in public[-3].text and "&lt;script&gt;" in public[-2].text


@pytest.mark.soak
def test_oversized_and_impossible_values_are_errors_of_the_form(client, clerk, draft):
    client.force_login(clerk)
    wrong = {
        "title": "x" * 201,
        "year": "99999999",
        "starts": "2011-02-30",
        "beneficiary_persons": "-1",
        "allocations-0-allocated": "1e400",
        "scope": "moon",
        "county": "0 OR 1=1",
        "note": "a\x00b",
    }
    for name, value in wrong.items():
        response = client.post(
            reverse(FORM, args=[draft.pk]), typed(client, draft, **{name: value})
        )

        assert response.status_code == 200, name
        assert "errornote" in response.text, name
    draft.refresh_from_db()
    assert "\x00" not in draft.note and draft.note != "a" and draft.scope == "designated"


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 30, "1 OR 1=1"])
def test_impossible_keys_are_not_found(client, clerk, report_2011, pk):
    client.force_login(clerk)

    assert client.get(f"/admin/programs/project/{pk}/change/").status_code == 404
    assert client.get(f"/admin/programs/project/{pk}/review/", follow=True).status_code == 404


MARKER = "PRIVATE-MARKER"


@pytest.mark.soak
@pytest.mark.timeout(900)  # a crawl of every public page
def test_private_data_appears_on_no_public_page(client, clerk, reviewer, report_2011):
    """Markers in every private field, then everything that a visitor can reach."""
    AidedStudent.objects.create(project_code="2011-university-dream", name=MARKER, details=MARKER)
    VisitedPerson.objects.create(project_code="2011-visits", name=MARKER, details=MARKER)
    StaffComment.objects.create(
        kind="project", code="2011-visits", version=1, text=MARKER, by=clerk
    )
    clerk.email, clerk.first_name, clerk.last_name = f"{MARKER}@example.org", MARKER, MARKER
    clerk.save()
    Feedback.objects.create(page="/", message=MARKER, contact=MARKER, note=MARKER, sender=MARKER)
    assessment = workflow.start_correction(Assessment.objects.get(), clerk, "findings")
    with acting(clerk, "findings"):
        Assessment.objects.filter(pk=assessment.pk).update(findings=MARKER)
    workflow.submit([assessment], clerk)
    workflow.publish([assessment], reviewer, "checked")
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, MARKER)
    with acting(clerk, MARKER):
        Project.objects.filter(pk=draft.pk).update(title=MARKER)
        Allocation.objects.filter(project=draft).update(note=MARKER)

    seen = visited(
        client,
        "/",
        "/zh-hans/",
        "/nope/",
        "/projects/?year=x",
        "/editions/2/",
        "/editions/2/content.json",
        "/records/assessment/assessment-2011/",
    )

    assert len(seen) > 200
    assert [address for address, text in seen.items() if MARKER in text] == []


def visited(client, *addresses) -> dict[str, str]:
    """The text of what links lead to, from these addresses on: of every path one address for each
    set of at most two names in its query. Filters joined to filters would never end."""
    seen, waiting, known = {}, list(addresses), set()
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = body.decode(errors="replace")
        for link in re.findall(r'href="(/[^"#]*)', seen[address]):
            target = link.replace("&amp;", "&")
            path, _, query = target.partition("?")
            kind = path, frozenset(parse_qs(query, keep_blank_values=True))
            if "/admin/" in target or "/static/" in target or len(kind[1]) > 2 or kind in known:
                continue
            known.add(kind)
            waiting.append(target)
    return seen
