"""Quality checks of projects, their money and their results."""

from decimal import Decimal

from django.db.models import Case, DecimalField, F, Func, QuerySet, Sum, When
from django.db.models.functions import Abs, Coalesce, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.dates import certainly_ahead, certainly_before, certainly_past
from programs.models import Allocation, Payment, Project, Result, Status
from programs.notices import fields_missing_in_notice
from programs.totals.reconciliation import Outcome, sums
from records.models import Measure, Qualifier, Unit
from records.quality.registry import (
    Check,
    Offenders,
    Severity,
    as_if_public,
    nothing_stated,
    with_references,
)

# Approximate figures ("about", "more than") are never compared for equality.
COMPARABLE = ("", Qualifier.ROUNDED)
# How far payments of a stage may go: to what that stage says, else to the stage before it.
LIMITS = {
    Payment.Stage.RECEIVED: Coalesce("received", "amount"),
    Payment.Stage.SPENT: Coalesce("spent", "received", "amount"),
}
UNFINISHED = (Status.PLANNED, Status.UNDER_WAY)


class PrintedStep(Func):
    """SQL: the step of the last digit that is not a trailing zero: 0.1 for 94.6000."""

    template = "power(10::numeric, -scale(trim_scale(%(expressions)s)))"
    output_field = DecimalField()


def payments_beyond_limit(projects: QuerySet, beside: QuerySet):
    """More paid than received or spent, or than allocated where that is not stated.

    The stages of one allocation among themselves are held by the database already.
    """
    for stage, limit in LIMITS.items():
        rows = (
            Allocation.objects.filter(project__in=projects, payments__stage=stage)
            .annotate(paid=Sum("payments__amount"), limit=limit)
            .filter(paid__gt=F("limit"))
            .select_related("project")
        )
        yield Offenders(rows, stage, lambda row: _money(row.paid, row.limit))


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


def shares_that_do_not_follow(projects: QuerySet, beside: QuerySet):
    """A share further from numerator by denominator than its last printed digit explains."""
    stated = Case(When(statement__unit=Unit.PERCENT, then="statement__step"))
    rows = (
        Result.objects.filter(
            project__in=projects,
            indicator__measure=Measure.SHARE,
            indicator__unit=Unit.PERCENT,
            qualifier__in=COMPARABLE,
            denominator__gt=0,
        )
        .annotate(
            computed=Round(100 * F("numerator") / F("denominator"), 4),
            step=Coalesce(stated, PrintedStep("value")),
        )
        .filter(step__lt=2 * Abs(F("computed") - F("value")))
        .select_related("project")
    )
    yield Offenders(
        rows,
        "value",
        lambda row: {
            "found": row.value,
            "expected": row.computed,
            "difference": row.value - row.computed,
            "unit": Unit.PERCENT,
        },
    )


def baselines_after_their_result(projects: QuerySet, beside: QuerySet):
    rows = Result.objects.filter(project__in=projects, baseline_year__gt=F("project__year"))
    yield Offenders(
        rows.select_related("project"),
        "baseline_year",
        lambda row: {"found": str(row.baseline_year), "expected": str(row.project.year)},
    )


def results_without_baseline(projects: QuerySet, beside: QuerySet):
    rows = Result.objects.filter(project__in=projects, baseline=None)
    yield Offenders(rows.select_related("project"), "baseline", nothing_stated)


def results_without_target(projects: QuerySet, beside: QuerySet):
    rows = Result.objects.filter(project__in=projects, target=None)
    yield Offenders(rows.select_related("project"), "target", nothing_stated)


def fewer_persons_than_households(projects: QuerySet, beside: QuerySet):
    rows = projects.filter(beneficiary_persons__lt=F("beneficiary_households"))
    yield Offenders(
        with_references(rows),
        "beneficiary_persons",
        lambda row: _figures(row.beneficiary_persons, row.beneficiary_households),
    )


def overdue_projects(projects: QuerySet, beside: QuerySet):
    rows = projects.filter(certainly_past("ends", timezone.localdate()), status__in=UNFINISHED)
    yield Offenders(
        with_references(rows),
        "ends",
        lambda row: {"found": row.ends, "unit": "date", "status": row.get_status_display()},
    )


def completed_ahead_of_their_term(projects: QuerySet, beside: QuerySet):
    today = timezone.localdate()
    rows = projects.filter(certainly_ahead("starts", today), status=Status.COMPLETED)
    yield Offenders(
        with_references(rows), "starts", lambda row: {"found": row.starts, "unit": "date"}
    )


def totals_that_differ(projects: QuerySet, beside: QuerySet):
    """Stated totals of the years of `projects` that their parts do not add up to."""
    ledger = as_if_public(projects, beside)
    compared = sums(ledger, year__in=projects.values("year"))
    unequal = {
        row.total.pk: row
        for row in compared
        if row.outcome in (Outcome.MISMATCH, Outcome.INCOMPLETE)
    }

    def says(total) -> dict[str, object]:
        row = unequal[total.pk]
        unit = total.statement.unit
        figures = {"found": row.computed, "expected": row.stated, "difference": row.difference}
        return {**figures, "unit": unit, "total": total, "outcome": row.outcome.label}

    yield Offenders([row.total for row in unequal.values()], "", says)


def _money(actual: Decimal, expected: Decimal) -> dict[str, object]:
    return {**_figures(actual, expected), "unit": Unit.CNY}


def _figures(actual, expected) -> dict[str, object]:
    return {"found": actual, "expected": expected, "difference": actual - expected}


CHECKS = (
    Check(
        code="payments-beyond-allocation",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Payments beyond what was received, spent or allocated"),
        rule=_(
            "The payments of an allocation add up to no more than what it says was received "
            "or spent; where that is not stated, to no more than what was allocated."
        ),
        message=_(
            "Payments of %(found)s yuan exceed the %(expected)s yuan stated by %(difference)s yuan."
        ),
        find=payments_beyond_limit,
    ),
    Check(
        code="payment-before-allocation",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Payments before their allocation"),
        rule=_("Money is paid on or after the day on which it was allocated."),
        message=_("Paid on %(found)s, before the allocation of %(expected)s."),
        find=payments_before_allocation,
    ),
    Check(
        code="share-differs",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Shares that do not follow from their numbers"),
        rule=_(
            "A share is its numerator divided by its denominator, give or take half a step of "
            "its last printed digit. Figures stated as “about” are not compared."
        ),
        message=_("The share says %(found)s%%; numerator and denominator give %(expected)s%%."),
        find=shares_that_do_not_follow,
    ),
    Check(
        code="baseline-after-result",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Values before that are later than their result"),
        rule=_("The value before is of no later year than the result."),
        message=_("The value before is of %(found)s, later than the result of %(expected)s."),
        find=baselines_after_their_result,
    ),
    Check(
        code="fewer-persons-than-households",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Fewer persons than households"),
        rule=_("A household has at least one person."),
        message=_("%(found)s persons cannot make up %(expected)s households."),
        find=fewer_persons_than_households,
    ),
    Check(
        code="completed-ahead",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Completed before they begin"),
        rule=_("A completed project has begun."),
        message=_("The project is completed, yet begins only on %(found)s."),
        find=completed_ahead_of_their_term,
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
    ),
    Check(
        code="stated-total",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Stated totals that the parts do not add up to"),
        rule=_("What a source adds up equals the sum of the published parts, but for rounding."),
        message=_("“%(total)s”: %(expected)s is stated, the parts give %(found)s (%(outcome)s)."),
        find=totals_that_differ,
    ),
    Check(
        code="overdue",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Overdue projects"),
        rule=_("A project whose term is over is completed or cancelled."),
        message=_("The term ended (%(found)s), yet the project is “%(status)s”."),
        find=overdue_projects,
    ),
    Check(
        code="result-without-baseline",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Results without a value before"),
        rule=_("A result says what the value was before."),
        message=_("What the value was before is not stated."),
        find=results_without_baseline,
    ),
    Check(
        code="result-without-target",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Results without a target"),
        rule=_("A result says what was to be reached."),
        message=_("What was to be reached is not stated."),
        find=results_without_target,
    ),
    Check(
        code="missing-in-notice",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Fields missing that a public notice requires"),
        rule=_(
            "The rules on public notices name what every project has to say. They are of 2018; "
            "sources from before often do not state it."
        ),
        message=_("A public notice has to state the %(missing)s."),
        find=fields_missing_in_notice,
    ),
)
