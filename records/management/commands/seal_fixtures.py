"""`manage.py seal_fixtures`: recompute edition 1 after a change of the founding fixtures."""

from django.core.management.base import CommandError

from config.lib.connections.table_owner import OwnerCommand
from records.integrity import founding_fixtures
from records.models import Edition


class Command(OwnerCommand):
    help = "Write fixtures/edition.json from the other fixtures; needs an empty, migrated database."

    def handle(self, **options):
        if Edition.objects.exists():
            raise CommandError(
                "This database has editions. Point DATABASE_URL at an empty one, migrate it, "
                "and run this again."
            )
        self.stdout.write(f"Sealed {founding_fixtures.seal()} records in fixtures/edition.json.")
