"""`manage.py seal_rules`: write the list of rules anew after a change of the migrations."""

from django.core.management.base import BaseCommand

from records.integrity.verification import rules


class Command(BaseCommand):
    help = "Write the list of rules in the database; needs a freshly migrated one."

    def handle(self, **options):
        self.stdout.write(f"Sealed {rules.seal()} rules in {rules.SEALED.name}.")
