"""What downloads and imports of this room hold, column by column: codes beside names, source
and edition."""

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from config.lib.spreadsheets.export import SheetColumn, choice, figures, named, statement, text
from counties.exports import PLACE
from programs import models
from records.exports import AS_OF, EDITION
from records.imports.columns import ImportKind, ImportSheet
from records.models import Measure, Qualifier, Unit

PROJECTS = (
    *text("code"),
    *EDITION,
    *text("title", "title_zh"),
    *named("program"),
    *choice("category", models.Category),
    *figures("year", "component_count"),
    *choice("status", models.Status),
    *PLACE,
    *text("place", "place_zh", "content", "content_zh", "starts", "ends"),
    *named("coordinator"),
    *named("implementer"),
    *text(
        *("responsible_person", "contractor", "procurement", "approval_document"),
        *("subsidy_standard", "performance_target", "performance_target_zh"),
        *("benefit_mechanism", "benefit_mechanism_zh"),
    ),
    *figures("beneficiary_households", "beneficiary_persons"),
    *text("outcome", "outcome_zh", "note", "note_zh"),
    *statement(),
)

# Every row of a project says of which project it is.
OF_PROJECT = (
    SheetColumn("project", "project__code"),
    SheetColumn("project_version", "project__version", is_text=False),
    SheetColumn("edition", "project__published_in_id", is_text=False),
    SheetColumn("project_title", "project__title"),
    SheetColumn("project_title_zh", "project__title_zh"),
    SheetColumn("year", "project__year", is_text=False),
    *named("project__program", "program"),
    *figures("line"),
)

ALLOCATIONS = (
    *OF_PROJECT,
    *choice("kind", models.MoneyKind),
    *figures("amount"),
    *choice("amount_stage", models.AmountStage),
    *figures("planned", "allocated", "received", "spent", "unstaged"),
    SheetColumn("unit", Value("CNY")),
    *named("funder"),
    *named("coordinator"),
    *named("recipient"),
    *text("allocated_on", "note", "note_zh"),
    *statement(),
)

PAYMENTS = (
    *OF_PROJECT,
    SheetColumn("allocation", "allocation__line", is_text=False),
    *choice("stage", models.Payment.Stage),
    *text("paid_on"),
    *figures("amount"),
    SheetColumn("unit", Value("CNY")),
    *text("payee"),
    *statement(),
)

RESULTS = (
    *OF_PROJECT,
    *named("indicator"),
    *choice("indicator__measure", Measure),
    *figures("value"),
    SheetColumn("unit", "indicator__unit"),
    *choice("qualifier", Qualifier),
    *text("measured_on"),
    *figures("numerator", "denominator", "baseline", "baseline_year", "target"),
    *text("note", "note_zh"),
    *statement(),
    *statement("baseline_statement"),
)

EDUCATION = (
    *OF_PROJECT,
    *choice("kind", models.EducationAid.Kind),
    *named("operator"),
    *figures("student_count", "school_count"),
    *text("period", "period_zh", "purpose", "purpose_zh"),
    *statement(),
)

DONATIONS = (
    *OF_PROJECT,
    *named("donor"),
    *named("intermediary"),
    *text("goods", "goods_zh"),
    *figures("quantity"),
    *choice("unit", Unit),
    *figures("money_value"),
    *text("donated_on", "recipients", "recipients_zh"),
    *statement(),
)

SEMINARS = (
    *OF_PROJECT,
    *text("title", "title_zh", "held_on", "place", "place_zh"),
    *named("convener"),
    *named("funder"),
    *figures("participant_count"),
    *statement(),
)

SPEAKERS = (
    *OF_PROJECT,
    *text("name", "name_zh", "title", "title_zh"),
    *named("organisation"),
    *statement(),
)

SEMINAR_REPORTS = (*OF_PROJECT, *text("title", "title_zh"), *statement())

VISITS = (
    *OF_PROJECT,
    *choice("occasion", models.Visit.Occasion),
    *text("visited_on", "visited", "visited_zh", "place", "place_zh"),
    *figures("household_count", "person_count"),
    *statement(),
)

PROGRAMS = (*text("code"), *AS_OF, *text("name", "name_zh", "summary", "summary_zh"), *statement())

PUBLICATIONS = (
    *text("code"),
    *EDITION,
    *choice("kind", models.Publication.Kind),
    *figures("year"),
    *text("title", "title_zh"),
    *named("organiser"),
    *text(
        "published_on", "author", "publisher", "url", "summary", "summary_zh", "bodies", "bodies_zh"
    ),
    *statement(),
)

ARTICLES = (
    *text("code"),
    *EDITION,
    *text("dated_on", "title", "title_zh", "body", "body_zh"),
    *statement(),
)

IMPORTS = (
    ImportKind(
        "projects",
        _("Projects with money, results, aid, goods, seminars and visits"),
        (
            ImportSheet("projects", models.Project, PROJECTS),
            ImportSheet("allocations", models.Allocation, ALLOCATIONS),
            ImportSheet("payments", models.Payment, PAYMENTS),
            ImportSheet("results", models.Result, RESULTS, measured_by="indicator"),
            ImportSheet("education-aid", models.EducationAid, EDUCATION),
            ImportSheet("donations", models.Donation, DONATIONS),
            ImportSheet("seminars", models.Seminar, SEMINARS),
            ImportSheet("seminar-speakers", models.SeminarSpeaker, SPEAKERS),
            ImportSheet("seminar-reports", models.SeminarReport, SEMINAR_REPORTS),
            ImportSheet("visits", models.Visit, VISITS),
        ),
    ),
)
