"""`manage.py rebuild_totals`: count what the pages of lists show anew."""

from django.core.management.base import BaseCommand

from programs.totals import tallies


class Command(BaseCommand):
    help = "Count the totals of published projects anew; needed after loading very many at once."

    def handle(self, **options):
        tallies.rebuild()
        self.stdout.write("The totals are those of the newest edition.")
