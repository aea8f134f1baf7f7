"""Charts of a year, from the rows that its tables show."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib import money
from config.lib.charts.bars import Bar, BarGroup, Chart
from config.lib.tables.tables import NOT_STATED
from portal.reports import report_tables
from portal.reports.text import measured
from portal.reports.year_summary import KeyFigure
from programs.colours import AFTER, BEFORE, KINDS
from programs.models import Category, MoneyKind, Project
from programs.totals.figures import Figure, together
from records.models import format_qualified

SERIES = 3  # more kinds of money beside one another are a table, and no picture


def money_by_kind(figures: list[KeyFigure]) -> list[Chart]:
    """The money of a year, a bar for each programme and kind; none of them are added."""
    bars = [figure for figure in figures if figure.key[0] == "money" and figure.value]
    groups = tuple(
        BarGroup(figure.name, (_bar(figure, MoneyKind(figure.key[-1])),)) for figure in bars
    )
    title = _("Money by kind, in %(unit)s") % {"unit": money.name_of_readers_unit()}
    return [Chart(title, (), groups)] if len(groups) > 1 else []


def money_by_work(cells: Iterable[Figure]) -> list[Chart]:
    """Relief funds beside local money, by kind of work; one chart for each scope."""
    charts = []
    for scope, covered in report_tables.by_scope(cells).items():
        kinds = report_tables.kinds_of_money(covered)
        groups = tuple(_work(covered, kinds))
        if len(groups) > 1 and 1 < len(kinds) <= SERIES:
            title = _("Money by kind of work, in %(unit)s: %(scope)s")
            title %= {"unit": money.name_of_readers_unit(), "scope": scope}
            charts.append(Chart(title, (), groups))
    return charts


def _work(cells: list[Figure], kinds: list[MoneyKind]) -> Iterator[BarGroup]:
    for category in Category:
        of_work = [cell for cell in cells if cell.what == "money" and cell.category == category]
        by_kind = together(of_work, "of")
        sums = [(kind, by_kind.get((str(kind),))) for kind in kinds]
        if of_work:
            bars = (_bar(cell, kind, capfirst(str(kind.label))) for kind, cell in sums if cell)
            yield BarGroup(capfirst(str(category.label)), tuple(bars))


def coverage(projects: list[Project]) -> list[Chart]:
    """Shares before and after, out of one hundred."""
    rows = [row for project in projects for row in project.results.all()]
    shares = [row for row in rows if row.is_share and row.baseline is not None]
    groups = tuple(
        BarGroup(str(row.indicator), (_share(row.baseline, BEFORE), _share(row.value, AFTER)))
        for row in shares
    )
    series = (_("Before"), pgettext("of a measure", "After"))
    title = _("Coverage before and after, in percent")
    return [Chart(title, series, groups, highest=Decimal(100))] if groups else []


def _bar(figure: Figure | KeyFigure, kind: MoneyKind, name: str = "") -> Bar:
    value = figure.value
    label = str(NOT_STATED) if value is None else money.format_amount(value)
    return Bar(value, format_qualified(label, figure.qualifier), name, KINDS[kind])


def _share(value: Decimal | None, colour: str) -> Bar:
    return Bar(value, measured(value, "percent") or str(NOT_STATED), "", colour)
