"""Steps of projects, changes of their plans, and what inspections found."""

from pathlib import Path

import config.lib.dates
import django.db.models.deletion
from django.db import migrations, models

from records.migrations import _operations as rules


ROWS = ("milestone", "planchange", "inspection", "inspectionfinding")


class Migration(migrations.Migration):

    dependencies = [
        ('cadres', '0004_translation_of_criteria'),
        ("programs", "0011_standings"),
        ('records', '0005_files_in_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('kind', models.CharField(choices=[('routine', 'routine inspection'), ('special', 'special inspection'), ('audit', 'audit'), ('acceptance', 'inspection for acceptance')], max_length=12, verbose_name='kind of inspection')),
                ('inspected_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='inspected on')),
                ('summary', models.TextField(blank=True, help_text='Never names private persons.', verbose_name='outcome (English)')),
                ('summary_zh', models.TextField(blank=True, verbose_name='outcome (Chinese)')),
                ('inspector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='cadres.organisation', verbose_name='inspected by')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='programs.project', verbose_name='project')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'inspection',
                'verbose_name_plural': 'inspections',
                'ordering': ('project', 'line'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('summary', ''), models.Q(('summary_zh', ''), _negated=True)), models.Q(('summary_zh', ''), models.Q(('summary', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_inspection')],
                'constraints': [models.UniqueConstraint(fields=('project', 'line'), name='inspection_line_once', violation_error_message='This record has a row with this line already.'), models.CheckConstraint(condition=models.Q(('inspected_on', ''), ('inspected_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='inspection_inspected_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.')],
            },
        ),
        migrations.CreateModel(
            name='InspectionFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('finding', models.TextField(blank=True, help_text='Never names private persons.', verbose_name='what was found (English)')),
                ('finding_zh', models.TextField(blank=True, verbose_name='what was found (Chinese)')),
                ('remedy', models.TextField(blank=True, verbose_name='what is to be done (English)')),
                ('remedy_zh', models.TextField(blank=True, verbose_name='what is to be done (Chinese)')),
                ('due_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='due on')),
                ('closed_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='closed on')),
                ('outcome', models.TextField(blank=True, verbose_name='how it was closed (English)')),
                ('outcome_zh', models.TextField(blank=True, verbose_name='how it was closed (Chinese)')),
                ('inspection', models.ForeignKey(blank=True, help_text='Empty in a new row: the inspection that stands last above.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='programs.inspection', verbose_name='inspection')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='programs.project', verbose_name='project')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspection_findings', to='cadres.organisation', verbose_name='to be done by')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'finding of an inspection',
                'verbose_name_plural': 'findings of inspections',
                'ordering': ('project', 'line'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('finding', ''), models.Q(('finding_zh', ''), _negated=True)), models.Q(('finding_zh', ''), models.Q(('finding', ''), _negated=True)), models.Q(('remedy', ''), models.Q(('remedy_zh', ''), _negated=True)), models.Q(('remedy_zh', ''), models.Q(('remedy', ''), _negated=True)), models.Q(('outcome', ''), models.Q(('outcome_zh', ''), _negated=True)), models.Q(('outcome_zh', ''), models.Q(('outcome', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_inspectionfinding'), models.Index(models.F('due_on'), condition=models.Q(('closed_on', '')), name='finding_unsettled')],
                'constraints': [models.UniqueConstraint(fields=('project', 'line'), name='inspectionfinding_line_once', violation_error_message='This record has a row with this line already.'), models.CheckConstraint(condition=models.Q(('due_on', ''), ('due_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='inspectionfinding_due_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('closed_on', ''), ('closed_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='inspectionfinding_closed_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('finding', ''), ('finding_zh', ''), _negated=True), name='inspectionfinding_finding_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on', ''), _negated=True), models.Q(('outcome', ''), ('outcome_zh', '')), _connector='OR'), name='inspectionfinding_outcome_has_date', violation_error_message='Say when it was closed, too.')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('kind', models.CharField(choices=[('approval', 'approval'), ('design', 'design'), ('procurement', 'procurement or tender'), ('contract', 'contract'), ('start', 'start of work'), ('completion', 'completion of work'), ('acceptance', 'acceptance'), ('audit', 'audit of accounts'), ('handover', 'handover')], max_length=12, verbose_name='step')),
                ('planned_on', config.lib.dates.PartialDateField(blank=True, help_text='Start and completion are dated under “Approval and term”.', max_length=10, verbose_name='planned date')),
                ('actual_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='actual date')),
                ('document', models.CharField(blank=True, help_text='Number or name, as of the contract or the acceptance report. That of the approval stands under “Approval and term”.', max_length=160, verbose_name='document')),
                ('note', models.TextField(blank=True, verbose_name='note (English)')),
                ('note_zh', models.TextField(blank=True, verbose_name='note (Chinese)')),
                ('attachment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='milestones', to='programs.projectattachment', verbose_name='attachment with the document')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='programs.project', verbose_name='project')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
                'ordering': ('project', 'line'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('note', ''), models.Q(('note_zh', ''), _negated=True)), models.Q(('note_zh', ''), models.Q(('note', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_milestone')],
                'constraints': [models.UniqueConstraint(fields=('project', 'line'), name='milestone_line_once', violation_error_message='This record has a row with this line already.'), models.CheckConstraint(condition=models.Q(('planned_on', ''), ('planned_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='milestone_planned_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('actual_on', ''), ('actual_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='milestone_actual_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('start', 'completion')), _negated=True), models.Q(('actual_on', ''), ('planned_on', '')), _connector='OR'), name='milestone_term_is_dated_in_project', violation_error_message='Start and completion are dated in the term of the project, not here as well.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'approval'), _negated=True), ('document', ''), _connector='OR'), name='milestone_approval_is_named_in_project', violation_error_message='The approval document stands in the project itself, not here as well.'), models.UniqueConstraint(condition=models.Q(('kind__in', ('approval', 'start', 'completion'))), fields=('project', 'kind'), name='milestone_once', violation_error_message='A project is approved once, starts once and is completed once.')],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('reason', models.TextField(blank=True, verbose_name='reason (English)')),
                ('reason_zh', models.TextField(blank=True, verbose_name='reason (Chinese)')),
                ('decided_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='decided on')),
                ('document', models.CharField(blank=True, help_text='Number or name of the decision to change the plan.', max_length=160, verbose_name='document')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='programs.project', verbose_name='project')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'change of plan',
                'verbose_name_plural': 'changes of plan',
                'ordering': ('project', 'line'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('reason', ''), models.Q(('reason_zh', ''), _negated=True)), models.Q(('reason_zh', ''), models.Q(('reason', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_planchange')],
                'constraints': [models.UniqueConstraint(fields=('project', 'line'), name='planchange_line_once', violation_error_message='This record has a row with this line already.'), models.CheckConstraint(condition=models.Q(('decided_on', ''), ('decided_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='planchange_decided_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('reason', ''), ('reason_zh', ''), _negated=True), name='planchange_reason_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.')],
            },
        ),
        *(step for row in ROWS for step in rules.rows(f"programs_{row}", "programs_project", "project_id")),
        migrations.RunSQL(
            Path(__file__).with_name("plans.sql").read_text(),
            "DROP FUNCTION public.ledger_guard_plan CASCADE",
        ),
    ]
