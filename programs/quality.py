"""Quality checks of projects, their money and their results."""

from django.db.models import Case, DecimalField, F, Func, Q, QuerySet, When
from django.db.models.functions import Abs, Coalesce, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.dates import certainly_ahead, certainly_past
from config.lib.tables.tables import NOT_STATED
from programs import money_checks, plan_checks
from programs.models import Project, Result, Status
from programs.money_checks import figures
from programs.notices import fields_missing_in_notice
from programs.progress import checks as progress_checks
from programs.totals.reconciliation import Outcome, sums
from records.models import Measure, Qualifier, Unit
from records.models.reading import edition_in_reading
from records.quality.populations import Population, of_rows, of_versions
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
OVER = (Status.COMPLETED, Status.CANCELLED)
# The states in which a project cannot have the actual date; none is stated as "".
DENIED_BY = {
    "starts": (Status.PLANNED,),
    "ends": ("", *(status for status in Status if status != Status.COMPLETED)),
}
# What can be tested: shares with what they follow from.
SHARES = Q(indicator__measure=Measure.SHARE, indicator__unit=Unit.PERCENT)
DERIVABLE = Q(
    qualifier__in=COMPARABLE, value__isnull=False, numerator__isnull=False, denominator__gt=0
)


class PrintedStep(Func):
    """SQL: the step of the last digit that is not a trailing zero: 0.1 for 94.6000."""

    template = "power(10::numeric, -scale(trim_scale(%(expressions)s)))"
    output_field = DecimalField()


def shares_that_do_not_follow(projects: QuerySet, beside: QuerySet):
    """A share further from numerator by denominator than its last printed digit explains."""
    stated = Case(When(statement__unit=Unit.PERCENT, then="statement__step"))
    rows = (
        Result.objects.filter(SHARES, DERIVABLE, project__in=projects)
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
        lambda row: figures(row.beneficiary_persons, row.beneficiary_households),
    )


def overdue_projects(projects: QuerySet, beside: QuerySet):
    """A planned end that has passed, of projects of which no source says that they ended."""
    past = certainly_past("planned_ends", timezone.localdate())
    rows = projects.filter(past, ends="").exclude(status__in=OVER)
    yield Offenders(
        with_references(rows),
        "planned_ends",
        lambda row: {
            "found": row.planned_ends,
            "unit": "date",
            "status": row.get_status_display() or NOT_STATED,
        },
    )


def dates_against_status(projects: QuerySet, beside: QuerySet):
    """An actual start of what is only planned, an actual end of what is not completed: a planned
    date in the wrong column, or a status that was not brought up to date."""
    for field, statuses in DENIED_BY.items():
        rows = projects.filter(status__in=statuses).exclude(**{field: ""})
        yield Offenders(with_references(rows), field, _actual(field))


def _actual(field: str):
    return lambda row: {
        "found": getattr(row, field),
        "unit": "date",
        "status": row.get_status_display() or NOT_STATED,
    }


def completed_ahead_of_their_term(projects: QuerySet, beside: QuerySet):
    today = timezone.localdate()
    ahead = certainly_ahead("planned_starts", today)
    rows = projects.filter(ahead, starts="", status=Status.COMPLETED)
    yield Offenders(
        with_references(rows),
        "planned_starts",
        lambda row: {"found": row.planned_starts, "unit": "date"},
    )


def totals_that_differ(projects: QuerySet, beside: QuerySet):
    """Stated totals of the years of `projects` that their parts do not add up to."""
    ledger = as_if_public(projects, beside)
    compared = sums(ledger, edition_in_reading(), **_of_years_of(projects))
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


def _of_years_of(projects: QuerySet) -> dict[str, object]:
    """The totals that are checked with `projects`; those within one notice stand with it."""
    return {"year__in": projects.values("year"), "within_source": False}


def totals_with_parts(projects: QuerySet, beside: QuerySet):
    """Stated totals of the years of `projects`. One that is a part copied as printed says nothing,
    and cannot be tested."""
    ledger = as_if_public(projects, beside)
    compared = sums(ledger, edition_in_reading(), **_of_years_of(projects))
    yield Population(len(compared), sum(row.outcome != Outcome.COPIED for row in compared))


CHECKS = (
    *money_checks.CHECKS,
    *progress_checks.CHECKS,
    *plan_checks.CHECKS,
    Check(
        code="dates-against-status",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Actual dates that the status denies"),
        rule=_(
            "What is only planned has no actual start, and only what is completed has an actual "
            "end."
        ),
        message=_(
            "The actual date %(found)s does not fit the status “%(status)s”. A date that is only "
            "planned belongs into the planned dates."
        ),
        find=dates_against_status,
        populate=of_versions(~Q(starts="") | ~Q(ends="")),
        untestable=_("No project states an actual date: there is nothing to test."),
        reads=(),
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
        populate=of_rows(Result, DERIVABLE, among=SHARES),
        untestable=_("No share states its numerator and denominator: there is nothing to test."),
        reads=("source", "indicator"),
    ),
    Check(
        code="baseline-after-result",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("“Before” figures dated after the result"),
        rule=_("The value before is of no later year than the result."),
        message=_("The value before is of %(found)s, later than the result of %(expected)s."),
        find=baselines_after_their_result,
        populate=of_rows(Result, Q(baseline_year__isnull=False)),
        untestable=_("No result states the year of its value before: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="fewer-persons-than-households",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Fewer persons than households"),
        rule=_("A household has at least one person."),
        message=_("%(found)s persons cannot make up %(expected)s households."),
        find=fewer_persons_than_households,
        populate=of_versions(
            Q(beneficiary_persons__isnull=False, beneficiary_households__isnull=False)
        ),
        untestable=_(
            "No project states both beneficiary persons and households: there is nothing to test."
        ),
        reads=(),
    ),
    Check(
        code="completed-ahead",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Completed before they begin"),
        rule=_("A completed project has begun."),
        message=_("The project is completed, yet its planned start is only %(found)s."),
        find=completed_ahead_of_their_term,
        populate=of_versions(Q(status=Status.COMPLETED) & ~Q(starts="")),
        untestable=_("No project is completed and states its beginning: there is nothing to test."),
        reads=(),
        is_of_the_day=True,
    ),
    Check(
        code="stated-total",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Totals that do not match their parts"),
        rule=_("What a source adds up equals the sum of the published parts, but for rounding."),
        message=_("“%(total)s”: %(expected)s is stated, the parts give %(found)s (%(outcome)s)."),
        find=totals_that_differ,
        is_in_python=True,
        populate=totals_with_parts,
        untestable=_("No source states a total of several parts: there is nothing to test."),
    ),
    Check(
        code="overdue",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Overdue projects"),
        rule=_(
            "When its planned end has passed, a project has an actual end, or is completed or "
            "cancelled."
        ),
        message=_(
            "The planned end (%(found)s) has passed; no actual end is stated, and the status is "
            "“%(status)s”."
        ),
        find=overdue_projects,
        populate=of_versions(~Q(planned_ends="")),
        untestable=_("No project states its planned end: there is nothing to test."),
        reads=(),
        is_of_the_day=True,
    ),
    Check(
        code="result-without-baseline",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Results without a value before"),
        rule=_("A result says what the value was before."),
        message=_("What the value was before is not stated."),
        find=results_without_baseline,
        populate=of_rows(Result),
        untestable=_("No result is recorded: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="result-without-target",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Results without a target"),
        rule=_("A result says what was to be reached."),
        message=_("What was to be reached is not stated."),
        find=results_without_target,
        populate=of_rows(Result),
        untestable=_("No result is recorded: there is nothing to test."),
        reads=(),
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
        populate=of_versions(),
        untestable=_("No project is recorded: there is nothing to test."),
        reads=(),
    ),
)
