"""Money of a project: allocations by kind and stage, and the payments behind them.

An allocation may state four amounts, one for each stage, or a single one whose stage the source
does not name. Sums take one of them, the `amount`: what was allocated, or the amount without a
stage. `amount_stage` is the stage of that very amount and of no other, so that the two may stand
side by side. What was planned, received or spent is never part of a sum of amounts.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.money import MoneyField
from config.lib.orm.text_pairs import awaiting_index
from programs.models.projects import ProjectRow
from programs.models.vocabulary import AmountStage, MoneyKind
from records.models import CitedFigures, Unit
from records.models.records import RowQuerySet

STAGES = {
    "planned": _("planned"),
    "allocated": _("allocated"),
    "received": _("received"),
    "spent": _("spent"),
}
AMOUNTS = {**STAGES, AmountStage.UNSTAGED.value: AmountStage.UNSTAGED.label}


class AllocationQuerySet(RowQuerySet):
    def total(self) -> Decimal:
        """The sum of the amounts, in yuan: what was allocated, or stated without a stage."""
        return self.aggregate(total=models.Sum("amount"))["total"] or Decimal(0)

    def by_kind(self):
        """Sums per year, programme, scope and kind of money; no two of them may be added."""
        keys = ("project__year", "project__program__code", "project__scope", "kind")
        return self.values(*keys).annotate(total=models.Sum("amount")).order_by(*keys)


def _money_party(role, related_name):
    return models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name=related_name,
        verbose_name=role,
        null=True,
        blank=True,
        help_text=_("Empty where the source does not say."),
    )


class Allocation(ProjectRow):
    """Money of one kind for a project, by stage (资金安排). Empty means not stated."""

    required_to_publish = ("kind", "statement")
    cited_figures = (
        CitedFigures(
            dict.fromkeys(("allocated", "unstaged", "planned", "received", "spent"), Unit.CNY)
        ),
    )

    # Whose money
    kind = models.CharField(_("kind of money"), max_length=20, choices=MoneyKind.choices)
    funder = _money_party(_("funder"), "allocations_funded")
    coordinator = _money_party(_("coordinated by"), "allocations_coordinated")
    recipient = _money_party(_("recipient"), "allocations_received")
    allocated_on = PartialDateField(_("allocated on"))

    # How much, by stage
    planned = MoneyField(_("planned (yuan)"))
    allocated = MoneyField(_("allocated (yuan)"))
    received = MoneyField(_("received (yuan)"))
    spent = MoneyField(_("spent (yuan)"))
    unstaged = MoneyField(
        _("amount, stage not stated (yuan)"),
        help_text=_("Where the source does not say whether it was promised, allocated or paid."),
    )
    amount = models.GeneratedField(
        expression=Coalesce("allocated", "unstaged"),
        output_field=MoneyField(),
        db_persist=True,
        verbose_name=_("amount (yuan)"),
        help_text=_(
            "The amount that sums take: what was allocated or, where the source names no "
            "stage, what it states. Amounts planned, received or spent are not summed."
        ),
    )
    amount_stage = models.GeneratedField(
        expression=Case(
            When(allocated__isnull=False, then=Value(AmountStage.ALLOCATED.value)),
            When(unstaged__isnull=False, then=Value(AmountStage.UNSTAGED.value)),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=9, choices=AmountStage.choices, blank=True),
        choices=AmountStage.choices,
        db_persist=True,
        verbose_name=_("stage of the amount"),
        help_text=_("Of the amount that sums take; empty where there is none."),
    )
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    note_text = LocalizedField("note")
    objects = AllocationQuerySet.as_manager()

    class Meta(ProjectRow.Meta):
        indexes = (
            awaiting_index("note"),
            models.Index(F("amount").desc(nulls_last=True), name="allocation_by_amount"),
        )
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("allocated_on"),
            models.CheckConstraint(
                condition=Q(received__lte=F("allocated")) | Q(received=None) | Q(allocated=None),
                name="allocation_received_within_allocated",
                violation_error_message=_("More was received than allocated."),
            ),
            models.CheckConstraint(
                condition=Q(spent__lte=F("received")) | Q(spent=None) | Q(received=None),
                name="allocation_spent_within_received",
                violation_error_message=_("More was spent than received."),
            ),
            models.CheckConstraint(
                condition=Q(spent__lte=F("allocated")) | Q(spent=None) | Q(allocated=None),
                name="allocation_spent_within_allocated",
                violation_error_message=_("More was spent than allocated."),
            ),
            models.CheckConstraint(
                condition=Q(unstaged=None)
                | Q(planned=None, allocated=None, received=None, spent=None),
                name="allocation_staged_or_not",
                violation_error_message=_("Give amounts by stage, or one amount without a stage."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{stage: None}) | Q(**{f"{stage}__gte": 0}),
                    name=f"allocation_{stage}_not_negative",
                    violation_error_message=_("An amount of money must not be below zero."),
                )
                for stage in ("planned", "allocated", "received", "spent", "unstaged")
            ),
        )

    def __str__(self):
        return f"{self.get_kind_display()} ({self.line})"

    @property
    def by_stage(self) -> list[tuple[str, Decimal | None]]:
        """Each stage in words with its amount; a single one where no stage is stated."""
        if self.unstaged is not None:
            return [(AmountStage.UNSTAGED.label, self.unstaged)]
        return [(name, getattr(self, stage)) for stage, name in STAGES.items()]


class Payment(ProjectRow):
    """A dated payment of an allocation (拨付、支出)."""

    class Stage(models.TextChoices):
        RECEIVED = "received", _("received")
        SPENT = "spent", _("spent")

    required_to_publish = ("allocation", "amount", "paid_on", "statement")
    cited_figures = (CitedFigures({"amount": Unit.CNY}),)

    allocation = models.ForeignKey(
        Allocation,
        models.CASCADE,
        related_name="payments",
        verbose_name=_("allocation"),
        null=True,
        blank=True,
    )
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices)
    paid_on = PartialDateField(_("paid on"))
    amount = MoneyField(_("amount (yuan)"))
    payee = models.CharField(_("payee"), max_length=120, blank=True)

    class Meta(ProjectRow.Meta):
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("paid_on"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="payment_amount_not_negative",
                violation_error_message=_("An amount of money must not be below zero."),
            ),
        )

    def __str__(self):
        return f"{self.get_stage_display()} {self.paid_on}"
