"""`manage.py tell_failure fupin-backup`: for `fupin-failed@.service`, which systemd starts."""

from django.core.mail import mail_admins
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Mail to ADMINS_EMAIL that a service of this machine failed. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("unit", help="its name, without .service")

    def handle(self, unit: str, **options):
        mail_admins(
            f"{unit} failed",
            f"The service {unit} failed. Why, says its log on the machine:\n\n"
            f"  journalctl -u {unit} -n 50\n\n"
            "What to do then: docs/operations.md, “What to do when”.",
        )
