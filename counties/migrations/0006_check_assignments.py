from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """What was added as not valid, held to the rows that were there."""

    dependencies = [("counties", "0005_clerks_of_all_counties")]

    operations = [ValidateConstraint("assignment", "assignment_for_all_names_none")]
