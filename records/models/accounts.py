"""Accounts of staff: roles asked for, roles that need a second factor, the log of sign-ins."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models.users import User


class RoleRequestQuerySet(models.QuerySet):
    def standing(self):
        """Requests that nobody has confirmed or declined yet."""
        return self.filter(state=RoleRequest.State.ASKED)


class RoleRequest(models.Model):
    """A role that one administrator asks for and another confirms (角色申请).

    The database gives the role when the request is confirmed, and by no other road.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")
        FOUNDING = "founding", _("founding")

    account = models.ForeignKey(
        User, models.PROTECT, related_name="role_requests", verbose_name=_("account")
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        related_name="requests",
        verbose_name=pgettext_lazy("what an account may do", "role"),
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="roles_asked", verbose_name=_("asked for by"), null=True
    )
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="roles_decided", verbose_name=_("decided by"), null=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("reason of the decision"), blank=True)

    objects = RoleRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a role")
        verbose_name_plural = _("requests for roles")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("account", "group"),
                condition=Q(state="asked"),
                name="role_asked_once",
                violation_error_message=_("This role is asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(state="founding", asked_by=None, decided_by=None)
                | Q(state="asked", asked_by__isnull=False, decided_by=None)
                | Q(
                    state__in=("confirmed", "declined"),
                    asked_by__isnull=False,
                    decided_by__isnull=False,
                ),
                name="role_request_is_signed",
                violation_error_message=_("A request for a role says who asked and who decided."),
            ),
        )

    def __str__(self):
        return f"{self.account}: {self.group}"


class SecondFactorRule(models.Model):
    """A role whose members give a code from their phone at sign-in (双因素登录要求)."""

    group = models.OneToOneField(
        Group,
        models.CASCADE,
        related_name="second_factor_rule",
        verbose_name=pgettext_lazy("what an account may do", "role"),
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
