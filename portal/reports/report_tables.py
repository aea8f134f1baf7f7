"""Tables of a year: each takes rows of the ledger and gives a table, or nothing without rows."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib import money
from config.lib.language import in_language_of
from config.lib.pages import preferences
from portal.reports import text
from portal.reports.blocks import Column, Row, Table, Text
from portal.reports.year_summary import KeyFigure, Line
from programs.models import AMOUNTS, Allocation, AmountStage, Category, MoneyKind, Project
from programs.totals.figures import Figure, together
from programs.totals.reconciliation import Comparison, Outcome
from records.models import Scope, Unit

NONE = text.text("–")  # there is no such money, as far as the records go


def table(caption: str, columns: tuple[Column, ...], rows: Iterable) -> list[Table]:
    """The table of `rows` (each a tuple of texts, or a `Row`); nothing while there are none."""
    found = tuple(row if isinstance(row, Row) else Row(tuple(row)) for row in rows)
    title = in_language_of(caption, capfirst(caption))
    return [Table(title, columns, found)] if found else []


def year_in_figures(year: int, lines: list[Line], has_before: bool, cited: bool) -> list[Table]:
    """What the year adds up to, beside the year before where the ledger knows it. The notes of
    this year's figures may be left to the sections; the year before has none."""
    before = (
        Column(str(year - 1), 2, is_figure=True),
        Column(pgettext("from year to year", "Change"), 2, is_figure=True),
    )
    columns = (
        Column(_("Figure"), 5),
        Column(str(year), 2, is_figure=True),
        *(before if has_before else ()),
        Column(_("Unit"), 2),
        Column(_("Covers"), 5),
    )
    rows = (_line(line, has_before, cited) for line in lines)
    return table(_("Figures of %(year)s") % {"year": year}, columns, rows)


def _line(line: Line, has_before: bool, cited: bool) -> Iterator[Text]:
    yield text.text(line.figure.name)
    yield _key_figure(line.this, cited)
    if has_before:
        yield _key_figure(line.before, cited=True)
        yield text.text("–" if line.change is None else _signed(line.change, line.figure.unit))
    yield text.text(unit_name(line.figure.unit))
    yield text.text(line.figure.scope)


def _key_figure(figure: KeyFigure | None, cited: bool) -> Text:
    if figure is None:
        return text.text("–")
    cited_by = figure.statements if cited else ()
    told = text.number_teller(figure.unit)
    return text.summed(figure.value, figure.unstated, *cited_by, told=told)


def _signed(change: Decimal, unit: str) -> str:
    told = text.number_teller(unit)(change)
    return f"+{told}" if change > 0 else told


def unit_name(unit: str) -> str:
    """A unit of measurement in words; of money the one that the reader chose."""
    if unit == Unit.CNY and preferences.current().unit:
        return money.name_of_readers_unit()
    return str(Unit(unit).label) if unit else ""


# --- projects and their money -------------------------------------------------------------------


def by_scope(cells: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Cells by what they cover, since totals never mix scopes."""
    found: dict[str, list[Figure]] = {}
    for cell in cells:
        found.setdefault(cell.scope, []).append(cell)
    return {str(scope.label): found[scope] for scope in Scope if scope in found}


def kinds_of_money(cells: Iterable[Figure]) -> list[MoneyKind]:
    """The kinds of money among `cells`, in the order of the vocabulary."""
    present = {cell.of for cell in cells if cell.what == "money"}
    return [kind for kind in MoneyKind if kind in present]


def by_kind_of_work(cells: Iterable[Figure]) -> list[Table]:
    """Projects and money by kind of work with their totals, one table for each scope."""
    tables: list[Table] = []
    for scope, covered in by_scope(cells).items():
        if kinds := kinds_of_money(covered):
            caption = _("By kind of work, in %(unit)s: %(scope)s") % {
                "unit": money.name_of_readers_unit(),
                "scope": scope,
            }
            tables += table(caption, _work_columns(kinds), _work_rows(covered, kinds))
    return tables


def _work_columns(kinds: list[MoneyKind]) -> tuple[Column, ...]:
    return (
        Column(_("Kind of work"), 4),
        Column(_("Number of projects"), 2, is_figure=True),
        *money_columns(kinds),
    )


def money_columns(kinds: list[MoneyKind]) -> tuple[Column, ...]:
    """A column for each kind of money and, where there are several, one for their sum."""
    columns = tuple(Column(capfirst(str(kind.label)), 3, is_figure=True) for kind in kinds)
    return (*columns, Column(_("Together"), 3, is_figure=True)) if len(kinds) > 1 else columns


def _work_rows(cells: list[Figure], kinds: list[MoneyKind]) -> Iterator[Row]:
    for category in Category:
        of_kind = [cell for cell in cells if cell.category == category]
        if any(cell.what in ("money", "components") for cell in of_kind):
            name = text.text(capfirst(str(category.label)))
            counted = _components(of_kind, with_notes=True)
            yield Row((name, counted, *money_cells(of_kind, kinds, with_notes=True)))
    yield Row((text.strong(_("Total")), _components(cells), *money_cells(cells, kinds)), "total")


def _components(cells: Iterable[Figure], with_notes: bool = False) -> Text:
    cell = together(cell for cell in cells if cell.what == "components").get(())
    if cell is None:
        return text.figure(None)
    return text.figure(cell.value or None, *(cell.statements if with_notes else ()))


def money_cells(
    cells: Iterable[Figure],
    kinds: list[MoneyKind],
    with_notes: bool = False,
    told: Callable[[Decimal], str] = money.format_amount,
) -> list[Text]:
    """The money of each kind, and of all these kinds together; a dash where there is none."""
    found = [cell for cell in cells if cell.what == "money"]
    sums = [together(cell for cell in found if cell.of == kind).get(()) for kind in kinds]
    texts = [_money(cell, with_notes, told) for cell in sums]
    return [*texts, _money(together(found).get(()), False, told)] if len(kinds) > 1 else texts


def _money(cell: Figure | None, with_notes: bool, told: Callable[[Decimal], str]) -> Text:
    if cell is None:
        return NONE
    return text.summed(
        cell.value, cell.unstated, *(cell.statements if with_notes else ()), told=told
    )


def projects_of(projects: list[Project]) -> list[Table]:
    """What was supported, where, and to do what."""
    columns = (
        Column(_("Project"), 4),
        Column(_("Number of projects"), 2, is_figure=True),
        Column(_("Place of implementation"), 4),
        Column(_("Content"), 5),
    )
    rows = (
        (
            text.text(row, row.statement),
            text.figure(row.component_count, row.component_count and row.statement),
            text.text(row.county or row.place_text),
            text.text(row.content_text),
        )
        for row in projects
    )
    return table(_("Projects"), columns, rows)


def money_of(projects: list[Project]) -> list[Table]:
    """Every allocation: whose money, and each of its amounts under the name of its stage."""
    money = [row for project in projects for row in project.allocations.all()]
    stages = stages_of(money)
    columns = (
        Column(_("Project"), 4),
        Column(_("Kind of money"), 3),
        *(_amount_column(str(name)) for name in stages.values()),
        Column(_("Funder"), 2),
        Column(_("Coordinated by"), 3),
    )
    rows = (
        (
            text.text(project),
            text.text(row.get_kind_display()),
            *stage_cells(row, stages),
            text.text(row.funder),
            text.text(row.coordinator),
        )
        for project in projects
        for row in project.allocations.all()
    )
    return table(_("Money"), columns, rows)


def stages_of(rows: Iterable[Allocation]) -> dict[str, object]:
    """The stages at which any of `rows` states an amount, with their names in order; where none
    does, that of the amount that sums would take."""
    stated = {stage for row in rows for stage in AMOUNTS if getattr(row, stage) is not None}
    wanted = stated or {AmountStage.ALLOCATED}
    return {stage: name for stage, name in AMOUNTS.items() if stage in wanted}


def stage_cells(
    row: Allocation, stages: Iterable[str], told: Callable[[Decimal], str] = money.format_amount
) -> Iterator[Text]:
    """The amount of `row` at each of `stages`; a dash where the row cannot have one, since its
    amount either has a stage or has none."""
    is_unstaged = row.amount_stage == AmountStage.UNSTAGED
    for stage in stages:
        amount = getattr(row, stage)
        if is_unstaged != (stage == AmountStage.UNSTAGED):
            yield NONE
        else:
            yield text.text(None if amount is None else told(amount), row.statement)


def _amount_column(name: str) -> Column:
    heading = _("%(amount)s (%(unit)s)")
    named = {"amount": capfirst(name), "unit": money.name_of_readers_unit()}
    return Column(heading % named, 3, is_figure=True)


def payments_of(projects: list[Project]) -> list[Table]:
    """Every dated payment."""
    columns = (
        Column(_("Project"), 4),
        Column(_("Stage"), 2),
        Column(_("Paid on"), 3),
        _amount_column(_("Amount")),
    )
    rows = (
        (
            text.text(project),
            text.text(row.get_stage_display()),
            text.date(row.paid_on),
            text.amount(row.amount, row.statement),
        )
        for project in projects
        for row in project.payments.all()
    )
    return table(_("Payments"), columns, rows)


# --- what was measured, and what adds up --------------------------------------------------------


def results_of(projects: list[Project]) -> list[Table]:
    """Every measured value, with what it was before."""
    columns = (
        Column(_("Indicator"), 5),
        Column(_("Value"), 2, is_figure=True),
        Column(_("Unit"), 2),
        Column(_("Before"), 2, is_figure=True),
        Column(_("Target"), 2, is_figure=True),
        Column(_("Kind of quantity"), 3),
    )
    rows = (_result(row) for project in projects for row in project.results.all())
    return table(_("What was measured"), columns, rows)


def _result(row) -> Iterator[Text]:
    unit = row.indicator.unit
    qualifier = "" if row.qualifier == "exact" else f"{row.get_qualifier_display()} "
    value = text.measured(row.value, unit)
    yield text.text(row.indicator)
    yield text.text(value and qualifier + value, row.statement)
    yield text.text(unit_name(unit))
    before = text.text(text.measured(row.baseline, unit), row.baseline_statement)
    yield before if row.is_share else text.text("–")
    yield text.text(text.measured(row.target, unit))
    yield text.text(row.indicator.get_measure_display())


def comparisons(rows: list[Comparison]) -> list[Table]:
    """What sources add up, beside what the rows give."""
    columns = (
        Column(_("What is stated"), 6),
        Column(_("Stated"), 3, is_figure=True),
        Column(_("Computed"), 3, is_figure=True),
        Column(_("Difference"), 2, is_figure=True),
        Column(_("Result"), 3),
    )
    return table(_("Stated beside computed"), columns, (_comparison(row) for row in rows))


def _comparison(row: Comparison) -> Iterator[Text]:
    statement, unit = row.total.statement, row.total.statement.unit
    yield text.text(statement.summary_text)
    yield text.text(text.measured(row.stated, unit), statement)
    yield text.text(text.measured(row.computed, unit))
    yield text.text(text.measured(row.difference, unit))
    yield text.text(_outcome(row))


def _outcome(row: Comparison) -> str:
    if row.outcome != Outcome.ROUNDING:
        return str(row.outcome.label)
    tolerance = text.measured(row.tolerance, row.total.statement.unit)
    within = {"result": row.outcome.label, "tolerance": tolerance}
    return _("%(result)s (within ±%(tolerance)s)") % within
