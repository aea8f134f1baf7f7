"""What a project costs, and that two approve it above the limit."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0012_milestones_and_inspections"),
        ("records", "0010_limit_for_two_approvals"),
    ]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("approvals.sql").read_text(),
            "DROP TRIGGER ledger_approved ON public.programs_project; "
            "DROP FUNCTION public.ledger_money_of_project",
        ),
    ]
