"""The rules of the ledger on the tables of this room."""

from django.db import migrations

from records.migrations import operations as triggers


class Migration(migrations.Migration):
    dependencies = [("counties", "0001_initial")]

    operations = [
        *triggers.reference("counties_province"),
        *triggers.reference("counties_county"),
        *triggers.reference("counties_poorarea"),
        triggers.tracked("counties_designation"),
    ]
