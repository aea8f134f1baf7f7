"""Facets: what a list could be narrowed down to, how many rows that would leave, and what the
money of the rows shown adds up to.

Every figure is of the filter in the address. A facet tells the rows under all other filters, so
that a reader can go from one value straight to another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.lib.charts.bars import Bar, Chart, Group
from config.lib.language import join_texts
from config.lib.money import format_money, format_number
from config.lib.pages.facets import NONE, Chip, Facet, Value, address
from config.lib.tables.tables import NOT_STATED, money_html
from counties.models import County, Province
from programs.colours import KINDS
from programs.lists.money_filters import MONEY
from programs.models import AmountBand, Category, MoneyKind, Program, Status
from programs.totals import tallies
from programs.totals.tallies import Condition, Tally
from records.models import Scope

FACETS = {
    "year": gettext_lazy("Year"),
    "program": gettext_lazy("Programme"),
    "category": gettext_lazy("Kind of work"),
    "province": gettext_lazy("Province"),
    "county": gettext_lazy("County or district"),
    "scope": gettext_lazy("Scope"),
    "status": gettext_lazy("Status"),
    "kind": gettext_lazy("Kind of money"),
    "band": gettext_lazy("Amount"),
}
CHOICES = {
    "category": Category,
    "scope": Scope,
    "status": Status,
    "kind": MoneyKind,
    "band": AmountBand,
}
PLACED = {"program": Program, "province": Province, "county": County}
TYPED = ("q", "year_from", "year_to", "county", "amount_from", "amount_to")  # all others are links
SUMS = ("program", "scope", "kind")
LONGEST_CHART = 12
MOST_BESIDE_COUNTY = 2  # filters beside the province, for counties to be counted


@dataclass(frozen=True)
class Sum:
    """Money of one programme, scope and kind; no two of them may be added."""

    program: str
    scope: str
    kind: MoneyKind
    tally: Tally
    look: str  # the colour of the kind of money


@dataclass(frozen=True)
class SumRow:
    """The money of one programme and scope, a cell for each kind."""

    program: str
    scope: str
    cells: tuple[tuple[str, SafeString], ...]


@dataclass(frozen=True)
class Answers:
    """All figures of a list: rows in all, facets, sums."""

    count: int
    facets: tuple[Facet, ...]
    sums: tuple[Sum, ...]
    unstated: int  # allocations without an amount, which the sums lack

    @property
    def kinds(self) -> list[MoneyKind]:
        """The kinds of money that the rows have, in the order of the vocabulary."""
        present = {row.kind for row in self.sums}
        return [kind for kind in MoneyKind if kind in present]

    @property
    def table(self) -> list[SumRow]:
        """The sums as a table: a row for each programme and scope, a column for each kind."""
        rows: dict[tuple[str, str], dict[str, Tally]] = {}
        for row in self.sums:
            rows.setdefault((row.program, row.scope), {})[row.kind] = row.tally
        kinds = self.kinds
        return [
            SumRow(*name, tuple((str(kind.label), _sum_html(found.get(kind))) for kind in kinds))
            for name, found in rows.items()
        ]

    @property
    def chart(self) -> Chart | None:
        """The sums as bars, where they are few enough to be told apart."""
        if not 1 < len(self.sums) <= LONGEST_CHART:
            return None
        groups = tuple(
            Group(join_texts(" · ", (row.program, row.scope, row.kind.label)), (_bar(row),))
            for row in self.sums
        )
        return Chart(_("Money of the rows shown"), ("",), groups)


def answers(request, cleaned, measure: str, found, edition: int | None) -> Answers:
    """The figures of a list that counts `measure` ("projects" or "rows") under the filters
    `cleaned`; `found` is SQL with its values that names the projects a search found, or None."""
    conditions = [*_conditions(cleaned), *_searched(found)]
    groups = [_group("", (), conditions), _group("sums", SUMS, conditions)]
    groups += [
        _group(name, (name,), [one for one in conditions if one.dimension != name])
        for name in _offered(cleaned)
    ]
    counted = tallies.count(groups, edition)
    whole = counted[""].get((), Tally())
    names = _names(counted)
    facets = (
        _facet(request, cleaned, name, counted[name], measure, names)
        for name in FACETS
        if name in counted
    )
    return Answers(
        count=getattr(whole, measure),
        facets=tuple(facet for facet in facets if facet.values),
        sums=tuple(_sums(counted["sums"], names)),
        unstated=whole.unstated,
    )


def chips(request, form) -> list[Chip]:
    """The filters in force, in the order of the form."""
    shown = []
    for name, value in form.cleaned_data.items():
        if name in request.GET and value not in (None, ""):
            label = str(form.fields[name].label)
            shown.append(Chip(label, _told(name, value), address(request, **{name: None})))
    return shown


def _told(name: str, value) -> str:
    if value == NONE:
        return str(NOT_STATED)
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    return format_number(value) if name in MONEY else str(value)


def _offered(cleaned) -> list[str]:
    """Counties are offered within a province, and only while they can be counted at once."""
    named = {name for name in FACETS if cleaned.get(name)} - {"province", "county"}
    if cleaned.get("year_from") or cleaned.get("year_to"):
        named.add("year")
    is_narrow = cleaned.get("province") and len(named) <= MOST_BESIDE_COUNTY
    counties = is_narrow and not cleaned.get("county")
    return [name for name in FACETS if name != "county" or counties]


def _group(name: str, dimensions: Iterable[str], conditions) -> tallies.Group:
    return tallies.Group(name, tuple(dimensions), tuple(conditions))


def _conditions(cleaned) -> Iterator[Condition]:
    for name in FACETS:
        value = cleaned.get(name)
        if value not in (None, ""):
            stored = _stored(name, value)
            of_nothing = f"{name} IS NULL" if stored == 0 or (name, stored) == ("kind", "") else ""
            yield Condition(name, f"{name} = %({name})s", {name: stored}, of_nothing)
    for name, sign in (("year_from", ">="), ("year_to", "<=")):
        if cleaned.get(name) is not None:
            yield Condition("year", f"year {sign} %({name})s", {name: int(cleaned[name])})
    for name, sign in (("amount_from", ">="), ("amount_to", "<=")):
        if cleaned.get(name) is not None:
            yield Condition("amount", f"amount {sign} %({name})s", {name: cleaned[name]})


def _stored(name: str, value) -> int | str:
    """A value as tallies hold it: the id of what has one, '' or 0 where nothing is stated."""
    if value == NONE:
        return 0 if name in PLACED else ""
    return getattr(value, "pk", None) or (int(value) if name == "year" else value)


def _searched(found) -> Iterator[Condition]:
    if found is not None:
        sql, values = found
        named = {f"searched_{place}": value for place, value in enumerate(values)}
        sql = sql % tuple(f"%({name})s" for name in named)
        yield Condition("search", f"project IN ({sql})", named)


def _names(counted) -> dict[str, dict[str, object]]:
    """What has a name of its own, by its id as text."""
    wanted = {name: {key[0] for key in counted.get(name, ())} for name in PLACED}
    wanted["program"] |= {key[0] for key in counted["sums"]}
    found = {}
    for name, model in PLACED.items():
        ids = [int(one) for one in wanted[name]]
        rows = model.objects.filter(pk__in=ids) if ids else ()
        found[name] = {str(row.pk): row for row in rows}
    return found


def _facet(request, cleaned, name, counts, measure, names) -> Facet:
    chosen = request.GET.get(name) if cleaned.get(name) not in (None, "") else None
    values = []
    for (key,), tally in counts.items():
        code, label = _code_and_label(name, key, names)
        count = getattr(tally, measure)
        if count:
            is_chosen = code == chosen
            to = _towards(request, name, None if is_chosen else code)
            values.append((_place(name, key, code, count), Value(label, count, to, is_chosen)))
    values.sort(key=lambda pair: pair[0])
    return Facet(name, str(FACETS[name]), tuple(value for _order, value in values))


def _towards(request, name: str, code: str | None) -> str:
    """The address with this value; a single year takes the place of a range."""
    ranges = {"year_from": None, "year_to": None} if name == "year" else {}
    return address(request, **ranges, **{name: code})


def _code_and_label(name: str, key: str, names) -> tuple[str, str]:
    if key in ("", "0"):
        return NONE, str(NOT_STATED)
    if name in PLACED:
        row = names[name][key]
        return row.code, str(row)
    return key, str(CHOICES[name](key).label) if name in CHOICES else key


def _place(name: str, key: str, code: str, count: int):
    """The order of values: years newest first, choices as they are declared, the rest by code;
    what is not stated comes last."""
    if name == "year":
        return (False, -int(key))
    if name in CHOICES and code != NONE:
        return (False, list(CHOICES[name]).index(key))
    return (code == NONE, code if name in PLACED else 0)


def _sums(counts, names) -> Iterator[Sum]:
    def order(item):
        (program, scope, kind), _tally = item
        programme = names["program"][program]
        return (
            programme.position,
            programme.code,
            list(Scope).index(scope),
            list(MoneyKind).index(kind),
        )

    stated = ((key, tally) for key, tally in counts.items() if key[2] and tally.rows)
    for (program, scope, kind), tally in sorted(stated, key=order):
        label = str(names["program"][program])
        named = (label, str(Scope(scope).label), MoneyKind(kind))
        yield Sum(*named, tally, KINDS[MoneyKind(kind)])


def _sum_html(tally: Tally | None) -> SafeString:
    """A sum, with how many allocations it lacks; a dash where there is no such money."""
    if tally is None:
        return SafeString("–")
    if not tally.unstated:
        return money_html(tally.total)
    lacking = ngettext("%(n)s without an amount", "%(n)s without an amount", tally.unstated)
    lacking = lacking % {"n": format_number(tally.unstated)}
    return format_html("{} <small>{}</small>", money_html(tally.total), lacking)


def _bar(row: Sum) -> Bar:
    total = row.tally.total
    return Bar(total, str(NOT_STATED) if total is None else format_money(total), look=row.look)
