"""A progress report is a source of its figures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0005_files_in_parts")]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "report"),
                    ("release", "official release"),
                    ("newspaper", "newspaper"),
                    ("standard", "standard or code list"),
                    ("notice", "public notice"),
                    ("progress", "progress report"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="sourceversion",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "report"),
                    ("release", "official release"),
                    ("newspaper", "newspaper"),
                    ("standard", "standard or code list"),
                    ("notice", "public notice"),
                    ("progress", "progress report"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
