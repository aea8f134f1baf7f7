"""What meetings decide, the days of cadres in their county, and by what cadres are judged."""

import config.lib.dates
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.migrations import _operations as rules


class Migration(migrations.Migration):

    dependencies = [
        ('cadres', '0002_rules'),
        ('counties', '0002_rules'),
        ('records', '0005_files_in_parts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='criteria',
            field=models.TextField(blank=True, verbose_name='judged by (English)'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='criteria_zh',
            field=models.TextField(blank=True, verbose_name='judged by (Chinese)'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='grade',
            field=models.CharField(blank=True, choices=[('excellent', 'excellent'), ('competent', 'competent'), ('basic', 'basically competent'), ('unfit', 'not competent'), ('none', 'assessed without a grade')], help_text='For staff only; never shown to the public.', max_length=12, verbose_name='grade'),
        ),
        migrations.AddField(
            model_name='posting',
            name='own_report',
            field=models.TextField(blank=True, help_text='For staff only; never shown to the public.', verbose_name="the cadre's own report"),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('decision', models.TextField(blank=True, verbose_name='decision (English)')),
                ('decision_zh', models.TextField(blank=True, verbose_name='decision (Chinese)')),
                ('due_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='due on')),
                ('done_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='done on')),
                ('outcome', models.TextField(blank=True, verbose_name='how it was done (English)')),
                ('outcome_zh', models.TextField(blank=True, verbose_name='how it was done (Chinese)')),
                ('cadre', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cadres.cadre', verbose_name='responsible cadre')),
                ('county', models.ForeignKey(blank=True, help_text='Where it is to be carried out; its clerks see it among what is to be done.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='counties.county', verbose_name='county or district')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='cadres.meeting', verbose_name='meeting')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cadres.organisation', verbose_name='responsible organisation')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'decision of a meeting',
                'verbose_name_plural': 'decisions of meetings',
                'ordering': ('meeting', 'line'),
                'indexes': [models.Index(condition=models.Q(models.Q(('decision', ''), models.Q(('decision_zh', ''), _negated=True)), models.Q(('decision_zh', ''), models.Q(('decision', ''), _negated=True)), models.Q(('outcome', ''), models.Q(('outcome_zh', ''), _negated=True)), models.Q(('outcome_zh', ''), models.Q(('outcome', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_decision'), models.Index(models.F('due_on'), condition=models.Q(('done_on', '')), name='decision_unsettled')],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'line'), name='decision_line_once', violation_error_message='This record has a row with this line already.'), models.CheckConstraint(condition=models.Q(('due_on', ''), ('due_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='decision_due_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('done_on', ''), ('done_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='decision_done_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('decision', ''), ('decision_zh', ''), _negated=True), name='decision_decision_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'), models.CheckConstraint(condition=models.Q(models.Q(('done_on', ''), _negated=True), models.Q(('outcome', ''), ('outcome_zh', '')), _connector='OR'), name='decision_outcome_has_date', violation_error_message='Say when it was done, too.')],
            },
        ),
        migrations.CreateModel(
            name='PostingMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('month', config.lib.dates.PartialDateField(blank=True, help_text='Year and month, as 2012-03.', max_length=10, verbose_name='month')),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days in the county')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='months', to='cadres.posting', verbose_name='posting')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'month of a posting',
                'verbose_name_plural': 'days in the county by month',
                'ordering': ('posting', 'line'),
                'constraints': [models.UniqueConstraint(fields=('posting', 'line'), name='postingmonth_line_once', violation_error_message='This record has a row with this line already.'), models.CheckConstraint(condition=models.Q(('month', ''), ('month__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='postingmonth_month_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('month__regex', '^.{7}$')), name='postingmonth_is_a_month', violation_error_message='Write a year and a month, like 2012-03.'), models.UniqueConstraint(fields=('posting', 'month'), name='postingmonth_once', violation_error_message='The days of this month are given already.'), models.CheckConstraint(condition=models.Q(('days', None), ('days__lte', 31), _connector='OR'), name='postingmonth_days_fit', violation_error_message='A month has no more than 31 days.')],
            },
        ),
        *rules.rows("cadres_decision", "cadres_meeting", "meeting_id"),
        *rules.rows("cadres_postingmonth", "cadres_posting", "posting_id"),
    ]
