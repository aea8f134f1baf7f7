from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "records"

    def ready(self):
        from records.roles import make_groups

        post_migrate.connect(make_groups, dispatch_uid="records.roles")
