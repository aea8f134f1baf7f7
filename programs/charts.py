"""Charts of pages, each beside the table of the same figures."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib import money
from config.lib.charts.bars import Bar, BarGroup, Chart
from config.lib.charts.deviations import Deviation, Deviations
from config.lib.language import compose
from config.lib.tables.tables import NOT_STATED
from programs.colours import AFTER, BEFORE, KINDS
from programs.models import Allocation, MoneyKind, Result
from programs.totals.labelled import LabelledFigure, MoneyRow, Series
from programs.totals.reconciliation import Comparison
from records.models import Unit, format_qualified

LONGEST = 40  # bars of a chart; beyond them the table tells alone


def of_money(title: str, rows: Iterable[MoneyRow]) -> list[Chart]:
    """Money of each row, a bar for each kind that it got; one chart for each scope, because
    scopes share no scale."""
    scopes: dict[str, list[BarGroup]] = {}
    for row in rows:
        bars = tuple(_money(one) for one in row.money)
        scopes.setdefault(row.scope, []).append(BarGroup(row.name, bars))
    charts = (
        Chart(compose(_("%(title)s: %(scope)s"), title=title, scope=scope), (), tuple(groups))
        for scope, groups in scopes.items()
    )
    return [chart for chart in charts if sum(len(group.bars) for group in chart.groups) <= LONGEST]


def _money(labelled: LabelledFigure) -> Bar:
    text = format_qualified(format_yuan(labelled.value), labelled.figure.qualifier)
    return Bar(labelled.value, text, labelled.name, labelled.colour)


def coverage(labelled: Iterable[LabelledFigure]) -> list[Chart]:
    """Shares of one year before and after, each by itself, out of one hundred."""
    return [
        _before_and_after(one.name, one.figure.baseline, one.value)
        for one in labelled
        if one.is_share and one.change is not None
    ]


def shares(results: Iterable[Result]) -> list[Chart]:
    """The same of the results of one project."""
    return [
        _before_and_after(str(row.indicator), row.baseline, row.value)
        for row in results
        if row.is_share and row.change is not None
    ]


def _before_and_after(name: str, before: Decimal | None, after: Decimal | None) -> Chart:
    bars = (
        Bar(before, format_percent(before), _("Before"), BEFORE),
        Bar(after, format_percent(after), pgettext("of a measure", "After"), AFTER),
    )
    return Chart(name, (), (BarGroup("", bars),), highest=Decimal(100))


def over_years(series: Iterable[Series]) -> list[Chart]:
    """The same figure year by year, a chart for each; shares out of one hundred."""
    return [_years(one) for one in series]


def _years(one: Series) -> Chart:
    groups = tuple(
        BarGroup(str(cell.figure.year), (Bar(cell.value, _labelled(cell), "", cell.colour),))
        for cell in one.cells
        if cell
    )
    title = compose(_("%(name)s (%(scope)s)"), name=one.name, scope=one.scope)
    return Chart(title, (), groups, highest=Decimal(100) if one.is_share else None)


def _labelled(cell: LabelledFigure) -> str:
    return format_qualified(format_value(cell.value, cell.unit), cell.figure.qualifier)


def stages(allocations: Iterable[Allocation]) -> list[Chart]:
    """The money of a project from planned to spent, each allocation by itself."""
    groups = tuple(_stages(row) for row in allocations)
    title = _("From planned to spent")
    bars = sum(len(group.bars) for group in groups)
    return [Chart(title, (), groups)] if groups and bars <= LONGEST else []


def _stages(row: Allocation) -> BarGroup:
    bars = (
        Bar(
            amount,
            format_qualified(format_yuan(amount), qualifier),
            capfirst(str(name)),
            KINDS[MoneyKind(row.kind)],
        )
        for name, amount, qualifier in row.by_stage
    )
    return BarGroup(capfirst(row.kind_and_level), tuple(bars))


def deviations(compared: Iterable[Comparison]) -> Deviations | None:
    """Stated totals beside computed ones; None where there are none."""
    pairs = tuple(_deviation(row) for row in compared)
    names = (
        _("Stated"),
        _("Computed"),
        _("Difference"),
        _("Enlarged; shaded is what rounding can explain"),
    )
    return Deviations(_("Stated beside computed"), names, pairs) if pairs else None


def _deviation(row: Comparison) -> Deviation:
    statement = row.total.statement
    difference = format_value(abs(row.difference), statement.unit)
    sign = "−" if row.difference < 0 else "+" if row.difference else ""
    return Deviation(
        name=statement.summary_text,
        stated=row.stated,
        computed=row.computed,
        formatted=(
            format_value(row.stated, statement.unit),
            format_value(row.computed, statement.unit),
        ),
        difference=f"{sign}{difference}",
        tolerance=row.tolerance,
        band=format_value(row.tolerance, statement.unit),
        outcome=str(row.outcome_in_words),
    )


def format_yuan(amount: Decimal | None) -> str:
    """The label of an amount, in the reader's unit."""
    return str(NOT_STATED) if amount is None else money.format_money(amount)


def format_percent(share: Decimal | None) -> str:
    return str(NOT_STATED) if share is None else f"{money.format_number(share)}%"


def format_value(value: Decimal | None, unit: str) -> str:
    """The label of a value with its unit."""
    if value is None or unit == "CNY":
        return format_yuan(value)
    if unit == "percent":
        return format_percent(value)
    return f"{money.format_number(value)} {Unit(unit).label if unit else ''}".strip()
