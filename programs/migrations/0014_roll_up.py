"""Outcomes tell what designated counties reported themselves. Until the worker has made the blocks
anew, readers count from the rows."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0013_money_for_approvals")]

    operations = [migrations.RunSQL(Path(__file__).with_name("roll_up.sql").read_text())]
