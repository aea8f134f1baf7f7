"""`manage.py demo_accounts`: one member of staff for each role, in development only."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from records.models import User
from records.roles import ROLES, make_groups


class Command(BaseCommand):
    help = "Create and print demonstration accounts; refuses in production."

    def handle(self, *, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("Demonstration accounts exist only in development.")
        make_groups()
        self.stdout.write("Demonstration accounts for /admin/ (name, password):")
        for role in ROLES:
            password = f"{role}-demo-2011"
            user, is_new = User.objects.get_or_create(
                username=role, defaults={"is_staff": True, "display_name": role.capitalize()}
            )
            user.groups.add(Group.objects.get(name=role))
            if is_new:
                user.set_password(password)
                user.save()
            known = is_new or user.check_password(password)
            self.stdout.write(f"  {role:<14} {password if known else '(password was changed)'}")
