"""Sources and statements: their rules answer a statement once, and not for each of its rows."""

from pathlib import Path

from django.db import migrations

from records.migrations import _reference_operations as rules


class Migration(migrations.Migration):
    dependencies = [("records", "0012_readings_of_notices")]

    operations = [
        migrations.RunSQL(Path(__file__).with_name("references_in_sets.sql").read_text()),
        *rules.described_in_sets("records_source", "records_sourceversion"),
        *rules.statements_in_sets(),
        *rules.searched_in_sets(
            "records_source",
            titles="title,title_zh",
            texts="code,publisher,publisher_zh,note,note_zh",
        ),
        *rules.searched_in_sets(
            "records_statement",
            titles="summary,summary_zh",
            texts="code,printed,place,place_zh,period,period_zh,note,note_zh",
        ),
    ]
