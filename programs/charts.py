"""Charts of pages, each beside the table of the same figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib import money
from config.lib.charts.bars import Bar, BarGroup, Chart
from config.lib.charts.deviations import Deviation, Deviations
from config.lib.charts.gains import Gain, Gains
from config.lib.charts.stages import Stage, StagedAmount, Stages
from config.lib.charts.year_columns import Columns
from config.lib.charts.year_lines import YearLine
from config.lib.charts.years import OverYears
from config.lib.language import compose
from config.lib.tables.tables import NOT_STATED
from programs import findings
from programs.models import Allocation, Category, MoneyKind, Result
from programs.totals.labelled import LabelledFigure, MoneyRow, scope_of_line
from programs.totals.reconciliation import Basis, Comparison, Outcome
from records.models import Unit, format_qualified

LONGEST = 40  # bars of a chart; beyond them the table tells alone
MOST_STAGED = 6  # allocations of a project that are drawn


def of_money(title: str, rows: Iterable[MoneyRow], finding: str = "") -> list[Chart]:
    """Money of each row, a bar for each kind that it got; one chart for each scope, because
    scopes share no scale. A row alone has nothing to be compared with."""
    scopes: dict[str, list[BarGroup]] = {}
    for row in rows:
        bars = tuple(_money(one) for one in row.money)
        scopes.setdefault(row.scope, []).append(BarGroup(row.name, bars))
    charts = (
        Chart(
            compose(_("%(title)s: %(scope)s"), title=title, scope=scope),
            (),
            tuple(groups),
            finding=finding if len(scopes) == 1 else "",
        )
        for scope, groups in scopes.items()
        if len(groups) > 1
    )
    return [chart for chart in charts if sum(len(group.bars) for group in chart.groups) <= LONGEST]


def _money(labelled: LabelledFigure) -> Bar:
    text = format_qualified(format_yuan(labelled.value), labelled.figure.qualifier)
    return Bar(labelled.value, text, labelled.name, labelled.colour)


def of_work(title: str, rows: Iterable[MoneyRow]) -> list[Chart]:
    """The money of one programme by kind of work, with what most of its relief funds went into."""
    rows = list(rows)
    relief = [one for row in rows for one in row.money if one.figure.of == MoneyKind.RELIEF_FUND]
    parts = [part_of(one, work_in_a_sentence(Category(one.figure.category))) for one in relief]
    kind = str(MoneyKind.RELIEF_FUND.label)
    return of_money(title, rows, findings.largest_share(parts, kind))


def work_in_a_sentence(category: Category) -> str:
    """A kind of work as a sentence about money names it."""
    if category == Category.INFRASTRUCTURE:
        return _("infrastructure such as drinking water, roads and irrigation")
    return str(category.label)


def part_of(labelled: LabelledFigure, name: str = "") -> findings.FindingPart:
    """A figure as the rules of titles take it."""
    figure = labelled.figure
    return findings.FindingPart(
        name,
        labelled.value,
        _labelled(labelled),
        figure.unstated + figure.is_partial,
        not figure.qualifier,
    )


def local_beside_relief(sums: Sequence[LabelledFigure]) -> str:
    """How much local money stood beside the relief funds of one programme, year and scope; nothing
    where the sums are not both there once."""
    of_kind = {
        kind: [part_of(one) for one in sums if one.figure.of == kind]
        for kind in (MoneyKind.RELIEF_FUND, MoneyKind.LOCAL_COUNTERPART)
    }
    if any(len(parts) != 1 for parts in of_kind.values()):
        return ""
    return findings.for_every_hundred(*(parts[0] for parts in of_kind.values()))


def adding_up(compared: Iterable[Comparison]) -> str:
    """Whether the totals of a page match their parts, in one sentence."""
    outcomes = Counter(row.outcome for row in compared if row.basis == Basis.ADDED)
    return findings.totals_that_match(
        outcomes[Outcome.EQUAL],
        outcomes[Outcome.ROUNDING],
        outcomes[Outcome.INCOMPLETE],
        outcomes[Outcome.MISMATCH],
    )


def coverage(labelled: Iterable[LabelledFigure]) -> list[Gains]:
    """Shares before and after as points gained, on one scale."""
    return _gains(
        (one.name, one.figure.baseline, one.value, (one.figure.baseline_year, one.figure.year))
        for one in labelled
        if one.is_share and one.change is not None
    )


def shares(results: Iterable[Result], year: int) -> list[Gains]:
    """The same of the results of one project or report of `year`."""
    return _gains(
        (str(row.indicator), row.baseline, row.value, (row.baseline_year, year))
        for row in results
        if row.is_share and row.change is not None
    )


def _gains(changes: Iterable[tuple]) -> list[Gains]:
    gains = tuple(
        Gain(
            name,
            before,
            after,
            (_in_year(before, years[0]), _in_year(after, years[1])),
            _signed(after - before),
        )
        for name, before, after, years in changes
    )
    return [Gains(_("Coverage before and after"), gains, format_percent)] if gains else []


def _in_year(share: Decimal, year: int | None) -> str:
    values = {"share": format_percent(share), "year": year}
    return _("%(share)s (%(year)s)") % values if year else _("%(share)s (before)") % values


def _signed(change: Decimal) -> str:
    sign = "+" if change > 0 else "−" if change else "±"
    return f"{sign}{findings.points_in_words(change)}"


def over_years(cells: Iterable[LabelledFigure]) -> list[OverYears]:
    """Every figure that the ledger has for several years, each kind and scope by itself: shares as
    lines, all else as columns. A value before is a figure of its year too."""
    groups: dict[tuple, list[LabelledFigure]] = {}
    for one in cells:
        if one.value is not None:
            of = one.figure
            groups.setdefault((one.program.pk, of.what, of.of, one.line), []).append(one)
    drawn = (_share(own) if own[0].is_share else _columns(own) for own in groups.values())
    return [one for one in drawn if one]


def _share(cells: list[LabelledFigure]) -> YearLine | None:
    before = {
        one.figure.baseline_year: findings.FindingPart("", one.figure.baseline, _before(one))
        for one in cells
        if one.figure.baseline is not None and one.figure.baseline_year
    }
    years = before | {one.figure.year: part_of(one) for one in cells}
    if len(years) < 2:
        return None
    first, last = years[min(years)], years[max(years)]
    name, scope = cells[0].name, scope_of_line(cells)
    return YearLine(
        compose(_("%(name)s (%(scope)s)"), name=name, scope=scope),
        scope,
        {year: one.value for year, one in years.items()},
        {year: one.formatted for year, one in years.items()},
        format_percent,
        _signed(last.value - first.value),
        findings.change_of_share(name, years),
    )


def _before(labelled: LabelledFigure) -> str:
    return format_percent(labelled.figure.baseline)


def _columns(cells: list[LabelledFigure]) -> Columns | None:
    if len(cells) < 2 or any(one.value < 0 for one in cells):
        return None
    years = {one.figure.year: part_of(one) for one in cells}
    of_money = cells[0].figure.what == "money"
    scope, colour = scope_of_line(cells), cells[0].colour or "slate"
    return columns(cells[0].name, scope, colour, years, of_money)


def columns(
    name: str,
    scope: str,
    colour: str,
    years: dict[int, findings.FindingPart],
    is_money: bool = True,
) -> Columns:
    """Sums by year; those of money may have a finding."""
    return Columns(
        compose(_("%(name)s by year (%(scope)s)"), name=name, scope=scope),
        colour,
        {year: one.value for year, one in years.items()},
        {year: one.formatted for year, one in years.items()},
        findings.over_years(name, years) if is_money else "",
    )


def _labelled(cell: LabelledFigure) -> str:
    return format_qualified(format_value(cell.value, cell.unit), cell.figure.qualifier)


def stages(allocations: Iterable[Allocation]) -> list[Stages]:
    """The money of a project from planned to spent: each allocation of which two stages are stated
    as one bar."""
    rows = [(row, _staged(row)) for row in allocations]
    drawn = [(row, staged) for row, staged in rows if staged.is_drawn][:MOST_STAGED]
    if not drawn:
        return []
    (row, _first), *others = drawn
    finding = "" if others else _spent(row)
    return [Stages(_("From planned to spent"), tuple(staged for _row, staged in drawn), finding)]


def _spent(row: Allocation) -> str:
    amounts = map(row.at_stage, ("allocated", "spent"))
    parts = (findings.FindingPart("", one.amount, is_exact=not one.qualifier) for one in amounts)
    return findings.spent_of_allocated(*parts)


def _staged(row: Allocation) -> StagedAmount:
    return StagedAmount(
        capfirst(row.kind_and_level),
        tuple(
            Stage(
                capfirst(one.full_name),
                one.amount,
                format_qualified(format_yuan(one.amount), one.qualifier),
            )
            for one in row.by_stage
        ),
    )


def deviations(compared: Iterable[Comparison]) -> Deviations | None:
    """Stated totals beside computed ones; None where there are none."""
    pairs = tuple(_deviation(row) for row in compared)
    names = (
        _("Reported"),
        _("Recalculated"),
        _("Difference"),
        _("Enlarged; shaded is what rounding can explain"),
    )
    return Deviations(_("Reported and recalculated"), names, pairs) if pairs else None


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
    if amount is None:
        return str(NOT_STATED)
    return money.format_in_sentence(amount)


def format_percent(share: Decimal | None) -> str:
    return str(NOT_STATED) if share is None else f"{money.format_number(share)}%"


def format_value(value: Decimal | None, unit: str) -> str:
    """The label of a value with its unit."""
    if value is None or unit == "CNY":
        return format_yuan(value)
    if unit == "percent":
        return format_percent(value)
    return f"{money.format_number(value)} {Unit(unit).label if unit else ''}".strip()
