"""Closed years: their records cannot change until an administrator reopens the year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.lib.dates import YearField, years_within_limits
from records.models.editions import Edition
from records.models.users import User


class YearStepQuerySet(models.QuerySet):
    def latest_of(self, year: int):
        """The last closing or reopening of `year`; None while it was never closed."""
        return self.filter(year=year).order_by("id").last()

    def closing(self, year: int):
        """The step that closed `year`; None while the year is open."""
        step = self.latest_of(year)
        return step if step and step.verb == YearStep.Verb.CLOSE else None


class YearStep(models.Model):
    """A year was closed or reopened, by whom and why; rows are only ever added (年度关账)."""

    class Verb(models.TextChoices):
        CLOSE = "close", _("close")
        REOPEN = "reopen", _("reopen")

    year = YearField(_("year"))
    verb = models.CharField(_("step"), max_length=6, choices=Verb.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        User, models.PROTECT, related_name="year_steps", verbose_name=_("by"), editable=False
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="year_steps",
        verbose_name=_("newest edition then"),
        editable=False,
    )

    objects = YearStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing of a year")
        verbose_name_plural = _("closings of years")
        ordering = ("-id",)
        indexes = (models.Index(fields=("year", "id"), name="step_by_year"),)
        constraints = years_within_limits("year")

    def __str__(self):
        return f"{self.year}: {self.get_verb_display()}"
