"""`manage.py verify_editions`: recompute every digest and the chain."""

from django.core.management.base import BaseCommand, CommandError

from records.integrity.verify import MismatchError, verify


class Command(BaseCommand):
    help = "Recompute every digest; names the first row that does not match and fails."

    def handle(self, *, verbosity, **options):
        count = 0
        try:
            for edition in verify():
                count += 1
                if verbosity:
                    self.stdout.write(
                        f"edition {edition.number}: {edition.record_count} records, ok"
                    )
        except MismatchError as error:
            raise CommandError(f"NOT AS PUBLISHED: {error}") from error
        self.stdout.write(f"{count} editions verified.")
