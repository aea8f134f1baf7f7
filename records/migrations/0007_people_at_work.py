from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.migrations import _operations as rules


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_progress_as_source'),
    ]

    operations = [
        migrations.AddField(
            model_name='feedback',
            name='handler',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text="Empty: any clerk of the record's place.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback_to_answer', to=settings.AUTH_USER_MODEL, verbose_name='who answers it'),
        ),
        migrations.AddField(
            model_name='staffcomment',
            name='struck_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='struck out at'),
        ),
        migrations.AlterField(
            model_name='reviewstep',
            name='verb',
            field=models.CharField(choices=[('start', 'correction started'), ('submit', 'submitted'), ('return', 'returned for changes'), ('recall', 'taken back'), ('handover', 'handed over'), ('publish', 'published'), ('ask', 'withdrawal asked for'), ('decline', 'withdrawal declined'), ('withdraw', 'withdrawn')], max_length=8, verbose_name='step'),
        ),
        migrations.AlterField(
            model_name='staffcomment',
            name='text',
            field=models.TextField(max_length=4000, verbose_name='text'),
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], default='zh-hans', help_text='That in which the first page was last opened; mail is written in it.', max_length=10, verbose_name='language')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='this visit began at')),
                ('visited_before', models.DateTimeField(null=True, verbose_name='the visit before began at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='last digest sent at')),
                ('link_mailed_at', models.DateTimeField(null=True, verbose_name='last link to a new password sent at')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
            ],
            options={
                'verbose_name': 'desk',
                'verbose_name_plural': 'desks',
            },
        ),
        migrations.CreateModel(
            name='DraftOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('at', models.DateTimeField(auto_now=True, verbose_name='at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts_taken_over', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'owner of a draft',
                'verbose_name_plural': 'owners of drafts',
                'constraints': [models.UniqueConstraint(fields=('kind', 'code', 'version'), name='draft_owner_once', violation_error_message='This draft has an owner already.')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.SlugField(max_length=40, verbose_name='topic')),
                ('key', models.CharField(max_length=200, verbose_name='what it is about')),
                ('address', models.CharField(max_length=300, verbose_name='page')),
                ('words', models.JSONField(default=dict, verbose_name='words')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
            ],
            options={
                'verbose_name': 'notice to a person',
                'verbose_name_plural': 'notices to people',
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['user', 'id'], name='notice_by_user'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread')],
                'constraints': [models.UniqueConstraint(fields=('user', 'topic', 'key'), name='notice_once', violation_error_message='This person was told already.')],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("comments.sql").read_text(),
            "DROP FUNCTION ledger_guard_comment()",
        ),
        *rules.comments_stay("records_staffcomment"),
        rules.tracked("records_draftowner"),
    ]
