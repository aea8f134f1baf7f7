"""`manage.py demo_accounts`: one member of staff for each role, in development only."""

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from config.lib.connections.table_owner import OwnerCommand
from config.lib.setup import database_setup
from counties.models import Assignment, County
from records.models import RoleRequest, User
from records.review.role_requests import give, make_first_administrators
from records.roles import make_groups

# name: (roles, division codes of the counties the account works for; None is the ministry)
ACCOUNTS = {
    "clerk": (("clerk", "private-data"), (None,)),
    "county-clerk": (("clerk",), ("141030", "141032")),  # Daning and Yonghe
    "reviewer": (("reviewer",), ()),
    "administrator": (("administrator",), ()),
    "administrator-2": (("administrator",), ()),  # confirms the roles that the other asks for
    "auditor": (("auditor",), ()),
}
FIRST = ("administrator", "administrator-2")
REASON = "demonstration"


class Command(OwnerCommand):
    help = "Create and print demonstration accounts; refuses in production."

    def handle(self, *, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("Demonstration accounts exist only in development.")
        with database_setup():
            accounts = self.make()
        self.stdout.write("Demonstration accounts for /admin/ (name, password):")
        for name, user in accounts.items():
            is_known = user.check_password(_password(name))
            password = _password(name) if is_known else "(password was changed)"
            self.stdout.write(f"  {name:<15} {password}")

    def make(self) -> dict[str, User]:
        make_groups()
        new = [name for name in ACCOUNTS if not User.objects.filter(username=name).exists()]
        with transaction.atomic():
            accounts = {name: self._account(name) for name in ACCOUNTS}
            if not RoleRequest.objects.exists():
                make_first_administrators([accounts[name] for name in FIRST], REASON)
            for name in new:
                self._set_up(accounts[name], *ACCOUNTS[name])
        return accounts

    def _account(self, name):
        user, is_new = User.objects.get_or_create(
            username=name, defaults={"is_staff": True, "display_name": name.capitalize()}
        )
        if is_new:
            user.set_password(_password(name))
            user.save()
        return user

    def _set_up(self, user, roles, places):
        held = set(user.groups.values_list("name", flat=True))
        administrators = User.objects.filter(is_active=True, groups__name="administrator")
        asking, confirming = administrators.order_by("pk")[:2]
        give(user, set(roles) - held, asking, confirming, REASON)
        for code in places:
            county = code and County.objects.filter(code=code).first()
            if county or code is None:
                Assignment.objects.create(user=user, county=county)


def _password(name: str) -> str:
    return f"{name}-demo-2011"
