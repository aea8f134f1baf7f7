
import config.lib.dates
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0002_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='County',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='division code')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=40, verbose_name='name (Chinese)')),
                ('division', models.CharField(choices=[('county', 'county'), ('district', 'district')], max_length=8, verbose_name='class of division')),
                ('prefecture', models.CharField(blank=True, max_length=80, verbose_name='prefecture (English)')),
                ('prefecture_zh', models.CharField(blank=True, max_length=40, verbose_name='prefecture (Chinese)')),
                ('valid_from', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='code valid from')),
                ('valid_to', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='code valid to')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'county or district',
                'verbose_name_plural': 'counties and districts',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='PoorArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=60, verbose_name='name (Chinese)')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'contiguous poor area',
                'verbose_name_plural': 'contiguous poor areas',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='Designation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('designated', 'paired with the ministry'), ('key_county', 'national key county'), ('poor_area', 'part of a contiguous poor area')], max_length=12, verbose_name='kind')),
                ('starts', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='from')),
                ('ends', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='to')),
                ('note', models.TextField(blank=True, verbose_name='note (English)')),
                ('note_zh', models.TextField(blank=True, verbose_name='note (Chinese)')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='designations', to='counties.county', verbose_name='county or district')),
                ('ends_statement', models.ForeignKey(blank=True, help_text='Where another statement than that of the beginning says when it ended.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='designations_by_end', to='records.statement', verbose_name='end stated in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='counties.poorarea', verbose_name='contiguous poor area')),
            ],
            options={
                'verbose_name': 'designation',
                'verbose_name_plural': 'designations',
                'ordering': ('county', 'kind', 'starts'),
            },
        ),
        migrations.CreateModel(
            name='Province',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='division code')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=40, verbose_name='name (Chinese)')),
            ],
            options={
                'verbose_name': 'province',
                'verbose_name_plural': 'provinces',
                'ordering': ('code',),
                'indexes': [models.Index(condition=models.Q(models.Q(('name', ''), models.Q(('name_zh', ''), _negated=True)), models.Q(('name_zh', ''), models.Q(('name', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_province')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), ('name_zh', ''), _negated=True), name='province_name_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.')],
            },
        ),
        migrations.AddField(
            model_name='county',
            name='province',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counties', to='counties.province', verbose_name='province'),
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
                ('county', models.ForeignKey(blank=True, help_text="Empty: the ministry's own records, which name no county.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='counties.county', verbose_name='county or district')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'constraints': [models.UniqueConstraint(fields=('user', 'county'), name='assignment_once', nulls_distinct=False, violation_error_message='This assignment exists already.')],
            },
        ),
        migrations.AddIndex(
            model_name='poorarea',
            index=models.Index(condition=models.Q(models.Q(('name', ''), models.Q(('name_zh', ''), _negated=True)), models.Q(('name_zh', ''), models.Q(('name', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_poorarea'),
        ),
        migrations.AddConstraint(
            model_name='poorarea',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), ('name_zh', ''), _negated=True), name='poorarea_name_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'),
        ),
        migrations.AddIndex(
            model_name='designation',
            index=models.Index(condition=models.Q(models.Q(('note', ''), models.Q(('note_zh', ''), _negated=True)), models.Q(('note_zh', ''), models.Q(('note', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_designation'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(('starts', ''), ('starts__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='designation_starts_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(('ends', ''), ('ends__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='designation_ends_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=config.lib.dates.InOrder('starts', 'ends'), name='designation_dates_in_order', violation_error_message='The end lies before the beginning.'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', False), ('kind', 'poor_area')), models.Q(models.Q(('kind', 'poor_area'), _negated=True), ('area__isnull', True)), _connector='OR'), name='designation_area_fits_kind', violation_error_message='Name a poor area for that kind only.'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.UniqueConstraint(fields=('county', 'kind', 'area', 'starts'), name='designation_once', nulls_distinct=False, violation_error_message='This designation is recorded already.'),
        ),
        migrations.AddIndex(
            model_name='county',
            index=models.Index(condition=models.Q(models.Q(('name', ''), models.Q(('name_zh', ''), _negated=True)), models.Q(('name_zh', ''), models.Q(('name', ''), _negated=True)), models.Q(('prefecture', ''), models.Q(('prefecture_zh', ''), _negated=True)), models.Q(('prefecture_zh', ''), models.Q(('prefecture', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_county'),
        ),
        migrations.AddConstraint(
            model_name='county',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', ''), ('valid_from__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='county_valid_from_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'),
        ),
        migrations.AddConstraint(
            model_name='county',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', ''), ('valid_to__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='county_valid_to_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'),
        ),
        migrations.AddConstraint(
            model_name='county',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), ('name_zh', ''), _negated=True), name='county_name_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'),
        ),
    ]
