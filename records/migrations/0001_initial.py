
import config.lib.dates
import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
import records.models.feedback
import records.models.history
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('axes', '0010_accessattemptexpiration'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='word')),
            ],
            options={
                'verbose_name': 'search word',
                'verbose_name_plural': 'search words',
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('size', models.PositiveIntegerField(verbose_name='size (bytes)')),
                ('content', models.BinaryField(verbose_name='content')),
                ('kept_at', models.DateTimeField(auto_now_add=True, verbose_name='kept at')),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='FailedSignIn',
            fields=[
            ],
            options={
                'verbose_name': 'failed sign-in',
                'verbose_name_plural': 'failed sign-ins',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('axes.accessfailurelog',),
        ),
        migrations.CreateModel(
            name='Lockout',
            fields=[
            ],
            options={
                'verbose_name': 'throttled sign-in',
                'verbose_name_plural': 'throttled sign-ins',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('axes.accessattempt',),
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
            ],
            options={
                'verbose_name': 'sign-in',
                'verbose_name_plural': 'sign-ins',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('axes.accesslog',),
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('display_name', models.CharField(blank=True, max_length=80, verbose_name='name shown to the public')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'member of staff',
                'verbose_name_plural': 'members of staff',
                'permissions': (('see_every_place', 'Can see the records of every place'),),
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('published_at', models.DateTimeField(verbose_name='published at')),
                ('publisher', models.CharField(help_text='As the public read it then; it does not change when the account does.', max_length=150, verbose_name='name of the publisher')),
                ('reason', models.TextField(verbose_name='reason')),
                ('record_count', models.PositiveIntegerField(verbose_name='number of records')),
                ('previous_digest', models.CharField(blank=True, max_length=64, verbose_name='previous digest')),
                ('root', models.CharField(help_text='The root of the tree of digests over the entries of the edition.', max_length=64, verbose_name='root of its entries')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ('-number',),
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('row_id', models.BigIntegerField(verbose_name='row')),
                ('published_in', models.PositiveIntegerField(verbose_name='published in')),
                ('superseded_in', models.PositiveIntegerField(null=True, verbose_name='superseded in')),
                ('words', django.contrib.postgres.search.SearchVectorField(verbose_name='words')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'constraints': [models.UniqueConstraint(fields=('kind', 'row_id', 'published_in'), name='search_row_once_an_edition')],
            },
        ),
        migrations.CreateModel(
            name='SecondFactorRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor_rule', to='auth.group', verbose_name='role')),
            ],
            options={
                'verbose_name': 'required second factor',
                'verbose_name_plural': 'required second factors',
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(editable=False, verbose_name='version')),
                ('revised_in', models.PositiveIntegerField(editable=False, help_text='The newest edition that changed what is said here; empty while none did.', null=True, verbose_name='revised in')),
                ('kind', models.CharField(choices=[('report', 'report'), ('release', 'official release'), ('newspaper', 'newspaper'), ('standard', 'standard or code list'), ('notice', 'public notice')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('title_zh', models.CharField(blank=True, max_length=200, verbose_name='title (Chinese)')),
                ('publisher', models.CharField(blank=True, max_length=120, verbose_name='publisher (English)')),
                ('publisher_zh', models.CharField(blank=True, max_length=120, verbose_name='publisher (Chinese)')),
                ('published_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='published on')),
                ('data_year', config.lib.dates.YearField(blank=True, help_text='The year that the figures describe.', null=True, verbose_name='data year')),
                ('edition_year', config.lib.dates.YearField(blank=True, help_text='The year printed on the cover.', null=True, verbose_name='edition year')),
                ('url', models.URLField(blank=True, max_length=300, verbose_name='address')),
                ('note', models.TextField(blank=True, verbose_name='note (English)')),
                ('note_zh', models.TextField(blank=True, verbose_name='note (Chinese)')),
                ('code', models.SlugField(max_length=80, unique=True, verbose_name='code')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.edition', verbose_name='published in')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='SourceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('published', 'published'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('change_reason', models.TextField(blank=True, editable=False, verbose_name='reason for this version')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='submitted at')),
                ('kind', models.CharField(choices=[('report', 'report'), ('release', 'official release'), ('newspaper', 'newspaper'), ('standard', 'standard or code list'), ('notice', 'public notice')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('title_zh', models.CharField(blank=True, max_length=200, verbose_name='title (Chinese)')),
                ('publisher', models.CharField(blank=True, max_length=120, verbose_name='publisher (English)')),
                ('publisher_zh', models.CharField(blank=True, max_length=120, verbose_name='publisher (Chinese)')),
                ('published_on', config.lib.dates.PartialDateField(blank=True, max_length=10, verbose_name='published on')),
                ('data_year', config.lib.dates.YearField(blank=True, help_text='The year that the figures describe.', null=True, verbose_name='data year')),
                ('edition_year', config.lib.dates.YearField(blank=True, help_text='The year printed on the cover.', null=True, verbose_name='edition year')),
                ('url', models.URLField(blank=True, max_length=300, verbose_name='address')),
                ('note', models.TextField(blank=True, verbose_name='note (English)')),
                ('note_zh', models.TextField(blank=True, verbose_name='note (Chinese)')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_published', to='records.edition', verbose_name='published in')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_submitted', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('superseded_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_superseded', to='records.edition', verbose_name='superseded in')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ('code', '-version'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StaffComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('text', models.TextField(verbose_name='text')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'staff comment',
                'verbose_name_plural': 'staff comments',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(editable=False, verbose_name='version')),
                ('revised_in', models.PositiveIntegerField(editable=False, help_text='The newest edition that changed what is said here; empty while none did.', null=True, verbose_name='revised in')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position in the document')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='section (English)')),
                ('place_zh', models.CharField(blank=True, max_length=120, verbose_name='section (Chinese)')),
                ('summary', models.CharField(blank=True, max_length=400, verbose_name='summary (English)')),
                ('summary_zh', models.CharField(blank=True, max_length=400, verbose_name='summary (Chinese)')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='value')),
                ('unit', models.CharField(blank=True, choices=[('CNY', 'yuan'), ('percent', '%'), ('person', 'persons'), ('household', 'households'), ('project', 'projects'), ('county', 'counties (districts)'), ('unit', 'member units'), ('village', 'villages'), ('town', 'townships and towns'), ('station', 'stations'), ('center', 'service points'), ('database', 'online databases'), ('column', 'columns'), ('school', 'schools'), ('item', 'items'), ('device', 'pieces'), ('publication', 'publications'), ('seminar', 'seminars'), ('report', 'reports'), ('area', 'areas')], max_length=12, verbose_name='unit')),
                ('qualifier', models.CharField(blank=True, choices=[('rounded', 'rounded'), ('about', 'about'), ('more_than', 'more than'), ('at_least', 'not less than')], help_text='Empty where the source gives the figure without one.', max_length=12, verbose_name='qualifier')),
                ('step', models.DecimalField(blank=True, decimal_places=4, help_text='In the unit above: 1000 for a figure printed as 5.838 million yuan.', max_digits=20, null=True, verbose_name='step of the last printed digit')),
                ('measure', models.CharField(blank=True, choices=[('money_in', 'money put in'), ('money_earned', 'money earned'), ('flow', 'newly added in the period'), ('counted', 'counted in the period'), ('stock', 'standing at the end of the period'), ('share', 'share'), ('goods', 'goods')], max_length=16, verbose_name='kind of quantity')),
                ('printed', models.CharField(blank=True, help_text='Only the figure and its unit, letter by letter.', max_length=120, verbose_name='figure as printed')),
                ('year', config.lib.dates.YearField(blank=True, null=True, verbose_name='year')),
                ('period', models.CharField(blank=True, max_length=120, verbose_name='period (English)')),
                ('period_zh', models.CharField(blank=True, max_length=120, verbose_name='period (Chinese)')),
                ('scope', models.CharField(blank=True, choices=[('county', 'one county or district'), ('designated', 'the designated counties together, split not stated'), ('national', 'the whole country'), ('ministry', 'the ministry itself'), ('unstated', 'coverage not stated')], max_length=12, verbose_name='scope')),
                ('note', models.TextField(blank=True, verbose_name='note (English)')),
                ('note_zh', models.TextField(blank=True, verbose_name='note (Chinese)')),
                ('published_in', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.edition', verbose_name='published in')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='records.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ('source', 'position', 'code'),
            },
        ),
        migrations.CreateModel(
            name='StatementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='line')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position in the document')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='section (English)')),
                ('place_zh', models.CharField(blank=True, max_length=120, verbose_name='section (Chinese)')),
                ('summary', models.CharField(blank=True, max_length=400, verbose_name='summary (English)')),
                ('summary_zh', models.CharField(blank=True, max_length=400, verbose_name='summary (Chinese)')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='value')),
                ('unit', models.CharField(blank=True, choices=[('CNY', 'yuan'), ('percent', '%'), ('person', 'persons'), ('household', 'households'), ('project', 'projects'), ('county', 'counties (districts)'), ('unit', 'member units'), ('village', 'villages'), ('town', 'townships and towns'), ('station', 'stations'), ('center', 'service points'), ('database', 'online databases'), ('column', 'columns'), ('school', 'schools'), ('item', 'items'), ('device', 'pieces'), ('publication', 'publications'), ('seminar', 'seminars'), ('report', 'reports'), ('area', 'areas')], max_length=12, verbose_name='unit')),
                ('qualifier', models.CharField(blank=True, choices=[('rounded', 'rounded'), ('about', 'about'), ('more_than', 'more than'), ('at_least', 'not less than')], help_text='Empty where the source gives the figure without one.', max_length=12, verbose_name='qualifier')),
                ('step', models.DecimalField(blank=True, decimal_places=4, help_text='In the unit above: 1000 for a figure printed as 5.838 million yuan.', max_digits=20, null=True, verbose_name='step of the last printed digit')),
                ('measure', models.CharField(blank=True, choices=[('money_in', 'money put in'), ('money_earned', 'money earned'), ('flow', 'newly added in the period'), ('counted', 'counted in the period'), ('stock', 'standing at the end of the period'), ('share', 'share'), ('goods', 'goods')], max_length=16, verbose_name='kind of quantity')),
                ('printed', models.CharField(blank=True, help_text='Only the figure and its unit, letter by letter.', max_length=120, verbose_name='figure as printed')),
                ('year', config.lib.dates.YearField(blank=True, null=True, verbose_name='year')),
                ('period', models.CharField(blank=True, max_length=120, verbose_name='period (English)')),
                ('period_zh', models.CharField(blank=True, max_length=120, verbose_name='period (Chinese)')),
                ('scope', models.CharField(blank=True, choices=[('county', 'one county or district'), ('designated', 'the designated counties together, split not stated'), ('national', 'the whole country'), ('ministry', 'the ministry itself'), ('unstated', 'coverage not stated')], max_length=12, verbose_name='scope')),
                ('note', models.TextField(blank=True, verbose_name='note (English)')),
                ('note_zh', models.TextField(blank=True, verbose_name='note (Chinese)')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='records.sourceversion', verbose_name='source')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ('document', 'position', 'code'),
            },
        ),
        migrations.CreateModel(
            name='SourceAttachment',
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
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='records.sourceversion', verbose_name='source')),
                ('file', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='records.storedfile', verbose_name='file')),
                ('preview', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss_by_preview', to='records.storedfile', verbose_name='small copy')),
            ],
            options={
                'verbose_name': 'scan or copy of a source',
                'verbose_name_plural': 'scans and copies of sources',
                'ordering': ('document', 'line'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='sent at')),
                ('reason', models.TextField(verbose_name='reason')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('checking', 'being checked'), ('checked', 'checked, nothing wrong'), ('faulty', 'has faults'), ('loading', 'being loaded'), ('loaded', 'loaded'), ('deciding', 'being decided on'), ('failed', 'failed')], default='waiting', max_length=8, verbose_name='state')),
                ('step', models.CharField(blank=True, choices=[('reading', 'reading rows'), ('comparing', 'comparing with the ledger'), ('writing', 'writing drafts'), ('checking', 'checking records'), ('submitting', 'submitting records'), ('publishing', 'publishing records')], max_length=10, verbose_name='step')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done so far')),
                ('worked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last sign of work')),
                ('report', models.JSONField(decoder=records.models.history.ExactDecoder, default=dict, verbose_name='report')),
                ('faults', models.JSONField(default=list, verbose_name='faults')),
                ('refusal', models.TextField(blank=True, verbose_name='why it was refused')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='records.storedfile', verbose_name='file')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'imported file',
                'verbose_name_plural': 'imported files',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='UploadedVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.upload', verbose_name='imported file')),
            ],
            options={
                'verbose_name': 'imported version',
                'verbose_name_plural': 'imported versions',
            },
        ),
        migrations.CreateModel(
            name='YearStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', config.lib.dates.YearField(verbose_name='year')),
                ('verb', models.CharField(choices=[('close', 'close'), ('reopen', 'reopen')], max_length=6, verbose_name='step')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='year_steps', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('edition', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='year_steps', to='records.edition', verbose_name='newest edition then')),
            ],
            options={
                'verbose_name': 'closing of a year',
                'verbose_name_plural': 'closings of years',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='ChangeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('operation', models.CharField(choices=[('insert', 'added'), ('update', 'changed'), ('delete', 'deleted')], max_length=6, verbose_name='operation')),
                ('owner_table', models.CharField(max_length=63, verbose_name='table of the record')),
                ('owner_id', models.BigIntegerField(verbose_name='number of the record')),
                ('row_table', models.CharField(max_length=63, verbose_name='table')),
                ('row_id', models.BigIntegerField(verbose_name='number of the row')),
                ('old', models.JSONField(decoder=records.models.history.ExactDecoder, null=True, verbose_name='old values')),
                ('new', models.JSONField(decoder=records.models.history.ExactDecoder, null=True, verbose_name='new values')),
                ('is_edit', models.BooleanField(verbose_name='changes content, not only the state of review')),
                ('database_user', models.CharField(max_length=63, verbose_name='database user')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change_events', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
            ],
            options={
                'verbose_name': 'change event',
                'verbose_name_plural': 'change events',
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['owner_table', 'owner_id', 'id'], name='event_by_record'), models.Index(fields=['row_table', 'row_id', 'id'], name='event_by_row')],
            },
        ),
        migrations.CreateModel(
            name='EditionBranch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='place in the edition')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='records.edition', verbose_name='edition')),
            ],
            options={
                'verbose_name': 'branch of an edition',
                'verbose_name_plural': 'branches of editions',
                'ordering': ('edition', 'place'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'place'), name='branch_once_per_edition', violation_error_message='An edition has one branch at each place.')],
            },
        ),
        migrations.CreateModel(
            name='EditionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(help_text='From 0, in order of kind and code, letter by letter.', verbose_name='place in the edition')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('action', models.CharField(choices=[('published', 'published'), ('withdrawn', 'withdrawn')], max_length=10, verbose_name='action')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('submitter', models.CharField(help_text='As the public read it then; it does not change when the account does.', max_length=150, verbose_name='name of the submitter')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.edition', verbose_name='edition')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edition_entries', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
            ],
            options={
                'verbose_name': 'edition entry',
                'verbose_name_plural': 'edition entries',
                'ordering': ('edition', 'kind', 'code'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'kind', 'code'), name='entry_once_per_edition', violation_error_message='An edition names a record once.'), models.UniqueConstraint(fields=('edition', 'place'), name='entry_place_once', violation_error_message='Two entries of an edition cannot have one place.')],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.CharField(default=records.models.feedback.new_receipt, editable=False, max_length=14, unique=True, verbose_name='receipt number')),
                ('page', models.CharField(max_length=200, verbose_name='page')),
                ('kind', models.CharField(blank=True, max_length=40, verbose_name='kind')),
                ('code', models.SlugField(blank=True, max_length=80, verbose_name='code')),
                ('message', models.TextField(max_length=4000, verbose_name='message')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='contact of the reader')),
                ('sender', models.CharField(blank=True, editable=False, max_length=64)),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received at')),
                ('state', models.CharField(choices=[('received', 'received'), ('answered', 'answered'), ('corrected', 'corrected'), ('rejected', 'rejected')], default='received', max_length=10, verbose_name='state')),
                ('answer', models.TextField(blank=True, help_text='Published. In your own words, and without anything about the sender.', verbose_name='answer (English)')),
                ('answer_zh', models.TextField(blank=True, verbose_name='answer (Chinese)')),
                ('note', models.TextField(blank=True, verbose_name='note among staff')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_feedback', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('corrected_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_feedback', to='records.edition', verbose_name='corrected in')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='records.edition', verbose_name='edition that was read')),
            ],
            options={
                'verbose_name': 'report of an error',
                'verbose_name_plural': 'reports of errors',
                'ordering': ('-id',),
                'indexes': [models.Index(condition=models.Q(models.Q(('answer', ''), models.Q(('answer_zh', ''), _negated=True)), models.Q(('answer_zh', ''), models.Q(('answer', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_feedback'), models.Index(fields=['kind', 'code'], name='feedback_by_record'), models.Index(condition=models.Q(('sender', ''), _negated=True), fields=['sender', 'received_at'], name='feedback_by_sender')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'received'), models.Q(('answer', ''), ('answer_zh', ''), _negated=True), _connector='OR'), name='feedback_state_comes_with_an_answer', violation_error_message='Whoever reported this deserves an answer in words.'), models.CheckConstraint(condition=models.Q(models.Q(('corrected_in__isnull', False), ('state', 'corrected')), models.Q(models.Q(('state', 'corrected'), _negated=True), ('corrected_in', None)), _connector='OR'), name='feedback_correction_names_its_edition', violation_error_message='A corrected error names the edition that corrected it, and no other does.'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('state', 'received')), models.Q(models.Q(('state', 'received'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='feedback_answer_is_signed', violation_error_message='An answer says who gave it and when.')],
            },
        ),
        migrations.CreateModel(
            name='ReviewStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('verb', models.CharField(choices=[('start', 'correction started'), ('submit', 'submitted'), ('return', 'returned for changes'), ('publish', 'published'), ('withdraw', 'withdrawn')], max_length=8, verbose_name='step')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_steps', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'review step',
                'verbose_name_plural': 'review steps',
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['kind', 'code', 'version'], name='step_by_record')],
            },
        ),
        migrations.AddIndex(
            model_name='sourceversion',
            index=models.Index(condition=models.Q(models.Q(('title', ''), models.Q(('title_zh', ''), _negated=True)), models.Q(('title_zh', ''), models.Q(('title', ''), _negated=True)), models.Q(('publisher', ''), models.Q(('publisher_zh', ''), _negated=True)), models.Q(('publisher_zh', ''), models.Q(('publisher', ''), _negated=True)), models.Q(('note', ''), models.Q(('note_zh', ''), _negated=True)), models.Q(('note_zh', ''), models.Q(('note', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_sourceversion'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='sourceversion_version_once', violation_error_message='A record with this code exists already.'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='sourceversion_one_published', violation_error_message='A published version of this record exists already.'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted'))), fields=('code',), name='sourceversion_one_open', violation_error_message='This record is being corrected already.'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_in', None), ('state__in', ('draft', 'submitted')), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state', 'published'), ('superseded_in', None)), models.Q(('published_in__isnull', False), ('state__in', ('superseded', 'withdrawn')), ('superseded_in__gt', models.F('published_in'))), _connector='OR'), name='sourceversion_state_fits_editions', violation_error_message='The state and the editions do not fit together.'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.CheckConstraint(condition=models.Q(('data_year__range', (1900, 2099))), name='sourceversion_data_year_within_limits', violation_error_message='Write a year from 1900 to 2099.'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.CheckConstraint(condition=models.Q(('edition_year__range', (1900, 2099))), name='sourceversion_edition_year_within_limits', violation_error_message='Write a year from 1900 to 2099.'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_on', ''), ('published_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='sourceversion_published_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'),
        ),
        migrations.AddConstraint(
            model_name='sourceversion',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), ('title_zh', ''), _negated=True), name='sourceversion_title_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'),
        ),
        migrations.AddIndex(
            model_name='staffcomment',
            index=models.Index(fields=['kind', 'code'], name='comment_by_record'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('source', 'code'), name='statement_code_once_per_source', violation_error_message='This source already has a statement with this code.'),
        ),
        migrations.AddIndex(
            model_name='statementversion',
            index=models.Index(condition=models.Q(models.Q(('place', ''), models.Q(('place_zh', ''), _negated=True)), models.Q(('place_zh', ''), models.Q(('place', ''), _negated=True)), models.Q(('summary', ''), models.Q(('summary_zh', ''), _negated=True)), models.Q(('summary_zh', ''), models.Q(('summary', ''), _negated=True)), models.Q(('period', ''), models.Q(('period_zh', ''), _negated=True)), models.Q(('period_zh', ''), models.Q(('period', ''), _negated=True)), models.Q(('note', ''), models.Q(('note_zh', ''), _negated=True)), models.Q(('note_zh', ''), models.Q(('note', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_statementversion'),
        ),
        migrations.AddIndex(
            model_name='statementversion',
            index=models.Index(fields=['code'], name='statement_by_code'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.UniqueConstraint(fields=('document', 'line'), name='statementversion_line_once', violation_error_message='This record has a row with this line already.'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.CheckConstraint(condition=models.Q(('year__range', (1900, 2099))), name='statementversion_year_within_limits', violation_error_message='Write a year from 1900 to 2099.'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.CheckConstraint(condition=models.Q(('summary', ''), ('summary_zh', ''), _negated=True), name='statementversion_summary_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.UniqueConstraint(fields=('document', 'code'), name='statementversion_code_once', violation_error_message='This source already has a statement with this code.'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), models.Q(('unit', ''), _negated=True), _connector='OR'), name='statement_value_has_unit', violation_error_message='A value needs a unit.'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.CheckConstraint(condition=models.Q(('step__isnull', True), ('step__gt', 0), _connector='OR'), name='statement_step_positive', violation_error_message='The step of the last digit must be above zero.'),
        ),
        migrations.AddIndex(
            model_name='sourceattachment',
            index=models.Index(condition=models.Q(models.Q(('title', ''), models.Q(('title_zh', ''), _negated=True)), models.Q(('title_zh', ''), models.Q(('title', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_sourceattachment'),
        ),
        migrations.AddConstraint(
            model_name='sourceattachment',
            constraint=models.CheckConstraint(condition=models.Q(('dated_on', ''), ('dated_on__regex', '^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?|(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)|(19|20)[0-9]{2}-(0[13578]|1[02])-31|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)$'), _connector='OR'), name='sourceattachment_dated_on_within_limits', violation_error_message='Write a date from 1900 to 2099, like 2011, 2011-04 or 2011-04-15.'),
        ),
        migrations.AddConstraint(
            model_name='sourceattachment',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), ('title_zh', ''), _negated=True), name='sourceattachment_title_in_a_language', violation_error_message='This is needed in English or in Chinese; either is enough.'),
        ),
        migrations.AddConstraint(
            model_name='sourceattachment',
            constraint=models.UniqueConstraint(fields=('document', 'line'), name='sourceattachment_line_once', violation_error_message='This record has a row with this line already.'),
        ),
        migrations.AddIndex(
            model_name='uploadedversion',
            index=models.Index(fields=['kind', 'code', 'version'], name='uploaded_by_record'),
        ),
        migrations.AddIndex(
            model_name='yearstep',
            index=models.Index(fields=['year', 'id'], name='step_by_year'),
        ),
        migrations.AddConstraint(
            model_name='yearstep',
            constraint=models.CheckConstraint(condition=models.Q(('year__range', (1900, 2099))), name='yearstep_year_within_limits', violation_error_message='Write a year from 1900 to 2099.'),
        ),
    ]
