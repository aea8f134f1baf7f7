"""manage.py send_digests: tell people what came up, by one mail a day at most. For a timer."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from records.notices.digests import send_digests
from records.notices.telling import collect


class Command(BaseCommand):
    help = "Collect what depends on the day, and send each member of staff what is not read yet."

    def handle(self, **options):
        collect(timezone.now())
        self.stdout.write(f"digests sent: {send_digests()}")
