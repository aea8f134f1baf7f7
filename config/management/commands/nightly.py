"""`manage.py nightly`: all that a ledger needs once a day. For a timer."""

from django.core.management.base import BaseCommand, CommandError

from config.nightly import steps as nightly
from config.nightly.state import AtWorkError


class Command(BaseCommand):
    help = (
        "Delete expired sessions and what was kept long enough, verify new editions, run the "
        "checks, mail people what waits for them. A step that fails does not stop the others."
    )

    def handle(self, **options):
        try:
            failed = nightly.run(lambda line: self.stdout.write(line))
        except AtWorkError as error:
            raise CommandError(str(error)) from error
        if failed:
            raise CommandError(f"{len(failed)} steps failed: {', '.join(failed)}.")
        self.stdout.write("All steps are done.")
