"""Reference data of this room: their rules answer a statement once, and not for each row. It is the
last room to move, so the rules for each row end here."""

from pathlib import Path

from django.db import migrations

from records.migrations import _reference_operations as rules

KINDS = ("program", "indicator")


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0015_totals_of_notices"),
        ("records", "0013_references_in_sets"),
        ("counties", "0007_references_in_sets"),
        ("cadres", "0005_references_in_sets"),
    ]

    operations = [
        *(
            step
            for kind in KINDS
            for step in rules.described_in_sets(f"programs_{kind}", f"programs_{kind}version")
        ),
        *rules.searched_in_sets(
            "programs_program", titles="name,name_zh", texts="code,summary,summary_zh"
        ),
        migrations.RunSQL(Path(__file__).with_name("references_in_sets.sql").read_text()),
    ]
