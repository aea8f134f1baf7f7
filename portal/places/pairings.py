"""Which counties were paired with the ministry, and when: as certain as their dates."""

from collections.abc import Iterable
from dataclasses import dataclass

from config.lib import dates
from config.lib.tables.tables import NOT_STATED
from counties.models import County, Designation


@dataclass(frozen=True)
class Pairing:
    """One county, from when to when, as partial dates; "" is not stated."""

    code: str
    starts: str
    ends: str

    def touches(self, year: int) -> bool:
        """Whether it held, or may have held, on some day of `year`."""
        return self.starts[:4] <= str(year) and (not self.ends or self.ends[:4] >= str(year))

    def covers(self, year: int) -> bool:
        """Whether it certainly held on every day of `year`."""
        return self.starts[:4] < str(year) and (not self.ends or self.ends[:4] > str(year))

    @property
    def term(self) -> str:
        return dates.format_period(self.starts, self.ends, NOT_STATED)


def pairings(edition: int | None) -> tuple[Pairing, ...]:
    """All pairings of the public counties of an edition, by code and beginning."""
    rows = Designation.objects.as_of(edition).filter(
        kind="designated", county__code__in=County.objects.published().values("code")
    )
    fields = rows.order_by("county__code", "starts").values_list("county__code", "starts", "ends")
    return tuple(Pairing(*one) for one in fields)


def by_code(everyone: Iterable[Pairing]) -> dict[str, list[Pairing]]:
    """The pairings of each county."""
    known: dict[str, list[Pairing]] = {}
    for one in everyone:
        known.setdefault(one.code, []).append(one)
    return known


def paired_in(everyone: Iterable[Pairing], years: Iterable[int]) -> set[str]:
    """The codes of counties that were paired, or may have been, in any of `years`."""
    years = list(years)
    return {one.code for one in everyone if any(map(one.touches, years))}
