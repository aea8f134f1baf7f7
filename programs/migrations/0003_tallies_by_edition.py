"""Tallies as changes by edition. The worker fills their tables (`programs/tasks.py`).

The program of 0.2.0 goes on until it is restarted. It asks twice of which edition the tallies are, and
counts from the rows where somebody changed them in between; the view lets it do so.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_rules"), ("records", "0003_prepared_files")]

    operations = [
        migrations.RunSQL("DROP FUNCTION public.ledger_move_county CASCADE"),
        migrations.DeleteModel(name="TallyEdition"),
        migrations.RunSQL(
            "CREATE VIEW public.programs_tallyedition AS"
            " SELECT 0 AS edition, clock_timestamp()::text AS digest;"
            "GRANT SELECT ON public.programs_tallyedition TO PUBLIC"
        ),
        migrations.DeleteModel(name="TallyCell"),
        migrations.CreateModel(
            name="TallyBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.SmallIntegerField(verbose_name="level")),
                ("since", models.IntegerField(verbose_name="after edition")),
                ("until", models.IntegerField(verbose_name="up to edition")),
            ],
            options={
                "verbose_name": "block of tallies",
                "verbose_name_plural": "blocks of tallies",
                "constraints": [
                    models.UniqueConstraint(fields=("since", "until"), name="tally_block_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TallyCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cells",
                        to="programs.tallyblock",
                        verbose_name="block of tallies",
                    ),
                ),
                ("grain", models.SmallIntegerField(verbose_name="dimensions counted by")),
                ("province", models.IntegerField(null=True, verbose_name="province")),
                ("county", models.IntegerField(null=True, verbose_name="county or district")),
                ("year", models.IntegerField(null=True, verbose_name="year")),
                ("program", models.IntegerField(null=True, verbose_name="programme")),
                ("category", models.TextField(null=True, verbose_name="kind of work")),
                ("scope", models.TextField(null=True, verbose_name="scope")),
                ("status", models.TextField(null=True, verbose_name="status")),
                ("kind", models.TextField(null=True, verbose_name="kind of money")),
                ("band", models.TextField(null=True, verbose_name="amount band")),
                ("projects", models.BigIntegerField(verbose_name="projects")),
                ("rows", models.BigIntegerField(verbose_name="allocations")),
                ("stated", models.BigIntegerField(verbose_name="allocations with an amount")),
                (
                    "qualified",
                    models.BigIntegerField(verbose_name="allocations whose amount has a qualifier"),
                ),
                ("central", models.BigIntegerField(verbose_name="allocations of central money")),
                (
                    "provincial",
                    models.BigIntegerField(verbose_name="allocations of provincial money"),
                ),
                (
                    "municipal",
                    models.BigIntegerField(verbose_name="allocations of municipal money"),
                ),
                ("of_county", models.BigIntegerField(verbose_name="allocations of county money")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=24, verbose_name="sum (yuan)"),
                ),
            ],
            options={
                "verbose_name": "tally",
                "verbose_name_plural": "tallies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "block",
                            "grain",
                            "province",
                            "county",
                            "year",
                            "program",
                            "category",
                            "scope",
                            "status",
                            "kind",
                            "band",
                        ),
                        name="tally_cell_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name='OutcomeCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField(verbose_name='what')),
                ('of', models.TextField(verbose_name='of what')),
                ('county', models.IntegerField(verbose_name='county or district')),
                ('year', models.IntegerField(verbose_name='year')),
                ('program', models.IntegerField(verbose_name='programme')),
                ('scope', models.TextField(verbose_name='scope')),
                ('category', models.TextField(verbose_name='kind of work')),
                ('rows', models.BigIntegerField(verbose_name='rows')),
                ('stated', models.BigIntegerField(verbose_name='rows with a value')),
                ('qualified', models.BigIntegerField(verbose_name='rows whose value has a qualifier')),
                ('value', models.DecimalField(decimal_places=4, max_digits=24, verbose_name='sum')),
                ('block', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='programs.tallyblock', verbose_name='block of tallies')),
            ],
            options={
                'verbose_name': 'sum of outcomes',
                'verbose_name_plural': 'sums of outcomes',
                'constraints': [models.UniqueConstraint(fields=('block', 'what', 'of', 'county', 'year', 'program', 'scope', 'category'), name='outcome_cell_once')],
            },
        ),
        migrations.RunSQL(Path(__file__).with_name("tallies.sql").read_text()),
    ]
