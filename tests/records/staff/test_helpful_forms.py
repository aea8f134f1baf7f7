"""Forms begin with what is known, and say from the start what publication needs."""

import json

import pytest
from django.urls import reverse

from cadres.models import Assessment
from counties.models import Assignment, County
from programs.models import Project
from tests.builders import make_project
from tests.conftest import superuser
from tests.staff_forms import page_of

pytestmark = pytest.mark.django_db


def offered(client, model="project", field="county", app="programs") -> set[str]:
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
    answer = client.get(reverse("admin:autocomplete"), asked)
    return {one["text"] for one in json.loads(answer.content)["results"]}


def test_a_clerk_chooses_among_the_own_counties(client, county_clerk):
    client.force_login(county_clerk)

    assert offered(client) == {"Daning County"}


def test_whoever_works_for_all_chooses_among_all(client, report_2011):
    client.force_login(superuser())

    assert len(offered(client)) == County.objects.count() > 1


def test_other_fields_offer_every_county(client, county_clerk):
    """A clerk may say where an organisation or a designation belongs."""
    client.force_login(county_clerk)

    assert len(offered(client, "assignment", "county", "counties")) == County.objects.count()


def test_the_only_county_of_a_clerk_is_filled_in(client, county_clerk):
    client.force_login(county_clerk)

    form = client.get(page_of(Project)).context["adminform"].form

    assert form["county"].value() == County.objects.get(code="141030").pk
    assert form["scope"].value() == "county"


def test_a_clerk_of_two_counties_chooses(client, county_clerk):
    Assignment.objects.create(user=county_clerk, county=County.objects.get(code="511321"))
    client.force_login(county_clerk)

    form = client.get(page_of(Project)).context["adminform"].form

    assert form["county"].value() is None


def test_what_publication_needs_is_marked(client, clerk, report_2011):
    client.force_login(clerk)

    form = client.get(page_of(Project)).context["adminform"].form
    marked = {bound.name for bound in form if "needed" in bound.label_tag()}

    assert marked == {"title", "title_zh", "year", "program", "category", "statement"}


def test_what_is_typed_is_kept_for_drafts_only(client, clerk, report_2011):
    client.force_login(clerk)

    draft = client.get(page_of(Project, make_project())).content.decode()
    public = client.get(page_of(Project, Project.objects.published().first())).content.decode()

    assert "data-key=" in draft
    assert "needed for publication; a draft may lack it" in draft
    assert "needed for publication; a draft may lack it" not in public


def test_what_is_private_is_kept_on_no_computer(client, clerk, report_2011):
    client.force_login(clerk)

    assert "data-key=" not in client.get(page_of(Assessment)).text
    assert "data-key=" in client.get(page_of(Project)).text
