"""Totals of published projects, counted once an edition."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_search"), ("counties", "0003_assignments")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP TRIGGER ledger_move ON counties_county; DROP FUNCTION ledger_move_county();"
            "DROP TABLE programs_tally, programs_tally_edition",
        ),
    ]
