"""The number of days to report progress, checked in what is there already."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_reporting_terms")]

    operations = [ValidateConstraint("programversion", "programversion_report_days_within_a_year")]
