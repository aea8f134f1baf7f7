"""Visits: to the poor, to old party members, for field research."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index
from programs.models.education import Private
from programs.models.projects import ProjectRow
from records.models import CitedFigures, Unit


class Visit(ProjectRow):
    """Visits on one occasion (走访慰问). Only numbers of people are ever public."""

    class Occasion(models.TextChoices):
        NEW_YEAR = "new_year", _("New Year's Day and Spring Festival")
        JULY_1 = "july_1", _("July 1st")
        FIELD_RESEARCH = "field_research", _("field research")
        OTHER = "other", _("another occasion")

    required_to_publish = ("occasion", "statement")
    cited_figures = (
        CitedFigures({"household_count": Unit.HOUSEHOLD, "person_count": Unit.PERSON}),
    )

    occasion = models.CharField(_("occasion"), max_length=16, choices=Occasion.choices)
    visited_on = PartialDateField(_("visited on"))
    visited = models.CharField(_("who was visited (English)"), max_length=200, blank=True)
    visited_zh = models.CharField(_("who was visited (Chinese)"), max_length=100, blank=True)
    place = models.CharField(_("place (English)"), max_length=200, blank=True)
    place_zh = models.CharField(_("place (Chinese)"), max_length=100, blank=True)
    household_count = models.PositiveIntegerField(_("households visited"), null=True, blank=True)
    person_count = models.PositiveIntegerField(_("persons visited"), null=True, blank=True)

    visited_text = LocalizedField("visited")
    place_text = LocalizedField("place")

    class Meta(ProjectRow.Meta):
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = (awaiting_index("visited", "place"),)
        constraints = (*ProjectRow.Meta.constraints, *dates_within_limits("visited_on"))

    def __str__(self):
        return self.get_occasion_display()


class VisitedPerson(Private):
    """A person who was visited (受访群众, private)."""

    class Meta(Private.Meta):
        verbose_name = _("visited person")
        verbose_name_plural = _("visited persons")
