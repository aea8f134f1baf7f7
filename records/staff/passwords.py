"""Passwords that another person set: sessions end, and the next sign-in asks for a new one."""

from django.contrib.admin.forms import AdminPasswordChangeForm as OwnAdminForm
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.models import User


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


class OwnPasswordForm(OwnAdminForm):
    """A new password of one's own, which differs from the one before."""

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("Choose a password other than the one you have."))
        return password

    def save(self, commit=True):
        self.user.new_password_due_since = None
        with acting(self.user, _("own password chosen")):
            return super().save(commit)
