import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Prepared files in parts of bounded size. Those there are are made anew when asked for."""

    dependencies = [("records", "0004_check_counts")]

    operations = [
        migrations.RunSQL("DELETE FROM records_preparedfile", migrations.RunSQL.noop),
        migrations.RemoveField("preparedfile", "content"),
        migrations.RemoveField("preparedfile", "projects"),
        migrations.AddField(
            "preparedfile",
            "rows",
            models.PositiveIntegerField(default=0, verbose_name="rows in it"),
            preserve_default=False,
        ),
        migrations.AddField(
            "preparedfile",
            "rows_done",
            models.PositiveIntegerField(default=0, verbose_name="rows made"),
        ),
        migrations.AddField(
            "preparedfile",
            "size",
            models.PositiveBigIntegerField(null=True, verbose_name="size (bytes)"),
        ),
        migrations.CreateModel(
            name="PreparedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("content", models.BinaryField(verbose_name="content")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stored_parts",
                        to="records.preparedfile",
                        verbose_name="prepared file",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a prepared file",
                "verbose_name_plural": "parts of prepared files",
                "ordering": ("file", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("file", "number"), name="prepared_part_once")
                ],
            },
        ),
    ]
