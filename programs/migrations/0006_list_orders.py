"""The orders of lists, of past editions too. Made beside those who write."""

import config.lib.language
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cadres", "0002_rules"),
        ("counties", "0002_rules"),
        ("programs", "0005_rows_of_outcomes"),
        ("records", "0004_check_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="allocation",
            index=models.Index(
                models.OrderBy(models.F("amount"), descending=True, nulls_last=True),
                models.F("id"),
                name="allocation_order_amount",
            ),
        ),
        AddIndexConcurrently(
            model_name="allocation",
            index=models.Index(models.F("amount"), models.F("id"), name="allocation_order_least"),
        ),
        AddIndexConcurrently(
            model_name="allocation",
            index=models.Index(
                models.F("kind"),
                models.OrderBy(models.F("amount"), descending=True, nulls_last=True),
                models.F("id"),
                name="allocation_order_kind",
            ),
        ),
        AddIndexConcurrently(
            model_name="allocation",
            index=models.Index(fields=["level", "project"], name="allocation_of_level"),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(models.F("year"), models.F("code"), name="project_order_year"),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(models.F("program"), models.F("code"), name="project_order_program"),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(
                models.F("category"), models.F("code"), name="project_order_category"
            ),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(models.F("scope"), models.F("code"), name="project_order_scope"),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(models.F("status"), models.F("code"), name="project_order_status"),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(models.F("county"), models.F("code"), name="project_order_county"),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(
                django.db.models.functions.text.Lower(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            models.F("title"), models.Value("")
                        ),
                        models.F("title_zh"),
                    )
                ),
                models.F("code"),
                name="project_order_title",
            ),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(
                config.lib.language.ChineseOrder(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            models.F("title_zh"), models.Value("")
                        ),
                        models.F("title"),
                    )
                ),
                models.F("code"),
                name="project_order_title_zh",
            ),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(fields=["year", "program", "code"], name="project_of_report"),
        ),
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(fields=["year", "published_in"], name="project_newest_of_year"),
        ),
        RemoveIndexConcurrently(model_name="allocation", name="allocation_by_amount"),
        RemoveIndexConcurrently(model_name="project", name="project_by_year"),
        RemoveIndexConcurrently(model_name="project", name="project_by_program"),
        RemoveIndexConcurrently(model_name="project", name="project_by_category"),
        RemoveIndexConcurrently(model_name="project", name="project_by_scope"),
        RemoveIndexConcurrently(model_name="project", name="project_by_status"),
        RemoveIndexConcurrently(model_name="project", name="project_by_county"),
        RemoveIndexConcurrently(model_name="project", name="project_by_title"),
        RemoveIndexConcurrently(model_name="project", name="project_by_title_zh"),
    ]
