"""Checks of progress reports: what they say, beside the payments and results of their project."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from config.lib.money import MoneyField
from programs.models import Payment, ProgressReport, Project, ReportedMoney, ReportedResult, Result
from programs.progress.takeover import STAGES
from records.models import Unit
from records.quality.populations import of_rows, of_versions
from records.quality.registry import Check, Offenders, Severity, with_references

UNEXPLAINED = Q(explanation="", explanation_zh="")
NOTHING = Value(Decimal(0), MoneyField())
SPENT_BEYOND = Q(spent_to_date__gt=F("received_to_date"))
BOTH_STAGES = Q(received_to_date__isnull=False, spent_to_date__isnull=False)
STATED = Q(received_to_date__isnull=False) | Q(spent_to_date__isnull=False)


def differing_money_unexplained(reports: QuerySet, beside: QuerySet):
    return _differing_money(reports, UNEXPLAINED)


def differing_money_explained(reports: QuerySet, beside: QuerySet):
    return _differing_money(reports, ~UNEXPLAINED)


def _differing_money(reports: QuerySet, which: Q) -> Iterator[Offenders]:
    """Money to date that is not what the payments of the project add up to until that day. Before
    it is submitted a report has made no payments, and cites no statement yet."""
    rows = ReportedMoney.objects.filter(which, report__in=reports, statement__isnull=False)
    rows = rows.select_related("report")
    for stage, (field, _statement) in STAGES.items():
        compared = rows.annotate(beside=_project(), paid=_paid(stage))
        differing = compared.filter(**{f"{field}__isnull": False}).exclude(paid=F(field))
        yield Offenders(differing, field, _beside_payments(field))


def _project() -> Coalesce:
    """SQL: the version of the project that counts beside a row of a report: the one that was handed
    in with it, else the one that the public reads."""
    versions = Project.objects.filter(code=OuterRef("report__project_code")).order_by()
    own = versions.open().filter(version=OuterRef("report__project_version"))
    is_open = Q(report__published_in=None)
    return Coalesce(
        Case(When(is_open, then=Subquery(own.values("pk")[:1]))),
        Subquery(versions.published().values("pk")[:1]),
    )


def _paid(stage: str) -> Coalesce:
    """SQL: the payments of a stage, of the same money, until the day of the report."""
    payments = Payment.objects.filter(
        project=OuterRef("beside"),
        stage=stage,
        allocation__kind=OuterRef("kind"),
        allocation__level=OuterRef("level"),
        allocation__line=Coalesce(OuterRef("allocation_line"), F("allocation__line")),
        paid_on__lte=OuterRef("report__state_on"),
    )
    total = payments.order_by().values("project").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total, output_field=MoneyField()), NOTHING)


def _beside_payments(field: str):
    def says(row: ReportedMoney) -> dict[str, object]:
        reported = getattr(row, field)
        return {
            "found": reported,
            "expected": row.paid,
            "difference": reported - row.paid,
            "unit": Unit.CNY,
            "explanation": row.explanation_text,
        }

    return says


def overspends_unexplained(reports: QuerySet, beside: QuerySet):
    return _overspends(reports, UNEXPLAINED)


def overspends_explained(reports: QuerySet, beside: QuerySet):
    return _overspends(reports, ~UNEXPLAINED)


def _overspends(reports: QuerySet, which: Q) -> Iterator[Offenders]:
    rows = ReportedMoney.objects.filter(which, SPENT_BEYOND, report__in=reports)
    yield Offenders(
        rows.select_related("report"),
        "spent_to_date",
        lambda row: {
            "found": row.spent_to_date,
            "expected": row.received_to_date,
            "difference": row.spent_to_date - row.received_to_date,
            "unit": Unit.CNY,
            "explanation": row.explanation_text,
        },
    )


def differing_results(reports: QuerySet, beside: QuerySet):
    """Results of the newest report of a project that the project states otherwise."""
    newer = ProgressReport.objects.published().filter(
        project_code=OuterRef("report__project_code"), state_on__gt=OuterRef("report__state_on")
    )
    results = Result.objects.filter(
        project=OuterRef("beside"), indicator=OuterRef("indicator")
    ).order_by("-line")
    rows = (
        ReportedResult.objects.filter(
            ~Exists(newer), report__in=reports, value__isnull=False, statement__isnull=False
        )
        .annotate(beside=_project())
        .annotate(stated=Subquery(results.values("value")[:1]))
        .exclude(stated__isnull=False, stated=F("value"))
        .select_related("report", "indicator")
    )
    yield Offenders(
        rows,
        "value",
        lambda row: {"found": row.value, "expected": row.stated, "unit": row.indicator.unit},
    )


def falling_progress(reports: QuerySet, beside: QuerySet):
    """Less physical progress than the report before."""
    before = ProgressReport.objects.published().filter(
        project_code=OuterRef("project_code"), state_on__lt=OuterRef("state_on")
    )
    rows = reports.annotate(
        before=Subquery(before.order_by("-state_on").values("physical_percent")[:1])
    ).filter(physical_percent__lt=F("before"))
    yield Offenders(
        with_references(rows),
        "physical_percent",
        lambda row: {
            "found": row.physical_percent,
            "expected": row.before,
            "difference": row.physical_percent - row.before,
            "unit": Unit.PERCENT,
        },
    )


NO_MONEY = _("No progress report states money to date: there is nothing to test.")
CHECKS = (
    Check(
        code="progress-money-unexplained",
        kind=ProgressReport,
        severity=Severity.BLOCKS,
        title=_("Reported money that differs from payments without an explanation"),
        rule=_(
            "Money received or spent to date is what the payments of the project add up to until "
            "the day of the report, or the report explains why not."
        ),
        message=_(
            "%(found)s yuan are reported, the payments until then add up to %(expected)s yuan. "
            "Correct the earlier report or the payment that is wrong, or explain the difference."
        ),
        find=differing_money_unexplained,
        populate=of_rows(ReportedMoney, STATED),
        untestable=NO_MONEY,
    ),
    Check(
        code="progress-money-explained",
        kind=ProgressReport,
        severity=Severity.WARNS,
        title=_("Reported money that differs from payments, with its explanation"),
        rule=_("A report that differs from the payments of its project explains why."),
        message=_(
            "%(found)s yuan are reported, the payments until then add up to %(expected)s yuan. "
            "Explanation: %(explanation)s"
        ),
        find=differing_money_explained,
        populate=of_rows(ReportedMoney, STATED),
        untestable=NO_MONEY,
    ),
    Check(
        code="progress-overspend-unexplained",
        kind=ProgressReport,
        severity=Severity.BLOCKS,
        title=_("Reports of more spent than received without an explanation"),
        rule=_("A report of more spent than received explains why."),
        message=_(
            "%(found)s yuan were spent, %(difference)s yuan more than the %(expected)s yuan "
            "received. Correct the amounts, or explain them."
        ),
        find=overspends_unexplained,
        populate=of_rows(ReportedMoney, BOTH_STAGES),
        untestable=NO_MONEY,
        reads=(),
    ),
    Check(
        code="progress-overspend",
        kind=ProgressReport,
        severity=Severity.WARNS,
        title=_("Reports of more spent than received, with their explanation"),
        rule=_("More was spent than received. This is published with its explanation."),
        message=_(
            "%(found)s yuan were spent, %(difference)s yuan more than the %(expected)s yuan "
            "received. Explanation: %(explanation)s"
        ),
        find=overspends_explained,
        populate=of_rows(ReportedMoney, BOTH_STAGES),
        untestable=NO_MONEY,
        reads=(),
    ),
    Check(
        code="progress-result-differs",
        kind=ProgressReport,
        severity=Severity.WARNS,
        title=_("Reported results that the project states otherwise"),
        rule=_("The newest report of a project and its results say the same of an indicator."),
        message=_("The report says %(found)s; the project says %(expected)s."),
        find=differing_results,
        populate=of_rows(ReportedResult, Q(value__isnull=False)),
        untestable=_("No progress report states a result: there is nothing to test."),
    ),
    Check(
        code="progress-falls",
        kind=ProgressReport,
        severity=Severity.WARNS,
        title=_("Physical progress that falls"),
        rule=_("The physical progress of a project is no less than in the report before."),
        message=_("%(found)s%% are reported, after %(expected)s%% in the report before."),
        find=falling_progress,
        populate=of_versions(Q(physical_percent__isnull=False)),
        untestable=_("No progress report states physical progress: there is nothing to test."),
    ),
)
