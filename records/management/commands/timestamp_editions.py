"""`manage.py timestamp_editions`: have editions stamped that have no timestamp yet."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from records.integrity.timestamps import TimestampError, stamp
from records.models import Edition


class Command(BaseCommand):
    help = (
        "Ask the authority of TIMESTAMP_URL for the timestamps that editions lack, the oldest "
        "first; end at the first that it does not give. For a timer."
    )

    def handle(self, **options):
        if not settings.TIMESTAMP_URL:
            raise CommandError("TIMESTAMP_URL names no authority.")
        missing = Edition.objects.without_timestamp().order_by("number")
        count = 0
        for edition in missing.select_related("published_by"):
            try:
                stamp(edition)
            except TimestampError as error:
                raise CommandError(f"edition {edition.number}: {error}") from error
            count += 1
        self.stdout.write(f"{count} editions stamped.")
