"""The year in figures, beside the same figures of the year before.

Sums never mix scopes, programmes or kinds of money, and shares are never added.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.reports.data import ProgramSection, YearData
from programs.models import Indicator, MoneyKind
from programs.totals.figures import MOST_NOTES, Figure, together
from records.models import Measure, Scope, Statement

Key = tuple[str, ...]


@dataclass(frozen=True)
class KeyFigure:
    """A figure of a year: the sum of its stated parts; None where none is stated."""

    key: Key
    name: str
    scope: str
    unit: str
    value: Decimal | None
    unstated: int  # parts that the sum lacks
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Line:
    """A figure of this year and of the year before; None where a year has no such figure."""

    this: KeyFigure | None
    before: KeyFigure | None

    @property
    def figure(self) -> KeyFigure:
        """The figure of either year."""
        return self.this or self.before  # one of them is there

    @property
    def change(self) -> Decimal | None:
        """This year minus the year before; None where either says nothing or not everything."""
        this, before = _whole(self.this), _whole(self.before)
        return None if this is None or before is None else this - before


def key_figures(report: YearData) -> list[KeyFigure]:
    """The figures of the year of `report`, in its order."""
    return [*_of_programs(report), *_of_rows(report), *_of_people(report)]


def beside(report: YearData, before: YearData | None) -> list[Line]:
    """The figures of `report`, each beside the same figure of `before`, and what ended there."""
    this = {figure.key: figure for figure in key_figures(report)}
    earlier = {figure.key: figure for figure in key_figures(before)} if before else {}
    return [Line(this.get(key), earlier.get(key)) for key in (this | earlier)]


def _whole(figure: KeyFigure | None) -> Decimal | None:
    return None if figure is None or figure.unstated else figure.value


def _of_programs(report: YearData) -> Iterator[KeyFigure]:
    indicators = {str(one.pk): one for one in Indicator.objects.all()}
    order = {code: place for place, code in enumerate([*MoneyKind, *indicators])}
    for section in report.programs.values():
        for what, of, scope, cells in _groups(section, order):
            key = (what, section.program.code, scope, of)
            if figure := _figure(key, *_named(section, what, of, indicators), cells):
                yield figure


def _groups(
    section: ProgramSection, order: dict[str, int]
) -> Iterator[tuple[str, str, str, list[Figure]]]:
    """Cells that are added, those of one kind of figure and one scope, in the order of the
    vocabulary."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for cell in section.figures:
        groups.setdefault((cell.what, cell.of, cell.scope), []).append(cell)
    for what in ("components", "money", "result", "students"):
        own = (key for key in groups if key[0] == what)
        for key in sorted(own, key=lambda key: (order.get(key[1], 0), *key)):
            yield *key, groups[key]


def _named(section: ProgramSection, what: str, of: str, indicators) -> tuple[str, str]:
    """The name and the unit of a figure."""
    program = {"programme": section.program}
    if what == "components":
        return _("%(programme)s: number of projects") % program, "project"
    if what == "money":
        kind = MoneyKind(of).label
        return _("%(programme)s: %(kind)s") % {**program, "kind": kind}, "CNY"
    if what == "result":
        indicator = indicators[of]
        is_share = indicator.measure == Measure.SHARE
        return str(indicator), "percent" if is_share else indicator.unit
    return _("Students helped"), "person"


def _figure(key: Key, name: str, unit: str, cells: Iterable[Figure]) -> KeyFigure | None:
    """Cells added up; two shares have no sum."""
    cell = together(cells)[()]
    if unit == "percent" and cell.rows > 1:
        return None
    scope = str(Scope(cell.scope).label)
    return KeyFigure(key, name, scope, unit, cell.value, cell.unstated, cell.statements)


def _of_rows(report: YearData) -> Iterator[KeyFigure]:
    """Donated goods, seminars and their reports."""
    goods: dict[Key, list] = {}
    for row in report.donations:
        goods.setdefault(("goods", row.goods, row.unit, row.project.scope), []).append(row)
    for key, rows in goods.items():
        name = _("Donated: %(goods)s") % {"goods": rows[0].goods_text}
        yield _sum(key, name, rows[0].unit, rows, [row.quantity for row in rows])
    for what, name, unit, rows in (
        ("seminar", _("Seminars"), "seminar", report.seminars),
        ("seminar_report", _("Seminar reports"), "report", report.seminar_reports),
    ):
        for scope in dict.fromkeys(row.project.scope for row in rows):
            own = [row for row in rows if row.project.scope == scope]
            yield _sum((what, scope), name, unit, own, [1] * len(own))


def _of_people(report: YearData) -> Iterator[KeyFigure]:
    for scope in dict.fromkeys(row.scope for row in report.selections):
        rows = [row for row in report.selections if row.scope == scope]
        numbers = [row.selected_count for row in rows]
        yield _sum(("selected", scope), _("Cadres selected and sent"), "person", rows, numbers)
    for scope in dict.fromkeys(row.scope for row in report.awards):
        rows = [row for row in report.awards if row.scope == scope]
        yield _sum(("award", scope), _("Cadres honoured"), "person", rows, [1] * len(rows))
    for kind in dict.fromkeys(row.kind for row in report.publications):
        rows = [row for row in report.publications if row.kind == kind]
        name = capfirst(rows[0].get_kind_display())
        yield _sum(("publication", kind), name, "publication", rows, [1] * len(rows))


def _sum(key: Key, name: str, unit: str, rows: list, numbers: list) -> KeyFigure:
    """Numbers of rows added up, as far as they are stated."""
    stated = [Decimal(number) for number in numbers if number is not None]
    scopes = {getattr(getattr(row, "project", row), "scope", Scope.MINISTRY) for row in rows}
    cited = tuple(dict.fromkeys(row.statement for row in rows if row.statement))
    return KeyFigure(
        key,
        name,
        str(Scope(scopes.pop()).label),
        unit,
        sum(stated, Decimal(0)) if stated else None,
        len(numbers) - len(stated),
        cited if len(cited) <= MOST_NOTES else (),
    )
