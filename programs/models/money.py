"""Money of a project: allocations by kind and stage, and the payments behind them.

An allocation may state four amounts, one for each stage, or a single one whose stage the source
does not name. Sums take one of them, the `amount`: what was allocated, or the amount without a
stage. `amount_stage` and `qualifier` are the stage and the qualifier of that very amount and of no
other, so that the three may stand side by side. What was planned, received or spent is never part
of a sum of amounts.

More may be received than was allocated, and more be spent than received. Such an overspend can be
recorded in a draft; it is published with its explanation only, by the checks of `programs.quality`
and a trigger, and marked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField, join_texts
from config.lib.money import MoneyField, add
from config.lib.orm.text_pairs import awaiting_index
from programs.models.projects import ProjectRow
from programs.models.vocabulary import AmountStage, MoneyKind, MoneyLevel
from records.models import CitedFigures, Measure, Qualifier, Unit
from records.models.records import RowQuerySet

STAGES = {
    "planned": _("planned"),
    "allocated": _("allocated"),
    "received": _("received"),
    "spent": _("spent"),
}
AMOUNTS = {**STAGES, AmountStage.UNSTAGED.value: AmountStage.UNSTAGED.label}
# What an overspend is: an amount above the one that comes before it.
OVERSPENDS = (
    ("received", "allocated", _("More was received than allocated.")),
    ("spent", "received", _("More was spent than received.")),
    ("spent", "allocated", _("More was spent than allocated.")),
)


@dataclass(frozen=True)
class StageAmount:
    """The amount of an allocation at one stage. `is_paid` where it is a sum of payments: then
    `stated` is what the allocation itself says of the stage."""

    stage: str
    amount: Decimal | None
    qualifier: str
    is_paid: bool = False
    stated: Decimal | None = None

    @property
    def name(self) -> str:
        return AMOUNTS[self.stage]

    @property
    def full_name(self) -> str:
        """The stage, and whether the amount is a sum of payments."""
        words = _("%(stage)s (sum of payments)") % {"stage": self.name}
        return str(words if self.is_paid else self.name)

    @property
    def differing(self) -> Decimal | None:
        """What the allocation says, where the payments say something else."""
        return self.stated if self.is_paid and self.stated != self.amount else None


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


def _qualifier(label):
    return models.CharField(
        label,
        max_length=12,
        choices=Qualifier.choices,
        blank=True,
        help_text=_("As the source has it; empty where it states the amount without one."),
    )


def _qualifier_has_amount(amount: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{name: ""}) | Q(**{f"{amount}__isnull": False}),
        name=f"%(class)s_{name}_has_amount",
        violation_error_message=_("A qualifier belongs to an amount. Give the amount, too."),
    )


class Allocation(ProjectRow):
    """Money of one kind for a project, by stage (资金安排). Empty means not stated."""

    carried_over = ("kind", "level", "funder_id", "coordinator_id", "recipient_id")
    required_to_publish = ("kind", "statement")
    cited_figures = (
        CitedFigures(
            dict.fromkeys(("allocated", "unstaged", "planned", "received", "spent"), Unit.CNY),
            qualifier="{field}_qualifier",
        ),
    )

    # Whose money
    kind = models.CharField(_("kind of money"), max_length=20, choices=MoneyKind.choices)
    level = models.CharField(
        _("level of government"),
        max_length=10,
        choices=MoneyLevel.choices,
        blank=True,
        help_text=_("Empty where the source does not say; never inferred from the kind."),
    )
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
    planned_qualifier = _qualifier(_("qualifier of the amount planned"))
    allocated_qualifier = _qualifier(_("qualifier of the amount allocated"))
    received_qualifier = _qualifier(_("qualifier of the amount received"))
    spent_qualifier = _qualifier(_("qualifier of the amount spent"))
    unstaged_qualifier = _qualifier(_("qualifier of the amount without a stage"))
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
    qualifier = models.GeneratedField(
        expression=Case(
            When(allocated__isnull=False, then=F("allocated_qualifier")),
            When(unstaged__isnull=False, then=F("unstaged_qualifier")),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=12, choices=Qualifier.choices, blank=True),
        choices=Qualifier.choices,
        db_persist=True,
        verbose_name=_("qualifier of the amount"),
        help_text=_("Of the amount that sums take; empty where the source has none."),
    )

    # What must be said with it
    overspend_note = models.TextField(
        _("explanation of an overspend (English)"),
        blank=True,
        help_text=_("Needed for publication where more was received or spent than there was."),
    )
    overspend_note_zh = models.TextField(_("explanation of an overspend (Chinese)"), blank=True)
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    overspend_note_text = LocalizedField("overspend_note")
    note_text = LocalizedField("note")
    objects = AllocationQuerySet.as_manager()

    class Meta(ProjectRow.Meta):
        indexes = (
            awaiting_index("overspend_note", "note"),
            # In the order of lists, from either end.
            models.Index(F("amount").desc(nulls_last=True), "id", name="allocation_order_amount"),
            models.Index("amount", "id", name="allocation_order_least"),
            models.Index(
                "kind", F("amount").desc(nulls_last=True), "id", name="allocation_order_kind"
            ),
            models.Index(fields=("level", "project"), name="allocation_of_level"),
        )
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("allocated_on"),
            *(_qualifier_has_amount(stage, f"{stage}_qualifier") for stage in AMOUNTS),
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
                for stage in AMOUNTS
            ),
        )

    def __str__(self):
        return f"{self.get_kind_display()} ({self.line})"

    @property
    def kind_and_level(self) -> str:
        """The kind of money and, where it is stated, the level that it comes from."""
        parts = (self.get_kind_display(), self.get_level_display())
        return join_texts(" · ", filter(None, parts))

    @property
    def by_stage(self) -> list["StageAmount"]:
        """The amount at each stage; a single one where no stage is stated."""
        stages = (AmountStage.UNSTAGED.value,) if self.unstaged is not None else STAGES
        return [self.at_stage(stage) for stage in stages]

    def at_stage(self, stage: str) -> "StageAmount":
        """The amount at `stage`, a key of `AMOUNTS`: what was received or spent is the sum of
        payments where there are any, else what the allocation states."""
        stated = getattr(self, stage)
        payments = [one for one in self._own_payments() if one.stage == stage]
        paid = [one for one in payments if one.amount is not None]
        if not paid:
            return StageAmount(stage, stated, self.qualifier_of(stage))
        qualifiers = {one.qualifier for one in paid if one.qualifier}
        alone = paid[0].qualifier if len(paid) == 1 else ""
        qualifier = alone or (Qualifier.ABOUT.value if qualifiers else "")
        return StageAmount(stage, add(one.amount for one in paid), qualifier, True, stated)

    def _own_payments(self) -> Iterable["Payment"]:
        """Its payments; without a query where those of its project are fetched."""
        if self.pk is None:
            return ()
        project = self._state.fields_cache.get("project")
        fetched = getattr(project, "_prefetched_objects_cache", {}).get("payments")
        if fetched is None:
            return self.payments.all()
        return [one for one in fetched if one.allocation_id == self.pk]

    def qualifier_of(self, stage: str) -> str:
        """The qualifier of the amount at `stage`, a key of `AMOUNTS`."""
        return getattr(self, f"{stage}_qualifier")

    @property
    def overspends(self) -> list[str]:
        """What exceeds what, as stated or as paid, in words; nothing where every amount keeps
        within the one before."""
        return [
            str(message)
            for amount, limit, message in OVERSPENDS
            if _exceeds(getattr(self, amount), getattr(self, limit))
            or _exceeds(self.at_stage(amount).amount, self.at_stage(limit).amount)
        ]


def _exceeds(amount: Decimal | None, limit: Decimal | None) -> bool:
    return amount is not None and limit is not None and amount > limit


class Payment(ProjectRow):
    """A dated payment of an allocation (拨付、支出)."""

    class Stage(models.TextChoices):
        RECEIVED = "received", _("received")
        SPENT = "spent", _("spent")

    required_to_publish = ("allocation", "amount", "paid_on", "statement")
    cited_figures = (
        CitedFigures({"amount": Unit.CNY}, qualifier="qualifier", part_of=(Measure.STOCK,)),
    )

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
    qualifier = _qualifier(_("qualifier"))
    payee = models.CharField(_("payee"), max_length=120, blank=True)

    class Meta(ProjectRow.Meta):
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("paid_on"),
            _qualifier_has_amount("amount", "qualifier"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="payment_amount_not_negative",
                violation_error_message=_("An amount of money must not be below zero."),
            ),
        )

    def __str__(self):
        return f"{self.get_stage_display()} {self.paid_on}"
