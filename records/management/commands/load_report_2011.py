"""`manage.py load_report_2011`: the founding fixtures, once, never over later edits."""

from django.core.management.base import BaseCommand

from config.lib.setup import database_setup
from records.integrity import founding_fixtures


class Command(BaseCommand):
    help = "Load the 2011 report unless something was published already."

    def handle(self, *, verbosity, **options):
        with database_setup():
            loaded = founding_fixtures.load(verbosity=0)
        if verbosity:
            self.stdout.write(
                "The 2011 report is loaded."
                if loaded
                else "The ledger has editions: nothing to load."
            )
