"""`manage.py seal_rules`: write the list of rules anew after a change of the migrations."""

from django.core.management.base import BaseCommand

from records.integrity.verification import rules


class Command(BaseCommand):
    help = "Write the list of rules in the database; needs a freshly migrated one."

    def add_arguments(self, parser):
        parser.add_argument(
            "--restored",
            action="store_true",
            help="Add how the rules are worded in this database, restored from a backup.",
        )

    def handle(self, *, restored, **options):
        if restored:
            self.stdout.write(f"{rules.seal_restored()} rules are worded differently here.")
            return
        self.stdout.write(f"Sealed {rules.seal()} rules in {rules.SEALED.name}.")
