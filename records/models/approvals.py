"""The amount above which two reviewers approve a record before it is published."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.lib.money import MoneyField
from records.models.users import User


class ApprovalLimitQuerySet(models.QuerySet):
    def current(self) -> Decimal | None:
        """The limit in yuan that holds today; None where one reviewer is always enough."""
        return self.order_by("id").values_list("amount", flat=True).last()


class ApprovalLimit(models.Model):
    """From when on two reviewers approve what costs more than an amount; rows are only ever added,
    and the newest holds (双人审批限额)."""

    amount = MoneyField(
        _("amount (yuan)"),
        help_text=_(
            "A record whose money passes this amount needs two reviewers. Empty: one is enough "
            "for every record."
        ),
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        User, models.PROTECT, related_name="approval_limits", verbose_name=_("by"), editable=False
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = ApprovalLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit for two approvals")
        verbose_name_plural = _("limits for two approvals")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="approvallimit_amount_not_negative",
                violation_error_message=_("An amount of money must not be below zero."),
            ),
        )

    def __str__(self):
        return str(self.amount or "–")
