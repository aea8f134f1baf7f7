"""`manage.py reencrypt_second_factors`: what a new SECRET_KEY needs before the old one goes."""

from django.core.management.base import BaseCommand, CommandError

from records.models import Phone


class Command(BaseCommand):
    help = "Encrypt the keys of second factors with today's SECRET_KEY; then drop the earlier ones."

    def handle(self, **options):
        phones = list(Phone.objects.all())
        unreadable = [phone for phone in phones if not phone.is_readable]
        for phone in phones:
            if phone not in unreadable:
                phone.reencrypt()
        if unreadable:
            names = ", ".join(phone.user.get_username() for phone in unreadable)
            raise CommandError(f"Neither SECRET_KEY nor its fallbacks read the key of: {names}.")
        self.stdout.write(f"{len(phones)} keys are encrypted with today's SECRET_KEY.")
