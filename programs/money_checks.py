"""Quality checks of the money of projects: what is paid and spent, beside what there was."""

from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from config.lib.dates import certainly_before
from programs.models import Allocation, Payment, Project
from programs.models.money import OVERSPENDS
from records.models import Unit
from records.quality.populations import of_rows
from records.quality.registry import Check, Offenders, Severity

# Of allocations that exceed an amount before it.
UNEXPLAINED = Q(overspend_note="", overspend_note_zh="")
# What can be tested: allocations with payments and a limit, or with amounts of two stages.
PAID = Q(Exists(Payment.objects.filter(allocation=OuterRef("pk"), amount__isnull=False)))
LIMITED = Q(amount__isnull=False) | Q(received__isnull=False) | Q(spent__isnull=False)
SEVERAL_STAGES = Q(allocated__isnull=False, received__isnull=False) | (
    Q(spent__isnull=False) & (Q(allocated__isnull=False) | Q(received__isnull=False))
)
# How far payments of a stage may go: to what that stage says, else to the stage before it.
LIMITS = {
    Payment.Stage.RECEIVED: Coalesce("received", "amount"),
    Payment.Stage.SPENT: Coalesce("spent", "received", "amount"),
}


def payments_beyond_limit(projects: QuerySet, beside: QuerySet):
    """More paid than received or spent, or than allocated where that is not stated and nothing
    explains it."""
    for stage, rows in _paid_beyond(projects):
        contradicted = rows.filter(UNEXPLAINED | Q(**{f"{stage}__isnull": False}))
        yield Offenders(contradicted, stage, lambda row: _money(row.paid, row.limit))


def _paid_beyond(projects: QuerySet):
    """Each stage, and the allocations with more payments of it than its limit."""
    for stage, limit in LIMITS.items():
        yield (
            stage,
            Allocation.objects.filter(project__in=projects, payments__stage=stage)
            .annotate(paid=Sum("payments__amount"), limit=limit)
            .filter(paid__gt=F("limit"))
            .select_related("project"),
        )


def overspends_unexplained(projects: QuerySet, beside: QuerySet):
    return _overspends(projects, UNEXPLAINED)


def overspends_explained(projects: QuerySet, beside: QuerySet):
    yield from _overspends(projects, ~UNEXPLAINED)
    for stage, rows in _paid_beyond(projects):
        paid = rows.filter(~UNEXPLAINED, **{f"{stage}__isnull": True})
        yield Offenders(paid, stage, _overspend("paid", "limit"))


def _overspends(projects: QuerySet, which: Q):
    """Amounts above the one before them, each allocation once for each."""
    rows = Allocation.objects.filter(which, project__in=projects).select_related("project")
    for amount, limit, _message in OVERSPENDS:
        beyond = rows.filter(**{f"{amount}__gt": F(limit)})
        yield Offenders(beyond, amount, _overspend(amount, limit))


def _overspend(amount: str, limit: str):
    def says(row: Allocation) -> dict[str, object]:
        figures = _money(getattr(row, amount), getattr(row, limit))
        return {**figures, "explanation": row.overspend_note_text}

    return says


def allocations_beyond_plan(projects: QuerySet, beside: QuerySet):
    rows = Allocation.objects.filter(project__in=projects, allocated__gt=F("planned"))
    yield Offenders(
        rows.select_related("project"), "allocated", lambda row: _money(row.allocated, row.planned)
    )


def payments_before_allocation(projects: QuerySet, beside: QuerySet):
    rows = Payment.objects.filter(
        certainly_before("paid_on", "allocation__allocated_on"), project__in=projects
    )
    yield Offenders(
        rows.select_related("project", "allocation"),
        "paid_on",
        lambda row: {"found": row.paid_on, "expected": row.allocation.allocated_on, "unit": "date"},
    )


def _money(actual: Decimal, expected: Decimal) -> dict[str, object]:
    return {**figures(actual, expected), "unit": Unit.CNY}


def figures(actual, expected) -> dict[str, object]:
    """The details of a figure that is not as it should be."""
    return {"found": actual, "expected": expected, "difference": actual - expected}


CHECKS = (
    Check(
        code="payments-beyond-allocation",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Payments beyond what was received, spent or allocated"),
        rule=_(
            "The payments of an allocation add up to no more than what it says was received "
            "or spent; where that is not stated, to no more than what was allocated, unless an "
            "explanation is given."
        ),
        message=_(
            "Payments of %(found)s yuan exceed the %(expected)s yuan stated by %(difference)s yuan."
        ),
        find=payments_beyond_limit,
        populate=of_rows(Allocation, PAID & LIMITED),
        untestable=_("No allocation has payments and an amount: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="overspend-unexplained",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Overspends without an explanation"),
        rule=_(
            "No more is received than was allocated, and no more spent than was received or "
            "allocated, without an explanation."
        ),
        message=_(
            "%(found)s yuan exceed the %(expected)s yuan before them by %(difference)s yuan. "
            "Correct the amounts, or explain the overspend."
        ),
        find=overspends_unexplained,
        populate=of_rows(Allocation, SEVERAL_STAGES),
        untestable=_("No allocation states amounts of two stages: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="overspend",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Overspends, with their explanation"),
        rule=_(
            "More was received than allocated, or more spent than received or allocated. This is "
            "published with its explanation, and marked."
        ),
        message=_(
            "%(found)s yuan exceed the %(expected)s yuan before them by %(difference)s yuan. "
            "Explanation: %(explanation)s"
        ),
        find=overspends_explained,
        populate=of_rows(Allocation, SEVERAL_STAGES),
        untestable=_("No allocation states amounts of two stages: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="payment-before-allocation",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Payments before their allocation"),
        rule=_("Money is paid on or after the day on which it was allocated."),
        message=_("Paid on %(found)s, before the allocation of %(expected)s."),
        find=payments_before_allocation,
        populate=of_rows(Payment, ~Q(paid_on="") & ~Q(allocation__allocated_on="")),
        untestable=_(
            "For no payment are its date and that of its allocation stated: there is "
            "nothing to test."
        ),
        reads=(),
    ),
    Check(
        code="allocated-beyond-plan",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Allocations beyond their plan"),
        rule=_("No more is allocated than was planned."),
        message=_(
            "%(found)s yuan were allocated, %(difference)s yuan more than the %(expected)s "
            "yuan planned."
        ),
        find=allocations_beyond_plan,
        populate=of_rows(Allocation, Q(planned__isnull=False, allocated__isnull=False)),
        untestable=_(
            "No allocation states both what was planned and what was allocated: there is "
            "nothing to test."
        ),
        reads=(),
    ),
)
