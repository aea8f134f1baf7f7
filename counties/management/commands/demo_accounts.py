"""`manage.py demo_accounts`: one member of staff for each role, in development only."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from counties.models import Assignment, County
from records.models import User
from records.roles import make_groups

# name: (roles, division codes of the counties the account works for; None is the ministry)
ACCOUNTS = {
    "clerk": (("clerk", "private-data"), (None,)),
    "county-clerk": (("clerk",), ("141030", "141032")),  # Daning and Yonghe
    "reviewer": (("reviewer",), ()),
    "administrator": (("administrator",), ()),
    "auditor": (("auditor",), ()),
}


class Command(BaseCommand):
    help = "Create and print demonstration accounts; refuses in production."

    def handle(self, *, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("Demonstration accounts exist only in development.")
        make_groups()
        self.stdout.write("Demonstration accounts for /admin/ (name, password):")
        for name, (roles, places) in ACCOUNTS.items():
            password = f"{name}-demo-2011"
            user, is_new = User.objects.get_or_create(
                username=name, defaults={"is_staff": True, "display_name": name.capitalize()}
            )
            if is_new:
                user.set_password(password)
                user.save()
                self._set_up(user, roles, places)
            known = is_new or user.check_password(password)
            self.stdout.write(f"  {name:<14} {password if known else '(password was changed)'}")

    def _set_up(self, user, roles, places):
        user.groups.set(Group.objects.filter(name__in=roles))
        for code in places:
            county = code and County.objects.filter(code=code).first()
            if county or code is None:
                Assignment.objects.create(user=user, county=county)
