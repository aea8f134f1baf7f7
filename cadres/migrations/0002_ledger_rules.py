"""The rules of the ledger on the tables of this room."""

from django.db import migrations

from records.migrations import operations as triggers


class Migration(migrations.Migration):
    dependencies = [("cadres", "0001_initial")]

    operations = [
        *triggers.reference("cadres_organisation"),
        *triggers.reference("cadres_cadre"),
        *triggers.versions("cadres_membership"),
        *triggers.versions("cadres_selection"),
        *triggers.versions("cadres_posting"),
        *triggers.versions("cadres_assessment"),
        *triggers.versions("cadres_award"),
        *triggers.versions("cadres_meeting"),
    ]
