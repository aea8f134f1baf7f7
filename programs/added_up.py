"""Stated totals beside computed ones, without their parts: each is added up once an edition.

What a total says (its statement, its explanation) is read anew; what its rows add up to changes
with an edition, or when an administrator changes what is to be added.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from counties.models import County
from programs.models import Project, StatedTotal
from programs.reconciliation import Comparison, sums
from records.models import Edition

KEPT = 1_000  # totals


def compared(edition: int | None, totals: Iterable[StatedTotal]) -> list[Comparison]:
    """Each of `totals` beside the sum of its parts at edition number `edition`; None is today."""
    state = Edition.objects.stand()
    return [Comparison(total, *_computed(state, edition, _what(total))) for total in totals]


def totals_of(**which: object):
    """The stated totals of a year or programme, with all that a comparison shows."""
    rows = StatedTotal.objects.filter(**which).order_by("-year", "statement__position", "pk")
    return rows.select_related("statement__source", "program", "indicator")


def forget() -> None:
    """Keep nothing, as after a start."""
    _computed.cache_clear()


def _what(total: StatedTotal) -> tuple:
    """All that decides what is added; counties are no part of an edition, so their pairings are."""
    counties = ()
    if total.adds == StatedTotal.Adds.COUNTIES:
        counties = tuple(_counties(total.year))
    return (total.pk, total.adds, total.year, total.program_id, total.category,
            tuple(total.money_kinds), total.indicator_id, counties)  # fmt: skip


def _counties(year: int):
    return County.objects.designated_in(year).order_by("pk").values_list("pk", flat=True)


@lru_cache(maxsize=KEPT)
def _computed(state, edition: int | None, what: tuple) -> tuple[Decimal, Decimal, bool]:
    (found,) = sums(Project.objects.as_of(edition), pk=what[0])
    return found.computed, found.part_steps, found.is_complete
