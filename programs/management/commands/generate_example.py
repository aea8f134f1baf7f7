"""`manage.py generate_example`: a made-up ledger of national size, for measuring."""

import time

from django.core.management.base import CommandError
from django.db import connection

from config.lib.connections.table_owner import OwnerCommand
from programs.demo import ledger
from programs.totals import tallies
from records.search.rebuild import rebuild


class Command(OwnerCommand):
    help = "Add made-up projects, marked as examples, to a ledger that holds only the 2011 report."

    def add_arguments(self, parser):
        parser.add_argument("--projects", type=int, default=1_000_000)
        parser.add_argument("--force", action="store_true", help="beside other data too")

    def handle(self, *, projects, force, **options):
        if projects < len(ledger.YEARS):
            raise CommandError("At least one project for each of ten years.")
        if not force and not ledger.is_alone():
            raise CommandError("This ledger holds more than the 2011 report. (--force)")
        begun = time.monotonic()
        past_triggers = ledger.may_pass_triggers()
        ledger.generate(projects, past_triggers=past_triggers)
        tallies.rebuild()
        if past_triggers:
            rebuild()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.stdout.write(f"{projects:,} projects in {time.monotonic() - begun:.0f} s.")
