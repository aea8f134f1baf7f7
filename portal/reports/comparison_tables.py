"""Tables and sentences of totals that sources state, beside the sums of published rows."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from config.lib import money
from config.lib.language import compose
from portal.reports import text
from portal.reports.blocks import BlockTable, Paragraph, Text
from portal.reports.report_tables import NONE, column, numbers, table_of
from programs.models import Program, StatedTotal
from programs.totals.reconciliation import Comparison, Outcome
from records.models import Statement


def comparisons(rows: list[Comparison]) -> list[BlockTable]:
    """Totals that sources state, beside the sums of their rows; links lead to these rows."""
    return table_of(
        _("Reported and recalculated"),
        rows,
        column(_("What is stated"), 6, _stated_total),
        column(_("Source"), 4, lambda row: text.text(row.total.statement.source)),
        numbers(_("Reported"), 3, lambda row: _compared(row, row.stated, row.total.statement)),
        numbers(_("Recalculated"), 3, _recalculated),
        numbers(_("Difference"), 2, _difference),
        column(_("Result"), 3, _outcome),
        anchor=lambda row: row.total.statement.code,
    )


def stated_beside(
    rows: list[Comparison],
    program: Program,
    number_format: Callable[[Decimal], str] = money.format_amount,
) -> Iterator[Paragraph]:
    """The money totals of a programme that sources state, each beside the sum of its parts."""
    for row in rows:
        total = row.total
        if total.adds == StatedTotal.Adds.MONEY and total.program_id == program.pk:
            sums = {
                "what": total.statement.summary_text,
                "stated": number_format(row.stated),
                "computed": text.remarked(
                    number_format(row.computed), _own_reports(row, number_format)
                ),
                "difference": number_format(row.difference),
                "result": row.outcome_in_words,
            }
            sentence = _(
                "%(what)s Stated: %(stated)s; the parts give %(computed)s; difference "
                "%(difference)s (%(result)s)."
            )
            yield Paragraph(text.text(compose(sentence, **sums), total.statement))


def _stated_total(row: Comparison) -> Text:
    return text.text(row.total.statement.summary_text, address=row.total.get_absolute_url())


def _compared(row: Comparison, value: Decimal, *statements: Statement) -> Text:
    return text.text(text.measured(value, row.total.statement.unit), *statements)


def _recalculated(row: Comparison) -> Text:
    unit = row.total.statement.unit
    own = _own_reports(row, lambda value: text.measured(value, unit) or "")
    return text.text(text.remarked(text.measured(row.computed, unit), own))


def _own_reports(row: Comparison, number_format: Callable[[Decimal], str]) -> str:
    """What designated counties reported themselves, where it is not added, and how many did."""
    if not row.apart_count:
        return row.reported
    values = {"value": number_format(row.apart), "reported": row.reported}
    return _("not added: %(value)s by the counties’ own reports (%(reported)s)") % values


def _difference(row: Comparison) -> Text:
    """Computed minus stated; a dash where both are one figure."""
    return NONE if row.outcome == Outcome.COPIED else _compared(row, row.difference)


def _outcome(row: Comparison) -> Text:
    if row.outcome != Outcome.ROUNDING:
        return text.text(row.outcome_in_words)
    tolerance = text.measured(row.tolerance, row.total.statement.unit)
    within = {"result": row.outcome.label, "tolerance": tolerance}
    return text.text(_("%(result)s (±%(tolerance)s)") % within)
