"""Sign-in of staff: roles that need a second factor, and the log of every attempt."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class SecondFactorRule(models.Model):
    """A role whose members give a code from their phone at sign-in (双因素登录要求)."""

    group = models.OneToOneField(
        Group, models.CASCADE, related_name="second_factor_rule", verbose_name=_("role")
    )

    class Meta:
        verbose_name = _("required second factor")
        verbose_name_plural = _("required second factors")

    def __str__(self):
        return str(self.group)


class SignIn(AccessLog):
    """A sign-in that succeeded (登录记录)."""

    class Meta:
        proxy = True
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self):
        return f"{self.username} {self.attempt_time:%Y-%m-%d %H:%M}"


class FailedSignIn(AccessFailureLog):
    """A sign-in that failed (登录失败记录)."""

    class Meta:
        proxy = True
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")

    def __str__(self):
        return f"{self.username} {self.attempt_time:%Y-%m-%d %H:%M}"


class Lockout(AccessAttempt):
    """Failures counted against a name and address; deleting it lets them in again (登录锁定)."""

    class Meta:
        proxy = True
        verbose_name = _("throttled sign-in")
        verbose_name_plural = _("throttled sign-ins")

    def __str__(self):
        return f"{self.username} {self.ip_address}"
