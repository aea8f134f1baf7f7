"""Quality checks of postings, seats and meetings."""

from collections.abc import Iterator
from functools import partial

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from cadres.models import Decision, Meeting, Membership, Posting, PostingMonth
from config.lib.dates import CertainPeriod, certainly_before
from counties.models import County
from records.models import Scope
from records.quality.populations import Population, of_rows, of_versions, population_of
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
    for year, groups in _sent_by_year(postings, beside):
        yield _left_over(year, groups)


def counties_to_test(postings: QuerySet, beside: QuerySet):
    """The designated counties of each year of `postings`. Those without a named cadre cannot be
    tested while cadres whose county is not stated may have been in them."""
    for year, groups in _sent_by_year(postings, beside):
        counties, elsewhere = _without_named_cadre(year, groups)
        examined = County.objects.designated_throughout(year).count()
        untested = 0 if _can_be_tested(groups, counties, elsewhere) else len(counties)
        yield Population(examined, examined - untested)


def certain_postings(postings: QuerySet, beside: QuerySet):
    """Postings, of which those of a named cadre can be tested that certainly hold on some day."""
    period = CertainPeriod("starts", "ends", output_field=DateRangeField())
    certain = Q(cadre__isnull=False, period__isempty=False)
    yield population_of(postings.annotate(period=period), certain)


def _sent_by_year(postings: QuerySet, beside: QuerySet) -> Iterator[tuple[int, list[tuple]]]:
    """For each year of `postings`, the cadres that were in counties, by county."""
    sent = as_if_public(postings, beside).filter(scope__in=IN_COUNTIES).order_by()
    groups = list(
        sent.values_list("year", Left("ends", 4), "county").annotate(cadres=Sum("person_count"))
    )
    for year in sorted(set(postings.values_list("year", flat=True).order_by())):
        yield year, [group for group in groups if _is_covered(*group[:2], year)]


def _left_over(year: int, groups: list[tuple]) -> Offenders:
    counties, elsewhere = _without_named_cadre(year, groups)
    empty = counties if _can_be_tested(groups, counties, elsewhere) else []
    return Offenders(empty, "", partial(_nobody, year, elsewhere))


def _without_named_cadre(year: int, groups: list[tuple]) -> tuple[list[County], int]:
    """The counties to which no posting of the year leads by name, and the number of cadres whose
    county is not stated."""
    places = {county for _first, _last, county, _cadres in groups}
    elsewhere = sum(cadres for _first, _last, county, cadres in groups if county is None)
    counties = County.objects.designated_throughout(year).exclude(pk__in=places - {None})
    return list(counties), elsewhere


def _can_be_tested(groups: list[tuple], counties: list[County], elsewhere: int) -> bool:
    """Whether cadres without a stated county are too few for all of `counties`."""
    return bool(groups) and len(counties) > elsewhere


def _is_covered(first: int, last: str, year: int) -> bool:
    return first <= year <= (int(last) if last else first)


def _nobody(year: int, elsewhere: int, county: County) -> dict[str, object]:
    figures = {"found": 0, "expected": 1, "difference": -1}
    return {**figures, "year": year, "county": county, "elsewhere": elsewhere}


def second_heads(memberships: QuerySet, beside: QuerySet):
    """Another head of the same body that certainly holds on the same day, or that nothing ends
    either."""
    period = CertainPeriod("starts", "ends", output_field=DateRangeField())
    heads = beside.filter(role=Membership.Role.HEAD, body=OuterRef("body"))
    others = heads.exclude(code=OuterRef("code")).annotate(period=period).order_by("code")
    rows = memberships.filter(role=Membership.Role.HEAD).annotate(period=period)
    same_day = Exists(others.filter(period__overlap=OuterRef("period")))
    both_open = Q(ends="") & Exists(others.filter(ends=""))
    yield Offenders(with_references(rows.filter(same_day | both_open)), "starts")


def days_outside_postings(postings: QuerySet, beside: QuerySet):
    """Days in a month before the posting begins, or after it ends."""
    rows = PostingMonth.objects.filter(posting__in=postings).select_related("posting")
    early = certainly_before("month", "posting__starts")
    late = certainly_before("posting__ends", "month")
    yield Offenders(
        rows.filter(early | late), "month", lambda row: {"found": row.month, "unit": "date"}
    )


def done_before_decided(meetings: QuerySet, beside: QuerySet):
    rows = Decision.objects.filter(
        certainly_before("done_on", "meeting__held_on"), meeting__in=meetings
    )
    yield Offenders(
        rows.select_related("meeting"),
        "done_on",
        lambda row: {"found": row.done_on, "expected": row.meeting.held_on, "unit": "date"},
    )


CHECKS = (
    Check(
        code="second-head",
        kind=Membership,
        severity=Severity.WARNS,
        title=_("Two heads of one body at the same time"),
        rule=_("A body has one head at a time: one ends before the next begins."),
        message=_("This body has another head at the same time."),
        find=second_heads,
        populate=of_versions(Q(role=Membership.Role.HEAD)),
        untestable=_("No membership is that of a head: there is nothing to test."),
    ),
    Check(
        code="overlapping-postings",
        kind=Posting,
        severity=Severity.BLOCKS,
        title=_("One official in two posts at once"),
        rule=_("A cadre is posted to one place at a time."),
        message=_("This cadre has another posting at the same time, %(found)s."),
        find=overlapping_postings,
        populate=certain_postings,
        untestable=_("No posting of a named cadre states its term: there is nothing to test."),
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
        is_in_python=True,
        populate=counties_to_test,
        untestable=_("No posting names the county of its cadre: there is nothing to test."),
    ),
    Check(
        code="days-outside-posting",
        kind=Posting,
        severity=Severity.BLOCKS,
        title=_("Days in the county outside the posting"),
        rule=_("Days in the county lie within the term of the posting."),
        message=_("%(found)s lies outside the term of the posting."),
        find=days_outside_postings,
        populate=of_rows(PostingMonth, ~Q(posting__starts="") | ~Q(posting__ends="")),
        untestable=_(
            "No posting with days in the county states its term: there is nothing to test."
        ),
        reads=(),
    ),
    Check(
        code="done-before-decided",
        kind=Meeting,
        severity=Severity.BLOCKS,
        title=_("Decisions carried out before they were made"),
        rule=_("What a meeting decides is done after the meeting."),
        message=_("Done on %(found)s, before the meeting of %(expected)s."),
        find=done_before_decided,
        populate=of_rows(Decision, ~Q(done_on="") & ~Q(meeting__held_on="")),
        untestable=_(
            "No meeting with a date has a decision that is done: there is nothing to test."
        ),
        reads=(),
    ),
)
