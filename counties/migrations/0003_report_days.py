"""How soon the projects of a county report their progress."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from records.migrations import _operations as rules


class Migration(migrations.Migration):
    dependencies = [("counties", "0002_rules")]

    operations = [
        migrations.AddField(
            model_name="county",
            name="report_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="After the end of a period; empty leaves it to the programme.",
                null=True,
                verbose_name="days to report progress",
            ),
        ),
        migrations.AddField(
            model_name="countyversion",
            name="report_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="After the end of a period; empty leaves it to the programme.",
                null=True,
                verbose_name="days to report progress",
            ),
        ),
        AddConstraintNotValid(
            model_name="countyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("report_days__isnull", True), ("report_days__lte", 366), _connector="OR"
                ),
                name="countyversion_report_days_within_a_year",
                violation_error_message="A report is due within 366 days after the end of its period.",
            ),
        ),
        rules.described_anew("counties_county", "counties_countyversion"),
    ]
