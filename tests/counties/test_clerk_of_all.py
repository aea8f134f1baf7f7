"""A clerk for all counties works on the records of every place, and is still no reviewer."""

import pytest
from django.urls import reverse

from counties.models import Assignment, County
from programs.models import Project
from records.models import User
from tests.builders import make_project
from tests.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def roving(report_2011):
    user = member("clerk", "roving")
    Assignment.objects.create(user=user, is_for_all_counties=True)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("code", ["141030", "511321", None])
def test_works_on_records_of_every_place(client, roving, code):
    county = code and County.objects.get(code=code)
    draft = make_project(county=county, scope="county" if county else "designated")
    client.force_login(roving)

    page = client.get(reverse("admin:programs_project_change", args=[draft.pk]))

    assert page.status_code == 200 and 'name="title"' in page.text
    assert Project.objects.visible_to(roving).filter(pk=draft.pk).exists()


def test_decides_on_nothing(client, roving):
    draft = make_project()
    client.force_login(roving)

    step = reverse("admin:programs_project_step", args=[draft.pk, "publish"])

    assert client.post(step, {"reason": "try"}).status_code == 403


def test_assignment_is_for_one_county_or_for_all(client, administrator, clerk, report_2011):
    client.force_login(administrator)
    county = County.objects.get(code="141030").pk
    both = {"user": clerk.pk, "county": county, "is_for_all_counties": "on", "why": "try"}

    answer = client.post(reverse("admin:counties_assignment_add"), both)

    assert "Choose one county, or all of them." in answer.text


def test_is_named_in_the_list(client, administrator, roving):
    client.force_login(administrator)

    assert "all counties" in str(roving.assignments.get())
    assert (
        client.get("/admin/counties/assignment/?is_for_all_counties__exact=1")
        .context["cl"]
        .result_count
        == 1
    )
