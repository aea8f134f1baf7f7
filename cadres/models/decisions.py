"""What meetings decide: who is to do it, by when, and what became of it."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from cadres.models.bodies import Organisation
from cadres.models.cadres import Cadre
from cadres.models.meetings import Meeting
from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from counties.models import County
from records.models.records import Row, RowQuerySet, line_once

# Soonest first; what has no due date comes last.
BY_DUE_DATE = (NullIf("due_on", Value("")).asc(nulls_last=True), "meeting", "line")


class DecisionQuerySet(RowQuerySet):
    def unsettled(self):
        """Decisions that nobody has carried out."""
        return self.filter(done_on="")

    def visible_to(self, user):
        """The decisions to be carried out in the places of a member of staff."""
        if user.sees_every_place:
            return self
        named = Q(county__in=[place for place in user.places if place is not None])
        return self.filter(named | Q(county=None) if None in user.places else named)

    def with_parties(self):
        """With all that is shown of them."""
        return self.select_related(
            "meeting", "organisation", "cadre", "county", "statement__source"
        )


class Decision(Row):
    """A decision of a meeting (会议决定事项). It is open until it is done."""

    belongs_to = "meeting"
    required_to_publish = ("decision", "statement")
    may_lie_ahead = ("due_on",)

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="decisions", verbose_name=_("meeting")
    )

    # What was decided, and who is to do it
    decision = models.TextField(_("decision (English)"), blank=True)
    decision_zh = models.TextField(_("decision (Chinese)"), blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("responsible organisation"),
        null=True,
        blank=True,
    )
    cadre = models.ForeignKey(
        Cadre,
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("responsible cadre"),
        null=True,
        blank=True,
    )
    county = models.ForeignKey(
        County,
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("county or district"),
        null=True,
        blank=True,
        help_text=_("Where it is to be carried out; its clerks see it among what is to be done."),
    )
    due_on = PartialDateField(_("due on"))

    # What became of it
    done_on = PartialDateField(_("done on"))
    outcome = models.TextField(_("how it was done (English)"), blank=True)
    outcome_zh = models.TextField(_("how it was done (Chinese)"), blank=True)

    decision_text = LocalizedField("decision")
    outcome_text = LocalizedField("outcome")
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of a meeting")
        verbose_name_plural = _("decisions of meetings")
        ordering = ("meeting", "line")
        indexes = (
            awaiting_index("decision", "outcome"),
            models.Index(F("due_on"), name="decision_unsettled", condition=Q(done_on="")),
        )
        constraints = (
            line_once("meeting"),
            *dates_within_limits("due_on", "done_on"),
            in_either_language("decision"),
            models.CheckConstraint(
                condition=~Q(done_on="") | Q(outcome="", outcome_zh=""),
                name="decision_outcome_has_date",
                violation_error_message=_("Say when it was done, too."),
            ),
        )

    def __str__(self):
        return self.decision_text

    @property
    def is_closed(self) -> bool:
        return bool(self.done_on)
