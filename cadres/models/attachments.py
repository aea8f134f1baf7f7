"""Photographs and documents of meetings and awards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cadres.models.cadres import Award
from cadres.models.meetings import Meeting
from records.models.attachments import Attachment
from records.models.records import line_once


class MeetingAttachment(Attachment):
    """A document or photograph of a meeting (会议附件)."""

    belongs_to = "meeting"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attachments", verbose_name=_("meeting")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment of a meeting")
        verbose_name_plural = _("attachments of meetings")
        ordering = ("meeting", "line")
        constraints = (*Attachment.Meta.constraints, line_once("meeting"))


class AwardAttachment(Attachment):
    """A document or photograph of an award (表彰附件)."""

    belongs_to = "award"

    award = models.ForeignKey(
        Award, models.CASCADE, related_name="attachments", verbose_name=_("award")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment of an award")
        verbose_name_plural = _("attachments of awards")
        ordering = ("award", "line")
        constraints = (*Attachment.Meta.constraints, line_once("award"))
