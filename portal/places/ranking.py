"""Places in the order of their money: the sums of a filter, for lists that a database pages."""

import json
from collections import Counter as Numbers
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db.models import DecimalField, Func, JSONField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import cached_property

from config.lib.language import is_chinese
from config.lib.pages.facets import RowCounter
from config.lib.pages.views import edition_number
from counties.models import County, Province
from portal.places.pairings import Pairing, by_code, paired_in, pairings
from programs.models import MoneyKind
from programs.totals.by_place import PlaceSums, SumsByPlace, added, by_place

NOTHING = PlaceSums()
Figure = Decimal | int | None


def figure_of(figures: Mapping[int, Figure]) -> Cast:
    """SQL: the figure of each row by its id, which go along as one text; NULL where there is
    none."""
    known = {str(pk): str(one) for pk, one in figures.items() if one is not None}
    given = Cast(Value(json.dumps(known)), JSONField())
    found = Func(
        given, Cast("pk", TextField()), function="jsonb_extract_path_text", output_field=TextField()
    )
    return Cast(found, DecimalField(max_digits=24, decimal_places=2))


@dataclass(frozen=True)
class Ranking:
    """The sums of places in an edition, of one year and one kind of money where these are given."""

    edition: int | None
    year: int | None
    kind: str

    @classmethod
    def of(cls, request, year: Decimal | None, kind: str | None) -> Self:
        return cls(edition_number(request), int(year) if year else None, kind or "")

    def __deepcopy__(self, _memo) -> Self:
        """Nobody changes it: the columns of a table are copied, and not all sums with them."""
        return self

    @cached_property
    def sums(self) -> SumsByPlace:
        return by_place(self.edition, self.year, self.kind)

    @property
    def kinds(self) -> list[MoneyKind]:
        return self.sums.kinds

    @property
    def has_results(self) -> bool:
        """A result is of no kind of money."""
        return not self.kind

    def sums_of(self, model: type[Model]) -> dict[int, PlaceSums]:
        """The sums of provinces or of counties, by id."""
        return self.sums.provinces if model is Province else self.sums.counties

    def only_recorded(self, rows: QuerySet) -> QuerySet:
        """The places that have something, alone or with others; without year and kind, those too
        that were ever paired with the ministry."""
        recorded = {pk for pk, one in self.sums_of(rows.model).items() if one.projects}
        codes = self.sharing if self.year or self.kind else self.paired
        if rows.model is County:
            return rows.filter(Q(pk__in=recorded) | Q(code__in=codes))
        paired = County.objects.published().filter(code__in=codes)
        return rows.filter(Q(pk__in=recorded) | Q(pk__in=paired.values("province")))

    @cached_property
    def pairings(self) -> tuple[Pairing, ...]:
        return pairings(self.edition)

    @cached_property
    def terms(self) -> dict[str, list[Pairing]]:
        """The pairings of each county, by its code."""
        return by_code(self.pairings)

    @property
    def paired(self) -> set[str]:
        """The codes of all counties that were ever paired with the ministry."""
        return {one.code for one in self.pairings}

    @cached_property
    def sharing(self) -> set[str]:
        """The codes of counties that were paired when the designated counties had something
        together."""
        return paired_in(self.pairings, self.sums.shared_years)

    def largest_first(self, rows: QuerySet) -> QuerySet:
        """The rows by their money, kind by kind, then by their projects; then by code."""
        sums = self.sums_of(rows.model)
        ranked = sorted(sums, key=lambda pk: sums[pk].place)
        return rows.order_by(
            figure_of({pk: place for place, pk in enumerate(ranked)}).asc(nulls_last=True), "code"
        )

    def added(self, model: type[Model], ids: Iterable[int]) -> PlaceSums:
        """The sums of these places together."""
        sums = self.sums_of(model)
        return added(sums[pk] for pk in ids if pk in sums)


class PlaceCounter(RowCounter):
    """Counts places by year and by kind of money too."""

    def stored_counts(self, name):
        if name not in ("year", "kind"):
            return super().stored_counts(name)
        in_force = {**self.in_force, name: None}
        ranking = Ranking.of(self.filterset.request, in_force.get("year"), in_force.get("kind"))
        sums = ranking.sums_of(self.filterset.queryset.model)
        ids = self._rows_beside(name).values_list("pk", flat=True)
        parts = [sums[pk] for pk in ids if pk in sums]
        if self.filterset.queryset.model is Province:
            parts += [one.sums for one in ranking.sums.together]
        return Numbers(str(value) for one in parts for value in VALUES[name](one))

    def _rows_beside(self, name):
        year, kind = (None if name == one else self.in_force.get(one) for one in ("year", "kind"))
        ranking = Ranking.of(self.filterset.request, year, kind)
        return ranking.only_recorded(super()._rows_beside(name))


VALUES: dict[str, Callable[[PlaceSums], Iterable]] = {
    "year": lambda sums: sums.years,
    "kind": lambda sums: [kind.value for kind in sums.money],
}


def years_in_words(years: Iterable[int]) -> str:
    """Years as ranges: 2009, 2011–2013; in Chinese 2009、2011–2013."""
    parts: list[list[int]] = []
    for year in sorted(years):
        if parts and parts[-1][-1] == year - 1:
            parts[-1].append(year)
        else:
            parts.append([year])
    between = "、" if is_chinese() else ", "
    return between.join(str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in parts)
