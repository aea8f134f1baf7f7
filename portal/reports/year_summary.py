"""The year in figures, beside the same figures of the year before.

Sums never mix scopes, programmes or kinds of money, and shares are never added.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib.language import compose
from portal.reports.data import ReportData, YearData
from programs.totals import figures, labelled
from programs.totals.figures import MOST_NOTES
from programs.totals.labelled import LabelledFigure
from records.models import Disagreement, Qualifier, Scope, Statement, format_scope_of_sum

Key = tuple[str, ...]
KINDS = ("components", "money", "result", "students")  # of figures of programmes, in this order


@dataclass(frozen=True)
class KeyFigure:
    """A figure of a year: the sum of its stated parts; None where none is stated. `group` is the
    name of its programme, empty where it belongs to none."""

    key: Key
    group: str
    name: str
    scope: str
    unit: str
    value: Decimal | None
    unstated: int  # parts that the sum lacks
    statements: tuple[Statement, ...]
    address: str = ""  # of the list of its parts, where there is one
    disagreement: Disagreement | None = None  # with the statement, where it is one row's
    qualifier: str = ""
    qualified: int = 0  # of several parts, those with a qualifier
    reported: str = ""  # how many of the designated counties did, where they did themselves
    is_partial: bool = False  # where some of them did not


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
    def scope(self) -> str:
        """What the figures cover: of those that counties reported themselves, beside one that is
        stated of them together, how many did stands with the figure."""
        scopes = {one.scope for one in (self.this, self.before) if one}
        return scopes.pop() if len(scopes) == 1 else _("the designated counties together")

    @property
    def change(self) -> Decimal | None:
        """This year minus the year before; None where either says nothing or not everything."""
        this, before = _whole(self.this), _whole(self.before)
        return None if this is None or before is None else this - before

    @property
    def qualifier_of_change(self) -> str:
        """A change from or to a figure with a qualifier is only about right."""
        ends = (self.this, self.before)
        return Qualifier.ABOUT if any(one and one.qualifier for one in ends) else ""


def key_figures(report: YearData) -> list[KeyFigure]:
    """The figures of the year of `report`, in its order."""
    return [*_of_programs(report), *_of_rows(report), *_of_people(report)]


def beside_year_before(report: ReportData) -> list[Line]:
    """The figures of `report` and of the year before it, each beside the same of the other."""
    this = {figure.key: figure for figure in key_figures(report)}
    before = {figure.key: figure for figure in key_figures(report.before)}
    return [Line(this.get(key), before.get(key)) for key in (this | before)]


def _whole(figure: KeyFigure | None) -> Decimal | None:
    return None if figure is None or figure.unstated or figure.is_partial else figure.value


def _of_programs(report: YearData) -> Iterator[KeyFigure]:
    own = (one for one in figures.of_edition(report.edition) if one.year == report.year)
    sums = figures.together(own, "what", "of", "program", "scope", "year").values()
    for one in sorted(labelled.label_figures(s for s in sums if s.what in KINDS), key=_order):
        if one.is_share and one.figure.rows > 1:  # two shares have no sum
            continue
        yield KeyFigure(
            (one.figure.what, one.program.code, one.line, one.figure.of),
            str(one.program),
            _name(one),
            one.scope,
            "percent" if one.is_share else one.unit,
            one.value,
            one.figure.unstated,
            one.statements,
            one.address,
            one.disagreement(),
            one.figure.qualifier,
            one.figure.qualified_parts,
            one.reported,
            one.figure.is_partial,
        )


def _order(one: LabelledFigure) -> tuple:
    """By programme, kind of figure and the order of the vocabulary."""
    program, position = one.program, one.indicator.position if one.indicator else 0
    kind = KINDS.index(one.figure.what)
    return program.position, program.code, kind, labelled.kind_order(one), position


def _name(one: LabelledFigure) -> str:
    return _("Number of projects") if one.figure.what == "components" else one.name


def _of_rows(report: YearData) -> Iterator[KeyFigure]:
    """Donated goods, seminars and their reports."""
    goods: dict[Key, list] = {}
    for row in report.donations:
        key = ("goods", row.goods or row.goods_zh, row.unit, row.project.scope)
        goods.setdefault(key, []).append(row)
    for key, rows in goods.items():
        name = compose(_("Donated: %(goods)s"), goods=rows[0].goods_text)
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
        "",
        name,
        format_scope_of_sum(scopes.pop()),
        unit,
        sum(stated, Decimal(0)) if stated else None,
        len(numbers) - len(stated),
        cited if len(cited) <= MOST_NOTES else (),
    )
