"""`manage.py rebuild_search`: rebuild the search index."""

from config.lib.connections.table_owner import OwnerCommand
from records.models import SearchEntry
from records.search.rebuild import rebuild


class Command(OwnerCommand):
    help = "Make the entries of the search anew, after rows were loaded past the triggers."

    def handle(self, *, verbosity, **options):
        rebuild()
        if verbosity:
            self.stdout.write(f"{SearchEntry.objects.count()} entries can be searched.")
