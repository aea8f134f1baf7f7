"""The number of days to report progress, checked in what is there already."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("counties", "0003_report_days")]

    operations = [ValidateConstraint("countyversion", "countyversion_report_days_within_a_year")]
