"""The rules of the ledger on the tables of this room, and what the search box looks through."""

from pathlib import Path

from django.db import migrations

from records.migrations import _operations as rules

KINDS = ("program", "indicator")
ROWS_OF_PROJECT = (
    "allocation",
    "payment",
    "result",
    "educationaid",
    "donation",
    "seminar",
    "seminarspeaker",
    "seminarreport",
    "visit",
    "projectattachment",
)
# Kinds of record: their events tell of drafts, and become public with an edition only. The index
# answers records/ledger_state.py, which asks in the same words.
REVIEWED = (
    "cadres_assessment",
    "cadres_award",
    "cadres_cadreversion",
    "cadres_meeting",
    "cadres_membership",
    "cadres_organisationversion",
    "cadres_posting",
    "cadres_selection",
    "counties_countyversion",
    "counties_poorareaversion",
    "counties_provinceversion",
    "programs_article",
    "programs_indicatorversion",
    "programs_programversion",
    "programs_project",
    "programs_publication",
    "records_sourceversion",
)
LIVE_EVENTS = "owner_table NOT IN ({})".format(", ".join(f"'{table}'" for table in REVIEWED))


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.RunSQL(f"CREATE INDEX event_live ON records_changeevent (id) WHERE {LIVE_EVENTS}"),
        migrations.RunSQL(Path(__file__).with_name("move_county.sql").read_text()),
        *(step for kind in KINDS for step in rules.versions(f"programs_{kind}version")),
        *(
            step
            for kind in KINDS
            for step in rules.described(f"programs_{kind}", f"programs_{kind}version")
        ),
        *rules.rows("programs_statedtotal", "records_sourceversion", "document_id"),
        rules.rows_close_with_their_years(
            "programs_statedtotal", "records_sourceversion", "document_id"
        ),
        migrations.RunSQL(
            Path(__file__).with_name("fixed_measures.sql").read_text(),
            "DROP FUNCTION public.ledger_guard_measure CASCADE",
        ),
        migrations.RunSQL(Path(__file__).with_name("overspend.sql").read_text()),
        rules.tracked("programs_aidedstudent"),
        rules.tracked("programs_visitedperson"),
        *rules.versions("programs_publication"),
        *rules.versions("programs_article"),
        *rules.versions("programs_project"),
        rules.closes_with_its_year("programs_project"),
        rules.closes_with_its_year("programs_publication"),
        *(
            operation
            for row in ROWS_OF_PROJECT
            for operation in rules.rows(f"programs_{row}", "programs_project", "project_id")
        ),
        *rules.rows("programs_articleattachment", "programs_article", "article_id"),
        *rules.rows("programs_publicationattachment", "programs_publication", "publication_id"),
        *rules.searched_reference("programs_program", titles="name,name_zh", texts="code,summary,summary_zh"),
        *rules.searched(
            "programs_project",
            titles="title,title_zh",
            texts="code,year,town,town_zh,village,village_zh,place,place_zh,content,content_zh,"
            "performance_target,performance_target_zh,benefit_mechanism,benefit_mechanism_zh,outcome,outcome_zh,"
            "note,note_zh",
            refs="county_id:county,coordinator_id:organisation,organiser_id:organisation,"
            "implementer_id:organisation",
        ),
        *rules.searched(
            "programs_publication",
            titles="title,title_zh",
            texts="code,year,author,publisher,summary,summary_zh,bodies,bodies_zh",
            refs="organiser_id:organisation",
        ),
        *rules.searched(
            "programs_article",
            titles="title,title_zh",
            texts="code,body,body_zh",
        ),
    ]
