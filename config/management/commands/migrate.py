"""Django's `migrate` as the owner, one process at a time: two that start at once would make the
same tables. At its end the application gets its rights on what there is."""

from django.core.management.commands import migrate

from config.database.rights import grant_rights
from config.lib.connections.table_owner import OwnerCommand
from config.lib.setup import database_setup


class Command(OwnerCommand, migrate.Command):
    def handle(self, *args, **options):
        with database_setup(options["database"]):
            super().handle(*args, **options)
            grant_rights(options["database"])
