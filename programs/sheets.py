"""What downloads of this room hold, column by column: codes beside names, source and edition."""

from django.db.models import Value

from config.lib.sheets import SheetColumn, choice, figures, statement, text
from programs import models
from records.models import Measure, Scope
from records.sheets import EDITION

PLACE = (
    *choice("scope", Scope),
    SheetColumn("county", "county__code"),
    SheetColumn("county_name", "county__name"),
    SheetColumn("county_name_zh", "county__name_zh"),
)
PROJECTS = (
    *text("code"),
    *EDITION,
    *text("title", "title_zh"),
    SheetColumn("program", "program__code"),
    SheetColumn("program_name", "program__name"),
    SheetColumn("program_name_zh", "program__name_zh"),
    *choice("category", models.Category),
    *figures("year", "component_count"),
    *choice("status", models.Status),
    *PLACE,
    *text("place", "place_zh", "content", "content_zh", "starts", "ends"),
    SheetColumn("coordinator", "coordinator__code"),
    SheetColumn("implementer", "implementer__code"),
    *text("responsible_person", "performance_target", "performance_target_zh"),
    *figures("beneficiary_households", "beneficiary_persons"),
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
    SheetColumn("program", "project__program__code"),
    *figures("line"),
)

ALLOCATIONS = (
    *OF_PROJECT,
    *choice("kind", models.MoneyKind),
    *figures("amount", "planned", "allocated", "received", "spent", "unstaged"),
    SheetColumn("unit", Value("CNY")),
    SheetColumn("funder", "funder__code"),
    SheetColumn("coordinator", "coordinator__code"),
    SheetColumn("recipient", "recipient__code"),
    *text("allocated_on", "note", "note_zh"),
    *statement(),
)

RESULTS = (
    *OF_PROJECT,
    SheetColumn("indicator", "indicator__code"),
    SheetColumn("indicator_name", "indicator__name"),
    SheetColumn("indicator_name_zh", "indicator__name_zh"),
    *choice("indicator__measure", Measure),
    *figures("value"),
    SheetColumn("unit", "indicator__unit"),
    *text("qualifier", "measured_on"),
    *figures("numerator", "denominator", "baseline", "baseline_year", "target"),
    *statement(),
)

EDUCATION = (
    *OF_PROJECT,
    *choice("kind", models.EducationAid.Kind),
    SheetColumn("operator", "operator__code"),
    *figures("student_count", "school_count"),
    *text("period", "period_zh", "purpose", "purpose_zh"),
    *statement(),
)

VISITS = (
    *OF_PROJECT,
    *choice("occasion", models.Visit.Occasion),
    *text("visited_on", "visited", "visited_zh", "place", "place_zh"),
    *figures("household_count", "person_count"),
    *statement(),
)

PROGRAMS = (*text("code", "name", "name_zh", "summary", "summary_zh"), *statement())

PUBLICATIONS = (
    *text("code"),
    *EDITION,
    *choice("kind", models.Publication.Kind),
    *figures("year"),
    *text("title", "title_zh"),
    SheetColumn("organiser", "organiser__code"),
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
