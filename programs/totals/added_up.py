"""Stated totals beside computed ones, without their parts: each is added up once an edition.

What a total says (its statement, its explanation) is read anew; what its rows add up to changes
with an edition.
"""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from config.lib.caching import EDITION, cached
from programs.models import Project, StatedTotal
from programs.totals.reconciliation import Comparison, sums

# What a comparison holds beside the total.
_ADDS = (
    *("computed", "part_steps", "part_count", "is_complete", "from_elsewhere"),
    *("apart", "apart_count", "counties", "designated"),
)
_adds = attrgetter(*_ADDS)
MOST_CACHED = 200  # years and programmes, each with its totals


def compared(edition: int | None, totals: Iterable[StatedTotal]) -> list[Comparison]:
    """Each of `totals` beside the sum of its parts at edition number `edition`; None is today."""
    totals = list(totals)
    computed = _computed(edition, tuple(_what(total) for total in totals))
    return [
        Comparison(total, **dict(zip(_ADDS, added, strict=True)))
        for total, added in zip(totals, computed, strict=True)
    ]


def totals_of(edition: int | None, **which: object):
    """The totals that public sources state of a year or programme, with all that a comparison
    shows; not those of single notices, which stand with their source."""
    rows = StatedTotal.objects.as_of(edition).filter(within_source=False, **which)
    rows = rows.order_by("-year", "statement__position", "pk")
    return rows.select_related("statement__source", "program", "indicator")


def _what(total: StatedTotal) -> tuple:
    """All that decides what is added."""
    return (
        total.pk,
        total.adds,
        total.year,
        total.program_id,
        total.category,
        tuple(total.money_kinds),
        (total.level, total.stage, total.within_source),
        total.indicator_id,
        total.statement_id,
    )


@cached(limit=MOST_CACHED, depends_on=EDITION)
def _computed(edition: int | None, wanted: tuple[tuple, ...]) -> tuple[tuple[Any, ...], ...]:
    """What `_ADDS` names of each total."""
    projects = Project.objects.as_of(edition)
    by_total = {
        one.total.pk: one for one in sums(projects, edition, pk__in=[pk for pk, *_ in wanted])
    }
    return tuple(_adds(by_total[pk]) for pk, *_definition in wanted)
