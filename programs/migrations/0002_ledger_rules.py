"""The rules of the ledger on the tables of this room."""

from django.db import migrations

from records.migrations import operations as triggers

ROWS = (
    "allocation",
    "payment",
    "result",
    "educationaid",
    "donation",
    "seminar",
    "seminarspeaker",
    "seminarreport",
    "visit",
)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        *triggers.reference("programs_program"),
        *triggers.reference("programs_indicator"),
        triggers.tracked("programs_statedtotal"),
        triggers.tracked("programs_aidedstudent"),
        triggers.tracked("programs_visitedperson"),
        *triggers.versions("programs_publication"),
        *triggers.versions("programs_article"),
        *triggers.versions("programs_project"),
        *(
            operation
            for row in ROWS
            for operation in triggers.rows(f"programs_{row}", "programs_project", "project_id")
        ),
    ]
