"""Figures with their names and sources, for cards, tables and results of pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib.language import join_texts
from config.lib.tables.tables import format_value_cell, format_value_html, not_stated
from programs.colours import KINDS
from programs.models import Category, Indicator, MoneyKind, Program
from programs.totals import figures
from programs.totals.addresses import parts_of, rows_of
from programs.totals.figures import Figure
from programs.totals.roll_up import ROLLED_UP, SCOPES, format_scope
from records.models import Disagreement, Measure, Statement, compare_unqualified
from records.templatetags.ledger import qualified


@dataclass(frozen=True)
class LabelledFigure:
    """A figure with the names of what it is about and the statements that it comes from."""

    figure: Figure
    program: Program
    indicator: Indicator | None
    statements: tuple[Statement, ...]
    before: Statement | None

    @property
    def value(self):
        """The value; None for shares of several projects, which have no sum."""
        return None if self.is_share and self.figure.rows > 1 else self.figure.value

    @property
    def bare_html(self) -> str:
        """The value with its unit and qualifier."""
        return qualified(format_value_html(self.value, self.unit), self.figure.qualifier)

    @property
    def html(self) -> str:
        """The same; of a roll-up with how many counties reported."""
        return self._marked(self.bare_html)

    @property
    def cell_html(self) -> str:
        """The same in a cell of a table: an amount in one unit."""
        if self.value is None:
            return self._marked(not_stated())
        value = format_value_cell(self.value, self.unit)
        return self._marked(qualified(value, self.figure.qualifier))

    def _marked(self, html: str) -> str:
        return format_html("{} <small>{}</small>", html, self.reported) if self.reported else html

    @property
    def is_share(self) -> bool:
        return bool(self.indicator and self.indicator.measure == Measure.SHARE)

    @property
    def name(self) -> str:
        if self.figure.what == "money":
            return capfirst(str(MoneyKind(self.figure.of).label))
        named = {
            "students": _("Students helped"),
            "components": _("Projects supported"),
            "projects": _("Entries in the ledger"),
        }
        return str(self.indicator or named[self.figure.what])

    @property
    def definition(self) -> str:
        """What its indicator counts, where the ledger says so."""
        return self.indicator.definition_text if self.indicator else ""

    @property
    def unit(self) -> str:
        units = {"money": "CNY", "students": "person"}
        return self.indicator.unit if self.indicator else units.get(self.figure.what, "project")

    def disagreement(self, by: str = "statement", field: str = "") -> Disagreement | None:
        """How the figure and its statement differ, where it is one row's."""
        alone = self.figure.rows == 1
        return compare_unqualified(self.value, self.unit, self.statements) if alone else None

    @property
    def colour(self) -> str:
        """The colour of a kind of money."""
        return KINDS[MoneyKind(self.figure.of)] if self.figure.what == "money" else ""

    @property
    def scope(self) -> str:
        """What it covers."""
        return format_scope(self.figure.scope, self.figure.designated)

    @property
    def reported(self) -> str:
        """How many of its counties reported; nothing where it is no roll-up."""
        return self.figure.reported

    @property
    def line(self) -> str:
        """The scope whose other years it stands beside. The share of one county says nothing of
        several together."""
        return self.figure.scope if self.is_share else self.figure.line

    @property
    def covers(self) -> str:
        """The programme and the scope."""
        return join_texts(" · ", (self.program, self.scope))

    @property
    def category(self) -> str:
        return capfirst(str(Category(self.figure.category).label))

    @property
    def change(self):
        """Percentage points since the value before; None where either is not stated."""
        if self.value is None or self.figure.baseline is None:
            return None
        return self.value - self.figure.baseline

    @property
    def address(self) -> str:
        """The rows that it adds up; of a roll-up its parts, county by county."""
        figure, what = self.figure, self.figure.what
        if figure.scope == ROLLED_UP:
            return parts_of(figure.year, self.program)
        return rows_of(
            what,
            year=figure.year,
            program=self.program,
            scope=None if what in ("result", "students") else figure.scope,  # no filter there
            kind=figure.of if what in ("money", "students") else None,
            indicator=self.indicator,
        )


@dataclass(frozen=True)
class MoneyRow:
    """The money of a programme, or of a kind of work of one, by kind within one scope."""

    name: str
    address: str
    scope: str
    money: tuple[LabelledFigure, ...]
    components: LabelledFigure | None = None


@dataclass(frozen=True)
class Series:
    """The same figure in several years, one cell for each of `years`; None where the ledger has
    none."""

    name: str
    scope: str
    definition: str
    is_share: bool
    cells: tuple[LabelledFigure | None, ...]


def series(labelled: Iterable[LabelledFigure], years: list[int]) -> list[Series]:
    """Figures that the ledger has for more than one year, by kind and scope."""
    groups: dict[tuple, dict[int, LabelledFigure]] = {}
    for one in labelled:
        key = (one.figure.what, one.figure.of, one.line)
        groups.setdefault(key, {})[one.figure.year] = one
    return [
        Series(
            rows[0].name,
            scope_of_line(rows),
            rows[0].definition,
            rows[0].is_share,
            tuple(map(by_year.get, years)),
        )
        for by_year in groups.values()
        if len(rows := list(by_year.values())) > 1
    ]


@dataclass(frozen=True)
class SeriesHeading:
    """The heading of a row or column of figures over years: a figure, or a year. `label` is what
    tells it from the others on a phone, where each figure has its heading beside it."""

    name: str
    label: str
    scope: str = ""
    definition: str = ""


@dataclass(frozen=True)
class SeriesTable:
    """Figures over years; whichever there are more of go down the page, the others across."""

    corner: str
    columns: tuple[SeriesHeading, ...]
    rows: tuple[tuple[SeriesHeading, tuple[LabelledFigure | None, ...]], ...]

    @property
    def lines(self) -> Iterator[tuple[SeriesHeading, list]]:
        """Each row with its cells beside their columns."""
        return ((row, list(zip(self.columns, cells, strict=True))) for row, cells in self.rows)


def series_table(all_series: list[Series], years: list[int]) -> SeriesTable | None:
    """The table of several figures; None where there are none."""
    if not all_series:
        return None
    names = tuple(_heading(one, all_series) for one in all_series)
    dates = tuple(SeriesHeading(str(year), str(year)) for year in years)
    cells = tuple(one.cells for one in all_series)
    if len(names) > len(dates):
        return SeriesTable(_("Figure"), dates, tuple(zip(names, cells, strict=True)))
    of_years = tuple(zip(*cells, strict=True))
    return SeriesTable(_("Year"), names, tuple(zip(dates, of_years, strict=True)))


def _heading(one: Series, all_series: list[Series]) -> SeriesHeading:
    is_alone = sum(other.name == one.name for other in all_series) == 1
    label = one.name if is_alone else join_texts(" · ", (one.name, one.scope))
    return SeriesHeading(one.name, label, one.scope, one.definition)


def label_figures(unlabelled: Iterable[Figure]) -> list[LabelledFigure]:
    """The figures with their names, in the order of programmes, scopes and vocabularies; three
    queries however many there are."""
    unlabelled = list(unlabelled)
    programs = Program.objects.in_bulk({one.program for one in unlabelled})
    wanted = {int(one.of) for one in unlabelled if one.what == "result"}
    indicators = Indicator.objects.in_bulk(wanted) if wanted else {}
    statements = figures.notes(unlabelled)
    labelled = [
        LabelledFigure(
            one,
            programs[one.program],
            indicators[int(one.of)] if one.what == "result" else None,
            tuple(statements[cited] for cited in one.statements if cited in statements),
            statements.get(one.baseline_statement),
        )
        for one in unlabelled
    ]
    return sorted(labelled, key=_order)


def _order(labelled: LabelledFigure) -> tuple:
    figure = labelled.figure
    place = labelled.indicator.position if labelled.indicator else 0
    return (
        labelled.program.position,
        labelled.program.code,
        SCOPES.index(figure.scope),
        list(Category).index(figure.category),
        kind_order(labelled),
        place,
        -figure.year,
    )


def kind_order(labelled: LabelledFigure) -> int:
    """The place of a kind of money in the vocabulary."""
    return list(MoneyKind).index(labelled.figure.of) if labelled.figure.what == "money" else 0


def only(labelled: Iterable[LabelledFigure], *what: str) -> list[LabelledFigure]:
    return [one for one in labelled if one.figure.what in what]


def kinds_of(labelled: Iterable[LabelledFigure]) -> list[MoneyKind]:
    """The kinds of money there are, in the order of the vocabulary."""
    present = {one.figure.of for one in labelled if one.figure.what == "money"}
    return [kind for kind in MoneyKind if kind in present]


def one_scope(rows: Iterable[LabelledFigure | MoneyRow]) -> str:
    """The scope of all of them, where it is the same, to be shown once."""
    scopes = {row.scope for row in rows}
    return scopes.pop() if len(scopes) == 1 else ""


def scope_of_line(rows: Iterable[LabelledFigure | None]) -> str:
    """What figures of one line cover, and which of them counties reported themselves."""
    stated = [one for one in rows if one]
    rolled_up = {one.figure.year: one.reported for one in stated if one.reported}
    if not rolled_up or stated[0].line == ROLLED_UP:
        return stated[0].scope
    years = (_("%(year)s: %(reported)s") % {"year": y, "reported": rolled_up[y]} for y in rolled_up)
    together = _("the designated counties together; added up from their own reports (%(years)s)")
    return together % {"years": join_texts(_(", "), sorted(years))}


def main_scope(money: Iterable[LabelledFigure]) -> str:
    """The scope of most allocations, for a page of one scope: scopes never mix."""
    return _most(money, lambda one: one.figure.scope)


def main_line(money: Iterable[LabelledFigure]) -> str:
    """The same of several years."""
    return _most(money, lambda one: one.line)


def _most(money: Iterable[LabelledFigure], scope: Callable[[LabelledFigure], str]) -> str:
    counts: dict[str, int] = {}
    for one in money:
        counts[scope(one)] = counts.get(scope(one), 0) + one.figure.rows
    return max(counts, key=lambda of: counts[of], default="")


def by_program(labelled: list[LabelledFigure]) -> list[MoneyRow]:
    """Money by programme and scope; a programme's kinds of work are one figure already."""
    return list(
        _rows(labelled, lambda one: str(one.program), lambda one: one.program.get_absolute_url())
    )


def by_work(labelled: list[LabelledFigure]) -> list[MoneyRow]:
    """Money of one programme by kind of work and scope."""
    return list(_rows(labelled, lambda one: one.category, _projects_of_work))


def _projects_of_work(one: LabelledFigure) -> str:
    of = one.figure
    if of.scope == ROLLED_UP:
        return parts_of(of.year, one.program)
    return rows_of(
        "projects", year=of.year, program=one.program, scope=of.scope, category=of.category
    )


def _rows(labelled: list[LabelledFigure], name, address) -> Iterator[MoneyRow]:
    groups: dict[tuple, list[LabelledFigure]] = {}
    for one in labelled:
        groups.setdefault((one.figure.scope, name(one)), []).append(one)
    for (_scope, called), parts in groups.items():
        money = tuple(sorted(only(parts, "money"), key=kind_order))
        counted = only(parts, "components")
        if money:
            yield MoneyRow(
                called, address(parts[0]), parts[0].scope, money, counted[0] if counted else None
            )
