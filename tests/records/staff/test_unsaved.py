"""Nobody loses what they typed: ended sessions, forms open for a day, drafts gone meanwhile."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from programs.models import Project
from records.review import workflow

pytestmark = pytest.mark.django_db

TYPED = {"title": "A long text <b>typed</b>", "why": "a digit", "password": "not to be shown"}


@pytest.fixture
def draft(clerk, report_2011):
    return workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "a digit")


@pytest.fixture
def form(draft):
    return reverse("admin:programs_project_change", args=[draft.pk])


def test_ended_session_keeps_the_text(client, form):
    response = client.post(form, TYPED)

    assert response.status_code == 403
    assert "A long text &lt;b&gt;typed&lt;/b&gt;" in response.text
    assert "not to be shown" not in response.text


def test_page_names_the_ledger_and_shows_only_what_was_typed(client, form):
    counted = {"allocations-TOTAL_FORMS": "3", "allocations-0-allocated": "7"}
    sent = {**TYPED, **counted, "_save": "Save"}

    page = client.post(form, sent).text

    assert "<strong>Fupin Ledger</strong>" in page
    assert re.findall(r'<textarea[^>]* name="([^"]+)"', page) == [
        "title",
        "why",
        "allocations-0-allocated",
    ]
    assert "Allocation 1 · allocated" in page and ">Project name (English)<" in page
    assert '<input type="hidden" name="allocations-TOTAL_FORMS" value="3">' in page


def test_stale_form_can_be_sent_again(clerk, form):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)

    response = browser.post(form, TYPED, headers={"Origin": "http://testserver"})

    assert response.status_code == 403
    assert "A long text" in response.text and "csrfmiddlewaretoken" in response.text


def test_form_of_another_site_is_plainly_refused(clerk, form):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)

    response = browser.post(form, TYPED, headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 403
    assert "A long text" not in response.text


def test_draft_submitted_meanwhile_keeps_the_text(client, clerk, draft, form):
    client.force_login(clerk)
    workflow.submit([draft], clerk)

    response = client.post(form, TYPED)

    assert response.status_code == 409
    assert "A long text" in response.text and "submitted" in response.text
    assert Project.objects.get(pk=draft.pk).title != TYPED["title"]
