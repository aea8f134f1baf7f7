"""What a county has in common with the others that were paired with the ministry."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cadres.models import Organisation, Posting
from counties.models import County
from portal.places.pairings import Pairing, paired_in
from portal.places.ranking import Ranking
from portal.places.sentences import touched
from programs.models import Allocation, Project
from programs.totals.addresses import rows_of
from programs.totals.figures import report_years
from records.models import Scope

FIRST = 12  # projects, postings, organisations
MOST = 60  # counties of the strip
ROLES = {
    Project: ("coordinator", "organiser", "implementer"),
    Allocation: ("funder", "coordinator"),
}


@dataclass(frozen=True)
class Neighbour:
    """A county of the list of paired counties, and when it was paired."""

    county: County
    terms: tuple[Pairing, ...]


@dataclass(frozen=True)
class Together:
    """The paired counties of `year`, and what they had together in the years of a county."""

    edition: int | None
    year: int | None
    years: tuple[int, ...]
    count: int
    counties: tuple[Neighbour, ...]
    projects: QuerySet
    project_count: int
    projects_address: str
    allocations_address: str
    postings: QuerySet


def together(county: County, ranking: Ranking, year: int | None) -> Together:
    """What the county shared, with the counties paired in `year`, or in the newest year of its
    pairing that has a report; without a year where it was never paired."""
    edition, everyone = ranking.edition, ranking.terms
    own = everyone.get(county.code, [])
    years = tuple(year for year in report_years(edition) if touched(own, year))
    shared = Project.objects.as_of(edition).filter(scope=Scope.DESIGNATED, year__in=years)
    year = year or next(iter(years), None) or _last_year(own)
    codes = paired_in(ranking.pairings, [year] if year else [])
    counties = County.objects.published().filter(code__in=codes).select_related("province")
    asked = {"scope": Scope.DESIGNATED, "year_from": (years and years[-1]) or None}
    asked["year_to"] = years[0] if years else None
    here = Q(county=county) | Q(scope=Scope.DESIGNATED, year__in=years)
    postings = Posting.objects.as_of(edition).filter(here).order_by("-year", "code")
    return Together(
        edition,
        year,
        years,
        len(codes),
        tuple(Neighbour(one, tuple(everyone[one.code])) for one in counties[:MOST]),
        shared.select_related("statement__source", "county")
        .prefetch_related("allocations__statement__source")
        .order_by("-year", "code")[:FIRST],
        shared.count(),
        rows_of("projects", **asked),
        rows_of("money", **asked),
        postings.select_related("cadre", "home_unit", "county", "statement__source")[:FIRST],
    )


def _last_year(own: list[Pairing]) -> int | None:
    """The last year that a date of the pairings names."""
    stated = [int(date[:4]) for one in own for date in (one.starts, one.ends) if date]
    return max(stated, default=None)


def organisations(county: County, shared: Together) -> list[tuple[Organisation, int]]:
    """The bodies named in projects of the county, or of the paired counties together, with how
    often each is named; those that are named most."""
    here = Q(county=county) | Q(scope=Scope.DESIGNATED, year__in=shared.years)
    projects = Project.objects.as_of(shared.edition).filter(here)
    named: Counter[int] = Counter()
    for model, roles in ROLES.items():
        rows = projects if model is Project else Allocation.objects.filter(project__in=projects)
        for role in roles:
            counted = rows.exclude(**{role: None}).order_by().values_list(role)
            named.update(dict(counted.annotate(rows=Count("pk")).order_by("-rows")[:FIRST]))
    most = dict(named.most_common(FIRST))
    known = Organisation.objects.in_bulk(most)
    return [(known[pk], count) for pk, count in most.items() if pk in known]
