"""An index, made beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("programs", "0003_tallies_by_edition")]

    operations = [
        AddIndexConcurrently(
            "project",
            models.Index(
                fields=("program", "year", "scope", "category"), name="project_of_figure"
            ),
        )
    ]
