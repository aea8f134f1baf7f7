"""Reference data of this room: their rules answer a statement once, and not for each row."""

from django.db import migrations

from records.migrations import _reference_operations as rules

KINDS = ("province", "county", "poorarea")


class Migration(migrations.Migration):
    dependencies = [("counties", "0006_check_assignments"), ("records", "0013_references_in_sets")]

    operations = [
        *(
            step
            for kind in KINDS
            for step in rules.described_in_sets(f"counties_{kind}", f"counties_{kind}version")
        ),
        *rules.searched_in_sets("counties_province", titles="name,name_zh"),
        *rules.searched_in_sets(
            "counties_county",
            titles="name,name_zh",
            texts="code,prefecture,prefecture_zh",
            refs="province_id:province",
        ),
    ]
