"""Quality checks of postings."""

from functools import partial

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from cadres.models import Posting
from config.lib.dates import CertainPeriod
from counties.models import County
from records.models import Scope
from records.quality.registry import Check, Offenders, Severity, as_if_public, with_references

IN_COUNTIES = (Scope.COUNTY, Scope.DESIGNATED)


def overlapping_postings(postings: QuerySet, beside: QuerySet):
    """Another posting of the same cadre that certainly holds on the same day."""
    period = CertainPeriod("starts", "ends", output_field=DateRangeField())
    others = (
        beside.filter(cadre=OuterRef("cadre"))
        .exclude(code=OuterRef("code"))
        .annotate(period=period)
        .filter(period__overlap=OuterRef("period"))
        .order_by("code")
    )
    rows = postings.annotate(period=period).filter(Exists(others))
    yield Offenders(
        with_references(rows.annotate(other=Subquery(others.values("code")[:1]))),
        "starts",
        lambda posting: {"found": posting.other},
    )


def counties_without_cadre(postings: QuerySet, beside: QuerySet):
    """Designated counties that nobody can have been posted to, in the years of `postings`.

    A cadre whose county the source does not name may have been in any of them: with as many
    of these as counties left over, nothing is found.
    """
    sent = as_if_public(postings, beside).filter(scope__in=IN_COUNTIES).order_by()
    groups = list(
        sent.values_list("year", Left("ends", 4), "county").annotate(cadres=Sum("person_count"))
    )
    for year in sorted(set(postings.values_list("year", flat=True).order_by())):
        yield _left_over(year, [group for group in groups if _is_covered(*group[:2], year)])


def _left_over(year: int, groups: list[tuple]) -> Offenders:
    places = {county for _first, _last, county, _cadres in groups}
    elsewhere = sum(cadres for _first, _last, county, cadres in groups if county is None)
    counties = list(County.objects.designated_throughout(year).exclude(pk__in=places - {None}))
    empty = counties if groups and len(counties) > elsewhere else []
    return Offenders(empty, "", partial(_nobody, year, elsewhere))


def _is_covered(first: int, last: str, year: int) -> bool:
    return first <= year <= (int(last) if last else first)


def _nobody(year: int, elsewhere: int, county: County) -> dict[str, object]:
    figures = {"found": 0, "expected": 1, "difference": -1}
    return {**figures, "year": year, "county": county, "elsewhere": elsewhere}


CHECKS = (
    Check(
        code="overlapping-postings",
        kind=Posting,
        severity=Severity.BLOCKS,
        title=_("Postings of one cadre at the same time"),
        rule=_("A cadre is posted to one place at a time."),
        message=_("This cadre has another posting at the same time, %(found)s."),
        find=overlapping_postings,
    ),
    Check(
        code="county-without-cadre",
        kind=Posting,
        severity=Severity.WARNS,
        title=_("Counties without a cadre"),
        rule=_(
            "In a year with postings, a cadre is posted to every county that was designated "
            "all year. Cadres whose county is not stated count for any of them."
        ),
        message=_(
            "No posting to %(county)s in %(year)s is recorded; cadres of that year whose "
            "county is not stated: %(elsewhere)s."
        ),
        find=counties_without_cadre,
    ),
)
