"""The people who work on the ledger."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff (工作人员). Editions quote the user name, so it never changes."""

    display_name = models.CharField(_("name shown to the public"), max_length=80, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")

    def natural_key(self):
        return (self.username,)
