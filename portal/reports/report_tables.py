"""Tables of a year: each function makes a table of rows, or nothing where there are no rows."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib import money
from config.lib.language import compose, in_language_of
from config.lib.pages import preferences
from portal.reports import text
from portal.reports.blocks import BlockColumn, BlockRow, BlockTable, Paragraph, Text
from portal.reports.year_summary import KeyFigure, Line
from programs.models import (
    AMOUNTS,
    Allocation,
    AmountStage,
    Category,
    MoneyKind,
    Payment,
    Project,
    Result,
)
from programs.totals.figures import Figure, together
from programs.totals.roll_up import SCOPES, format_scope
from records.models import Record, Unit, compare_unqualified, format_qualified

NONE = text.text("–")  # there is no such money, as far as the records go


ReportColumn = tuple[BlockColumn, Callable[[Any], Text]]


def column(heading: str, weight: int, cell: Callable[[Any], Text]) -> ReportColumn:
    """A column of words, with the function that gives its text for a record."""
    return BlockColumn(heading, weight), cell


def numbers(heading: str, weight: int, cell: Callable[[Any], Text]) -> ReportColumn:
    """A column of numbers."""
    return BlockColumn(heading, weight, is_figure=True), cell


def table_of(
    caption: str,
    records: Iterable,
    *columns: ReportColumn,
    anchor: Callable[[Any], str] = lambda record: "",
) -> list[BlockTable]:
    """The table of `records`; nothing while there are none."""
    rows = (
        BlockRow(
            tuple(cell(one) for _column, cell in columns),
            record=one if isinstance(one, Record) else None,
            anchor=anchor(one),
        )
        for one in records
    )
    return table(caption, tuple(one for one, _cell in columns), rows)


def table(
    caption: str, columns: tuple[BlockColumn, ...], rows: Iterable[BlockRow]
) -> list[BlockTable]:
    """The table of `rows`; nothing while there are none."""
    lines = tuple(rows)
    title = in_language_of(caption, capfirst(caption))
    return [BlockTable(title, columns, lines)] if lines else []


def year_in_figures(year: int, lines: list[Line], cited: bool) -> list[BlockTable]:
    """Figures of the year, beside the year before where the ledger has it. The notes of this
    year's figures may be left to the chapters; the year before has no chapters here."""
    before = (
        numbers(str(year - 1), 2, lambda line: _key_figure(line.before, cited=True)),
        numbers(pgettext("from year to year", "Change"), 2, _change),
    )
    columns = (
        column(
            _("Figure"), 5, lambda line: text.text(line.figure.name, address=line.figure.address)
        ),
        numbers(str(year), 2, lambda line: _key_figure(line.this, cited)),
        *(before if any(line.before for line in lines) else ()),
        column(_("Unit"), 2, lambda line: text.text(unit_name(line.figure.unit))),
        column(_("Covers"), 5, lambda line: text.text(line.scope)),
    )
    rows: list[BlockRow] = []
    for group, own in _by_group(lines).items():
        heading = text.strong(group or _("Without a programme"))
        rows.append(BlockRow((heading, *[()] * (len(columns) - 1)), kind="subtotal"))
        rows += (BlockRow(tuple(cell(line) for _column, cell in columns)) for line in own)
    return table(
        _("Figures of %(year)s") % {"year": year}, tuple(one for one, _cell in columns), rows
    )


def _by_group(lines: list[Line]) -> dict[str, list[Line]]:
    """Lines by programme; those of none come last."""
    groups: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: not line.figure.group):
        groups.setdefault(line.figure.group, []).append(line)
    return groups


def _key_figure(figure: KeyFigure | None, cited: bool) -> Text:
    if figure is None:
        return text.text("–")
    cited_by = figure.statements if cited else ()
    number_format = text.format_of(figure.unit)
    value = text.summed(
        figure.value,
        figure.unstated,
        *cited_by,
        number_format=number_format,
        qualifier=figure.qualifier,
        qualified=figure.qualified,
        reported=figure.reported,
    )
    return text.beside(value, figure.disagreement)


def _change(line: Line) -> Text:
    if line.change is None:
        return text.text("–")
    number = text.format_of(line.figure.unit)(line.change)
    signed = f"+{number}" if line.change > 0 else number
    return text.text(format_qualified(signed, line.qualifier_of_change))


def unit_name(unit: str) -> str:
    """A unit of measurement in words; of money the one that the reader chose."""
    if unit == Unit.CNY and preferences.current().unit:
        return money.name_of_readers_unit()
    return str(Unit(unit).label) if unit else ""


# --- projects and their money -------------------------------------------------------------------


def by_scope(cells: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Cells of a year by what they cover, since totals never mix scopes."""
    by_code: dict[str, list[Figure]] = {}
    for cell in cells:
        by_code.setdefault(cell.scope, []).append(cell)
    return {
        format_scope(scope, by_code[scope][0].designated): by_code[scope]
        for scope in SCOPES
        if scope in by_code
    }


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
    words = text.summed(
        cell.value,
        cell.unstated,
        *notes,
        number_format=number_format,
        qualifier=cell.qualifier,
        qualified=cell.qualified_parts,
        reported=cell.reported,
    )
    alone = notes if cell.rows == 1 else ()
    return text.beside(words, compare_unqualified(cell.value, Unit.CNY, alone))


def projects_of(projects: list[Project]) -> list[BlockTable]:
    """Each project with its place and content."""
    return table_of(
        _("Projects"),
        projects,
        column(_("Project"), 4, lambda row: text.linked(row, row.statement)),
        numbers(_("Number of projects"), 2, lambda row: text.count(row, "component_count")),
        column(_("Place of implementation"), 4, lambda row: text.text(row.location)),
        *_terms(projects),
        column(_("Content"), 5, lambda row: text.text(row.content_text)),
    )


def notes_of(projects: Iterable[Project]) -> Iterator[Paragraph]:
    """What must be said with each project, as a remark under its name."""
    for project in projects:
        if project.note_text:
            remark = text.named(str(project), text.text(project.note_text))
            yield Paragraph(remark, is_remark=True)


def _terms(projects: list[Project]) -> Iterator[ReportColumn]:
    """The planned and the actual term, where any project states them."""
    if any(row.planned_starts or row.planned_ends for row in projects):
        yield column(
            _("Planned term"), 3, lambda row: text.term(row.planned_starts, row.planned_ends)
        )
    if any(row.starts or row.ends for row in projects):
        yield column(_("Actual term"), 3, lambda row: text.term(row.starts, row.ends))


def money_of(projects: list[Project]) -> list[BlockTable]:
    """Every allocation: whose money, and each of its amounts under the name of its stage."""
    rows = [row for project in projects for row in project.allocations.all()]
    return table_of(
        _("Money"),
        rows,
        column(_("Project"), 4, lambda row: text.text(row.project)),
        column(_("Kind of money"), 3, lambda row: text.text(row.get_kind_display())),
        column(_("Level of government"), 2, lambda row: text.text(row.get_level_display())),
        *stage_columns(rows, _amount_heading),
        column(_("Funder"), 2, lambda row: text.text(row.funder)),
        column(_("Coordinated by"), 3, lambda row: text.text(row.coordinator)),
    )


def stage_columns(
    rows: Iterable[Allocation],
    heading: Callable[[str], str] = capfirst,
    number_format: Callable[[Decimal], str] = money.format_amount,
) -> Iterator[ReportColumn]:
    """A column for each stage at which any of `rows` states an amount; where none does, for that
    of the amount that sums would take."""
    stated = {stage for row in rows for stage in AMOUNTS if row.at_stage(stage).amount is not None}
    for stage, name in AMOUNTS.items():
        if stage in (stated or {AmountStage.ALLOCATED}):
            yield numbers(heading(str(name)), 3, partial(_amount, stage, number_format))


def _amount(stage: str, number_format: Callable[[Decimal], str], row: Allocation) -> Text:
    """The amount of `row` at `stage`; a dash where the row cannot have one, since its amount
    either has a stage or has none."""
    is_unstaged = row.amount_stage == AmountStage.UNSTAGED
    if is_unstaged != (stage == AmountStage.UNSTAGED):
        return NONE
    at_stage = row.at_stage(stage)
    words = None
    if at_stage.amount is not None:
        words = format_qualified(number_format(at_stage.amount), at_stage.qualifier)
    if at_stage.is_paid:
        return text.text(text.remarked(words, _("sum of payments")))
    return text.cited(words, row, field=stage)


def overspends_of(projects: Iterable[Project]) -> Iterator[Paragraph]:
    """A remark for each allocation of which more was received or spent than there was."""
    for project in projects:
        for row in project.allocations.all():
            if row.overspends or row.overspend_note_text:
                yield Paragraph(_overspend(project, row), is_remark=True)


def _overspend(project: Project, row: Allocation) -> Text:
    named = compose(_("%(project)s, %(kind)s"), project=project, kind=row.kind_and_level)
    explanation = text.named(_("Explanation"), text.text(row.overspend_note_text))
    sentences = [text.text(" ".join(row.overspends))] if row.overspends else []
    return text.named(named, text.joined([*sentences, explanation], " "))


def _amount_heading(name: str) -> str:
    heading = _("%(amount)s (%(unit)s)")
    return heading % {"amount": capfirst(name), "unit": money.name_of_readers_unit()}


def _in_unit(amount: Decimal | None) -> str | None:
    """An amount in the unit that the heading names."""
    return None if amount is None else money.format_amount(amount)


def payments_of(projects: list[Project]) -> list[BlockTable]:
    """Every dated payment."""
    return table_of(
        _("Payments"),
        [row for project in projects for row in project.payments.all()],
        column(_("Project"), 4, lambda row: text.text(row.project)),
        column(_("Stage"), 2, lambda row: text.text(row.get_stage_display())),
        column(_("Paid on"), 3, lambda row: text.date(row.paid_on)),
        numbers(_amount_heading(_("Amount")), 3, _paid),
    )


def _paid(row: Payment) -> Text:
    words = None
    if row.amount is not None:
        words = format_qualified(money.format_amount(row.amount), row.qualifier)
    return text.cited(words, row)


# --- what was measured ---------------------------------------------------------------------------


def results_of(projects: list[Project]) -> list[BlockTable]:
    """Every measured value, with the value before."""
    return table_of(
        _("What was measured"),
        [row for project in projects for row in project.results.all()],
        column(_("Indicator"), 5, _indicator),
        numbers(_("Value"), 4, _value),
        column(_("Unit"), 2, lambda row: text.text(unit_name(row.indicator.unit))),
        numbers(_("Before"), 2, _baseline),
        numbers(_("Target"), 2, _target),
        column(
            _("Kind of quantity"), 3, lambda row: text.text(row.indicator.get_measure_display())
        ),
    )


def _indicator(row: Result) -> Text:
    return text.text(text.remarked(row.indicator, row.indicator.definition_text))


def _value(row: Result) -> Text:
    value = text.measured(row.value, row.indicator.unit)
    return text.cited(value and format_qualified(value, row.qualifier), row)


def _baseline(row: Result) -> Text:
    if not row.is_share:
        return text.text("–")
    value = text.measured(row.baseline, row.indicator.unit)
    return text.cited(value, row, "baseline_statement")


def _target(row: Result) -> Text:
    return text.text(text.measured(row.target, row.indicator.unit))
