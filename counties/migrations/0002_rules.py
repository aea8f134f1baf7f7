"""The rules of the ledger on the tables of this room, and what the search box looks through."""

from django.db import migrations

from records.migrations import _operations as rules


KINDS = ("province", "county", "poorarea")


class Migration(migrations.Migration):
    dependencies = [("counties", "0001_initial")]

    operations = [
        *(step for kind in KINDS for step in rules.versions(f"counties_{kind}version")),
        *rules.rows("counties_designation", "counties_countyversion", "county_id"),
        rules.rows_close_with_their_years(
            "counties_designation", "counties_countyversion", "county_id"
        ),
        *(
            step
            for kind in KINDS
            for step in rules.described(f"counties_{kind}", f"counties_{kind}version")
        ),
        rules.tracked("counties_assignment"),
        *rules.searched_reference("counties_province", titles="name,name_zh"),
        *rules.searched_reference(
            "counties_county",
            titles="name,name_zh",
            texts="code,prefecture,prefecture_zh",
            refs="province_id:province",
        ),
    ]
