"""`manage.py load_report_2011`: the founding fixtures, once, never over later edits."""

from django.core.management.base import BaseCommand

from config.lib.connections.table_owner import as_owner
from config.lib.setup import database_setup
from records.integrity import founding_fixtures
from records.models import Edition


class Command(BaseCommand):
    help = "Load the 2011 report unless something was published already."

    def handle(self, *, verbosity, **options):
        loaded = not Edition.objects.exists() and self.load()
        if verbosity:
            self.stdout.write(
                "The 2011 report is loaded."
                if loaded
                else "The ledger has editions: nothing to load."
            )

    def load(self) -> bool:
        with as_owner(), database_setup():
            return founding_fixtures.load(verbosity=0)
