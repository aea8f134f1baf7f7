"""Either language is enough, in every model, form and publication; a queue shows the rest."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cadres.models import OrganisationVersion
from config.lib.orm.text_pairs import (
    EitherLanguageConstraint,
    awaiting_translation,
    columns_of,
    pairs,
)
from counties.models import County
from programs.models import Article, Project
from records.models import Stable, kind_of
from records.review import workflow
from records.review.gate import problems
from records.review.queues import QUEUES
from records.review.translations import translated_models
from tests.builders import make_allocation, make_project, statement
from tests.conftest import superuser
from tests.database import without_triggers

pytestmark = pytest.mark.django_db

NEEDED = "This is needed in English or in Chinese; either is enough."
MODELS = [model for model in apps.get_models() if pairs(model)]
TRANSLATED = [model for model in MODELS if not issubclass(model, Stable)]
RULES = [
    (model, rule.names[0])
    for model in TRANSLATED
    for rule in model._meta.constraints
    if isinstance(rule, EitherLanguageConstraint)
]


def test_no_text_is_needed_in_both_languages():
    columns = [
        (model.__name__, column)
        for model in TRANSLATED
        for name in pairs(model)
        for column in columns_of(model, name)
        if not model._meta.get_field(column).blank
    ]
    required = [
        (model.__name__, name)
        for model in TRANSLATED
        for name in getattr(model, "required_to_publish", ())
        if name.endswith("_zh")
    ]

    assert columns == []
    assert required == []


@pytest.mark.parametrize("model", TRANSLATED)
def test_index_holds_what_awaits_translation(model):
    (index,) = (one for one in model._meta.indexes if one.name.startswith("awaits_"))

    assert index.condition == awaiting_translation(*pairs(model))


def test_every_name_has_the_rule():
    """Whatever gives a row its name is needed in one of the languages."""
    named = {
        (model, name)
        for model in TRANSLATED
        for name in ("name", "title", "goods", "summary")
        if name in pairs(model)
    }
    optional = {
        ("CadreVersion", "title"),
        ("SeminarSpeaker", "title"),
        ("ProgramVersion", "summary"),
        ("Publication", "summary"),
        ("Inspection", "summary"),
    }

    assert {(model.__name__, name) for model, name in named - set(RULES)} == optional


@pytest.mark.parametrize(("model", "name"), RULES)
@pytest.mark.parametrize("given", ["", "_zh"])
def test_model_takes_one_language(model, name, given):
    row = model(**{f"{name}{given}": "水井"})

    row.validate_constraints(exclude=others(model, name))


@pytest.mark.parametrize(("model", "name"), RULES)
@pytest.mark.parametrize(("language", "ending"), [("en", ""), ("zh-hans", "_zh")])
def test_model_refuses_no_language_at_the_field_of_the_reader(model, name, language, ending):
    with override(language), pytest.raises(ValidationError) as refusal:
        model().validate_constraints(exclude=others(model, name))

    with override(language):
        assert list(refusal.value.message_dict) == [f"{name}{ending}"]
        assert (refusal.value.message_dict[f"{name}{ending}"] == [NEEDED]) == (language == "en")


def others(model, name: str) -> list[str]:
    """All columns but those of one pair."""
    return [one.name for one in model._meta.fields if one.name not in (name, f"{name}_zh")]


def test_database_refuses_a_name_in_no_language(report_2011):
    with pytest.raises(IntegrityError, match="project_title_in_a_language"), transaction.atomic():
        make_project(title="", title_zh="")


@pytest.mark.parametrize("texts", [{"title": ""}, {"title_zh": ""}])
def test_record_in_one_language_is_published(client, clerk, reviewer, report_2011, texts):
    project = make_project(**texts)

    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "seen")

    assert client.get("/projects/well/").status_code == 200
    assert client.get("/zh-hans/projects/well/").status_code == 200


def test_article_in_one_language_is_ready(report_2011):
    article = Article.objects.create(
        code="rain", title_zh="雨", body_zh="下雨了。", dated_on="2013-05", statement=statement()
    )
    silent = Article.objects.create(code="sun", title="Sun", dated_on="2013", statement=statement())

    assert problems(article) == []
    assert [problem.anchor for problem in problems(silent)] == ["id_body"]
    with override("zh-hans"):
        assert [problem.anchor for problem in problems(silent)] == ["id_body_zh"]


@pytest.mark.parametrize("title", [{"title_zh": "水井"}, {"title": "Wells"}, {}])
def test_form_takes_a_name_in_one_language(client, clerk, report_2011, title):
    client.force_login(clerk)
    add = "/zh-hans/admin/programs/project/add/"
    page = client.get(add)
    rows = page.context["inline_admin_formsets"]
    forms = [page.context["adminform"].form, *(one.formset.management_form for one in rows)]
    values = {field.html_name: field.value() for form in forms for field in form}
    sent = {name: value for name, value in values.items() if value is not None}
    project = make_project("draft-of-values")
    sent |= {
        "code": "well",
        "program": project.program_id,
        "category": "farming",
        "year": 2013,
        "statement": project.statement_id,
        "why": "新增",
        **title,
    }

    response = client.post(add, sent)

    assert (response.status_code == 302) == bool(title)
    assert Project.objects.filter(code="well", **title).exists() == bool(title)
    assert ("此项必填" in response.text) == (not title)


# --- the queue ----------------------------------------------------------------------------------


def waiting(user) -> set[tuple[str, str]]:
    queue = QUEUES["untranslated"]
    return {
        (kind_of(one), getattr(one, "code", str(one))) for one in queue.fetched(queue.names(user))
    }


@pytest.mark.parametrize("model", translated_models().values())
def test_queue_asks_every_model_that_has_texts(client, report_2011, model):
    name = next(iter(pairs(model)), None)
    row = model.objects.exclude(**{f"{name}_zh": ""}).first() if name else None
    if row is None:
        return
    with without_triggers():
        model.objects.filter(pk=row.pk).update(**{name: "", f"{name}_zh": "水井"})
    client.force_login(superuser("root"))

    page = client.get(reverse("admin:queue", args=["untranslated"])).text

    address = reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]
    )
    assert address in page
    assert str(model._meta.get_field(name).verbose_name) in page


def test_queue_shows_the_version_to_work_on(clerk, reviewer, report_2011):
    project = make_project(title="")
    before = waiting(clerk)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "seen")
    published = waiting(clerk)
    draft = workflow.start_correction(Project.objects.get(code="well"), clerk, "translated")
    draft.title = "Wells"
    draft.save()

    translated = waiting(clerk)

    assert ("project", "well") in before & published
    assert ("project", "well") not in translated


def test_queue_shows_a_record_for_its_rows(client, clerk, report_2011):
    make_allocation(make_project(), note="In cash")
    client.force_login(clerk)

    page = client.get(reverse("admin:queue", args=["untranslated"])).text

    assert "allocation 1 · note (Chinese)" in page


def test_queue_is_of_what_one_may_see(county_clerk, clerk, administrator, report_2011):
    make_project(title="")
    make_project("other", title="", scope="county", county=County.objects.get(code="141030"))
    OrganisationVersion.objects.create(code="wells", name_zh="水井", kind="local")

    assert {("project", "well"), ("project", "other")} & waiting(clerk) == {("project", "well")}
    assert {("project", "well"), ("project", "other")} & waiting(county_clerk) == {
        ("project", "other")
    }
    assert ("organisation", "wells") in waiting(administrator) & waiting(county_clerk)


def test_queue_needs_the_same_queries_for_any_number_of_rows(client, clerk, report_2011):
    client.force_login(clerk)
    address = reverse("admin:queue", args=["untranslated"])
    make_project(title="")
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(5):
        make_project(f"well-{number}", title="")

    with CaptureQueriesContext(connection) as six:
        client.get(address)

    assert len(one) == len(six)
