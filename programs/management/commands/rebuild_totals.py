"""`manage.py rebuild_totals`: count what the pages of lists show anew."""

from config.lib.connections.table_owner import OwnerCommand
from programs.totals import standings, tallies


class Command(OwnerCommand):
    help = "Count the totals of published projects anew, from their rows."

    def handle(self, **options):
        tallies.rebuild()
        standings.rebuild()
        self.stdout.write("The totals are those of the newest edition.")
