"""Lists of places, with columns for the money that there is."""

from dataclasses import dataclass

import django_tables2 as tables
from django.db.models import Case, Value, When
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.lib.language import is_chinese, join_texts
from config.lib.money import format_number
from config.lib.tables.tables import LedgerTable, NameColumn, NumberColumn, format_money_cell
from counties.models import County, Province
from portal.places.ranking import NOTHING, Ranking, figure_of, years_in_words
from programs.models import MoneyKind, Program
from programs.totals.addresses import rows_of
from programs.totals.tallies import Tally
from records.models import Scope
from records.templatetags.ledger import qualified

SCOPES = {Scope.COUNTY: _("one county or district, not named")}


def nothing() -> str:
    """A cell of which nothing is recorded; the key below the table says so."""
    words = _("none recorded")
    return format_html(
        '<span class="dash" aria-hidden="true">—</span><span class="unseen">{}</span>', words
    )


def format_tally(tally: Tally | None) -> str:
    """A sum with how many amounts it lacks; a dash where there is no such money."""
    if tally is None:
        return nothing()
    total = (
        nothing()
        if tally.total is None
        else qualified(format_money_cell(tally.total), tally.qualifier)
    )
    if not tally.unstated:
        return total
    lacking = ngettext("%(n)s without an amount", "%(n)s without an amount", tally.unstated)
    words = lacking % {"n": format_number(tally.unstated)}
    return format_html("{} <small>{}</small>", total, words)


class PlaceColumn(NumberColumn):
    """Something of the sums of each row's place, sorted as a number."""

    def __init__(self, ranking: Ranking, figure, **kwargs):
        super().__init__(accessor="pk", **kwargs)
        self.ranking, self.figure = ranking, figure

    def order(self, queryset, is_descending):
        sums = self.ranking.sums_of(queryset.model)
        key = figure_of({pk: self.figure(one) for pk, one in sums.items()})
        order = key.desc(nulls_last=True) if is_descending else key.asc(nulls_last=True)
        return queryset.order_by(order), True

    def sums(self, record):
        return self.ranking.sums_of(type(record)).get(record.pk, NOTHING)


class MoneyColumn(PlaceColumn):
    def __init__(self, ranking: Ranking, kind: MoneyKind):
        name = capfirst(str(kind.label))
        super().__init__(ranking, lambda sums: sums.total(kind), verbose_name=name)
        self.kind = kind

    def render(self, record):
        return format_tally(self.sums(record).money.get(self.kind))


class CountColumn(PlaceColumn):
    """A number, as a link to what it counts where there is a list of it."""

    def render(self, record):
        count = self.figure(self.sums(record))
        return format_number(count) if count else nothing()


class ProjectsColumn(CountColumn):
    def render(self, record):
        text = super().render(record)
        if not self.sums(record).projects:
            return text
        asked = {record._meta.model_name: record, "year": self.ranking.year}
        address = rows_of("projects", **asked, kind=self.ranking.kind or None)
        return format_html('<a href="{}">{}</a>', address, text)


class YearsColumn(PlaceColumn):
    attrs = {}

    def render(self, record):
        return years_in_words(self.sums(record).years) or nothing()


class PlaceTable(LedgerTable):
    ties = ("code",)
    key = _("— none recorded. It is not zero.")

    class Meta(LedgerTable.Meta):
        attrs = {"class": "list many"}


class ProvinceTable(PlaceTable):
    page_sizes = (20, 50)  # the first ones, or all provinces at once
    name = NameColumn(
        verbose_name=_("Province"), link=lambda record: rows_of("county", province=record)
    )

    class Meta(PlaceTable.Meta):
        model = Province
        fields = ("name",)


class CountyTable(PlaceTable):
    name = NameColumn(verbose_name=_("County or district"))
    province = NameColumn(
        accessor="province__name_text",
        field="province__name",
        link=lambda record: rows_of("county", province=record.province),
        verbose_name=_("Province"),
    )

    class Meta(PlaceTable.Meta):
        model = County
        fields = ("name", "province")


class TermColumn(tables.Column):
    """When a county was paired with the ministry."""

    def __init__(self, ranking: Ranking):
        title = _("Paired with the ministry")
        super().__init__(accessor="code", verbose_name=title)
        self.ranking = ranking

    def order(self, queryset, is_descending):
        """The paired counties together, first or last."""
        is_paired = When(code__in=self.ranking.paired, then=Value(0))
        key = Case(is_paired, default=Value(1))
        return queryset.order_by(key.desc() if is_descending else key.asc()), True

    def render(self, value):
        between = "、" if is_chinese() else ", "
        return (
            join_texts(between, [one.term for one in self.ranking.terms.get(value, ())])
            or nothing()
        )


def with_sums(table: type[PlaceTable], ranking: Ranking, **more: tables.Column):
    """The table with a column for each kind of money that there is, and for what else is known."""
    columns = {kind.value: MoneyColumn(ranking, kind) for kind in _kinds(table, ranking)}
    columns["projects"] = ProjectsColumn(
        ranking, lambda sums: sums.projects, verbose_name=_("Projects")
    )
    if ranking.has_results:
        columns["results"] = CountColumn(
            ranking, lambda sums: sums.results, verbose_name=_("Results")
        )
    columns["years"] = YearsColumn(
        ranking, lambda sums: max(sums.years, default=None), verbose_name=_("Years")
    )
    return type(table.__name__, (table,), {"Meta": table.Meta, **columns, **more})


def _kinds(table: type[PlaceTable], ranking: Ranking) -> list[MoneyKind]:
    """The kinds of money that any place of the table has."""
    present = {kind for one in ranking.sums_of(table.Meta.model).values() for kind in one.money}
    return [kind for kind in MoneyKind if kind in present]


@dataclass(frozen=True)
class TogetherRow:
    """What one programme did for several places together: a line that nothing splits."""

    scope: str
    program: Program
    money: list[tuple[MoneyKind, str]]
    projects: int
    address: str
    results: int
    years: str


def together_rows(ranking: Ranking, programs: dict[int, Program]) -> list[TogetherRow]:
    """The lines of what belongs to no single county, a cell for each kind of money."""
    present = {kind for one in ranking.sums.together for kind in one.sums.money}
    kinds = [kind for kind in MoneyKind if kind in present]
    return [
        TogetherRow(
            str(SCOPES.get(one.scope, one.scope.label)),
            programs[one.program],
            [(kind, format_tally(one.sums.money.get(kind))) for kind in kinds],
            one.sums.projects,
            rows_of(
                "projects",
                scope=one.scope,
                program=programs[one.program],
                year=ranking.year,
                kind=ranking.kind or None,
            ),
            one.sums.results,
            years_in_words(one.sums.years),
        )
        for one in ranking.sums.together
    ]


def width_of(rows: list[TogetherRow], ranking: Ranking) -> int:
    """How many columns their table has: programme, money, projects, results if any."""
    return 2 + ranking.has_results + len(rows[0].money) if rows else 0
