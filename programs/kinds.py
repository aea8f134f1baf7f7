"""The kinds of this room."""

from config.lib import dates
from programs import models
from records.kinds import Kind, Searched

PROJECT_TEXTS = ("place", "content", "outcome", "performance_target", "benefit_mechanism", "note")
KINDS = (
    Kind(
        models.Program,
        "programs",
        list_view="program_list",
        detail_view="program_detail",
        searched=Searched(3, "name", ("summary",)),
    ),
    Kind(models.Indicator, "indicators"),
    Kind(
        models.StatedTotal,
        "stated_totals",
        unique_by=("statement__source__code", "statement__code"),
        list_view="reconciliation",
    ),
    Kind(
        models.Project,
        "projects",
        list_view="project_list",
        detail_view="project_detail",
        searched=Searched(
            1,
            "title",
            PROJECT_TEXTS,
            lambda row: [row.year, row.place_name, row.program],
            ("county", "program"),
        ),
    ),
    Kind(
        models.Publication,
        "publications",
        list_view="publication_list",
        searched=Searched(
            7,
            "title",
            ("summary", "bodies"),
            lambda row: [row.year, row.get_kind_display(), row.organiser],
            ("organiser",),
        ),
    ),
    Kind(
        models.Article,
        "articles",
        list_view="article_list",
        detail_view="article_detail",
        searched=Searched(
            6, "title", ("body",), lambda row: [dates.format_partial_date(row.dated_on)]
        ),
    ),
    Kind(models.Allocation, "allocations", list_view="fund_list"),
    Kind(models.Payment, "payments"),
    Kind(models.Result, "results", list_view="coverage_list"),
    Kind(models.EducationAid, "education_aid", list_view="education_list"),
    Kind(models.Donation, "donations"),
    Kind(models.Seminar, "seminars"),
    Kind(models.SeminarSpeaker, "seminar_speakers"),
    Kind(models.SeminarReport, "seminar_reports"),
    Kind(models.Visit, "visits", list_view="visit_list"),
    Kind(models.ProjectAttachment, "project_attachments"),
    Kind(models.PublicationAttachment, "publication_attachments"),
    Kind(models.ArticleAttachment, "article_attachments"),
)
