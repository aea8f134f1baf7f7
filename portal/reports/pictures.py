"""Charts of a year, from the rows that its tables show."""

from collections.abc import Iterable, Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib import money
from config.lib.charts.bars import Bar, BarGroup, Chart
from config.lib.charts.gains import Gains
from config.lib.tables.tables import NOT_STATED
from portal.reports import report_tables
from portal.reports.year_summary import KeyFigure
from programs import charts, findings
from programs.colours import KINDS
from programs.models import Category, MoneyKind, Project
from programs.totals.figures import Figure, together
from records.models import format_qualified

BARS = 12  # of a chart; the table has all amounts
SERIES = 3  # more kinds of money beside one another are a table, and no picture


def money_by_kind(figures: list[KeyFigure]) -> list[Chart]:
    """The money of a year by programme and kind, one chart for each scope, of its largest amounts;
    none of them are added."""
    amounts = [figure for figure in figures if figure.key[0] == "money" and figure.value]
    drawn = []
    for scope in dict.fromkeys(figure.scope for figure in amounts):
        own = [figure for figure in amounts if figure.scope == scope]
        largest = sorted(own, key=lambda figure: -(figure.value or 0))[:BARS]
        by_program = {
            program: tuple(
                _named_bar(one) for one in own if one in largest and one.group == program
            )
            for program in dict.fromkeys(one.group for one in own)
        }
        groups = tuple(BarGroup(name, bars) for name, bars in by_program.items() if bars)
        if len(own) > 1:
            drawn.append(Chart(_title_of_money(scope, len(own)), (), groups))
    return drawn


def _title_of_money(scope: str, count: int) -> str:
    """What a chart of `count` amounts of one scope shows of them."""
    values = {"unit": money.name_of_readers_unit(), "scope": scope, "n": BARS}
    if count > BARS:
        return _("The %(n)s largest amounts of money, in %(unit)s: %(scope)s") % values
    return _("Money by kind, in %(unit)s: %(scope)s") % values


def _named_bar(figure: KeyFigure) -> Bar:
    return _bar(figure, MoneyKind(figure.key[-1]), figure.name)


def money_by_work(cells: Iterable[Figure]) -> list[Chart]:
    """Relief funds beside local money, by kind of work; one chart for each scope."""
    drawn = []
    for scope, covered in report_tables.by_scope(cells).items():
        kinds = report_tables.kinds_of_money(covered)
        groups = tuple(_work(covered, kinds))
        if len(groups) > 1 and 1 < len(kinds) <= SERIES:
            title = _("Money by kind of work, in %(unit)s: %(scope)s")
            title %= {"unit": money.name_of_readers_unit(), "scope": scope}
            drawn.append(Chart(title, (), groups, finding=_finding(covered)))
    return drawn


def _finding(cells: list[Figure]) -> str:
    """What most of the relief funds of these kinds of work went into."""
    relief = [one for one in cells if one.what == "money" and one.of == MoneyKind.RELIEF_FUND]
    parts = [
        findings.FindingPart(
            charts.work_in_a_sentence(Category(category)),
            one.value,
            unstated=one.unstated,
            is_exact=not one.qualifier,
        )
        for (category,), one in together(relief, "category").items()
    ]
    return findings.largest_share(parts, str(MoneyKind.RELIEF_FUND.label))


def _work(cells: list[Figure], kinds: list[MoneyKind]) -> Iterator[BarGroup]:
    for category in Category:
        of_work = [cell for cell in cells if cell.what == "money" and cell.category == category]
        by_kind = together(of_work, "of")
        sums = [(kind, by_kind.get((str(kind),))) for kind in kinds]
        if of_work:
            bars = (_bar(cell, kind, capfirst(str(kind.label))) for kind, cell in sums if cell)
            yield BarGroup(capfirst(str(category.label)), tuple(bars))


def coverage(projects: list[Project], year: int) -> list[Gains]:
    """Shares before and after, as points gained."""
    return charts.shares([row for project in projects for row in project.results.all()], year)


def _bar(figure: Figure | KeyFigure, kind: MoneyKind, name: str = "") -> Bar:
    value = figure.value
    label = str(NOT_STATED) if value is None else money.format_amount(value)
    return Bar(value, format_qualified(label, figure.qualifier), name, KINDS[kind])
