"""Reference data of this room: their rules answer a statement once, and not for each row."""

from django.db import migrations

from records.migrations import _reference_operations as rules

KINDS = ("organisation", "cadre")


class Migration(migrations.Migration):
    dependencies = [
        ("cadres", "0004_translation_of_criteria"),
        ("records", "0013_references_in_sets"),
    ]

    operations = [
        *(
            step
            for kind in KINDS
            for step in rules.described_in_sets(f"cadres_{kind}", f"cadres_{kind}version")
        ),
        *rules.searched_in_sets(
            "cadres_organisation", titles="name,name_zh", texts="code,note,note_zh"
        ),
        *rules.searched_in_sets(
            "cadres_cadre",
            titles="name,name_zh",
            texts="code,title,title_zh,note,note_zh",
            refs="organisation_id:organisation",
        ),
    ]
