"""Counts and sums of the lists of projects and of their money, which grow without bound.

They are those of the filters in the address, and come from tallies.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, Q
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_filters import ModelChoiceFilter

from config.lib.charts.bars import Bar, BarGroup, Chart
from config.lib.language import join_texts
from config.lib.money import format_money, format_number
from config.lib.pages.facets import NONE, SEARCH, Counter
from config.lib.pages.paging import RowCount, count_rows
from config.lib.tables.tables import NOT_STATED, format_money_cell
from programs.colours import KINDS
from programs.lists.filters import PartyFilter, money_conditions
from programs.models import Allocation, MoneyKind, Project, Standing
from programs.models.tallies import DIMENSIONS, MONEY, WORK
from programs.totals import tallies
from programs.totals.tallies import Condition, Tally, TallyGroup
from records.models import Scope, format_qualified, format_scope_of_sum
from records.search.listing import FEW
from records.templatetags.ledger import qualified

# What of a tally counts the rows of a list. A project has one standing.
MEASURES = {Project: "projects", Standing: "projects", Allocation: "rows"}
YEARS = {"year_from": ">=", "year_to": "<="}
AMOUNTS = {"amount_from": ">=", "amount_to": "<="}
Asked = Mapping[str, Any]  # values of filters, by their names
MOST_READ = 3 * FEW  # rows that may be read for filters that no tally counts by
LEVEL = "level"  # counted beside the dimensions of the tallies
SUMS = ("program", "scope", "kind")
LONGEST_CHART = 12
MOST_IN_A_LINE = 4  # sums
MOST_BESIDE_COUNTY = 1  # filters beside the province, for counties to be counted


@dataclass(frozen=True)
class Sum:
    """Money of one programme, scope and kind; no two of them may be added."""

    program: str
    scope: str
    kind: MoneyKind
    tally: Tally

    @property
    def name(self) -> str:
        return join_texts(" · ", (self.program, self.scope, self.kind.label))

    @property
    def html(self) -> SafeString:
        """The sum as it stands in a line above the rows."""
        return qualified(format_money_cell(self.tally.total), self.tally.qualifier)

    @property
    def bar(self) -> Bar:
        total = self.tally.total
        text = str(NOT_STATED) if total is None else format_money(total)
        text = format_qualified(text, self.tally.qualifier)
        return Bar(total, text, "", KINDS[self.kind])


class TallyCounter(Counter):
    """Counts the rows of a list, and adds up their money, in one query of the tallies."""

    fewest = 1  # the only province leads to its counties
    ranges: ClassVar = {"band": "amount"}

    @cached_property
    def tallies(self) -> dict[str, tallies.Counts]:
        """The tallies of the list (""), of its sums ("sums") and of each facet."""
        if self.is_wrong:
            return {}
        conditions = self.conditions
        groups = [TallyGroup("", (), conditions), TallyGroup("sums", SUMS, conditions)]
        for name in self.names:
            if self._is_counted(name, conditions):
                beside = tuple(one for one in conditions if one.dimension != name)
                groups.append(TallyGroup(name, () if name == LEVEL else (name,), beside))
        return tallies.count([one for one in groups if one.is_bounded], self.edition)

    @cached_property
    def offered(self):
        return super().offered if self.is_counted else ()

    @property
    def is_counted(self) -> bool:
        """Whether what the filters leave is counted and added up: not where a search, amounts, a
        level or an organisation leave too many projects."""
        return TallyGroup("", (), self.conditions).is_bounded

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What the filters in force ask of the tallies."""
        return tuple(self._conditions(self.in_force))

    def _conditions(self, asked: Asked) -> Iterator[Condition]:
        yield from self._of_dimensions(asked)
        for name, sign in YEARS.items():
            if (value := asked.get(name)) is not None:
                yield Condition("year", f"year {sign} %({name})s", {name: int(value)})
        yield from self._of_search(asked)
        yield from self._of_parties(asked)
        yield from self._of_money(asked)

    def counts_without(self, names):
        groups = [
            TallyGroup(name, (), tuple(self._conditions({**self.in_force, name: None})))
            for name in names
        ]
        counted = tallies.count([one for one in groups if one.is_bounded], self.edition)
        return {name: self._rows(tally) for name, of in counted.items() for tally in of.values()}

    def _of_dimensions(self, asked: Asked) -> Iterator[Condition]:
        for name in DIMENSIONS:
            if (value := asked.get(name)) not in (None, ""):
                stored = self._stored(name, value)
                of_nothing = f"{name} IS NULL" if stored == 0 or name == "kind" else ""
                of_nothing = of_nothing if stored in (0, "") else ""
                yield Condition(name, f"{name} = %({name})s", {name: stored}, of_nothing)

    def _stored(self, name: str, value) -> int | str:
        """A value as tallies hold it: the id of a record; '' or 0 where nothing is stated."""
        if value == NONE:
            return 0 if isinstance(self.filterset.filters[name], ModelChoiceFilter) else ""
        return getattr(value, "pk", None) or (int(value) if name == "year" else value)

    def _of_search(self, asked: Asked) -> Iterator[Condition]:
        if text := asked.get(SEARCH):
            found = self.filterset.filters[SEARCH].holding(text)
            if found.ids is not None:
                yield _of_projects(SEARCH, found.ids)
            else:
                sql, values = found.rows.query.sql_with_params()
                named = {f"searched_{place}": value for place, value in enumerate(values)}
                sql = sql % tuple(f"%({name})s" for name in named)
                yield Condition(SEARCH, f"project IN ({sql})", named)

    def _of_parties(self, asked: Asked) -> Iterator[Condition]:
        """Organisations in a role, which no tally counts by."""
        model = self.filterset.queryset.model
        counted = "id" if model is Allocation else "project"
        for name, one in self.filterset.filters.items():
            if isinstance(one, PartyFilter) and (body := asked.get(name)):
                table, column = model._meta.db_table, model._meta.get_field(name).column
                rows = f"SELECT id FROM {table} WHERE {column} = %({name})s"  # noqa: S608  # names of models
                yield Condition(name, f"{counted} IN ({rows})", {name: body.pk})
                yield from self._few(name, model, Q(**{name: body}))

    def _of_money(self, asked: Asked) -> Iterator[Condition]:
        """Amounts between two, and the level of government."""
        limits = {name: asked[name] for name in AMOUNTS if asked.get(name) is not None}
        if limits:
            sql = " AND ".join(f"amount {AMOUNTS[name]} %({name})s" for name in limits)
            yield Condition("amount", sql, limits)
            yield from self._few("amount", Allocation, money_conditions(limits))
        if level := asked.get(LEVEL):
            stored = self._stored(LEVEL, level)
            of_nothing = "" if stored else f"({LEVEL} = '' OR {LEVEL} IS NULL)"
            sql, is_few = f"{LEVEL} = %({LEVEL})s", not stored and self._is_short_ledger
            yield Condition(LEVEL, sql, {LEVEL: stored}, of_nothing, is_few)
            if stored:
                yield from self._few(LEVEL, Allocation, Q(level=level))

    @cached_property
    def _is_short_ledger(self) -> bool:
        """Whether all of its projects are few: no index finds those without any money."""
        counted = tallies.count([TallyGroup("all", (), ())], self.edition)
        return sum(tally.projects for tally in counted["all"].values()) <= FEW

    def _few(self, name: str, model: type[Model], which: Q) -> Iterator[Condition]:
        """The projects of rows that meet a condition, where they are few."""
        rows = model.objects.as_of(self.edition).filter(which).order_by()
        ids = rows.values_list("pk" if model is Project else "project", flat=True)[: MOST_READ + 1]
        projects = tuple(ids)
        if len(projects) <= MOST_READ:
            yield _of_projects(name, sorted(set(projects)))

    def _is_counted(self, name: str, conditions) -> bool:
        """Whether the values of a filter are counted by themselves: those of the level are, where
        one is chosen; else the tally of the list holds them."""
        if name == LEVEL:
            return bool(self.in_force.get(LEVEL))
        return name != "county" or self._has_counties(conditions)

    def _has_counties(self, conditions) -> bool:
        """Counties are offered within a province, and only while they can be counted at once."""
        beside = {one.dimension for one in conditions} & {*WORK, *MONEY}
        is_narrow = self.in_force.get("province") and len(beside) <= MOST_BESIDE_COUNTY
        return bool(is_narrow and not self.in_force.get("county"))

    def _rows(self, tally: Tally) -> int:
        return getattr(tally, MEASURES[self.filterset.queryset.model])

    def stored_counts(self, name):
        if name == LEVEL:
            name_of_tally = LEVEL if self.in_force.get(LEVEL) else ""
            counts = self.tallies.get(name_of_tally, {}).get((), Tally()).rows_by_level
            return {key or NONE: count for key, count in counts.items() if count}
        counts = {key: self._rows(tally) for (key,), tally in self.tallies.get(name, {}).items()}
        return {NONE if key in ("", "0") else key: count for key, count in counts.items() if count}

    def counts(self, name):
        return self._programs if name == "program" else super().counts(name)

    @cached_property
    def _programs(self):
        """Read once for the facet and for the sums, whose programmes are among its values."""
        return super().counts("program")

    @property
    def _whole(self) -> Tally:
        return self.tallies.get("", {}).get((), Tally())

    @cached_property
    def rows(self):
        if self.is_wrong:
            return RowCount(0)
        return (
            RowCount(self._rows(self._whole)) if self.is_counted else count_rows(self.filterset.qs)
        )

    @property
    def unstated(self) -> int:
        """The number of allocations without an amount, which the sums lack."""
        return self._whole.unstated

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """The money of the rows, in the order of the vocabularies."""
        programs = {str(program.pk): str(program) for program in self._programs}
        orders = (list(programs), Scope.values, MoneyKind.values)
        counted = self.tallies.get("sums", {})
        keys = [key for key, tally in counted.items() if key[-1] and tally.rows]
        keys.sort(key=lambda key: [of.index(one) for of, one in zip(orders, key, strict=True)])
        return tuple(
            Sum(programs[key[0]], format_scope_of_sum(key[1]), MoneyKind(key[2]), counted[key])
            for key in keys
        )

    @property
    def first_sums(self) -> tuple[Sum, ...]:
        """The sums where they are few enough to stand in a line above the rows."""
        return self.sums if len(self.sums) <= MOST_IN_A_LINE else ()

    @property
    def projects(self) -> int:
        """The number of projects of the rows."""
        return self._whole.projects

    @property
    def kinds(self) -> list[MoneyKind]:
        """The kinds of money that the rows have, in the order of the vocabulary."""
        return [kind for kind in MoneyKind if kind in {one.kind for one in self.sums}]

    @cached_property
    def table(self) -> list[dict]:
        """The sums as a table: a row for each programme and scope, a cell for each kind."""
        rows: dict[tuple[str, str], dict[str, Tally]] = {}
        for one in self.sums:
            rows.setdefault((one.program, one.scope), {})[one.kind] = one.tally
        return [
            {
                "program": program,
                "scope": scope,
                "cells": [(str(kind.label), _format_sum(sums.get(kind))) for kind in self.kinds],
            }
            for (program, scope), sums in rows.items()
        ]

    @property
    def is_long(self) -> bool:
        """Whether the table of the sums would fill several screens of a phone."""
        return len(self.sums) > LONGEST_CHART

    @property
    def chart(self) -> Chart | None:
        """The sums as bars, where they are few enough to compare."""
        if not 1 < len(self.sums) <= LONGEST_CHART:
            return None
        groups = tuple(BarGroup(one.name, (one.bar,)) for one in self.sums)
        return Chart(_("Totals for this list"), ("",), groups)


def _of_projects(name: str, ids: Iterable[int]) -> Condition:
    """A condition that names few projects."""
    key = f"few_{name}"
    listed = f"{{{','.join(map(str, ids))}}}"
    return Condition(name, f"project = ANY (%({key})s::bigint[])", {key: listed}, is_few=True)


def _format_sum(tally: Tally | None) -> SafeString:
    """A sum, with how many allocations it lacks and how many have a qualifier; a dash where there
    is no such money."""
    if tally is None:
        return SafeString("–")
    total = qualified(format_money_cell(tally.total), tally.qualifier)
    lacking = ngettext("%(n)s without an amount", "%(n)s without an amount", tally.unstated)
    about = ngettext("%(n)s with a qualifier", "%(n)s with a qualifier", tally.qualified)
    counted = ((lacking, tally.unstated), (about, tally.qualified))
    remarks = [words % {"n": format_number(n)} for words, n in counted if n]
    if not remarks:
        return total
    return format_html("{} <small>{}</small>", total, " · ".join(remarks))
