"""The rules of the ledger on the tables of this room, and what the search box looks through."""

from django.db import migrations

from records.migrations import _operations as rules


class Migration(migrations.Migration):
    dependencies = [("counties", "0001_initial")]

    operations = [
        *rules.reference("counties_province"),
        *rules.reference("counties_county"),
        *rules.reference("counties_poorarea"),
        rules.tracked("counties_designation"),
        rules.tracked("counties_assignment"),
        *rules.searched("counties_province", titles="name,name_zh"),
        *rules.searched(
            "counties_county",
            titles="name,name_zh",
            texts="code,prefecture,prefecture_zh",
            refs="province_id:province",
        ),
    ]
