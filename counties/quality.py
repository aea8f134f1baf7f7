"""Quality checks of counties: designations that exclude each other."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config.lib.dates import CertainPeriod
from counties.models import CountyVersion, Designation
from records.quality.populations import of_rows
from records.quality.registry import Check, Offenders, Severity, with_references


def twice_designated(counties: QuerySet, beside: QuerySet):
    """A second designation of the same kind that certainly holds on the same day, or that nothing
    ends either."""
    period = CertainPeriod("starts", "ends", output_field=DateRangeField())
    others = (
        Designation.objects.filter(
            Q(area=OuterRef("area")) | Q(area=None, kind=OuterRef("kind")),
            county=OuterRef("county"),
            kind=OuterRef("kind"),
            line__lt=OuterRef("line"),
        )
        .annotate(period=period)
        .order_by()
    )
    rows = Designation.objects.filter(county__in=counties).annotate(period=period)
    same_day = Exists(others.filter(period__overlap=OuterRef("period")))
    both_open = Q(ends="") & Exists(others.filter(ends=""))
    yield Offenders(with_references(rows.filter(same_day | both_open)), "starts")


CHECKS = (
    Check(
        code="designated-twice",
        kind=CountyVersion,
        severity=Severity.BLOCKS,
        title=_("Designations of one kind at the same time"),
        rule=_("A county has a designation once at a time: one ends before it begins again."),
        message=_("The county has this designation already at that time."),
        find=twice_designated,
        populate=of_rows(Designation),
        untestable=_("No county has a designation: there is nothing to test."),
        reads=(),
    ),
)
