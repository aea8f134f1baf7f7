"""The form of a project: its document, its money and its payment in one go, submitted at once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from counties.models import County
from programs.models import Allocation, Category, Milestone, Payment, Program, Project
from programs.staff.sections import BY_KIND, needed_rows
from records.models import SourceVersion, State, StatementVersion
from records.review import workflow
from tests.builders import make_project
from tests.conftest import member
from tests.staff_forms import page_of, sent_by_browser

pytestmark = pytest.mark.django_db
DOCUMENT = {
    "document_title": "大宁县扶贫办关于下达饮水工程计划的通知",
    "document_publisher": "大宁县扶贫办",
    "document_on": "2012年3月5日",
}
MONEY = {
    "allocations-TOTAL_FORMS": "2",
    "allocations-0-kind": "relief_fund",
    "allocations-0-allocated": "30万元",
    "allocations-1-kind": "local_counterpart",
    "allocations-1-allocated": "5万",
}


def typed(client, **changes) -> dict[str, object]:
    """What a county clerk types into the form of a new project, and what stands there already."""
    page = client.get(page_of(Project))
    program = Program.objects.get(code="relief-projects").pk
    work = {"title_zh": "饮水工程", "program": program, "category": "infrastructure"}
    return {**sent_by_browser(page), **work, "year": "2012", **DOCUMENT, **MONEY, **changes}


def scan() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    return SimpleUploadedFile("通知.jpg", content.getvalue(), "image/jpeg")


def test_one_form_makes_the_project_and_its_source_and_submits_them(client, county_clerk):
    client.force_login(county_clerk)

    answer = client.post(page_of(Project), typed(client, document_scan=scan(), _submit="1"))

    assert answer["Location"] == reverse("admin:index")
    project = Project.objects.get(code="2012-daning-001")
    source = SourceVersion.objects.get(kind=SourceVersion.Kind.DOCUMENT)
    assert (project.state, source.state) == (State.SUBMITTED, State.SUBMITTED)
    assert project.county == County.objects.get(code="141030")
    assert (source.code, source.published_on) == ("2012-daning-001-document-001", "2012-03-05")
    assert source.title_zh == DOCUMENT["document_title"] and source.title == ""
    assert source.attachments.get().title_zh == source.title_zh
    stated = StatementVersion.objects.filter(document=source).order_by("position")
    assert [(one.code, one.value) for one in stated] == [
        ("project", None),
        ("allocation-1", 300_000),
        ("allocation-2", 50_000),
    ]
    rows = [project, *project.allocations.all()]
    assert [row.statement.code for row in rows] == ["project", "allocation-1", "allocation-2"]
    assert [row.disagreement() for row in rows] == [None, None, None]


def test_source_and_project_become_public_together(client, county_clerk, reviewer):
    client.force_login(county_clerk)
    client.post(page_of(Project), typed(client, _submit="1"))

    workflow.publish([Project.objects.get(code="2012-daning-001")], reviewer, "checked")

    source = "/zh-hans/sources/2012-daning-001-document-001/"
    assert source in client.get("/zh-hans/projects/2012-daning-001/").text
    assert DOCUMENT["document_title"] in client.get(source).text


def test_saving_again_brings_the_statements_up_to_date(client, county_clerk):
    client.force_login(county_clerk)
    client.post(page_of(Project), typed(client))
    draft = Project.objects.get(code="2012-daning-001")
    sent = sent_by_browser(client.get(page_of(Project, draft)))
    assert sent["document_title"] == DOCUMENT["document_title"]

    client.post(page_of(Project, draft), {**sent, "allocations-0-allocated": "31万"})

    stated = StatementVersion.objects.get(code="allocation-1", document__code__contains="document")
    assert stated.value == 310_000
    assert SourceVersion.objects.filter(kind=SourceVersion.Kind.DOCUMENT).count() == 1


def test_another_statement_that_was_chosen_stays(client, county_clerk):
    draft = make_project(scope="county", county=County.objects.get(code="141030"))
    client.force_login(county_clerk)
    sent = sent_by_browser(client.get(page_of(Project, draft)))

    client.post(page_of(Project, draft), {**sent, **MONEY, **DOCUMENT})

    draft.refresh_from_db()
    assert draft.statement.source.code == "report-2011"
    assert {row.statement.source.code for row in draft.allocations.all()} == {"well-document-001"}


def test_a_document_needs_its_title(client, county_clerk):
    client.force_login(county_clerk)

    page = client.post(page_of(Project), typed(client, document_title=""))

    assert "document_title" in page.context["adminform"].form.errors
    assert not Project.objects.filter(year=2012).exists()


def test_what_cannot_be_submitted_is_saved_and_says_why(client, county_clerk):
    client.force_login(county_clerk)
    sent = {name: value for name, value in typed(client).items() if name not in DOCUMENT}

    answer = client.post(page_of(Project), {**sent, "_submit": "1"}, follow=True)

    draft = Project.objects.get(code="2012-daning-001")
    assert draft.state == State.DRAFT
    assert answer.redirect_chain[-1][0] == page_of(Project, draft)
    assert "is needed before publication" in answer.text
    assert "Saved as a draft. It is not submitted yet." in answer.text


def test_others_neither_see_nor_use_the_button(client, county_clerk, reviewer, auditor):
    draft = make_project(scope="county", county=County.objects.get(code="141030"))
    stranger = member("clerk", "stranger")
    stranger.assignments.create(county=County.objects.get(code="511321"))
    client.force_login(county_clerk)
    sent = {**sent_by_browser(client.get(page_of(Project, draft))), "_submit": "1"}

    for user, status in ((reviewer, 403), (auditor, 403), (stranger, 404)):
        client.force_login(user)
        assert client.post(page_of(Project, draft), sent).status_code == status
        assert 'name="_submit"' not in client.get(page_of(Project, draft)).text

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_payment_is_entered_with_its_allocation(client, county_clerk):
    client.force_login(county_clerk)
    payment = {
        "payments-TOTAL_FORMS": "1",
        "payments-0-of_kind": "local_counterpart",
        "payments-0-stage": "received",
        "payments-0-paid_on": "2012-03-20",
        "payments-0-amount": "2万",
    }

    client.post(page_of(Project), typed(client, **payment, _submit="1"))

    row = Payment.objects.get(project__code="2012-daning-001")
    assert row.allocation.kind == "local_counterpart"
    assert (row.statement.code, row.statement.value) == ("payment-1", 20_000)
    assert row.project.state == State.SUBMITTED


@pytest.mark.parametrize(("kind", "money"), [("", MONEY), ("donation", MONEY)])
def test_a_payment_of_unclear_money_has_no_allocation(client, county_clerk, kind, money):
    client.force_login(county_clerk)
    payment = {
        "payments-TOTAL_FORMS": "1",
        "payments-0-of_kind": kind,
        "payments-0-stage": "spent",
        "payments-0-amount": "100",
    }

    client.post(page_of(Project), typed(client, **money, **payment))

    assert Payment.objects.get(project__code="2012-daning-001").allocation is None


def test_the_only_allocation_needs_no_naming(client, county_clerk):
    client.force_login(county_clerk)
    payment = {"payments-TOTAL_FORMS": "1", "payments-0-stage": "spent", "payments-0-amount": "9"}

    client.post(page_of(Project), typed(client, **{"allocations-TOTAL_FORMS": "1"}, **payment))

    assert Payment.objects.get().allocation == Allocation.objects.get(
        project__code="2012-daning-001"
    )


def parts_of(client, draft) -> list[tuple[type, bool]]:
    """The parts of the form in their order, and whether each stands open."""
    formsets = client.get(page_of(Project, draft)).context["inline_admin_formsets"]
    return [(one.opts.model, "collapse" not in one.opts.classes) for one in formsets]


@pytest.mark.parametrize("category", [Category.STUDENT_AID, Category.INFRASTRUCTURE])
def test_the_parts_that_the_work_needs_come_first_and_open(client, clerk, report_2011, category):
    client.force_login(clerk)
    needed = needed_rows(category)

    parts = parts_of(client, make_project(category=category))

    assert {model for model, _is_open in parts[: len(needed)]} == set(needed)
    assert {model for model, is_open in parts if is_open} == set(needed)


def test_a_part_with_rows_stays_open(client, clerk, report_2011):
    draft = make_project(category=Category.VISITS)
    Milestone.objects.create(project=draft, kind="contract")
    client.force_login(clerk)

    assert (Milestone, True) in parts_of(client, draft)


def test_every_kind_of_work_says_what_it_needs():
    assert set(BY_KIND) == set(Category)


def test_published_version_asks_for_no_document(client, clerk, report_2011):
    client.force_login(clerk)

    page = client.get(page_of(Project, Project.objects.published().first()))

    assert "document_title" not in page.text and "The document it rests on" not in page.text
