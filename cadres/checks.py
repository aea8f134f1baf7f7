"""What can be wrong with postings."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from cadres.models import Posting
from config.lib.dates import CertainPeriod
from records.checks import Check, Offenders, Severity


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
        rows.annotate(other=Subquery(others.values("code")[:1])),
        "starts",
        lambda posting: {"found": posting.other},
    )


CHECKS = (
    Check(
        code="overlapping-postings",
        kind=Posting,
        severity=Severity.BLOCKS,
        title=_("Postings of one cadre at the same time"),
        message=_("This cadre has another posting at the same time, %(found)s."),
        find=overlapping_postings,
    ),
)
