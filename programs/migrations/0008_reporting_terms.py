"""How often and how soon the projects of a programme report their progress."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from records.migrations import _operations as rules


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_progress_reports")]

    operations = [
        migrations.AddField(
            model_name="program",
            name="report_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="After the end of a period; empty means 15. A county may have its own number.",
                null=True,
                verbose_name="days to report progress",
            ),
        ),
        migrations.AddField(
            model_name="program",
            name="report_interval",
            field=models.CharField(
                blank=True,
                choices=[
                    ("quarter", "every quarter"),
                    ("half", "every half year"),
                    ("year", "every year"),
                ],
                help_text="Empty means every quarter.",
                max_length=8,
                verbose_name="how often progress is reported",
            ),
        ),
        migrations.AddField(
            model_name="programversion",
            name="report_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="After the end of a period; empty means 15. A county may have its own number.",
                null=True,
                verbose_name="days to report progress",
            ),
        ),
        migrations.AddField(
            model_name="programversion",
            name="report_interval",
            field=models.CharField(
                blank=True,
                choices=[
                    ("quarter", "every quarter"),
                    ("half", "every half year"),
                    ("year", "every year"),
                ],
                help_text="Empty means every quarter.",
                max_length=8,
                verbose_name="how often progress is reported",
            ),
        ),
        AddConstraintNotValid(
            model_name="programversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("report_days__isnull", True), ("report_days__lte", 366), _connector="OR"
                ),
                name="programversion_report_days_within_a_year",
                violation_error_message="A report is due within 366 days after the end of its period.",
            ),
        ),
        rules.described_anew("programs_program", "programs_programversion"),
    ]
