"""Every form of the admin: what makes it valid, and what each constraint of its model refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import BaseConstraint, Model
from django.urls import reverse
from django.utils import timezone

from cadres import models as cadres
from config.lib.dates import YearField
from counties import models as counties
from programs import models as programs
from records import models as records
from records.models import Record, Row
from records.models.records import State
from records.review import workflow
from tests.builders import make_posting

PDF = b"%PDF-1.7\n%%EOF\n"


@dataclass(frozen=True)
class Form:
    """A form of the admin; or, with `row`, the part of it that holds the rows of one kind."""

    model: type[Model]
    row: type[Model] | None = None

    @property
    def subject(self) -> type[Model]:
        """Whose fields and constraints these are."""
        return self.row or self.model

    @property
    def prefix(self) -> str:
        """What the names of the fields of its rows begin with."""
        (key,) = (f for f in self.row._meta.fields if f.related_model is self.model)
        return key.remote_field.get_accessor_name()

    def __str__(self):
        return "-".join(model.__name__ for model in (self.model, self.row) if model)


@dataclass(frozen=True)
class Refusal:
    """What a constraint refuses: values that are typed, or that the row has without its form.

    The constraint's own sentence is expected, or else an error of the field `at`.
    """

    typed: dict[str, object] = field(default_factory=dict)
    stored: dict[str, object] = field(default_factory=dict)
    at: str = ""
    is_repeated: bool = False  # the same row twice in one form


def page_of(model, row=None) -> str:
    """The form of a row; of a new one, where none is given."""
    page, names = ("change", [row.pk]) if row else ("add", [])
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=names)


def rows_of(model) -> list[Form]:
    return [Form(model, inline.model) for inline in admin.site._registry[model].inlines]


def pk_of(model, **lookup) -> str:
    return str(model.objects.filter(**lookup).order_by("pk").values_list("pk", flat=True)[0])


def sent_by_browser(page) -> dict[str, object]:
    """What a browser would send from a page of the admin, as it was opened."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    empty = (None, False)
    sent = {n: value for n, value in values.items() if not any(value is one for one in empty)}
    return {**sent, "why": "a digit"}


def with_rows(form: Form, *rows: dict[str, object]) -> dict[str, object]:
    """What is sent with these rows of the kind of `form`."""
    stem = form.prefix
    typed = {f"{stem}-{n}-{name}": row[name] for n, row in enumerate(rows) for name in row}
    return {f"{stem}-TOTAL_FORMS": len(rows), f"{stem}-INITIAL_FORMS": 0, **typed}


def valid(form: Form) -> dict[str, object]:
    """The values of a valid row, as they are typed."""
    return VALID_ROWS[form.row]() if form.row else VALID[form.model]()


def whole(model) -> dict[str, object]:
    """Everything of a new record that is valid, with a row of every kind."""
    rows = [with_rows(row, valid(row)) for row in rows_of(model)]
    filled = {name: value for row in rows for name, value in row.items()}
    return {**VALID[model](), **filled}


def _statement() -> dict[str, object]:
    return {"statement": pk_of(records.Statement)}


def _attachment() -> dict[str, object]:
    return {"title": "The well", "sent": SimpleUploadedFile("well.pdf", PDF), **_statement()}


def _named() -> dict[str, object]:
    return {"code": "new", "name": "New", "name_zh": "新"}


# What is typed into an empty form, for each model that has one.
VALID: dict[type[Model], Callable[[], dict[str, object]]] = {
    records.SourceVersion: lambda: {"code": "new", "kind": "report", "title": "New"},
    records.ApprovalLimit: lambda: {"amount": "1000000", "reason": "decided in May"},
    records.YearStep: lambda: {"year": "2010", "verb": "close", "reason": "reported"},
    records.ReviewRemit: lambda: {
        "user": pk_of(records.User, username="member"),
        "dimension": "county",
        "code": "141030",
    },
    records.User: lambda: {
        "username": "new",
        "usable_password": "true",
        "password1": "a1s2d3f4g5h6",
        "password2": "a1s2d3f4g5h6",
    },
    records.SecondFactorRule: lambda: {"group": pk_of(Group, name="auditor")},
    records.Feedback: lambda: {"state": "answered", "answer": "It is as the source has it."},
    counties.ProvinceVersion: lambda: {**_named(), "code": "990000"},
    counties.CountyVersion: lambda: {
        **_named(),
        "code": "990001",
        "division": "county",
        "province": pk_of(counties.Province),
    },
    counties.PoorAreaVersion: _named,
    counties.Assignment: lambda: {
        "user": pk_of(records.User, username="member"),
        "county": pk_of(counties.County),
    },
    cadres.OrganisationVersion: lambda: {**_named(), "kind": "company"},
    cadres.CadreVersion: lambda: {**_named(), "kind": "posted"},
    cadres.Membership: lambda: {"code": "new", "body": pk_of(cadres.Organisation)},
    cadres.Selection: lambda: {"code": "new", "year": "2012"},
    cadres.Posting: lambda: {"code": "new", "year": "2012"},
    cadres.Assessment: lambda: {"code": "new", "year": "2012"},
    cadres.Award: lambda: {"code": "new", "year": "2012", "title": "New", "title_zh": "新"},
    cadres.Meeting: lambda: {
        "code": "new",
        "year": "2012",
        "kind": "conference",
        "title": "New",
        "title_zh": "新",
    },
    programs.ProgramVersion: _named,
    programs.IndicatorVersion: lambda: {**_named(), "unit": "person", "measure": "flow"},
    programs.Project: lambda: {
        "code": "new",
        "title": "New",
        "title_zh": "新",
        "program": pk_of(programs.Program),
        "category": "industry",
        "year": "2012",
    },
    programs.ProgressReport: lambda: {
        "code": "new",
        "project_code": "2011-industry",
        "year": "2012",
        "period": "q1",
        "scope": "designated",
    },
    programs.Publication: lambda: {
        "code": "new",
        "year": "2012",
        "kind": "book",
        "title": "New",
        "title_zh": "新",
    },
    programs.Article: lambda: {"code": "new", "title": "New", "title_zh": "新"},
    programs.AidedStudent: lambda: {"project_code": "2011-industry", "name": "New"},
    programs.VisitedPerson: lambda: {"project_code": "2011-industry", "name": "New"},
}
# What a record without a title needs, besides its code, to be there already.
UNTITLED: dict[type[Model], dict[str, object]] = {
    programs.ProgressReport: {"project_code": "2011-industry", "year": 2013, "period": "q1"}
}
VALID_ROWS: dict[type[Model], Callable[[], dict[str, object]]] = {
    records.StatementVersion: lambda: {
        "code": "new",
        "position": "1",
        "summary": "New",
        "summary_zh": "新",
    },
    records.SourceAttachment: lambda: {
        "title": "The scan",
        "sent": SimpleUploadedFile("scan.pdf", PDF),
    },
    programs.StatedTotal: lambda: {"adds": "projects", "year": "2012", **_statement()},
    programs.Allocation: lambda: {"kind": "relief_fund", **_statement()},
    programs.Payment: lambda: {"stage": "spent", **_statement()},
    programs.Result: lambda: {
        "indicator": pk_of(programs.Indicator),
        "value": "3",
        "qualifier": "",
        **_statement(),
    },
    programs.ReportedMoney: lambda: {"kind": "relief_fund", "received_to_date": "3"},
    programs.ReportedResult: lambda: {"indicator": pk_of(programs.Indicator), "value": "3"},
    programs.EducationAid: lambda: {"kind": "admitted", **_statement()},
    programs.Donation: lambda: {
        "goods": "Books",
        "goods_zh": "图书",
        "unit": "item",
        **_statement(),
    },
    programs.Seminar: lambda: {"title": "New", "title_zh": "新", **_statement()},
    programs.SeminarSpeaker: lambda: {"name": "New", "name_zh": "新", **_statement()},
    programs.SeminarReport: lambda: {"title": "New", "title_zh": "新", **_statement()},
    programs.Visit: lambda: {"occasion": "july_1", **_statement()},
    programs.Milestone: lambda: {"kind": "completion", "document": "No. 3", **_statement()},
    programs.PlanChange: lambda: {"reason": "Rain", "reason_zh": "降雨", **_statement()},
    programs.Inspection: lambda: {"kind": "routine", "inspected_on": "2012-06", **_statement()},
    programs.InspectionFinding: lambda: {
        "finding": "The pump leaks.",
        "finding_zh": "水泵漏水。",
        **_statement(),
    },
    cadres.Decision: lambda: {
        "decision": "Build a well.",
        "decision_zh": "打一口井。",
        **_statement(),
    },
    cadres.PostingMonth: lambda: {"month": "2012-03", "days": "20", **_statement()},
    counties.Designation: lambda: {"kind": "key_county", "starts": "1986", **_statement()},
    programs.ProjectAttachment: _attachment,
    programs.ProgressAttachment: _attachment,
    programs.PublicationAttachment: _attachment,
    programs.ArticleAttachment: _attachment,
    cadres.MeetingAttachment: _attachment,
    cadres.AwardAttachment: _attachment,
}


def refusals_of(form: Form) -> list[tuple[BaseConstraint, Refusal]]:
    """Every constraint, with an example of what it refuses."""
    return [(rule, refusal_of(form, rule)) for rule in form.subject._meta.constraints]


def refusal_of(form: Form, constraint: BaseConstraint) -> Refusal:
    """The example of what `constraint` refuses; KeyError where nobody gave one."""
    name = constraint.name.removeprefix(f"{form.subject._meta.model_name}_")
    if name.endswith("_within_limits"):
        named = form.subject._meta.get_field(name.removesuffix("_within_limits"))
        return Refusal({named.name: "11" if isinstance(named, YearField) else "1899-12"})
    if name.endswith("_in_a_language"):
        text = name.removesuffix("_in_a_language")
        return Refusal({text: "", f"{text}_zh": ""})
    if issubclass(form.subject, Record) and name in OF_RECORDS:
        return OF_RECORDS[name](form.subject)
    if issubclass(form.subject, Row) and name == "line_once":
        return Refusal(stored={"line": 1})
    if name == "county_fits_scope":
        return Refusal({"scope": "national", "county": pk_of(counties.County)})
    if name == "dates_in_order":
        return Refusal({"starts": "2012-05", "ends": "2012-04-30"})
    if name.endswith("_not_negative"):
        return Refusal({name.removesuffix("_not_negative").replace("value", "money_value"): "-1"})
    return OTHERS[constraint.name](form)


OF_RECORDS: dict[str, Callable[[type[Record]], Refusal]] = {
    "version_once": lambda model: Refusal({"code": "taken"}, at="code"),
    "one_published": lambda model: Refusal({"code": "taken"}, at="code"),
    "one_open": lambda model: Refusal({"code": "taken"}, at="code"),
    "state_fits_editions": lambda model: Refusal(stored={"state": State.PUBLISHED}),
}


def _overlapping(form: Form) -> Refusal:
    """A second posting of one cadre, as it would be published."""
    first = make_posting("first")
    clerk, reviewer = (records.User.objects.create_user(name) for name in ("one", "two"))
    workflow.submit([first], clerk)
    edition = workflow.publish([first], reviewer, "checked")
    state = {"state": State.PUBLISHED, "published_in": edition}
    return Refusal({"cadre": str(first.cadre_id), "starts": first.starts}, stored=state)


def _remit_again(form: Form) -> Refusal:
    """A second remit like the one that there is."""
    member = records.User.objects.get(username="member")
    records.ReviewRemit.objects.create(user=member, dimension="county", code="141030")
    return Refusal()


OTHERS: dict[str, Callable[[Form], Refusal]] = {
    **{
        f"progressreport_one_{state}_a_period": lambda form: Refusal({"year": "2013"})
        for state in ("open", "published")
    },
    "progressreport_state_on_is_a_day": lambda form: Refusal({"state_on": "2012-03"}),
    "progressreport_percent_to_100": lambda form: Refusal({"physical_percent": "101"}),
    "reportedmoney_once_a_kind": lambda form: Refusal(is_repeated=True),
    "reportedresult_once_an_indicator": lambda form: Refusal(is_repeated=True, at="rows"),
    "countyversion_report_days_within_a_year": lambda form: Refusal({"report_days": "367"}),
    "programversion_report_days_within_a_year": lambda form: Refusal({"report_days": "367"}),
    "statementversion_code_once": lambda form: Refusal(is_repeated=True, at="rows"),
    "statedtotal_once_per_statement": lambda form: Refusal(is_repeated=True, at="rows"),
    "statement_value_has_unit": lambda form: Refusal({"value": "3", "unit": ""}),
    "statement_step_positive": lambda form: Refusal({"step": "0"}),
    "feedback_state_comes_with_an_answer": lambda form: Refusal({"answer": ""}),
    "feedback_correction_names_its_edition": lambda form: Refusal({"state": "corrected"}),
    "feedback_answer_is_signed": lambda form: Refusal(
        {"state": "received", "answer": ""}, stored={"answered_at": timezone.now()}
    ),
    "provinceversion_tile_on_the_map": lambda form: Refusal({"tile_row": "3"}),
    "designation_area_fits_kind": lambda form: Refusal({"kind": "poor_area"}),
    "designation_once": lambda form: Refusal(is_repeated=True),
    "assignment_once": lambda form: Refusal({"county": ""}),
    "assignment_for_all_names_none": lambda form: Refusal({"is_for_all_counties": "on"}),
    "review_remit_once": _remit_again,
    "membership_one_member": lambda form: Refusal(
        {"organisation": pk_of(cadres.Organisation), "cadre": pk_of(cadres.Cadre)}
    ),
    "membership_named_is_one": lambda form: Refusal(
        {"cadre": pk_of(cadres.Cadre), "member_count": "2"}
    ),
    "posting_named_is_one": lambda form: Refusal(
        {"cadre": pk_of(cadres.Cadre), "person_count": "2"}
    ),
    "posting_of_one_cadre_no_overlap": _overlapping,
    "project_planned_dates_in_order": lambda form: Refusal(
        {"planned_starts": "2012-05", "planned_ends": "2012-04-30"}
    ),
    "milestone_term_is_dated_in_project": lambda form: Refusal(
        {"kind": "start", "actual_on": "2012-03"}
    ),
    "milestone_approval_is_named_in_project": lambda form: Refusal({"kind": "approval"}),
    "milestone_once": lambda form: Refusal(is_repeated=True),
    "inspectionfinding_outcome_has_date": lambda form: Refusal({"outcome": "Mended."}),
    "decision_outcome_has_date": lambda form: Refusal({"outcome": "Built."}),
    "postingmonth_is_a_month": lambda form: Refusal({"month": "2012"}),
    "postingmonth_once": lambda form: Refusal(is_repeated=True, at="rows"),
    "postingmonth_days_fit": lambda form: Refusal({"month": "2012", "days": "32"}),
    "payment_qualifier_has_amount": lambda form: Refusal({"qualifier": "about"}),
    **{
        f"allocation_{stage}_qualifier_has_amount": lambda form, stage=stage: Refusal(
            {f"{stage}_qualifier": "about"}
        )
        for stage in programs.AMOUNTS
    },
    "allocation_staged_or_not": lambda form: Refusal({"planned": "1", "unstaged": "1"}),
    "donation_quantity_positive": lambda form: Refusal({"quantity": "0"}),
    "result_denominator_positive": lambda form: Refusal({"denominator": "0"}),
}
