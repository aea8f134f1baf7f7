import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.migrations import _operations as rules


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0007_people_at_work'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewRemit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(choices=[('county', 'county or district'), ('program', 'programme')], max_length=7, verbose_name='limited by')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remits', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
            ],
            options={
                'verbose_name': 'remit of a reviewer',
                'verbose_name_plural': 'remits of reviewers',
                'constraints': [models.UniqueConstraint(fields=('user', 'dimension', 'code'), name='review_remit_once', violation_error_message='This remit exists already.')],
            },
        ),
        rules.tracked("records_reviewremit"),
    ]
