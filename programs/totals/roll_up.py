"""Roll-ups: what the designated counties reported themselves, added up, and how many of them did.

A part is a project of one county that was designated in the year of the project, as the edition
that is read knows it; a county that was designated for a part of the year counts. What a source
states of the designated counties together is a figure of its own: the two are never added.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.caching import EDITION, cached
from counties.models import County, Designation
from records.models import Scope, format_scope_of_sum
from records.models.reading import edition_in_reading

ROLLED_UP = "rolled_up"  # a scope of sums; no record has it
SCOPES = (Scope.COUNTY, Scope.DESIGNATED, ROLLED_UP, Scope.NATIONAL, Scope.MINISTRY, Scope.UNSTATED)


@dataclass(frozen=True)
class Term:
    """A county, by its id, and from when to when it was designated, as partial dates."""

    county: int
    starts: str
    ends: str

    def touches(self, year: int) -> bool:
        """Whether it held, or may have held, on some day of `year`: as `designated_in` says it."""
        begun = not self.starts or self.starts < str(year + 1)
        return begun and (not self.ends or self.ends >= str(year))


@dataclass(frozen=True)
class Designated:
    """When which county was designated."""

    terms: tuple[Term, ...]
    years: dict[int, frozenset[int]] = field(default_factory=dict)  # those that were asked for

    def in_year(self, year: int) -> frozenset[int]:
        """The ids of the counties that were designated at some time in `year`."""
        if year not in self.years:
            own = frozenset(one.county for one in self.terms if one.touches(year))
            self.years[year] = own
        return self.years[year]

    def in_years(self, years: Iterable[int]) -> tuple[list[int], list[int]]:
        """The counties of several years, and beside each its year, for a query."""
        pairs = [(one, year) for year in years for one in self.in_year(year)]
        return [one for one, _year in pairs], [year for _one, year in pairs]


@cached(limit=4, depends_on=EDITION)
def designated(edition: int | None) -> Designated:
    """When which county was designated, as edition number `edition` knows it; None is today."""
    at = edition_in_reading() if edition is None else edition
    counties = County.objects.published().filter(code=OuterRef("county__code"))
    rows = Designation.objects.as_of(at).filter(kind="designated")
    known = rows.annotate(place=Subquery(counties.values("pk")[:1])).exclude(place=None)
    return Designated(
        tuple(Term(*one) for one in known.order_by("pk").values_list("place", "starts", "ends"))
    )


def format_reported(reported: int, all_of_them: int) -> str:
    """How many counties have a figure: "3 of 4 counties reported"."""
    words = ngettext(
        "%(n)s of %(all)s counties reported", "%(n)s of %(all)s counties reported", reported
    )
    return words % {"n": reported, "all": all_of_them}


def format_scope(scope: str, designated_count: int) -> str:
    """What a sum covers; of single counties that the designated ones are not among them, where
    there are any."""
    if scope == ROLLED_UP:
        return _("the designated counties, by their own reports")
    if scope == Scope.COUNTY and designated_count:
        return _("projects in single counties that were not designated")
    return format_scope_of_sum(scope)
