"""Roles: asked for by one administrator, confirmed by another, given by the database."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import RoleRequest, User

FOUNDERS = 2
ADMINISTRATOR = "administrator"


@in_plain_words()
def ask(account: User, group: Group, user: User, reason: str) -> RoleRequest:
    """Ask another administrator to confirm a role. ValidationError where it is asked for already,
    or `user` is no administrator."""
    with acting(user, reason):
        return RoleRequest.objects.create(
            account=account, group=group, asked_by=user, reason=reason
        )


@in_plain_words()
def decide(request: RoleRequest, state: RoleRequest.State, user: User, reason: str) -> None:
    """Confirm or decline a request; a confirmed role takes effect at once. ValidationError where
    `user` may not confirm it, or it was decided meanwhile."""
    with acting(user, reason):
        request = RoleRequest.objects.select_for_update().get(pk=request.pk)
        if request.state != RoleRequest.State.ASKED:
            raise ValidationError(_("This request was decided already."))
        if state == RoleRequest.State.CONFIRMED and user in (request.asked_by, request.account):
            raise ValidationError(
                _("Another administrator must confirm this: neither who asked nor who gets it.")
            )
        request.state, request.decided_by, request.decision = state, user, reason
        request.save()


def give(account: User, roles: Iterable[str], asking: User, confirming: User, reason: str) -> None:
    """Both steps for each of `roles`: for commands and tests that stand for two people."""
    with transaction.atomic():
        for group in Group.objects.filter(name__in=roles):
            request = ask(account, group, asking, reason)
            decide(request, RoleRequest.State.CONFIRMED, confirming, reason)


@in_plain_words()
def make_first_administrators(accounts: Iterable[User], reason: str) -> None:
    """Make the first administrators of a ledger, whom nobody could confirm. ValidationError where a
    role was ever asked for."""
    founding = RoleRequest.State.FOUNDING
    with transaction.atomic():
        group = Group.objects.get(name=ADMINISTRATOR)
        for account in accounts:
            RoleRequest.objects.create(account=account, group=group, state=founding, reason=reason)
