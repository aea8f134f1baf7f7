"""How projects stand, derived with every edition."""

import config.lib.money
import django.db.models.deletion
from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0010_events_of_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.IntegerField(verbose_name='since edition')),
                ('until', models.IntegerField(null=True, verbose_name='until edition')),
                ('planned', config.lib.money.MoneyField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='planned (yuan)')),
                ('allocated', config.lib.money.MoneyField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='allocated (yuan)')),
                ('received', config.lib.money.MoneyField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='received (yuan)')),
                ('spent', config.lib.money.MoneyField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='spent (yuan)')),
                ('received_from', models.CharField(choices=[('payments', 'sum of payments'), ('stages', 'stage of the allocation'), ('both', 'payments of some allocations, the stage of others')], max_length=8, verbose_name='received, from')),
                ('spent_from', models.CharField(choices=[('payments', 'sum of payments'), ('stages', 'stage of the allocation'), ('both', 'payments of some allocations, the stage of others')], max_length=8, verbose_name='spent, from')),
                ('spent_share', models.DecimalField(decimal_places=1, max_digits=12, null=True, verbose_name='share spent (%)')),
                ('is_overspent', models.BooleanField(verbose_name='spent or received more than there was')),
                ('is_open', models.BooleanField(verbose_name='planned or under way')),
                ('starts_on', models.DateField(null=True, verbose_name='start')),
                ('ends_on', models.DateField(null=True, verbose_name='end')),
                ('physical_percent', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='physical progress (%)')),
                ('reported_on', models.DateField(null=True, verbose_name='last report as of')),
                ('due_on', models.DateField(null=True, verbose_name='next report due on')),
                ('behind_on', models.DateField(null=True, verbose_name='behind time from')),
                ('waiting_on', models.DateField(null=True, verbose_name='nothing received for 90 days from')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='standings', to='programs.project', verbose_name='project')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='standings', to='programs.progressreport', verbose_name='last report')),
            ],
            options={
                'verbose_name': 'progress of a project',
                'verbose_name_plural': 'progress of projects',
                'indexes': [models.Index(fields=['since', 'until'], name='standing_by_edition'), models.Index(models.OrderBy(models.F('allocated'), descending=True, nulls_last=True), models.F('id'), name='standing_most_allocated'), models.Index(models.OrderBy(models.F('spent_share'), descending=True, nulls_last=True), models.F('id'), name='standing_most_spent_sha'), models.Index(models.OrderBy(models.F('physical_percent'), descending=True, nulls_last=True), models.F('id'), name='standing_most_physical_'), models.Index(models.OrderBy(models.F('due_on'), descending=True, nulls_last=True), models.F('id'), name='standing_most_due_on'), models.Index(models.OrderBy(models.F('allocated'), nulls_last=True), models.F('id'), name='standing_least_allocated'), models.Index(models.OrderBy(models.F('spent_share'), nulls_last=True), models.F('id'), name='standing_least_spent_sha'), models.Index(models.OrderBy(models.F('physical_percent'), nulls_last=True), models.F('id'), name='standing_least_physical_'), models.Index(models.OrderBy(models.F('due_on'), nulls_last=True), models.F('id'), name='standing_least_due_on'), models.Index(models.F('behind_on'), models.F('id'), condition=models.Q(('behind_on__isnull', False)), name='standing_by_behind_on'), models.Index(models.F('waiting_on'), models.F('id'), condition=models.Q(('waiting_on__isnull', False)), name='standing_by_waiting_on'), models.Index(models.F('reported_on'), models.F('id'), condition=models.Q(('reported_on__isnull', False)), name='standing_by_reported_on'), models.Index(models.F('ends_on'), models.F('id'), condition=models.Q(('is_open', True)), name='standing_by_end'), models.Index(models.F('id'), condition=models.Q(('is_overspent', True)), name='standing_overspent')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('project',), name='standing_one_today')],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("standings.sql").read_text(),
            "DROP FUNCTION public.ledger_stand_with_edition, public.ledger_stand,"
            " public.ledger_standings, public.ledger_period_start, public.ledger_period_end,"
            " public.ledger_period_name",
        ),
    ]
