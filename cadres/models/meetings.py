"""Meetings: conferences and exchanges of the work against poverty."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cadres.models.bodies import Organisation
from config.lib.dates import PartialDateField, YearField, dates_within_limits, years_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from records.models import CitedFigures, Record, Scope, Unit


class Meeting(Record):
    """A conference or exchange meeting (会议)."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("work conference")
        EXCHANGE = "exchange", _("exchange meeting of cadres")

    required_to_publish = ("year", "kind", "title", "statement")
    cited_figures = (CitedFigures({"participant_count": Unit.PERSON}),)

    # What it was
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100, blank=True)
    scope = models.CharField(
        _("scope"), max_length=12, choices=Scope.choices, default=Scope.MINISTRY
    )

    # When and where
    year = YearField(_("year"))
    held_on = PartialDateField(_("held on"))
    period = models.CharField(
        _("time, in words (English)"), max_length=80, blank=True, help_text=_("“End of 2011”.")
    )
    period_zh = models.CharField(_("time, in words (Chinese)"), max_length=80, blank=True)
    place = models.CharField(_("place (English)"), max_length=120, blank=True)
    place_zh = models.CharField(_("place (Chinese)"), max_length=60, blank=True)

    # Who and about what
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="meetings",
        verbose_name=_("host"),
        null=True,
        blank=True,
    )
    participants = models.TextField(_("participants (English)"), blank=True)
    participants_zh = models.TextField(_("participants (Chinese)"), blank=True)
    participant_count = models.PositiveIntegerField(
        _("number of participants"), null=True, blank=True
    )
    subject = models.TextField(_("subject (English)"), blank=True)
    subject_zh = models.TextField(_("subject (Chinese)"), blank=True)
    agenda = models.TextField(_("agenda (English)"), blank=True, help_text=_("One point a line."))
    agenda_zh = models.TextField(_("agenda (Chinese)"), blank=True)
    speech = models.TextField(
        _("points of the speech (English)"), blank=True, help_text=_("One point a line.")
    )
    speech_zh = models.TextField(_("points of the speech (Chinese)"), blank=True)
    principles = models.TextField(
        _("principles of allocation (English)"),
        blank=True,
        help_text=_(
            "One point a line; only what the source calls a rule by which money is allocated."
        ),
    )
    principles_zh = models.TextField(_("principles of allocation (Chinese)"), blank=True)

    title_text = LocalizedField("title")
    period_text = LocalizedField("period")
    place_text = LocalizedField("place")
    participants_text = LocalizedField("participants")
    subject_text = LocalizedField("subject")
    agenda_text = LocalizedField("agenda")
    speech_text = LocalizedField("speech")
    principles_text = LocalizedField("principles")

    class Meta(Record.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = (
            awaiting_index(
                "title",
                "period",
                "place",
                "participants",
                "subject",
                "agenda",
                "speech",
                "principles",
            ),
        )
        constraints = (
            *Record.Meta.constraints,
            *years_within_limits("year"),
            *dates_within_limits("held_on"),
            in_either_language("title"),
        )

    def __str__(self):
        return self.title_text

    def get_absolute_url(self):
        return f"{reverse('meeting_list')}#{self.code}"
