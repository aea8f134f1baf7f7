"""Who may do what and where: the admin's answers, compared with the table in records/roles.py."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from counties.models import Assignment, County
from programs.models import AidedStudent, Project, VisitedPerson
from records.history.acting import acting
from records.models import (
    ApprovalLimit,
    ChangeEvent,
    FailedSignIn,
    Feedback,
    Lockout,
    Record,
    ReviewRemit,
    ReviewStep,
    SecondFactorRule,
    SignIn,
    Stable,
    StaffComment,
    Upload,
    User,
    YearStep,
)
from records.review.role_requests import give
from records.roles import EVERYTHING, ROLES, kind_of_model
from tests.builders import make_project
from tests.conftest import founders, member, superuser
from tests.database import as_table_owner

pytestmark = pytest.mark.django_db

ROOMS = ("records", "counties", "cadres", "programs")
MODELS = [model for model in admin.site._registry if model._meta.app_label in ROOMS]
# What the ledger writes by itself has no form, whatever the role.
BY_FORM = dict.fromkeys(
    ("edition", "history", "sign-in", "choice", "role-request", "comment"), "view"
)
# Accounts and what else is not versioned: one row is as good as another. Uploads belong to whoever
# sent them (tests/records/imports/test_pages.py); what others refer to leads to its versions.
PLAIN = [model for model in MODELS if not issubclass(model, Record | Upload | Stable)]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture(params=ROLES)
def role(request):
    return request.param


@pytest.fixture
def signed_in(client, role, report_2011):
    user = member(role)
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    Assignment.objects.create(user=user)
    client.force_login(user)
    return client


def allowed(role, model, action) -> bool:
    kind = kind_of_model(model)
    granted = set(ROLES[role].get(kind, "").split())
    return action in granted & set(BY_FORM.get(kind, EVERYTHING).split())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_list_and_new_form_open_as_the_table_says(signed_in, role, model):
    listed = signed_in.get(address(model, "changelist")).status_code
    added = signed_in.get(address(model, "add")).status_code

    assert listed == (200 if allowed(role, model, "view") else 403)
    assert added == (200 if allowed(role, model, "add") else 403)


@pytest.mark.parametrize("model", PLAIN, ids=lambda model: model.__name__)
def test_row_is_changed_and_deleted_as_the_table_says(signed_in, role, model):
    row = some_row(model)
    change, delete = address(model, "change", row.pk), address(model, "delete", row.pk)

    read = signed_in.get(change).status_code
    changed = signed_in.post(change, {}).status_code
    deleted = signed_in.get(delete).status_code

    assert read == (200 if allowed(role, model, "view") else 403)
    may_change = allowed(role, model, "change") and model is not SecondFactorRule
    assert changed == (200 if may_change else 403)
    assert deleted == (200 if allowed(role, model, "delete") else 403)


def some_row(model):
    """A row that is neither about whoever is signed in nor kept from everybody."""
    if model is User:
        return User.objects.create_user("somebody", is_staff=True)
    if model is Assignment:
        return Assignment.objects.create(user=some_row(User))
    if model is ReviewRemit:
        return ReviewRemit.objects.create(user=some_row(User), dimension="county", code="141030")
    made = {
        AidedStudent: {"project_code": "2011-industry", "name": "A"},
        VisitedPerson: {"project_code": "2011-industry", "name": "A"},
        SignIn: {"username": "somebody"},
        FailedSignIn: {"username": "somebody"},
        Lockout: {"username": "somebody", "failures_since_start": 1},
        ReviewStep: {
            "kind": "project",
            "code": "2011-industry",
            "version": 1,
            "verb": "start",
            "by_id": User.objects.earliest("pk").pk,
        },
        StaffComment: {
            "kind": "project",
            "code": "2011-industry",
            "version": 1,
            "text": "a",
            "by_id": User.objects.earliest("pk").pk,
        },
        ApprovalLimit: {"amount": 1, "by_id": User.objects.earliest("pk").pk, "reason": "a"},
        YearStep: {
            "year": 2009,
            "verb": "close",
            "by_id": User.objects.earliest("pk").pk,
            "edition_id": 1,
            "reason": "a",
        },
    }
    if model is Feedback:
        return Feedback.objects.create(page="/", message="a")
    if model is ChangeEvent:
        return ChangeEvent.objects.filter(owner_table="programs_project").first()
    if model is SecondFactorRule:
        with as_table_owner():
            group = Group.objects.create(name="some-role")
        return SecondFactorRule.objects.create(group=group)
    if model in (ReviewStep, ApprovalLimit):
        with acting(User.objects.earliest("pk")):
            return model.objects.create(**made[model])
    return model.objects.create(**made[model]) if model in made else model.objects.first()


def draft_of(county, code="a-draft", **changes) -> Project:
    scope = "county" if county else "designated"
    return make_project(code, scope=scope, county=county, **changes)


@pytest.mark.parametrize("place", ["own county", "the ministry", "other county"])
def test_draft_opens_and_saves_as_the_table_says(signed_in, role, place):
    codes = {"own county": "141030", "the ministry": None, "other county": "511321"}
    county = codes[place] and County.objects.get(code=codes[place])
    draft = draft_of(county)
    sees = place != "other county" or "place" in ROLES[role]

    read = signed_in.get(address(Project, "change", draft.pk)).status_code
    saved = signed_in.post(address(Project, "change", draft.pk), {}).status_code
    deleted = signed_in.get(address(Project, "delete", draft.pk)).status_code

    if not allowed(role, Project, "view"):
        assert {read, saved, deleted} <= {403, 404}
    elif not sees:
        assert (read, saved, deleted) == (404, 404, 404)
    elif allowed(role, Project, "change"):
        assert (read, saved, deleted) == (200, 200, 200)
    else:
        assert (read, saved, deleted) == (200, 403, 403)


def test_clerk_without_a_place_sees_no_record(client, report_2011):
    client.force_login(member("clerk"))

    response = client.get(address(Project, "changelist"))

    assert response.context["cl"].result_count == 0
    assert client.get(address(Project, "add")).status_code == 403


def test_county_clerk_cannot_move_a_draft_to_another_county(client, county_clerk):
    draft = draft_of(County.objects.get(code="141030"))
    client.force_login(county_clerk)
    form = client.get(address(Project, "change", draft.pk)).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    other = County.objects.get(code="511321").pk

    response = client.post(
        address(Project, "change", draft.pk), {**sent, **no_rows(), "county": other, "why": "try"}
    )

    assert "This is not one of the places that you work for." in response.text
    draft.refresh_from_db()
    assert draft.county.code == "141030"


def no_rows():
    names = (inline.model for inline in admin.site._registry[Project].inlines)
    prefixes = [f"{name._meta.model_name}s" for name in names]
    counts = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
    return {f"{prefix}-{name}": value for prefix in prefixes for name, value in counts.items()}


def test_clerk_reads_the_history_of_own_places_only(client, county_clerk, clerk, report_2011):
    draft_of(County.objects.get(code="511321"), code="elsewhere", title="Elsewhere")
    draft_of(County.objects.get(code="141030"), code="at-home", title="At home")
    client.force_login(county_clerk)

    events = client.get(address(ChangeEvent, "changelist")).context["cl"].queryset

    codes = {event.new["code"] for event in events if event.row_table == "programs_project"}
    assert codes == {"at-home"}


def test_names_are_limited_to_the_clerks_places(client, county_clerk):
    draft_of(County.objects.get(code="511321"), code="elsewhere")
    AidedStudent.objects.create(project_code="elsewhere", name="Private Name")
    give(county_clerk, ["private-data"], *founders(), "for a test")
    client.force_login(county_clerk)

    listed = client.get(address(AidedStudent, "changelist"))
    refused = client.post(
        address(AidedStudent, "add"), {"project_code": "elsewhere", "name": "A", "why": "b"}
    )

    assert "Private Name" not in listed.text
    assert "There is no project “elsewhere”, or none that you may see." in refused.text


def test_nobody_raises_their_own_rights(client, administrator):
    client.force_login(administrator)
    own = client.post(address(User, "change", administrator.pk), {"is_superuser": "on"})
    places = client.post(
        address(Assignment, "add"), {"user": administrator.pk, "county": "", "why": "for me"}
    )

    assert own.status_code == 403
    assert "Another administrator must decide on your own places." in places.text
    assert not administrator.assignments.exists()


def test_form_makes_and_touches_no_superuser(client, administrator):
    root = superuser("root")
    clerk = member("clerk")
    client.force_login(administrator)
    password = reverse("admin:auth_user_password_change", args=[root.pk])

    form = client.get(address(User, "change", clerk.pk))
    client.post(
        address(User, "change", clerk.pk),
        {
            "username": "clerk",
            "is_superuser": "on",
            "is_staff": "on",
            "is_active": "on",
            "why": "try",
            "date_joined_0": "2026-01-01",
            "date_joined_1": "00:00",
        },
    )

    assert "is_superuser" not in form.text
    assert not User.objects.get(pk=clerk.pk).is_superuser
    assert client.get(password).status_code == 403
    assert client.post(address(User, "change", root.pk), {}).status_code == 403
