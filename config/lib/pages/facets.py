"""What a list can be narrowed down to, how many rows that would leave, and what is in force.

A facet tells the rows under all other filters, so that a reader goes from one value straight to
another; every choice is a link, so that it can be shared. Lists that may grow without bound are
counted by `programs.lists.facets` from tallies; here rows are counted as they stand, and not where
there are more than `MOST`: then the form offers the same filters without counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, F
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import ModelChoiceFilter

from config.lib.money import format_number
from config.lib.pages.ordering import ids_in_order
from config.lib.tables.tables import NOT_STATED

NONE = "none"  # in addresses: what is not stated
MOST = 10_000  # rows of a list that are counted at every request
CHOSEN = SafeString(' aria-current="true"')


@dataclass(frozen=True)
class Value:
    """One value of a facet: how it reads, how many rows, and where it leads."""

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
    """What rows may be narrowed down by, with its values that rows have."""

    name: str
    label: str
    values: tuple[Value, ...]

    @property
    def is_chosen(self) -> bool:
        return any(value.is_chosen for value in self.values)


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    value: str
    address: str


def address(request, **changes: str | None) -> str:
    """The address of this list with filters changed or, by None, taken out; on its first page."""
    asked = {name: values for name, values in request.GET.lists() if name != "page"}
    asked |= {name: [value] for name, value in changes.items()}
    query = urlencode([(name, one) for name, of in asked.items() for one in of if one is not None])
    return f"{request.path}?{query}" if query else request.path


def facets(request, filterset, names: tuple[str, ...]) -> tuple[Facet, ...]:
    """The facets `names` of a list, each a filter of its `filterset`; none for a long list, for
    wrong filters, and for what no row tells apart."""
    is_wrong = filterset.is_bound and not filterset.is_valid()
    if not names or is_wrong or _is_long(filterset.queryset):
        return ()
    found = (_facet(request, filterset, name) for name in names)
    return tuple(facet for facet in found if len(facet.values) > 1 or facet.is_chosen)


def chips(request, filterset) -> list[Chip]:
    """The filters in force, in the order of the form."""
    return [
        Chip(
            str(filterset.form.fields[name].label),
            _told(filterset.filters[name], value),
            address(request, **{name: None}),
        )
        for name, value in _in_force(filterset).items()
        if name in request.GET and value not in (None, "")
    ]


def _in_force(filterset) -> dict:
    """The values of all filters; none while nothing, or something wrong, is asked."""
    return filterset.form.cleaned_data if filterset.is_valid() else {}


def _is_long(rows) -> bool:
    return len(ids_in_order(rows.order_by())) > MOST


def _facet(request, filterset, name: str) -> Facet:
    chosen = request.GET.get(name)
    values = tuple(
        Value(
            label,
            count,
            address(request, **{name: None if code == chosen else code}),
            code == chosen,
        )
        for code, label, count in _counted(filterset, name)
    )
    return Facet(name, str(filterset.form.fields[name].label), values)


def _counted(filterset, name: str) -> Iterator[tuple[str, str, int]]:
    """Code, words and number of rows of each value that rows have; not stated last."""
    asked = filterset.filters[name]
    counts: dict[str, int] = {}
    rows = _rows_beside(filterset, name).annotate(facet=_key(asked)).values_list("facet")
    for value, count in rows.annotate(rows=Count("pk")):
        code = NONE if value in (None, "") else str(value)
        counts[code] = counts.get(code, 0) + count
    labels = _labels(asked, counts)
    for code in sorted(counts, key=lambda code: _place(code, labels)):
        yield code, labels.get(code, code), counts[code]


def _rows_beside(filterset, name: str):
    """The rows under all filters but one."""
    rows = filterset.queryset.order_by()
    for other, value in _in_force(filterset).items():
        if other != name:
            rows = filterset.filters[other].filter(rows, value)
    return rows


def _key(asked):
    """What of a row a filter asks: the code of what has one."""
    is_model = isinstance(asked, ModelChoiceFilter)
    path = f"{asked.field_name}__{asked.extra['to_field_name']}" if is_model else asked.field_name
    return getattr(asked, "counted_by", None) or F(path)


def _labels(asked, codes) -> dict[str, str]:
    """How codes read, in the order in which they are shown; none for years."""
    if isinstance(asked, ModelChoiceFilter):
        rows = asked.extra["queryset"].filter(code__in=codes)
        named = {row.code: str(row) for row in rows}
    else:
        choices = asked.extra.get("choices", ())
        named = {str(code): str(label) for code, label in choices if code != NONE}
    return named | {NONE: str(NOT_STATED)}


def _place(code: str, labels: dict[str, str]):
    """Choices as they are declared, years newest first, not stated last."""
    if code in labels:
        return (code == NONE, list(labels).index(code))
    return (False, -int(code))


def _told(asked, value) -> str:
    if value == NONE:
        return str(NOT_STATED)
    labels = {str(code): str(label) for code, label in asked.extra.get("choices", ())}
    return labels.get(str(value), str(value))
