"""Django's `migrate` as the owner, beside people who write, and one process at a time: two that
start at once would make the same tables. At its end the application gets its rights on what there
is."""

from django.core.management.commands import migrate

from config.database.migrating import giving_way, prepare, try_until_free
from config.database.rights import grant_rights
from config.lib.connections.table_owner import OwnerCommand
from config.lib.setup import database_setup


class Command(OwnerCommand, migrate.Command):
    def handle(self, *args, **options):
        self.alias = options["database"]

        def change():
            with database_setup(self.alias), giving_way(self.alias):
                super(Command, self).handle(*args, **options)
                grant_rights(self.alias)

        def say_that_it_waits():
            if options["verbosity"] >= 1:
                self.stdout.write("  Somebody is writing; trying again in a moment.")

        try_until_free(change, say_that_it_waits)

    def migration_progress_callback(self, action, migration=None, fake=False):
        if action in ("apply_start", "unapply_start") and not fake:
            prepare(self.alias, migration)
        super().migration_progress_callback(action, migration, fake)
