"""Tables of a year: each function makes a table of rows, or nothing where there are no rows."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib import money
from config.lib.pages import preferences
from portal.reports import text
from portal.reports.blocks import BlockColumn, BlockRow, BlockTable, Text
from portal.reports.year_summary import KeyFigure, Line
from programs.models import AMOUNTS, Allocation, AmountStage, Category, MoneyKind, Project
from programs.totals.figures import Figure, together
from programs.totals.reconciliation import Comparison, Outcome
from records.models import Scope, Unit

NONE = text.text("–")  # there is no such money, as far as the records go


def table(caption: str, columns: tuple[BlockColumn, ...], rows: Iterable) -> list[BlockTable]:
    """The table of `rows` (tuples of texts, or `BlockRow`s); nothing while there are none."""
    lines = tuple(row if isinstance(row, BlockRow) else BlockRow(tuple(row)) for row in rows)
    return [BlockTable(capfirst(caption), columns, lines)] if lines else []


def year_in_figures(
    year: int, lines: list[Line], has_before: bool, cited: bool
) -> list[BlockTable]:
    """Figures of the year, beside the year before where the ledger has it. The notes of this
    year's figures may be left to the chapters; the year before has no chapters here."""
    before = (
        BlockColumn(str(year - 1), 2, is_figure=True),
        BlockColumn(pgettext("from year to year", "Change"), 2, is_figure=True),
    )
    columns = (
        BlockColumn(_("Figure"), 5),
        BlockColumn(str(year), 2, is_figure=True),
        *(before if has_before else ()),
        BlockColumn(_("Unit"), 2),
        BlockColumn(_("Covers"), 5),
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
    number_format = text.format_of(figure.unit)
    return text.summed(figure.value, figure.unstated, *cited_by, number_format=number_format)


def _signed(change: Decimal, unit: str) -> str:
    number = text.format_of(unit)(change)
    return f"+{number}" if change > 0 else number


def unit_name(unit: str) -> str:
    """A unit of measurement in words; of money the one that the reader chose."""
    if unit == Unit.CNY and preferences.current().unit:
        return money.name_of_readers_unit()
    return str(Unit(unit).label) if unit else ""


# --- projects and their money -------------------------------------------------------------------


def by_scope(cells: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Cells by what they cover, since totals never mix scopes."""
    by_code: dict[str, list[Figure]] = {}
    for cell in cells:
        by_code.setdefault(cell.scope, []).append(cell)
    return {str(scope.label): by_code[scope] for scope in Scope if scope in by_code}


def kinds_of_money(cells: Iterable[Figure]) -> list[MoneyKind]:
    """The kinds of money among `cells`, in the order of the vocabulary."""
    present = {cell.of for cell in cells if cell.what == "money"}
    return [kind for kind in MoneyKind if kind in present]


def by_kind_of_work(cells: Iterable[Figure]) -> list[BlockTable]:
    """Projects and money by kind of work with their totals, one table for each scope."""
    tables: list[BlockTable] = []
    for scope, covered in by_scope(cells).items():
        if kinds := kinds_of_money(covered):
            caption = _("By kind of work, in %(unit)s: %(scope)s") % {
                "unit": money.name_of_readers_unit(),
                "scope": scope,
            }
            tables += table(caption, _work_columns(kinds), _work_rows(covered, kinds))
    return tables


def _work_columns(kinds: list[MoneyKind]) -> tuple[BlockColumn, ...]:
    return (
        BlockColumn(_("Kind of work"), 4),
        BlockColumn(_("Number of projects"), 2, is_figure=True),
        *money_columns(kinds),
    )


def money_columns(kinds: list[MoneyKind]) -> tuple[BlockColumn, ...]:
    """A column for each kind of money and, where there are several, one for their sum."""
    columns = tuple(BlockColumn(capfirst(str(kind.label)), 3, is_figure=True) for kind in kinds)
    return (*columns, BlockColumn(_("Together"), 3, is_figure=True)) if len(kinds) > 1 else columns


def _work_rows(cells: list[Figure], kinds: list[MoneyKind]) -> Iterator[BlockRow]:
    for category in Category:
        of_kind = [cell for cell in cells if cell.category == category]
        if any(cell.what in ("money", "components") for cell in of_kind):
            name = text.text(capfirst(str(category.label)))
            counted = _components(of_kind, with_notes=True)
            yield BlockRow((name, counted, *money_cells(of_kind, kinds, with_notes=True)))
    yield BlockRow(
        (text.strong(_("Total")), _components(cells), *money_cells(cells, kinds)), "total"
    )


def _components(cells: Iterable[Figure], with_notes: bool = False) -> Text:
    cell = together(cell for cell in cells if cell.what == "components").get(())
    if cell is None:
        return text.figure(None)
    return text.figure(cell.value or None, *(cell.statements if with_notes else ()))


def money_cells(
    cells: Iterable[Figure],
    kinds: list[MoneyKind],
    with_notes: bool = False,
    number_format: Callable[[Decimal], str] = money.format_amount,
) -> list[Text]:
    """The money of each kind, and of all these kinds together; a dash where there is none."""
    money = [cell for cell in cells if cell.what == "money"]
    sums = [together(cell for cell in money if cell.of == kind).get(()) for kind in kinds]
    texts = [_money(cell, with_notes, number_format) for cell in sums]
    if len(kinds) > 1:
        texts.append(_money(together(money).get(()), False, number_format))
    return texts


def _money(cell: Figure | None, with_notes: bool, number_format: Callable[[Decimal], str]) -> Text:
    if cell is None:
        return NONE
    notes = cell.statements if with_notes else ()
    return text.summed(cell.value, cell.unstated, *notes, number_format=number_format)


def projects_of(projects: list[Project]) -> list[BlockTable]:
    """Each project with its place and content."""
    columns = (
        BlockColumn(_("Project"), 4),
        BlockColumn(_("Number of projects"), 2, is_figure=True),
        BlockColumn(_("Place of implementation"), 4),
        BlockColumn(_("Content"), 5),
    )
    rows = (
        BlockRow(
            (
                text.linked(row, row.statement),
                text.figure(row.component_count, row.component_count and row.statement),
                text.text(row.county or row.place_text),
                text.text(row.content_text),
            ),
            record=row,
        )
        for row in projects
    )
    return table(_("Projects"), columns, rows)


def money_of(projects: list[Project]) -> list[BlockTable]:
    """Every allocation: whose money, and each of its amounts under the name of its stage."""
    money = [row for project in projects for row in project.allocations.all()]
    stages = stages_of(money)
    columns = (
        BlockColumn(_("Project"), 4),
        BlockColumn(_("Kind of money"), 3),
        *(_amount_column(str(name)) for name in stages.values()),
        BlockColumn(_("Funder"), 2),
        BlockColumn(_("Coordinated by"), 3),
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
    row: Allocation,
    stages: Iterable[str],
    number_format: Callable[[Decimal], str] = money.format_amount,
) -> Iterator[Text]:
    """The amount of `row` at each of `stages`; a dash where the row cannot have one, since its
    amount either has a stage or has none."""
    is_unstaged = row.amount_stage == AmountStage.UNSTAGED
    for stage in stages:
        amount = getattr(row, stage)
        if is_unstaged != (stage == AmountStage.UNSTAGED):
            yield NONE
        else:
            yield text.text(None if amount is None else number_format(amount), row.statement)


def _amount_column(name: str) -> BlockColumn:
    heading = _("%(amount)s (%(unit)s)")
    named = {"amount": capfirst(name), "unit": money.name_of_readers_unit()}
    return BlockColumn(heading % named, 3, is_figure=True)


def payments_of(projects: list[Project]) -> list[BlockTable]:
    """Every dated payment."""
    columns = (
        BlockColumn(_("Project"), 4),
        BlockColumn(_("Stage"), 2),
        BlockColumn(_("Paid on"), 3),
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


def results_of(projects: list[Project]) -> list[BlockTable]:
    """Every measured value, with what it was before."""
    columns = (
        BlockColumn(_("Indicator"), 5),
        BlockColumn(_("Value"), 2, is_figure=True),
        BlockColumn(_("Unit"), 2),
        BlockColumn(_("Before"), 2, is_figure=True),
        BlockColumn(_("Kind of quantity"), 3),
    )
    rows = (_result(row) for project in projects for row in project.results.all())
    return table(_("What was measured"), columns, rows)


def _result(row) -> Iterator[Text]:
    unit = row.indicator.unit
    qualifier = "" if row.qualifier == "exact" else f"{row.get_qualifier_display()} "
    value = text.measured(row.value, unit)
    yield text.text(text.remarked(row.indicator, row.indicator.definition_text))
    yield text.text(value and qualifier + value, row.statement)
    yield text.text(unit_name(unit))
    before = text.text(text.measured(row.baseline, unit), row.baseline_statement)
    yield before if row.is_share else text.text("–")
    yield text.text(row.indicator.get_measure_display())


def comparisons(rows: list[Comparison]) -> list[BlockTable]:
    """Totals that sources state beside the sums of their rows, which the link leads to."""
    columns = (
        BlockColumn(_("What is stated"), 6),
        BlockColumn(_("Stated"), 3, is_figure=True),
        BlockColumn(_("Computed"), 3, is_figure=True),
        BlockColumn(_("Difference"), 2, is_figure=True),
        BlockColumn(_("Result"), 3),
    )
    lines = (
        BlockRow(tuple(_comparison(row)), anchor=row.total.statement.code, record=row.total)
        for row in rows
    )
    return table(_("Stated beside computed"), columns, lines)


def _comparison(row: Comparison) -> Iterator[Text]:
    statement, unit = row.total.statement, row.total.statement.unit
    yield text.text(statement.summary_text, address=row.total.get_absolute_url())
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
