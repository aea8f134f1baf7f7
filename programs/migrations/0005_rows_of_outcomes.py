"""Outcomes with the rows that they count and the questions that projects answer. Until the worker
has made the blocks anew, readers count from the rows."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_project_of_figure")]

    operations = [
        migrations.AddField(
            "outcomecell",
            "row_ids",
            django.contrib.postgres.fields.ArrayField(
                models.BigIntegerField(),
                null=True,
                verbose_name="rows that came, and went (with a minus), where they are few",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_name("outcomes.sql").read_text()),
    ]
