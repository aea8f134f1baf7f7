"""The staff side: every form opens, steps are buttons, published versions are read only."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from programs.models import Project
from records.models import State
from records.review import start_correction

ROOMS = ("records", "counties", "cadres", "programs")
REGISTERED = [model for model in admin.site._registry if model._meta.app_label in ROOMS]


@pytest.fixture
def root(client, django_user_model, report_2011):
    client.force_login(django_user_model.objects.create_superuser("root", password="secret"))
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_is_registered():
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    rows = {inline.model for options in admin.site._registry.values() for inline in options.inlines}

    assert [model for model in ours if model not in REGISTERED and model not in rows] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_list_and_forms_open(root, model, language):
    with translation.override(language):
        assert root.get(address(model, "changelist")).status_code == 200
        expected = 200 if admin.site._registry[model].has_add_permission(request(root)) else 403
        assert root.get(address(model, "add")).status_code == expected
        if (row := model._default_manager.first()) is not None:
            assert root.get(address(model, "change", row.pk)).status_code == 200


def request(client):
    return client.get("/admin/").wsgi_request


def test_project_list_needs_the_same_queries_for_any_number_of_rows(root):
    with CaptureQueriesContext(connection) as one:
        root.get(address(Project, "changelist") + "?q=2011-industry")
    with CaptureQueriesContext(connection) as many:
        root.get(address(Project, "changelist") + "?q=2011")

    assert len(one) == len(many)


def test_published_version_is_read_only(client, clerk, report_2011):
    client.force_login(clerk)
    project = Project.objects.get(code="2011-industry")

    response = client.get(address(Project, "change", project.pk))
    refused = client.post(address(Project, "change", project.pk), {"title": "changed"})

    assert 'name="title"' not in response.text
    assert "/step/correct/" in response.text
    assert refused.status_code == 403
    assert Project.objects.get(pk=project.pk).title != "changed"


def test_clerk_corrects_and_submits_and_reviewer_publishes(client, clerk, reviewer, report_2011):
    project = Project.objects.get(code="2011-industry")
    client.force_login(clerk)
    client.post(address(Project, "step", project.pk, "correct"), {"reason": "a digit"})
    draft = Project.objects.get(code="2011-industry", state=State.DRAFT)

    assert 'name="title"' in client.get(address(Project, "change", draft.pk)).text
    client.post(address(Project, "step", draft.pk, "submit"), {"reason": "see the document"})
    refused = client.post(address(Project, "step", draft.pk, "publish"), {"reason": "me too"})
    client.force_login(reviewer)
    client.post(address(Project, "step", draft.pk, "publish"), {"reason": "checked"})

    assert refused.status_code == 403
    draft.refresh_from_db()
    assert (draft.state, draft.published_in_id) == (State.PUBLISHED, 2)


def test_step_without_a_reason_says_so(client, clerk, report_2011):
    client.force_login(clerk)
    project = Project.objects.get(code="2011-industry")

    response = client.post(address(Project, "step", project.pk, "correct"), {"reason": " "})

    assert "This field is required." in response.text
    assert not Project.objects.open().exists()


def test_auditor_reads_and_changes_nothing(client, auditor, clerk, report_2011):
    draft = start_correction(Project.objects.get(code="2011-industry"), clerk, "a digit")
    client.force_login(auditor)

    assert client.get(address(Project, "change", draft.pk)).status_code == 200
    assert client.post(address(Project, "change", draft.pk), {}).status_code == 403
    assert client.get(address(Project, "step", draft.pk, "submit")).status_code == 403
