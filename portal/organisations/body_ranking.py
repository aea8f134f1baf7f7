"""Organisations in the order of their money: the sums of a filter, for a list that a database
pages."""

import json
from collections import Counter as Numbers
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db.models import Func, JSONField, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import cached_property

from config.lib.pages.facets import RowCounter
from config.lib.pages.views import edition_number
from portal.organisations.role_sums import NO_SUMS, BodySums, RoleSum, role_sums
from portal.organisations.roles import BY_NAME, ROLES, Role
from portal.places.ranking import figure_of
from programs.totals.tallies import Tally


def text_of(texts: Mapping[int, str]) -> Func:
    """SQL: the text of each row by its id, which go along as one text; NULL where there is none."""
    given = Cast(Value(json.dumps({str(pk): one for pk, one in texts.items()})), JSONField())
    return Func(
        given, Cast("pk", TextField()), function="jsonb_extract_path_text", output_field=TextField()
    )


@dataclass(frozen=True)
class BodyRanking:
    """The sums of organisations in an edition, of one year and in one role where these are
    given."""

    edition: int | None
    year: int | None
    role: Role | None

    @classmethod
    def of(cls, request, year: Decimal | None, role: str | None) -> Self:
        return cls(edition_number(request), int(year) if year else None, BY_NAME.get(role or ""))

    def __deepcopy__(self, _memo) -> Self:
        """Nobody changes it: the columns of a table are copied, and not all sums with them."""
        return self

    @cached_property
    def sums(self) -> dict[int, BodySums]:
        """The sums of bodies by their ids; in one role, of those that have it."""
        everyone = role_sums(self.edition, self.year)
        if self.role is None:
            return everyone
        return {pk: one for pk, one in everyone.items() if self.role in one.roles}

    def sums_of(self, _model: type[Model]) -> dict[int, BodySums]:
        return self.sums

    def sums_for(self, pk: int) -> BodySums:
        return self.sums.get(pk, NO_SUMS)

    def largest(self, sums: BodySums) -> RoleSum | None:
        """The largest sum of money that may be added up, in the role asked for."""
        return sums.largest(self.role)

    def years_of(self, sums: BodySums) -> set[int]:
        """The years in which a body did something in the role asked for."""
        return sums.years_of(self.role) if self.role else sums.years

    def only_recorded(self, rows: QuerySet) -> QuerySet:
        """The bodies that did something in that year and role; all where nothing is asked."""
        is_asked = self.year or self.role
        return rows.filter(pk__in=list(self.sums)) if is_asked else rows

    def largest_first(self, rows: QuerySet) -> QuerySet:
        """By the largest sum of money, then by projects, then by rows of any role."""
        ranked = sorted(self.sums, key=lambda pk: self._place(self.sums[pk]))
        order = figure_of({pk: place for place, pk in enumerate(ranked)})
        return rows.order_by(order.asc(nulls_last=True), "code")

    def _place(self, sums: BodySums) -> tuple:
        largest = self.largest(sums)
        amount = largest.tally.amount if largest else Decimal(-1)
        return -amount, -sums.projects, -sum(part.tally.rows for part in sums.parts)

    def added(self, ids: Iterable[int]) -> list[tuple[RoleSum, Tally]]:
        """Money of these bodies together, apart by role, programme, scope and kind; the largest
        first."""
        tallies: dict[tuple, tuple[RoleSum, Tally]] = {}
        for pk in ids:
            for part in self.sums_for(pk).parts:
                if part.is_money and self.role in (None, part.role):
                    key = (part.role.name, part.program, part.scope, part.of)
                    _first, tally = tallies.get(key, (part, Tally()))
                    tallies[key] = (part, tally + part.tally)
        return sorted(tallies.values(), key=lambda one: -one[1].amount)


class BodyCounter(RowCounter):
    """Counts organisations by role and by year too."""

    def stored_counts(self, name):
        if name not in ("year", "role"):
            return super().stored_counts(name)
        ranking = self._ranking(name)
        ids = self._rows_beside(name).values_list("pk", flat=True)
        parts = [ranking.sums_for(pk) for pk in ids]
        if name == "role":
            counts = Numbers(role.name for sums in parts for role in sums.roles)
            return {role.name: counts[role.name] for role in ROLES if counts[role.name]}
        return Numbers(str(year) for sums in parts for year in ranking.years_of(sums))

    def _ranking(self, but: str) -> BodyRanking:
        year, role = (None if but == one else self.in_force.get(one) for one in ("year", "role"))
        return BodyRanking.of(self.filterset.request, year, role)

    def _rows_beside(self, name):
        return self._ranking(name).only_recorded(super()._rows_beside(name))
