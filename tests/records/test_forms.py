"""Every form of the admin, posted: as it should be, half empty, and with what each constraint of
its model refuses. A new model or constraint without an example in tests/staff_forms.py fails."""

import re
from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags

from counties.models import Assignment, County
from programs.models import Project, Visit
from records.integrity.db_errors import in_plain_words
from records.models import Feedback, Record, State, Upload, User
from records.review.role_requests import give
from records.roles import ROLES
from tests.conftest import founders, superuser
from tests.staff_forms import (
    UNTITLED,
    VALID,
    Form,
    page_of,
    refusals_of,
    rows_of,
    sent_by_browser,
    valid,
    whole,
    with_rows,
)

pytestmark = pytest.mark.django_db

WITH_ROWS = [model for model in VALID if rows_of(model)]
POSTED_ELSEWHERE = {Upload}  # its work goes on in another process: tests/records/imports
CHINESE = re.compile("[一-鿿]")
OF_THE_DATABASE = re.compile(r"constraint|violat|null value|duplicate key|[a-z]_[a-z]|约束")
each_model = pytest.mark.parametrize("model", VALID, ids=lambda model: model.__name__)
each_with_rows = pytest.mark.parametrize("model", WITH_ROWS, ids=lambda model: model.__name__)


@pytest.fixture(params=[pytest.param("en", marks=pytest.mark.soak), "zh-hans"], autouse=True)
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture(autouse=True)
def ledger(report_2011):
    """What the examples need: someone with a place of work, a reader's report."""
    other = User.objects.create_user("member", is_staff=True)
    Assignment.objects.create(user=other)
    Feedback.objects.create(page="/", message="The total is wrong.")


@pytest.fixture
def root(client):
    client.force_login(superuser("root"))
    return client


def cast(role: str) -> User:
    """A member of a role, for the ministry and for a county; private data come on top of it."""
    user = User.objects.create_user(f"a-{role}", is_staff=True)
    roles = ("clerk", role) if role == "private-data" else (role,)
    give(user, roles, *founders(), "for a test")
    Assignment.objects.create(user=user)
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    return user


def request_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


@contextmanager
def undone():
    """What is saved inside is taken back, so that the next one finds the same ledger."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def row_of(model):
    """The row whose form is posted, where the model has no form for a new one."""
    return Feedback.objects.get() if model is Feedback else None


EMPTY_FORMS: dict[type, dict] = {}  # as they were opened, by model


def post(client, model, values: dict, row=None):
    """Post a form as a browser would after `values` were typed into it."""
    if row is None and model not in EMPTY_FORMS:
        EMPTY_FORMS[model] = sent_by_browser(client.get(page_of(model)))
    opened = sent_by_browser(client.get(page_of(model, row))) if row else EMPTY_FORMS[model]
    return client.post(page_of(model, row), {**opened, **values})


def formsets_of(response) -> list:
    return [inline.formset for inline in response.context["inline_admin_formsets"]]


def main_form(response):
    """The form that was sent back."""
    assert response.status_code == 200, response.status_code
    return response.context["adminform"].form


def needed_in(form) -> list[str]:
    return [name for name, field in form.fields.items() if field.required]


def assert_sentences(errors, language: str) -> None:
    """Errors of a form are for people, in the language of the page."""
    sentences = [strip_tags(error) for messages in errors.values() for error in messages]
    assert sentences
    for sentence in sentences:
        assert not OF_THE_DATABASE.search(sentence), sentence
        assert bool(CHINESE.search(sentence)) == (language != "en"), sentence


def assert_refused(errors, constraint, refusal, language: str) -> None:
    assert_sentences(errors, language)
    if refusal.at:
        assert refusal.at in errors
    else:
        sentences = [str(error) for messages in errors.values() for error in messages]
        assert constraint.get_violation_error_message() in sentences


def test_every_form_of_the_admin_has_an_example():
    open_to_staff = {
        model
        for request in map(request_of, map(cast, ROLES))
        for model, options in admin.site._registry.items()
        if options.has_add_permission(request) or options.has_change_permission(request)
    }

    assert open_to_staff == set(VALID) | POSTED_ELSEWHERE


@pytest.mark.parametrize("role", ROLES)
def test_every_form_that_a_role_may_use_is_saved(client, role):
    user = cast(role)
    client.force_login(user)

    refused = {}
    for model in VALID:
        with undone():
            posted = posted_by(client, user, model)
            faults = [faults_of(one) for one in posted if one.status_code != 302]
        if faults:
            refused[model] = faults

    assert refused == {}


def posted_by(client, user, model) -> list:
    """The responses to the form of a new row, and to the form of a row that is there."""
    options, request, posted = admin.site._registry[model], request_of(user), []
    row = row_of(model)
    if row is None and options.has_add_permission(request):
        posted.append(post(client, model, whole(model)))
        row = model.objects.order_by("pk").last()
    if row is not None and options.has_change_permission(request, row):
        posted.append(post(client, model, {} if posted else VALID[model](), row))
    return posted


def faults_of(response) -> list:
    return [main_form(response).errors, *(formset.errors for formset in formsets_of(response))]


@pytest.mark.parametrize("language", ["zh-hans"], indirect=True)
@each_model
def test_empty_required_field_is_refused(root, model, language):
    row = row_of(model)
    opened = main_form(root.get(page_of(model, row)))

    for name in needed_in(opened):
        form = main_form(post(root, model, {**VALID[model](), name: ""}, row))
        assert_sentences(form.errors, language)
        assert name in form.errors


@each_model
def test_what_a_constraint_refuses_is_an_error_of_the_form(root, model, language):
    take_code(model)
    sent = {}  # by what was typed, which some constraints have in common

    for constraint, refusal in refusals_of(Form(model)):
        typed = repr(refusal)
        with undone():
            if refusal.stored:
                sent[typed] = errors_beside(Form(model), refusal)
            elif typed not in sent:
                values = {**VALID[model](), **refusal.typed}
                sent[typed] = main_form(post(root, model, values, row_of(model))).errors
        assert_refused(sent[typed], constraint, refusal, language)


def take_code(model) -> None:
    """A draft with the code “taken”, where codes can be taken."""
    if issubclass(model, Record):
        least = UNTITLED.get(model, {"title": "Taken"})
        draft = model.objects.first() or model(**least)
        draft.pk, draft.code, draft.version, draft.state = None, "taken", 1, State.DRAFT
        draft.published_in = draft.superseded_in = draft.submitted_by = None
        draft.save()


@each_with_rows
def test_faulty_rows_are_errors_of_the_form(root, model, language):
    """One form with a row for each fault: a required field empty, what a constraint refuses."""
    opened = {one.model: one.empty_form for one in formsets_of(root.get(page_of(model)))}
    empty = {form.row: needed_in(opened[form.row]) for form in rows_of(model)}
    broken = {
        form.row: [(rule, one) for rule, one in refusals_of(form) if one.typed]
        for form in rows_of(model)
    }
    sent = VALID[model]()
    for form in rows_of(model):
        lacking = [{**valid(form), name: ""} for name in empty[form.row]]
        refused = [{**valid(form), **one.typed} for _rule, one in broken[form.row]]
        sent |= with_rows(form, *lacking, *refused)

    response = post(root, model, sent)

    main_form(response)
    for formset in formsets_of(response):
        rows = iter(formset.forms)
        for name, row in zip(empty[formset.model], rows, strict=False):
            assert_sentences(row.errors, language)
            assert name in row.errors
        for (constraint, refusal), row in zip(broken[formset.model], rows, strict=True):
            assert_refused(row.errors, constraint, refusal, language)


def test_project_with_a_hundred_rows_is_saved(root):
    visits = Form(Project, Visit)
    (opened,) = (one for one in formsets_of(root.get(page_of(Project))) if one.model is Visit)
    row = {**dict.fromkeys(opened.empty_form.fields, ""), **valid(visits)}

    response = post(root, Project, VALID[Project]() | with_rows(visits, *[row] * 100))

    assert response.status_code == 302
    assert Visit.objects.filter(project__code="new").count() == 100


@each_with_rows
def test_row_that_is_there_already_is_refused(root, model, language):
    """Twice in one form; or by the database, as when two people add the same line at once."""
    for form in rows_of(model):
        for constraint, refusal in refusals_of(form):
            with undone():
                if refusal.is_repeated:
                    twice = with_rows(form, valid(form), valid(form))
                    response = post(root, model, VALID[model]() | twice)
                    errors = {**main_form(response).errors, **errors_of_rows(response)}
                    assert_refused(errors, constraint, refusal, language)
                elif refusal.stored:
                    post(root, model, whole(model))
                    errors = {"": refusal_of_the_database(form, refusal)}
                    assert_refused(errors, constraint, refusal, language)


def errors_of_rows(response) -> dict[str, list]:
    """What Django finds of rows that repeat each other."""
    said = [error for one in formsets_of(response) for error in one.non_form_errors()]
    return {"rows": said} if said else {}


def refusal_of_the_database(form: Form, refusal) -> list[str]:
    row = form.row.objects.order_by("pk").last()
    row.pk = None
    for name, value in refusal.stored.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refused, in_plain_words(), transaction.atomic():
        row.save()
    return refused.value.messages


def errors_beside(form: Form, refusal) -> dict:
    """The errors of a form about a row that has stored values which the form does not show."""
    row = row_of(form.model) or form.model()
    for name, value in refusal.stored.items():
        setattr(row, name, value)
    request = request_of(User.objects.get(username="root"))
    form_class = admin.site._registry[form.model].get_form(request)
    typed = {**({} if row.pk else valid(form)), **refusal.typed, "why": "why"}
    return form_class(typed, instance=row).errors
