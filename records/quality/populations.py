"""How many rows a check could test at all: a rule that no row can break says nothing of the rows.

A row can be tested where it states what the rule needs. "Nothing found" is shown with these numbers
beside it, and is never shown where nothing could be tested.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from records.models import Row

ALL = Q()


@dataclass(frozen=True)
class Population:
    """How many rows a rule is about, and how many of them state what it needs."""

    examined: int = 0
    tested: int = 0

    @property
    def untested(self) -> int:
        return self.examined - self.tested

    def __add__(self, other: "Population") -> "Population":
        return Population(self.examined + other.examined, self.tested + other.tested)

    def __sub__(self, other: "Population") -> "Population":
        return Population(self.examined - other.examined, self.tested - other.tested)


# From the versions to examine, and those that count beside them, to their populations.
Populate = Callable[[QuerySet, QuerySet], Iterable[Population]]


def population_of(rows: QuerySet, testable: Q = ALL) -> Population:
    """The number of `rows`, and of those that meet `testable`; all do where it says nothing."""
    counts = {"examined": Count("pk"), "tested": Count("pk", filter=testable or None)}
    return Population(**rows.order_by().aggregate(**counts))


def of_versions(testable: Q = ALL) -> Populate:
    """The versions, of which those can be tested that meet `testable`."""
    return lambda versions, beside: [population_of(versions, testable)]


def of_rows(model: type[Row], testable: Q = ALL, among: Q = ALL) -> Populate:
    """The rows of one kind that meet `among`, of which those can be tested that meet `testable`."""

    def populate(versions: QuerySet, beside: QuerySet) -> list[Population]:
        rows = model.objects.filter(among, **{f"{model.belongs_to}__in": versions})
        return [population_of(rows, testable)]

    return populate
