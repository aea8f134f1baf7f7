"""Progress reports with their money, results and photographs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.lib.dates
import config.lib.money
from records.migrations import _operations as rules

ROWS = ("reportedmoney", "reportedresult", "progressattachment")


class Migration(migrations.Migration):
    dependencies = [
        ("counties", "0002_rules"),
        ("programs", "0006_list_orders"),
        ("records", "0006_progress_as_source"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgressReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('published', 'published'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('change_reason', models.TextField(blank=True, editable=False, verbose_name='reason for this version')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted at')),
                ('scope', models.CharField(choices=[('county', 'one county or district'), ('designated', 'the designated counties together, split not stated'), ('national', 'the whole country'), ('ministry', 'the ministry itself'), ('unstated', 'coverage not stated')], default='designated', max_length=12, verbose_name='scope')),
                ('project_code', models.SlugField(max_length=80, verbose_name='code of the project')),
                ('year', config.lib.dates.YearField(verbose_name='year')),
                ('period', models.CharField(choices=[('q1', 'first quarter'), ('q2', 'second quarter'), ('q3', 'third quarter'), ('q4', 'fourth quarter'), ('h1', 'first half of the year'), ('h2', 'second half of the year'), ('year', 'whole year')], max_length=4, verbose_name='period of the report')),
                ('state_on', config.lib.dates.PartialDateField(blank=True, help_text='The day that all figures of this report describe.', max_length=10, verbose_name='as it stood on')),
                ('physical_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='physical progress (%)')),
                ('progress', models.TextField(blank=True, verbose_name='progress in words (English)')),
                ('progress_zh', models.TextField(blank=True, verbose_name='progress in words (Chinese)')),
                ('problems', models.TextField(blank=True, verbose_name='problems (English)')),
                ('problems_zh', models.TextField(blank=True, verbose_name='problems (Chinese)')),
                ('next_step', models.TextField(blank=True, verbose_name='next step (English)')),
                ('next_step_zh', models.TextField(blank=True, verbose_name='next step (Chinese)')),
                ('project_version', models.PositiveIntegerField(editable=False, help_text='Empty where the project says the same already.', null=True, verbose_name='version of the project that takes its figures over')),
                ('county', models.ForeignKey(blank=True, help_text='Only for the scope “one county or district”.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='counties.county', verbose_name='county or district')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_published', to='records.edition', verbose_name='published in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_submitted', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('superseded_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_superseded', to='records.edition', verbose_name='superseded in')),
            ],
            options={
                'verbose_name': 'progress report',
                'verbose_name_plural': 'progress reports',
                'ordering': ('code', '-version'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('progress', ''), models.Q(('progress_zh', ''), _negated=True)), models.Q(('progress_zh', ''), models.Q(('progress', ''), _negated=True)), models.Q(('problems', ''), models.Q(('problems_zh', ''), _negated=True)), models.Q(('problems_zh', ''), models.Q(('problems', ''), _negated=True)), models.Q(('next_step', ''), models.Q(('next_step_zh', ''), _negated=True)), models.Q(('next_step_zh', ''), models.Q(('next_step', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_progressreport'), models.Index(fields=['project_code', '-state_on', '-code'], name='progress_of_project'), models.Index(fields=['county', 'year', 'code'], name='progress_of_county')],
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='progressreport_version_once', violation_error_message='A record with this code exists already.'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='progressreport_one_published', violation_error_message='A published version of this record exists already.'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted'))), fields=('code',), name='progressreport_one_open', violation_error_message='This record is being corrected already.'), models.CheckConstraint(condition=models.Q(models.Q(('published_in', None), ('state__in', ('draft', 'submitted')), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state', 'published'), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state__in', ('superseded', 'withdrawn')), ('superseded_in__gt', models.F('published_in'))), _connector='OR'), name='progressreport_state_fits_editions', violation_error_message='The state and the editions do not fit together.'), models.CheckConstraint(condition=models.Q(('county__isnull', True), ('scope', 'county'), _connector='OR'), name='progressreport_county_fits_scope', violation_error_message='A county is named only for the scope “one county or district”.'), models.CheckConstraint(condition=models.Q(('year__range', (1900, 2099))), name='progressreport_year_within_limits', violation_error_message='Write a year from 1900 to 2099.'), models.CheckConstraint(condition=models.Q(('state_on', ''), ('state_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='progressreport_state_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('project_code', 'year', 'period'), name='progressreport_one_published_a_period', violation_error_message='This project has a report of this period already.'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted'))), fields=('project_code', 'year', 'period'), name='progressreport_one_open_a_period', violation_error_message='This project has a report of this period already.'), models.CheckConstraint(condition=models.Q(('state_on', ''), ('state_on__regex', '^....-..-..$'), _connector='OR'), name='progressreport_state_on_is_a_day', violation_error_message='Give the day, not only the month or the year.'), models.CheckConstraint(condition=models.Q(('physical_percent', None), ('physical_percent__range', (0, 100)), _connector='OR'), name='progressreport_percent_to_100', violation_error_message='Progress is a share of the work: from 0 to 100 per cent.')],
            },
        ),
        migrations.CreateModel(
            name='ProgressAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('title', models.CharField(blank=True, help_text='Of a photograph: what is to be seen, for those who cannot see it.', max_length=200, verbose_name='title (English)')),
                ('title_zh', models.CharField(blank=True, max_length=100, verbose_name='title (Chinese)')),
                ('dated_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='dated on')),
                ('name', models.CharField(editable=False, max_length=120, verbose_name='file name')),
                ('content_type', models.CharField(editable=False, max_length=80, verbose_name='type')),
                ('width', models.PositiveIntegerField(editable=False, null=True, verbose_name='width (pixels)')),
                ('height', models.PositiveIntegerField(editable=False, null=True, verbose_name='height (pixels)')),
                ('file', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.storedfile', verbose_name='file')),
                ('preview', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_by_preview', to='records.storedfile', verbose_name='small copy')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='programs.progressreport', verbose_name='progress report')),
            ],
            options={
                'verbose_name': 'attachment of a progress report',
                'verbose_name_plural': 'attachments of progress reports',
                'ordering': ('report', 'line'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('title', ''), models.Q(('title_zh', ''), _negated=True)), models.Q(('title_zh', ''), models.Q(('title', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_progressattachment')],
                'constraints': [models.CheckConstraint(condition=models.Q(('dated_on', ''), ('dated_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='progressattachment_dated_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('title', ''), ('title_zh', ''), _negated=True), name='progressattachment_title_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'), models.UniqueConstraint(fields=('report', 'line'), name='progressattachment_line_once', violation_error_message='This record has a row with this line already.')],
            },
        ),
        migrations.CreateModel(
            name='ReportedMoney',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('kind', models.CharField(choices=[('relief_fund', 'relief funds'), ('industry_support', 'industry support coordinated by the ministry'), ('local_counterpart', 'local investment'), ('donation', 'donations'), ('other', 'other money coordinated by the ministry')], max_length=20, verbose_name='kind of money')),
                ('level', models.CharField(blank=True, choices=[('central', 'central'), ('provincial', 'provincial'), ('municipal', 'municipal (prefecture)'), ('county', 'county')], max_length=10, verbose_name='level of government')),
                ('allocation_line', models.PositiveSmallIntegerField(blank=True, help_text='Only where the project has several of this kind and level.', null=True, verbose_name='line of the allocation')),
                ('received_to_date', config.lib.money.MoneyField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='received to date (yuan)')),
                ('spent_to_date', config.lib.money.MoneyField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='spent to date (yuan)')),
                ('explanation', models.TextField(blank=True, help_text='Needed where more is spent than received, or less is reported than was paid before.', verbose_name='explanation (English)')),
                ('explanation_zh', models.TextField(blank=True, verbose_name='explanation (Chinese)')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='programs.progressreport', verbose_name='progress report')),
                ('spent_statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reported_spending', to='records.statement', verbose_name='spending stated in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'reported money',
                'verbose_name_plural': 'reported money',
                'ordering': ('report', 'line'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('explanation', ''), models.Q(('explanation_zh', ''), _negated=True)), models.Q(('explanation_zh', ''), models.Q(('explanation', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_reportedmoney')],
                'constraints': [models.UniqueConstraint(fields=('report', 'line'), name='reportedmoney_line_once', violation_error_message='This record has a row with this line already.'), models.UniqueConstraint(fields=('report', 'kind', 'level', 'allocation_line'), name='reportedmoney_once_a_kind', nulls_distinct=False, violation_error_message='This kind of money is reported twice.'), models.CheckConstraint(condition=models.Q(('received_to_date', None), ('received_to_date__gte', 0), _connector='OR'), name='reportedmoney_received_to_date_not_negative', violation_error_message='An amount of money must not be below zero.'), models.CheckConstraint(condition=models.Q(('spent_to_date', None), ('spent_to_date__gte', 0), _connector='OR'), name='reportedmoney_spent_to_date_not_negative', violation_error_message='An amount of money must not be below zero.')],
            },
        ),
        migrations.CreateModel(
            name='ReportedResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='value to date')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reported_results', to='programs.indicator', verbose_name='indicator')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='programs.progressreport', verbose_name='progress report')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'reported result',
                'verbose_name_plural': 'reported results',
                'ordering': ('report', 'line'),
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('report', 'line'), name='reportedresult_line_once', violation_error_message='This record has a row with this line already.'), models.UniqueConstraint(fields=('report', 'indicator'), name='reportedresult_once_an_indicator', violation_error_message='This indicator is reported twice.')],
            },
        ),
        *rules.versions("programs_progressreport"),
        rules.closes_with_its_year("programs_progressreport"),
        *(
            operation
            for row in ROWS
            for operation in rules.rows(f"programs_{row}", "programs_progressreport", "report_id")
        ),
    ]
