"""Facets of a list: the values of its filters, each with a number of rows and an address.

The rows of a value are counted under all other filters, so that a reader can go from one value
straight to another. Every value is a link, so that it can be shared. A counter gives the numbers:
`RowCounter` counts the rows of a queryset; `programs.lists.tally_counter` reads tallies, for lists
that grow without bound.
"""

from abc import ABC, abstractmethod
from collections import Counter as Numbers
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from django.db.models import Count, F, Model
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import FilterSet, ModelChoiceFilter

from config.lib.money import format_number
from config.lib.pages.paging import RowCount, count_rows
from config.lib.tables.tables import NOT_STATED

NONE = "none"  # the value, in addresses too, of rows that state nothing
SEARCH = "q"  # the filter that stands above all others, and outside the drawer
CHOSEN = SafeString(' aria-current="true"')


@dataclass(frozen=True)
class Value:
    """One value of a facet: its label, its number of rows, and the address that filters by it."""

    label: str
    count: int
    address: str
    is_chosen: bool

    @property
    def html(self) -> SafeString:
        """The value as a link with its count; a list has a hundred of them."""
        return format_html(
            '<a href="{}" rel="nofollow"{}>{}</a> <span class="count">{}</span>',
            self.address,
            CHOSEN if self.is_chosen else "",
            self.label,
            format_number(self.count),
        )


@dataclass(frozen=True)
class Facet:
    """A filter with all values that rows have."""

    name: str
    label: str
    values: tuple[Value, ...]

    @property
    def is_chosen(self) -> bool:
        return any(value.is_chosen for value in self.values)


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    name: str
    label: str
    value: str
    address: str


@dataclass(frozen=True)
class WayOut:
    """A filter that leaves no row, and how many rows there are without it."""

    chip: Chip
    count: int


@dataclass(frozen=True)
class Choice:
    """What a reader can choose of one thing: its values as links, and fields to type in."""

    label: str
    facet: Facet | None
    fields: tuple[BoundField, ...]

    @property
    def is_open(self) -> bool:
        """Whether something of it is chosen, or wrong."""
        is_chosen = self.facet is not None and self.facet.is_chosen
        return is_chosen or any(one.errors or one.value() for one in self.fields)


@dataclass
class Counter(ABC):
    """Counts the rows of the list of an edition, by the values of the filters `names`."""

    filterset: FilterSet
    names: tuple[str, ...]
    edition: int | None
    fewest = 2  # values of a facet that is worth offering
    ranges: ClassVar[Mapping[str, str]] = {}  # of facets whose range has a name of its own

    @property
    def is_wrong(self) -> bool:
        return self.filterset.is_bound and not self.filterset.is_valid()

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The filters that become facets; the others are fields of the form."""
        return () if self.is_wrong else self.names

    @property
    def in_force(self) -> dict:
        """The values of all filters; none while nothing, or something wrong, is asked."""
        return self.filterset.form.cleaned_data if self.filterset.is_valid() else {}

    def counts(self, name: str) -> dict[Model | str, int]:
        """The number of rows of each value of a filter, under all other filters.

        A value is a record, or the text of a choice or year; `NONE` where nothing is stated.
        """
        counts = self.stored_counts(name)
        asked = self.filterset.filters[name]
        if not isinstance(asked, ModelChoiceFilter):
            return counts
        records = asked.extra["queryset"].filter(pk__in=[key for key in counts if key != NONE])
        named = {record: counts[str(record.pk)] for record in records}
        return named | ({NONE: counts[NONE]} if NONE in counts else {})

    @property
    @abstractmethod
    def rows(self) -> RowCount:
        """The number of rows under all filters."""

    @abstractmethod
    def stored_counts(self, name: str) -> Mapping[str, int]:
        """The same with the id, as text, of a record."""

    @abstractmethod
    def counts_without(self, names: Iterable[str]) -> dict[str, int]:
        """The number of rows under all filters but one, by the name of that one; nothing where the
        list is too long to count."""


class RowCounter(Counter):
    """Counts rows as they stand. A long list has no facets."""

    @cached_property
    def offered(self):
        names = super().offered
        return () if names and self._everything.is_long else names

    @cached_property
    def _everything(self) -> RowCount:
        return count_rows(self.filterset.queryset)

    @cached_property
    def rows(self):
        is_asked = any(value not in (None, "") for value in self.in_force.values())
        return count_rows(self.filterset.qs) if is_asked else self._everything

    def stored_counts(self, name):
        asked = self.filterset.filters[name]
        by = getattr(asked, "counted_by", None) or F(asked.field_name)
        values = self._rows_beside(name).annotate(facet=by).values_list("facet")
        counts = Numbers()
        for value, count in values.annotate(rows=Count("pk")):
            counts[NONE if value in (None, "") else str(value)] += count
        return counts

    def counts_without(self, names):
        return {name: self._rows_beside(name).count() for name in names} if self.offered else {}

    def _rows_beside(self, name: str):
        """The rows under all filters but one."""
        rows = self.filterset.queryset.order_by()
        for other, value in self.in_force.items():
            if other != name:
                rows = self.filterset.filters[other].filter(rows, value)
        return rows


def address(request, **changes: str | None) -> str:
    """The address of this list with filters changed or, by None, taken out; on its first page."""
    asked = {name: values for name, values in request.GET.lists() if name != "page"}
    asked |= {name: [value] for name, value in changes.items()}
    query = urlencode([(name, one) for name, of in asked.items() for one in of if one is not None])
    return f"{request.path}?{query}" if query else request.path


def facets(request, counter: Counter) -> tuple[Facet, ...]:
    """The facets of a list; without those of too few values."""
    every = (_facet(request, counter, name) for name in counter.offered)
    return tuple(one for one in every if len(one.values) >= counter.fewest or one.is_chosen)


def chips(request, counter: Counter) -> list[Chip]:
    """The filters in force, in the order of the form."""
    filters = counter.filterset.filters
    return [
        Chip(
            name,
            str(filters[name].label),
            _words(filters[name], value),
            address(request, **{name: None}),
        )
        for name, value in counter.in_force.items()
        if name in request.GET and value not in (None, "")
    ]


def ways_out(counter: Counter, in_force: Iterable[Chip]) -> list[WayOut]:
    """Which filters to take away from a list that they leave empty: those without which there are
    rows, the fewest rows first."""
    by_name = {chip.name: chip for chip in in_force}
    counts = counter.counts_without(by_name)
    ways = [WayOut(by_name[name], count) for name, count in counts.items() if count]
    return sorted(ways, key=lambda way: way.count)


def choices(counter: Counter, offered: Iterable[Facet]) -> list[Choice]:
    """What the drawer of a list holds: each facet with the fields of its range beside it, so that
    nothing is offered twice, then the other fields."""
    form, filters = counter.filterset.form, counter.filterset.filters
    typed = [
        name
        for name, one in filters.items()
        if name != SEARCH and _is_typed(name, one, counter.offered)
    ]
    groups = []
    for facet in offered:
        beside = [name for name in (facet.name, *range_of(counter, facet.name)) if name in typed]
        typed = [name for name in typed if name not in beside]
        groups.append(Choice(facet.label, facet, tuple(form[name] for name in beside)))
    return [*groups, *(Choice(str(form[name].label), None, (form[name],)) for name in typed)]


def _is_typed(name: str, asked, offered: Container[str]) -> bool:
    """Whether a filter is a field of the form; the others are links."""
    if hasattr(asked, "is_by_link"):
        return False
    return name not in offered or hasattr(asked, "is_typed")


def hidden_fields(counter: Counter) -> list[BoundField]:
    """The fields of what links chose, which a form that is sent must not lose."""
    form, filters = counter.filterset.form, counter.filterset.filters
    fields = (
        form[name] for name, one in filters.items() if not _is_typed(name, one, counter.offered)
    )
    return [field for field in fields if field.value()]


def range_of(counter: Counter, name: str) -> tuple[str, str]:
    """The names of the filters from and to a value of another."""
    stem = counter.ranges.get(name, name)
    return f"{stem}_from", f"{stem}_to"


def _facet(request, counter: Counter, name: str) -> Facet:
    asked, counts = counter.filterset.filters[name], counter.counts(name)
    chosen = request.GET.get(name)
    ranges = dict.fromkeys(range_of(counter, name))  # a single value takes their place
    values = []
    for value in _in_order(asked, _most_frequent(asked, counts)):
        code = getattr(value, "code", value)
        towards = address(request, **ranges, **{name: None if code == chosen else code})
        values.append(Value(_words(asked, value), counts[value], towards, code == chosen))
    return Facet(name, str(asked.label), tuple(values))


def _most_frequent(asked, counts: Mapping[Model | str, int]) -> list[Model | str]:
    """The values that most rows have, where a filter says how many are offered; else all."""
    most = getattr(asked, "most_values", None)
    return list(counts) if most is None else sorted(counts, key=lambda one: -counts[one])[:most]


def _in_order(asked, values) -> list[Model | str]:
    """Choices as they are declared, records as they come, years newest first; `NONE` last."""
    codes = [str(code) for code, _text in asked.extra.get("choices", ())]

    def place(value):
        if value == NONE or isinstance(value, Model):
            return (value == NONE, 0)
        return (False, codes.index(value) if codes else -int(value))

    return sorted(values, key=place)


def _words(asked, value) -> str:
    """A value of a filter in words."""
    if value == NONE:
        return str(NOT_STATED)
    choices = {str(code): str(text) for code, text in asked.extra.get("choices", ())}
    return choices.get(str(value)) or getattr(asked, "format_value", str)(value)
