"""What a progress report changes in its project: payments and results, as rows to write.

A report says what was received and spent to date; a payment is what came since the payments
before. From the reports of a project, in the order of their days, each payment follows: the
difference between the figure of a report and all payments until its day. So a correction of an
early report makes the payment of the report after it anew, too, and the sums still agree.

A figure below the payments before it makes no payment: an amount of money is never below zero, and
no payment that was published is silently lowered. Either the earlier report, or the payment that is
wrong, is corrected; or the report explains the difference, and is published with it
(`programs/progress/checks.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from programs.models import Allocation, Payment, ProgressReport, Project, ReportedMoney, Result
from records.models import Row

# What a report says anew of a result.
MEASURED = ("value", "measured_on", "qualifier", "numerator", "denominator", "statement_id")
MOST_REPORTS = 200  # of one project, newest first: fifty years of quarters
# Each stage of payments, with the figure and the statement of reported money that it follows from.
STAGES = {
    Payment.Stage.RECEIVED: ("received_to_date", "statement_id"),
    Payment.Stage.SPENT: ("spent_to_date", "spent_statement_id"),
}


@dataclass(frozen=True)
class RowChange:
    """A row of a project to write: a new one where `line` is 0, one to remove where there are no
    `values`. A payment names its allocation by its line."""

    model: type[Row]
    line: int
    values: Mapping[str, object] | None
    allocation_line: int = 0


@dataclass(frozen=True)
class ReportedFigure:
    """What one report says was received or spent to date."""

    day: str
    code: str
    amount: Decimal
    statement_id: int


def due_payments(
    figures: Iterable[tuple[str, str, Decimal]], others: Sequence[tuple[str, Decimal]]
) -> dict[str, Decimal]:
    """What was paid since the payments before, by the code of the report that says so.

    `figures` are day, code and amount to date of each report, `others` the day and amount of the
    payments that no report made.
    """
    made: dict[str, Decimal] = {}
    for day, code, amount in sorted(figures):
        before = sum(made.values(), Decimal(0))
        before += sum((paid for paid_on, paid in others if paid_on <= day), Decimal(0))
        if amount > before:
            made[code] = amount - before
    return made


def row_changes(project: Project, report: ProgressReport) -> list[RowChange]:
    """What `project`, a version with its rows, must change to say what `report` says.

    ValidationError where the report names money that the project does not have.
    """
    reports = [*_other_reports(report), report]
    allocations = list(project.allocations.all())
    for row in report.reportedmoneys.all():
        allocation_of(row, allocations)
    changes: list[RowChange] = []
    for allocation in allocations:
        rows = list(_rows_about(allocation, allocations, reports))
        for stage in STAGES:
            changes += _payment_changes(project, allocation, stage, rows)
        changes += _explained(allocation, [row for one, row in rows if one is report])
    changes += _result_changes(project, report, reports)
    return changes


def removal_changes(project: Project, report: ProgressReport) -> list[RowChange]:
    """What `project`, a version with its rows, must change to say no more what `report`, which made
    rows of it, says: its payments go, those of later reports follow anew, and its results are again
    what they were before."""
    others = _other_reports(report)
    allocations = list(project.allocations.all())
    changes: list[RowChange] = []
    for allocation in allocations:
        rows = list(_rows_about(allocation, allocations, others))
        for stage in STAGES:
            changes += _payment_changes(project, allocation, stage, rows, gone=report.code)
    return [*changes, *_results_before(project, report)]


def _results_before(project: Project, report: ProgressReport) -> Iterator[RowChange]:
    earlier = Project.objects.filter(code=project.code, version__lt=report.project_version or 0)
    before = earlier.order_by("-version").with_rows().first()
    known = {row.line: row for row in before.results.all()} if before else {}
    for result in project.results.all():
        if _is_of(result, report):
            row = known.get(result.line)
            values = row and {name: getattr(row, name) for name in MEASURED}
            yield RowChange(Result, result.line, values)


def allocation_of(row: ReportedMoney, allocations: Sequence[Allocation]) -> Allocation:
    """The allocation that reported money belongs to. ValidationError where there is not one."""
    alike = [one for one in allocations if (one.kind, one.level) == (row.kind, row.level)]
    if row.allocation_line is not None:
        alike = [one for one in alike if one.line == row.allocation_line]
    if len(alike) != 1:
        several = _("The project has several allocations of %(money)s: name the line of one.")
        none = _("The project has no %(money)s: add this money to the project first.")
        raise ValidationError((several if alike else none) % {"money": row.kind_and_level})
    return alike[0]


def _other_reports(report: ProgressReport) -> list[ProgressReport]:
    """The other reports that the public reads of the same project, with their rows."""
    others = ProgressReport.objects.published().of_project(report.project_code)
    others = others.exclude(code=report.code).prefetch_related("reportedmoneys", "reportedresults")
    return list(others[:MOST_REPORTS])


def _rows_about(
    allocation: Allocation, allocations: Sequence[Allocation], reports: Sequence[ProgressReport]
) -> Iterator[tuple[ProgressReport, ReportedMoney]]:
    """What the reports say of one allocation. An earlier report may tell of money that the project
    does not have any more: its payments stay as they are."""
    for report in reports:
        for row in report.reportedmoneys.all():
            try:
                is_of_it = allocation_of(row, allocations) == allocation
            except ValidationError:
                continue
            if is_of_it:
                yield report, row


def _payment_changes(
    project: Project,
    allocation: Allocation,
    stage: str,
    rows: Sequence[tuple[ProgressReport, ReportedMoney]],
    gone: str = "",
) -> Iterator[RowChange]:
    field, statement = STAGES[stage]
    figures = {
        report.code: ReportedFigure(
            report.state_on, report.code, getattr(row, field), getattr(row, statement)
        )
        for report, row in rows
        if getattr(row, field) is not None
    }
    paid = [
        payment
        for payment in project.payments.all()
        if payment.allocation_id == allocation.pk and payment.stage == stage
    ]
    known = {report.code for report, _row in rows} | ({gone} if gone else set())
    own = {code: payment for payment in paid if (code := _report_of(payment)) in known}
    others = [
        (payment.paid_on, payment.amount)
        for payment in paid
        if payment not in own.values() and payment.amount is not None
    ]
    due = due_payments(((one.day, one.code, one.amount) for one in figures.values()), others)
    for code, amount in due.items():
        figure = figures[code]
        values = {
            "stage": stage,
            "paid_on": figure.day,
            "amount": amount,
            "qualifier": "",
            "statement_id": figure.statement_id,
        }
        yield from _differing(Payment, own.get(code), values, allocation.line)
    for code in own.keys() - due.keys():
        yield RowChange(Payment, own[code].line, None)


def _report_of(payment: Payment) -> str:
    """The code of the report that made a payment: its source has the same one."""
    return payment.statement.source.code if payment.statement else ""


def _differing(model, row, values: dict, allocation_line: int = 0) -> Iterator[RowChange]:
    if row is None or any(getattr(row, name) != value for name, value in values.items()):
        yield RowChange(model, row.line if row else 0, values, allocation_line)


def _explained(allocation: Allocation, rows: Sequence[ReportedMoney]) -> Iterator[RowChange]:
    """What a report explains about more spent than there was is said on the project, too, unless
    that explains it already."""
    for row in rows:
        is_explained = allocation.overspend_note or allocation.overspend_note_zh
        if _is_overspent(row, allocation.amount) and not is_explained:
            values = {"overspend_note": row.explanation, "overspend_note_zh": row.explanation_zh}
            yield from _differing(Allocation, allocation, values)


def _is_overspent(row: ReportedMoney, amount: Decimal | None) -> bool:
    pairs = (
        (row.spent_to_date, row.received_to_date),
        (row.spent_to_date, amount),
        (row.received_to_date, amount),
    )
    return any(a is not None and b is not None and a > b for a, b in pairs)


def _result_changes(
    project: Project, report: ProgressReport, reports: Sequence[ProgressReport]
) -> Iterator[RowChange]:
    """The result of an indicator is what the newest report says of it, unless the project has a
    newer one from elsewhere."""
    rows = {row.indicator_id: row for row in report.reportedresults.all() if row.value is not None}
    for indicator, row in rows.items():
        newer = (one for one in reports if one.state_on > report.state_on)
        if any(r.indicator_id == indicator for one in newer for r in one.reportedresults.all()):
            continue
        known = [one for one in project.results.all() if one.indicator_id == indicator]
        result = known[-1] if known else None
        if result and result.measured_on > report.state_on and not _is_of(result, report):
            continue
        values = {
            "indicator_id": indicator,
            "value": row.value,
            "measured_on": report.state_on,
            "qualifier": "",
            "numerator": None,
            "denominator": None,
            "statement_id": row.statement_id,
        }
        yield from _differing(Result, result, values)


def _is_of(result: Result, report: ProgressReport) -> bool:
    return bool(result.statement and result.statement.source.code == report.code)


def write(project: Project, changes: Sequence[RowChange]) -> None:
    """Write the changes into the rows of a draft."""
    for change in changes:
        row = change.model(project=project)
        if change.line:
            row = change.model.objects.get(project=project, line=change.line)
        if change.values is None:
            row.delete()
            continue
        for name, value in change.values.items():
            setattr(row, name, value)
        if change.allocation_line:
            row.allocation = Allocation.objects.get(project=project, line=change.allocation_line)
        row.save()
