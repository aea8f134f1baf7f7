"""Every role at every page of staff that is no list, form or history: who may open it, and send it.

A page that is added is missing in the table until somebody says whose it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from counties.models import Assignment, County
from programs.models import Project
from records.models import Feedback, Record, StoredFile, Upload, User
from records.review import role_requests, workflow
from records.roles import ROLES
from tests.builders import make_project
from tests.conftest import member

pytestmark = pytest.mark.django_db

EVERYBODY = set(ROLES)
READERS = EVERYBODY - {"private-data"}
OF_OTHERS = READERS - {"clerk"}  # may see what a clerk sent: other clerks may not
# What nobody has to sign in for (tests/records/people/test_recovery.py), and what Django brings.
OPEN_TO_ALL = {
    *("ask", "requested", "choose", "done", "login", "logout", "password_change_done"),
    *("autocomplete", "view_on_site", "app_list"),
}
REFUSED = (403, 404)


@dataclass
class Examples:
    """What the pages are about: a clerk who is somebody else, and what this one made."""

    other: User
    draft: Project
    submitted: Project
    public: Project
    upload: Upload
    report: Feedback
    request: role_requests.RoleRequest


# Name, further arguments, whose page it is; and the row that it is about.
TABLE: list[tuple[str, tuple, set[str], Callable[[Examples], int] | None]] = [
    ("index", (), EVERYBODY, None),
    ("jsi18n", (), EVERYBODY, None),
    ("notices", (), EVERYBODY, None),
    ("second_factor", (), EVERYBODY, None),
    ("password_change", (), EVERYBODY, None),
    ("queue", ("my-drafts",), EVERYBODY, None),
    ("queue", ("to-review",), EVERYBODY, None),
    ("queue", ("returned",), EVERYBODY, None),
    ("hand_over", (), {"administrator"}, lambda of: of.other.pk),
    ("records_user_second_factor", (), {"administrator"}, lambda of: of.other.pk),
    ("records_user_reset_link", (), {"administrator"}, lambda of: of.other.pk),
    ("auth_user_password_change", (), {"administrator"}, lambda of: of.other.pk),
    ("records_rolerequest_decide", ("confirm",), {"administrator"}, lambda of: of.request.pk),
    ("records_feedback_release", (), {"reviewer"}, lambda of: of.report.pk),
    ("records_upload_file", (), OF_OTHERS, lambda of: of.upload.pk),
    ("records_upload_reading", (), OF_OTHERS, lambda of: of.upload.pk),
    ("records_upload_work", ("check",), OF_OTHERS, lambda of: of.upload.pk),
    ("records_upload_template", ("projects",), {"clerk"}, None),
    ("records_upload_template_csv", ("projects", "projects"), {"clerk"}, None),
    ("programs_project_begin_year", (), {"clerk"}, None),
    ("cadres_posting_begin_year", (), {"clerk"}, None),
    ("programs_progressreport_due", (), READERS, None),
    ("of_record_review", (), READERS, lambda of: of.submitted.pk),
    ("of_record_preview", (), READERS, lambda of: of.submitted.pk),
    ("of_record_comment", (), READERS - {"auditor"}, lambda of: of.submitted.pk),
    ("of_record_step", ("submit",), {"clerk"}, lambda of: of.draft.pk),
    ("of_record_step", ("correct",), {"clerk"}, lambda of: of.public.pk),
    ("of_record_step", ("approve",), {"reviewer"}, lambda of: of.submitted.pk),
    ("of_record_step", ("publish",), {"reviewer"}, lambda of: of.submitted.pk),
    ("of_record_step", ("return",), {"reviewer"}, lambda of: of.submitted.pk),
]
# Pages with a test of their own for every role: of what one wrote oneself, or of one's own files.
ELSEWHERE = {
    "notice": "tests/records/people/test_notices.py",
    "of_record_strike": "tests/records/people/test_comments.py",
    "programs_progressreport_entry": "tests/programs/progress/test_entry.py",
    "records_upload_marked": "tests/records/imports/test_pages.py",
}


def page_names(patterns=None, is_staff: bool = False) -> Iterator[str]:
    """The pages of staff; those that every kind of record has are named once."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        inside = is_staff or str(pattern.pattern).startswith("admin/")
        if isinstance(pattern, URLResolver):
            yield from page_names(pattern.url_patterns, inside)
        elif inside and pattern.name:
            yield pattern.name


def names_without_models() -> set[str]:
    usual = ("changelist", "add", "change", "delete", "history")
    of_models, of_records = set(), {}
    for model in admin.site._registry:
        prefix = f"{model._meta.app_label}_{model._meta.model_name}"
        of_models |= {f"{prefix}_{page}" for page in usual}
        if issubclass(model, Record):
            for page in ("review", "preview", "comment", "strike", "step"):
                of_records[f"{prefix}_{page}"] = f"of_record_{page}"
    return {of_records.get(name, name) for name in page_names() if name not in of_models}


def test_every_page_has_its_row_in_the_table():
    assert names_without_models() - OPEN_TO_ALL - set(ELSEWHERE) == {name for name, *_ in TABLE}


@pytest.fixture
def examples(report_2011) -> Examples:
    county = County.objects.get(code="141030")
    other = member("clerk", name="other-clerk")
    Assignment.objects.create(user=other, county=county)
    draft, submitted = (
        make_project(code, scope="county", county=county) for code in ("a-draft", "a-submitted")
    )
    workflow.submit([submitted], other, "a reason")
    newcomer = User.objects.create_user("newcomer", is_staff=True)
    asker = member("administrator", name="other-administrator")
    group = Group.objects.get(name="clerk")
    sent = {"kind": "projects", "name": "a.csv", "reason": "a reason", "sent_by": other}
    return Examples(
        other,
        draft,
        submitted,
        Project.objects.published().earliest("code"),
        Upload.objects.create(file=StoredFile.objects.keep(b"code\n"), **sent),
        Feedback.objects.create(page="/", message="a message"),
        role_requests.ask(newcomer, group, asker, "a reason"),
    )


@pytest.mark.parametrize("role", ROLES)
def test_page_opens_and_takes_a_form_for_its_roles_alone(client, role, examples):
    user = member(role)
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    Assignment.objects.create(user=user)
    client.force_login(user)
    wrong = []

    for name, further, roles, row in TABLE:
        whole = f"admin:{name.replace('of_record', 'programs_project')}"
        address = reverse(whole, args=(*([row(examples)] if row else []), *further))
        opened = client.get(address).status_code not in REFUSED
        sent = client.post(address, {}).status_code not in REFUSED
        # what another clerk sent may be read and not worked on
        may_send = role in roles and name != "records_upload_work"
        if (opened, sent) != (role in roles, may_send):
            wrong.append((name, *further, f"opened: {opened}, sent: {sent}"))

    assert wrong == []
