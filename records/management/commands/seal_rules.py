"""`manage.py seal_rules`: write the list of rules anew after a change of the migrations."""

from django.core.management.base import BaseCommand

from records.integrity.verification import rules


class Command(BaseCommand):
    help = "Write the list of rules in the database; needs a freshly migrated one."

    def add_arguments(self, parser):
        parser.add_argument(
            "--add-wordings",
            action="store_true",
            help="Only add how this database words them, one that came out of a backup or is of"
            " another major version of PostgreSQL.",
        )

    def handle(self, *, add_wordings, **options):
        if add_wordings:
            self.stdout.write(f"{rules.seal_wordings()} rules have another wording here.")
            return
        self.stdout.write(f"Sealed {rules.seal()} rules in {rules.SEALED.name}.")
