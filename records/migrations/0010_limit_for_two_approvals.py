"""Two reviewers approve what costs more than a limit."""

from pathlib import Path

import config.lib.money
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.migrations import _operations as rules


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0009_documents_as_sources'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reviewstep',
            name='verb',
            field=models.CharField(choices=[('start', 'correction started'), ('submit', 'submitted'), ('return', 'returned for changes'), ('recall', 'taken back'), ('handover', 'handed over'), ('approve', 'approved, the first of two'), ('publish', 'published'), ('ask', 'withdrawal asked for'), ('decline', 'withdrawal declined'), ('withdraw', 'withdrawn')], max_length=8, verbose_name='step'),
        ),
        migrations.CreateModel(
            name='ApprovalLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', config.lib.money.MoneyField(blank=True, decimal_places=2, help_text='A record whose money passes this amount needs two reviewers. Empty: one is enough for every record.', max_digits=18, null=True, verbose_name='amount (yuan)')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='approval_limits', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'limit for two approvals',
                'verbose_name_plural': 'limits for two approvals',
                'ordering': ('-id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), name='approvallimit_amount_not_negative', violation_error_message='An amount of money must not be below zero.')],
            },
        ),
        *rules.append_only("records_approvallimit"),
        rules.signed_steps("records_approvallimit"),
        migrations.RunSQL(
            Path(__file__).with_name("approvals.sql").read_text(),
            "DROP FUNCTION public.ledger_check_approved CASCADE; "
            "DROP FUNCTION public.ledger_is_approved; DROP FUNCTION public.ledger_approval_limit",
        ),
    ]
