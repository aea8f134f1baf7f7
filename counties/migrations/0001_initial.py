
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
            name='PoorArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(editable=False, verbose_name='version')),
                ('revised_in', models.PositiveIntegerField(editable=False, help_text='The newest edition that changed what is said here; empty while none did.', null=True, verbose_name='revised in')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=60, verbose_name='name (Chinese)')),
                ('code', models.SlugField(max_length=80, unique=True, verbose_name='code')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.edition', verbose_name='published in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
            ],
            options={
                'verbose_name': 'contiguous poor area',
                'verbose_name_plural': 'contiguous poor areas',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='Province',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(editable=False, verbose_name='version')),
                ('revised_in', models.PositiveIntegerField(editable=False, help_text='The newest edition that changed what is said here; empty while none did.', null=True, verbose_name='revised in')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=40, verbose_name='name (Chinese)')),
                ('short_name', models.CharField(blank=True, max_length=4, verbose_name='short name (English)')),
                ('short_name_zh', models.CharField(blank=True, max_length=2, verbose_name='short name (Chinese)')),
                ('tile_row', models.PositiveSmallIntegerField(blank=True, help_text='Of its tile on the map of places, from 1; empty leaves it off the map.', null=True, verbose_name='row of the tile')),
                ('tile_column', models.PositiveSmallIntegerField(blank=True, help_text='Of its tile on the map of places, from 1; empty leaves it off the map.', null=True, verbose_name='column of the tile')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='division code')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.edition', verbose_name='published in')),
            ],
            options={
                'verbose_name': 'province',
                'verbose_name_plural': 'provinces',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='CountyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('published', 'published'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('change_reason', models.TextField(blank=True, editable=False, verbose_name='reason for this version')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted at')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=40, verbose_name='name (Chinese)')),
                ('division', models.CharField(choices=[('county', 'county'), ('district', 'district')], max_length=8, verbose_name='class of division')),
                ('prefecture', models.CharField(blank=True, max_length=80, verbose_name='prefecture (English)')),
                ('prefecture_zh', models.CharField(blank=True, max_length=40, verbose_name='prefecture (Chinese)')),
                ('valid_from', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='code valid from')),
                ('valid_to', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='code valid to')),
                ('code', models.CharField(max_length=6, verbose_name='division code')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_published', to='records.edition', verbose_name='published in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_submitted', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('superseded_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_superseded', to='records.edition', verbose_name='superseded in')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='counties.province', verbose_name='province')),
            ],
            options={
                'verbose_name': 'county or district',
                'verbose_name_plural': 'counties and districts',
                'ordering': ('code', '-version'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('name', ''), models.Q(('name_zh', ''), _negated=True)), models.Q(('name_zh', ''), models.Q(('name', ''), _negated=True)), models.Q(('prefecture', ''), models.Q(('prefecture_zh', ''), _negated=True)), models.Q(('prefecture_zh', ''), models.Q(('prefecture', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_countyversion')],
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='countyversion_version_once', violation_error_message='A record with this code exists already.'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='countyversion_one_published', violation_error_message='A published version of this record exists already.'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted'))), fields=('code',), name='countyversion_one_open', violation_error_message='This record is being corrected already.'), models.CheckConstraint(condition=models.Q(models.Q(('published_in', None), ('state__in', ('draft', 'submitted')), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state', 'published'), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state__in', ('superseded', 'withdrawn')), ('superseded_in__gt', models.F('published_in'))), _connector='OR'), name='countyversion_state_fits_editions', violation_error_message='The state and the editions do not fit together.'), models.CheckConstraint(condition=models.Q(('valid_from', ''), ('valid_from__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='countyversion_valid_from_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('valid_to', ''), ('valid_to__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='countyversion_valid_to_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('name', ''), ('name_zh', ''), _negated=True), name='countyversion_name_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.')],
            },
        ),
        migrations.CreateModel(
            name='County',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(editable=False, verbose_name='version')),
                ('revised_in', models.PositiveIntegerField(editable=False, help_text='The newest edition that changed what is said here; empty while none did.', null=True, verbose_name='revised in')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=40, verbose_name='name (Chinese)')),
                ('division', models.CharField(choices=[('county', 'county'), ('district', 'district')], max_length=8, verbose_name='class of division')),
                ('prefecture', models.CharField(blank=True, max_length=80, verbose_name='prefecture (English)')),
                ('prefecture_zh', models.CharField(blank=True, max_length=40, verbose_name='prefecture (Chinese)')),
                ('valid_from', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='code valid from')),
                ('valid_to', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='code valid to')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='division code')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.edition', verbose_name='published in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='counties.province', verbose_name='province')),
            ],
            options={
                'verbose_name': 'county or district',
                'verbose_name_plural': 'counties and districts',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='ProvinceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('published', 'published'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('change_reason', models.TextField(blank=True, editable=False, verbose_name='reason for this version')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted at')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=40, verbose_name='name (Chinese)')),
                ('short_name', models.CharField(blank=True, max_length=4, verbose_name='short name (English)')),
                ('short_name_zh', models.CharField(blank=True, max_length=2, verbose_name='short name (Chinese)')),
                ('tile_row', models.PositiveSmallIntegerField(blank=True, help_text='Of its tile on the map of places, from 1; empty leaves it off the map.', null=True, verbose_name='row of the tile')),
                ('tile_column', models.PositiveSmallIntegerField(blank=True, help_text='Of its tile on the map of places, from 1; empty leaves it off the map.', null=True, verbose_name='column of the tile')),
                ('code', models.CharField(max_length=6, verbose_name='division code')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_published', to='records.edition', verbose_name='published in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_submitted', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('superseded_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_superseded', to='records.edition', verbose_name='superseded in')),
            ],
            options={
                'verbose_name': 'province',
                'verbose_name_plural': 'provinces',
                'ordering': ('code', '-version'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('name', ''), models.Q(('name_zh', ''), _negated=True)), models.Q(('name_zh', ''), models.Q(('name', ''), _negated=True)), models.Q(('short_name', ''), models.Q(('short_name_zh', ''), _negated=True)), models.Q(('short_name_zh', ''), models.Q(('short_name', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_provinceversion')],
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='provinceversion_version_once', violation_error_message='A record with this code exists already.'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='provinceversion_one_published', violation_error_message='A published version of this record exists already.'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted'))), fields=('code',), name='provinceversion_one_open', violation_error_message='This record is being corrected already.'), models.CheckConstraint(condition=models.Q(models.Q(('published_in', None), ('state__in', ('draft', 'submitted')), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state', 'published'), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state__in', ('superseded', 'withdrawn')), ('superseded_in__gt', models.F('published_in'))), _connector='OR'), name='provinceversion_state_fits_editions', violation_error_message='The state and the editions do not fit together.'), models.CheckConstraint(condition=models.Q(('name', ''), ('name_zh', ''), _negated=True), name='provinceversion_name_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'), models.CheckConstraint(condition=models.Q(models.Q(('tile_column', None), ('tile_row', None)), models.Q(('tile_column__isnull', False), ('tile_column__range', (1, 12)), ('tile_row__isnull', False), ('tile_row__range', (1, 12))), _connector='OR'), name='provinceversion_tile_on_the_map', violation_error_message='Give the tile a row and a column from 1 to 12, or neither.')],
            },
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
        migrations.CreateModel(
            name='Designation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('kind', models.CharField(choices=[('designated', 'paired with the ministry'), ('key_county', 'national key county'), ('poor_area', 'part of a contiguous poor area')], max_length=12, verbose_name='kind')),
                ('starts', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='from')),
                ('ends', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='to')),
                ('note', models.TextField(blank=True, verbose_name='note (English)')),
                ('note_zh', models.TextField(blank=True, verbose_name='note (Chinese)')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='designations', to='counties.countyversion', verbose_name='county or district')),
                ('ends_statement', models.ForeignKey(blank=True, help_text='Where another statement than that of the beginning says when it ended.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='designations_by_end', to='records.statement', verbose_name='end stated in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='counties.poorarea', verbose_name='contiguous poor area')),
            ],
            options={
                'verbose_name': 'designation',
                'verbose_name_plural': 'designations',
                'ordering': ('county', 'line'),
                'indexes': [models.Index(condition=models.Q(models.Q(('note', ''), models.Q(('note_zh', ''), _negated=True)), models.Q(('note_zh', ''), models.Q(('note', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_designation')],
                'constraints': [models.UniqueConstraint(fields=('county', 'line'), name='designation_line_once', violation_error_message='This record has a row with this line already.'), models.CheckConstraint(condition=models.Q(('starts', ''), ('starts__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='designation_starts_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=models.Q(('ends', ''), ('ends__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='designation_ends_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'), models.CheckConstraint(condition=config.lib.dates.InOrder('starts', 'ends'), name='designation_dates_in_order', violation_error_message='The end lies before the beginning.'), models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', False), ('kind', 'poor_area')), models.Q(models.Q(('kind', 'poor_area'), _negated=True), ('area__isnull', True)), _connector='OR'), name='designation_area_fits_kind', violation_error_message='Name a poor area for that kind only.'), models.UniqueConstraint(fields=('county', 'kind', 'area', 'starts'), name='designation_once', nulls_distinct=False, violation_error_message='This designation is recorded already.')],
            },
        ),
        migrations.CreateModel(
            name='PoorAreaVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('published', 'published'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('change_reason', models.TextField(blank=True, editable=False, verbose_name='reason for this version')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted at')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('name_zh', models.CharField(blank=True, max_length=60, verbose_name='name (Chinese)')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_published', to='records.edition', verbose_name='published in')),
                ('statement', models.ForeignKey(blank=True, help_text='The statement of a source that this comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.statement', verbose_name='stated in')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_submitted', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('superseded_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_superseded', to='records.edition', verbose_name='superseded in')),
            ],
            options={
                'verbose_name': 'contiguous poor area',
                'verbose_name_plural': 'contiguous poor areas',
                'ordering': ('code', '-version'),
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(models.Q(('name', ''), models.Q(('name_zh', ''), _negated=True)), models.Q(('name_zh', ''), models.Q(('name', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_poorareaversion')],
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='poorareaversion_version_once', violation_error_message='A record with this code exists already.'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='poorareaversion_one_published', violation_error_message='A published version of this record exists already.'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted'))), fields=('code',), name='poorareaversion_one_open', violation_error_message='This record is being corrected already.'), models.CheckConstraint(condition=models.Q(models.Q(('published_in', None), ('state__in', ('draft', 'submitted')), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state', 'published'), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state__in', ('superseded', 'withdrawn')), ('superseded_in__gt', models.F('published_in'))), _connector='OR'), name='poorareaversion_state_fits_editions', violation_error_message='The state and the editions do not fit together.'), models.CheckConstraint(condition=models.Q(('name', ''), ('name_zh', ''), _negated=True), name='poorareaversion_name_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.')],
            },
        ),
    ]
