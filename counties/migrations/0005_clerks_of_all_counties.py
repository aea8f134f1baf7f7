from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('counties', '0004_report_days_valid'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='is_for_all_counties',
            field=models.BooleanField(default=False, help_text="Every county and the ministry's own records. No county is chosen then.", verbose_name='for all counties'),
        ),
        AddConstraintNotValid(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('is_for_all_counties', False), ('county', None), _connector='OR'), name='assignment_for_all_names_none', violation_error_message='Choose one county, or all of them.'),
        ),
    ]
