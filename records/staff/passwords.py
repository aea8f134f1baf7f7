"""Passwords that another person set, and those chosen anew by a link that serves once."""

import datetime

from django.contrib.admin.forms import AdminPasswordChangeForm as OwnAdminForm
from django.contrib.auth.forms import AdminPasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.models import Desk, User

BETWEEN_LINKS = datetime.timedelta(minutes=10)


def require_new_password(user: User) -> None:
    """Let `user` do nothing but choose a new password from the next sign-in on. The change leaves
    an event, which names who acts."""
    user.new_password_due_since = timezone.now()
    user.save(update_fields=["new_password_due_since"])


def end_sessions(user: User) -> None:
    """Sign `user` out everywhere. Only staff have sessions: there are few."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


class GivenPasswordForm(AdminPasswordChangeForm):
    """A password for another person."""

    def save(self, commit=True):
        self.user.new_password_due_since = timezone.now()
        user = super().save(commit)
        end_sessions(user)
        return user


class AnotherPassword:
    """A new password, which differs from the one before."""

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("Choose a password other than the one you have."))
        return password


class OwnPasswordForm(AnotherPassword, OwnAdminForm):
    """A new password of one's own, chosen while signed in."""

    def save(self, commit=True):
        self.user.new_password_due_since = None
        with acting(self.user, _("own password chosen")):
            return super().save(commit)


class RecoveredPasswordForm(AnotherPassword, SetPasswordForm):
    """A new password, chosen by a link that serves once. It signs its owner out everywhere."""

    def save(self, commit=True):
        self.user.new_password_due_since = None
        with acting(self.user, _("own password chosen by a link")):
            user = super().save(commit)
            end_sessions(user)
        return user


class LinkRequestForm(PasswordResetForm):
    """Asks for a link by mail. What it answers does not tell whether there is such an account."""

    def get_users(self, email):
        """Those who got no such mail in the last minutes: nobody floods another's mailbox."""
        lately = timezone.now() - BETWEEN_LINKS
        for user in super().get_users(email):
            Desk.objects.get_or_create(user=user)
            free = Desk.objects.exclude(link_mailed_at__gt=lately).filter(user=user)
            if user.is_staff and free.update(link_mailed_at=timezone.now()):
                yield user
