"""`manage.py first_administrators`: the two accounts that confirm all others."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from records.models import User
from records.review.role_requests import FOUNDERS, make_first_administrators


class Command(BaseCommand):
    help = (
        "Create the first two administrators of a ledger, and print a password for each. Every "
        "other role is asked for by one administrator and confirmed by another."
    )

    def add_arguments(self, parser):
        parser.add_argument("names", nargs=FOUNDERS, metavar="name", help="user name")

    def handle(self, *, names, **options):
        if len(set(names)) < FOUNDERS or User.objects.filter(username__in=names).exists():
            raise CommandError("Name two people who have no account yet.")
        passwords = {name: get_random_string(20) for name in names}
        try:
            with transaction.atomic():
                make_first_administrators(
                    [_new(*one) for one in passwords.items()], "first administrators"
                )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write("Passwords for the first sign-in, where each chooses another:")
        for name, password in passwords.items():
            self.stdout.write(f"  {name}  {password}")


def _new(name: str, password: str) -> User:
    due = timezone.now()
    return User.objects.create_user(
        name, password=password, is_staff=True, new_password_due_since=due
    )
