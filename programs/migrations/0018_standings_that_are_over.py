"""Lists of projects that are over, in the order of their next report. Made beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F, Index, Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("programs", "0017_standings_with_editions")]

    operations = [
        AddIndexConcurrently(
            model_name="standing",
            index=Index(
                order(nulls_last=True),
                "id",
                name=f"standing_over_{which}_due_on",
                condition=Q(is_open=False),
            ),
        )
        for which, order in (("least", F("due_on").asc), ("most", F("due_on").desc))
    ]
