"""How many days a cadre was in the county, month by month."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.models.cadres import Posting
from config.lib.dates import PartialDateField, dates_within_limits, last_day
from records.models.records import Row, line_once


class PostingMonth(Row):
    """The days that posted cadres were in the county in one month (在岗天数)."""

    belongs_to = "posting"
    required_to_publish = ("month", "days", "statement")

    posting = models.ForeignKey(
        Posting, models.CASCADE, related_name="months", verbose_name=_("posting")
    )
    month = PartialDateField(_("month"), help_text=_("Year and month, as 2012-03."))
    days = models.PositiveSmallIntegerField(_("days in the county"), null=True, blank=True)

    class Meta:
        verbose_name = _("month of a posting")
        verbose_name_plural = _("days in the county by month")
        ordering = ("posting", "line")
        constraints = (
            line_once("posting"),
            *dates_within_limits("month"),
            models.CheckConstraint(
                condition=Q(month__regex="^.{7}$"),
                name="postingmonth_is_a_month",
                violation_error_message=_("Write a year and a month, like 2012-03."),
            ),
            models.UniqueConstraint(
                fields=("posting", "month"),
                name="postingmonth_once",
                violation_error_message=_("The days of this month are given already."),
            ),
            models.CheckConstraint(
                condition=Q(days=None) | Q(days__lte=31),
                name="postingmonth_days_fit",
                violation_error_message=_("A month has no more than 31 days."),
            ),
        )

    def __str__(self):
        return self.month

    def clean(self):
        super().clean()
        is_month = len(self.month) == len("2012-03")
        if is_month and self.days and self.days > last_day(self.month).day:
            message = _("%(month)s has %(days)s days.")
            days = last_day(self.month).day
            raise ValidationError({"days": message % {"month": self.month, "days": days}})
