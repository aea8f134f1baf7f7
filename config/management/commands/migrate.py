"""Django's `migrate`, one process at a time: two that start at once would make the same tables."""

from django.core.management.commands import migrate

from config.lib.setup import database_setup


class Command(migrate.Command):
    def handle(self, *args, **options):
        with database_setup(options["database"]):
            return super().handle(*args, **options)
