"""Records of a closed year stay as they are."""

from django.db import migrations

from records.migrations import operations as triggers


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_ledger_rules"), ("records", "0004_closed_years")]

    operations = [
        triggers.closes_with_its_year("programs_project"),
        triggers.closes_with_its_year("programs_publication"),
    ]
