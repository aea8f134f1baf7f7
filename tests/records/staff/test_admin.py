"""The staff side: every form opens, steps are buttons, published versions are read only."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from programs.models import Project
from programs.models.tallies import OutcomeCell, TallyBlock, TallyCell
from records.history.acting import acting
from records.models import (
    BackupCode,
    BackupDevice,
    ChangeEvent,
    CheckCount,
    Desk,
    DraftOwner,
    EditionBranch,
    EditionTimestamp,
    Notice,
    NoticeMapping,
    NoticeReading,
    Phone,
    PreparedFile,
    PreparedPart,
    RememberedMapping,
    SearchEntry,
    SearchWord,
    Stable,
    State,
    StoredFile,
    UploadedVersion,
)
from records.review.workflow import start_correction
from records.staff.base import TrackedAdmin
from tests.conftest import member, superuser
from tests.staff_forms import page_of, sent_by_browser

ROOMS = ("records", "counties", "cadres", "programs")
REGISTERED = [model for model in admin.site._registry if model._meta.app_label in ROOMS]


@pytest.fixture
def root(client, report_2011):
    client.force_login(superuser("root"))
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_is_registered():
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    rows = {inline.model for options in admin.site._registry.values() for inline in options.inlines}
    # On the page of the upload or of the record.
    elsewhere = {StoredFile, UploadedVersion, NoticeMapping, RememberedMapping}
    derived = {SearchEntry, SearchWord, TallyCell, TallyBlock, OutcomeCell}
    derived |= {EditionBranch, EditionTimestamp, PreparedFile, PreparedPart, CheckCount}
    derived |= {NoticeReading}
    secret = {Phone, BackupDevice, BackupCode}
    personal = {DraftOwner, Desk, Notice}  # shown beside the work itself

    assert {
        model for model in ours if model not in REGISTERED
    } - rows == elsewhere | derived | secret | personal


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_list_and_forms_open(root, model, language):
    with translation.override(language):
        assert root.get(address(model, "changelist")).status_code == 200
        expected = 200 if admin.site._registry[model].has_add_permission(request(root)) else 403
        assert root.get(address(model, "add")).status_code == expected
        if (row := model._default_manager.first()) is not None:
            page = root.get(address(model, "change", row.pk), follow=issubclass(model, Stable))
            assert page.status_code == 200


def request(client):
    return client.get("/admin/").wsgi_request


def test_project_list_needs_the_same_queries_for_any_number_of_rows(root):
    root.get(address(Project, "changelist"))  # what is kept from one page to the next
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
    assert refused.status_code == 409
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


def typed(client, version, /, **changes) -> dict:
    """What a browser would send from the form of `version`, with `changes`."""
    return {**sent_by_browser(client.get(page_of(type(version), version))), **changes}


@pytest.fixture
def draft(clerk, report_2011):
    return start_correction(Project.objects.get(code="2011-industry"), clerk, "a digit")


def test_change_is_recorded_with_its_reason(client, clerk, draft):
    client.force_login(clerk)

    client.post(address(Project, "change", draft.pk), typed(client, draft, title="New", why="typo"))

    event = ChangeEvent.objects.of(draft).first()
    assert (event.user, event.reason, event.new["title"]) == (clerk, "typo", "New")


def test_change_without_a_reason_is_not_saved(client, clerk, draft):
    client.force_login(clerk)

    response = client.post(
        address(Project, "change", draft.pk), typed(client, draft, title="New", why=" ")
    )

    assert response.status_code == 200
    assert 'value="New"' in response.text
    assert Project.objects.get(pk=draft.pk).title != "New"


def test_second_to_save_is_told_what_changed_and_loses_nothing(client, clerk, draft):
    colleague = member("clerk", "colleague")
    client.force_login(clerk)
    sent = typed(client, draft, title="Mine")
    with acting(colleague, "a better name"):
        Project.objects.filter(pk=draft.pk).update(title="Theirs")

    page = client.post(address(Project, "change", draft.pk), sent)
    seen = page.context["adminform"].form["seen"].value()
    client.post(address(Project, "change", draft.pk), {**sent, "seen": seen})

    assert "Someone else saved this meanwhile." in page.text
    assert "“Theirs”" in page.text and 'value="Mine"' in page.text and "colleague" in page.text
    assert Project.objects.get(pk=draft.pk).title == "Mine"


def test_form_takes_dates_and_amounts_as_a_spreadsheet_does(client, clerk, draft):
    client.force_login(clerk)
    changes = {
        "planned_starts": "2012年7月",
        "ends": "2012/12/01",
        "allocations-0-allocated": "583.8125万元",
    }
    sent = typed(client, draft, **changes)

    saved = client.post(address(Project, "change", draft.pk), sent)
    finer = {**sent, "seen": "", "allocations-0-allocated": "0.0000001 万元"}
    refused = client.post(address(Project, "change", draft.pk), finer)

    draft.refresh_from_db()
    assert saved.status_code == 302
    assert (draft.planned_starts, draft.ends) == ("2012-07", "2012-12-01")
    assert draft.allocations.get(line=1).allocated == Decimal("5838125.00")
    assert "This is 0.001 yuan: an amount has at most two decimals of a yuan." in refused.text


def test_existing_code_is_an_error_of_the_form(client, clerk, report_2011):
    client.force_login(clerk)

    response = client.post(address(Project, "add"), {"code": "2011-industry", "why": "new"})

    assert "“2011-industry” exists already" in response.text


def test_late_refusal_of_the_database_keeps_what_was_typed(client, clerk, draft, monkeypatch):
    """As when two people add the same line at once: the form was valid, the database says no."""
    client.force_login(clerk)
    sent = typed(client, draft, title="Mine", year="2011")
    monkeypatch.setattr(Project, "validate_constraints", lambda *args, **kwargs: None)

    response = client.post(
        address(Project, "change", draft.pk), {**sent, "starts": "2012", "ends": "2011"}
    )

    assert response.status_code == 200
    assert "The end lies before the beginning." in response.text
    assert 'value="Mine"' in response.text


def test_correct_is_not_offered_twice(client, clerk, draft):
    client.force_login(clerk)
    published = Project.objects.get(code="2011-industry", state=State.PUBLISHED)

    page = client.get(address(Project, "change", published.pk)).text

    assert "/step/correct/" not in page
    assert address(Project, "change", draft.pk) in page


def test_several_drafts_are_submitted_together_with_a_reason(client, clerk, report_2011):
    client.force_login(clerk)
    codes = ("2011-industry", "2011-infrastructure")
    drafts = [start_correction(Project.objects.get(code=code), clerk, "digits") for code in codes]
    chosen = {"action": "submit_selected", "_selected_action": [draft.pk for draft in drafts]}

    asked = client.post(address(Project, "changelist"), chosen)
    refused = client.post(address(Project, "changelist"), {**chosen, "taken": "yes", "reason": ""})
    client.post(address(Project, "changelist"), {**chosen, "taken": "yes", "reason": "see file"})

    assert "2011-infrastructure" in asked.text and "This field is required." in refused.text
    states = Project.objects.open().values_list("state", flat=True)
    assert set(states) == {State.SUBMITTED}


def test_actions_are_offered_to_those_who_may(client, clerk, reviewer, report_2011):
    offered = {}
    for user in (clerk, reviewer):
        client.force_login(user)
        page = client.get(address(Project, "changelist")).text
        offered[user.username] = ["submit_selected" in page, "publish_selected" in page]

    assert offered == {"clerk": [True, False], "reviewer": [False, True]}


def test_history_tells_every_change_in_words(client, auditor, clerk, draft):
    with acting(clerk, "by raw SQL"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE programs_allocation SET allocated = 6505001 WHERE project_id = %s", [draft.pk]
        )
    client.force_login(auditor)

    page = " ".join(client.get(address(Project, "history", draft.pk)).text.split())

    assert "<del>6,505,000</del> → <ins>6,505,001</ins>" in page
    assert "allocation 1, changed" in page and "by raw SQL" in page
    assert "correction started" in page


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_history_opens(root, model):
    row = model._default_manager.first()

    if row is not None and isinstance(admin.site._registry[model], TrackedAdmin):
        assert root.get(address(model, "history", row.pk)).status_code == 200
