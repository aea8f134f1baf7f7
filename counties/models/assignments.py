"""Assignments: which records a clerk works on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counties.models.places import County


class Assignment(models.Model):
    """A county whose records a member of staff enters, or the ministry's own (工作范围)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="assignments",
        verbose_name=_("member of staff"),
    )
    county = models.ForeignKey(
        County,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("county or district"),
        null=True,
        blank=True,
        help_text=_("Empty: the ministry's own records, which name no county."),
    )
    is_for_all_counties = models.BooleanField(
        _("for all counties"),
        default=False,
        help_text=_("Every county and the ministry's own records. No county is chosen then."),
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "county"),
                nulls_distinct=False,
                name="assignment_once",
                violation_error_message=_("This assignment exists already."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_for_all_counties=False) | models.Q(county=None),
                name="assignment_for_all_names_none",
                violation_error_message=_("Choose one county, or all of them."),
            ),
        )

    def __str__(self):
        return f"{self.user}: {self.place_name}"

    @property
    def place_name(self) -> str:
        whole = _("all counties") if self.is_for_all_counties else _("the ministry")
        return str(self.county or whole)
