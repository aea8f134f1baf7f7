"""The newest event of what is public at once is found at once, however many drafts are worked on."""

from django.db import migrations

TABLES = ("cadres_assessment", "cadres_award", "cadres_meeting", "cadres_membership",
          "cadres_posting", "cadres_selection", "programs_article", "programs_project",
          "programs_publication")  # fmt: skip
LIVE = "owner_table NOT IN ({})".format(", ".join(f"'{table}'" for table in TABLES))


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_index_of_ends"), ("records", "0009_chinese_order")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX event_live ON records_changeevent (id) WHERE {LIVE}",
            "DROP INDEX event_live",
        ),
    ]
