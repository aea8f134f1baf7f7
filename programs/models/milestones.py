"""The steps of a project from approval to acceptance, and why its plan was changed.

The planned and actual dates of start and completion, and the document of the approval, stand in the
project itself. All else is in the rows here: so no date and no document is written twice.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from programs.models.attachments import ProjectAttachment
from programs.models.projects import ProjectRow


class Milestone(ProjectRow):
    """A step of a project (项目节点): when it was planned, when it was taken, and its document."""

    class Kind(models.TextChoices):
        APPROVAL = "approval", _("approval")
        DESIGN = "design", _("design")
        PROCUREMENT = "procurement", _("procurement or tender")
        CONTRACT = "contract", _("contract")
        START = "start", _("start of work")
        COMPLETION = "completion", _("completion of work")
        ACCEPTANCE = "acceptance", _("acceptance")
        AUDIT = "audit", _("audit of accounts")
        HANDOVER = "handover", _("handover")

    # The steps of which a project has one, since it holds a part of them itself.
    SINGLE = (Kind.APPROVAL, Kind.START, Kind.COMPLETION)
    # Those whose dates are the term of the project, each with the dates there.
    OF_TERM = {
        Kind.START.value: ("planned_starts", "starts"),
        Kind.COMPLETION.value: ("planned_ends", "ends"),
    }

    required_to_publish = ("kind", "statement")
    may_lie_ahead = ("planned_on",)

    kind = models.CharField(_("step"), max_length=12, choices=Kind.choices)
    planned_on = PartialDateField(
        _("planned date"), help_text=_("Start and completion are dated under “Approval and term”.")
    )
    actual_on = PartialDateField(_("actual date"))
    document = models.CharField(
        _("document"),
        max_length=160,
        blank=True,
        help_text=_(
            "Number or name, as of the contract or the acceptance report. That of the approval "
            "stands under “Approval and term”."
        ),
    )
    attachment = models.ForeignKey(
        ProjectAttachment,
        models.SET_NULL,
        related_name="milestones",
        verbose_name=_("attachment with the document"),
        null=True,
        blank=True,
    )
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    note_text = LocalizedField("note")

    class Meta(ProjectRow.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        indexes = (awaiting_index("note"),)
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("planned_on", "actual_on"),
            models.CheckConstraint(
                condition=~Q(kind__in=("start", "completion")) | Q(planned_on="", actual_on=""),
                name="milestone_term_is_dated_in_project",
                violation_error_message=_(
                    "Start and completion are dated in the term of the project, not here as well."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="approval") | Q(document=""),
                name="milestone_approval_is_named_in_project",
                violation_error_message=_(
                    "The approval document stands in the project itself, not here as well."
                ),
            ),
            models.UniqueConstraint(
                fields=("project", "kind"),
                condition=Q(kind__in=("approval", "start", "completion")),
                name="milestone_once",
                violation_error_message=_(
                    "A project is approved once, starts once and is completed once."
                ),
            ),
        )

    def __str__(self):
        return self.get_kind_display()


class PlanChange(ProjectRow):
    """Why planned dates of a project were changed (计划变更). Which dates, from what to what and in
    which edition, the versions of the project tell."""

    required_to_publish = ("reason", "statement")

    reason = models.TextField(_("reason (English)"), blank=True)
    reason_zh = models.TextField(_("reason (Chinese)"), blank=True)
    decided_on = PartialDateField(_("decided on"))
    document = models.CharField(
        _("document"),
        max_length=160,
        blank=True,
        help_text=_("Number or name of the decision to change the plan."),
    )

    reason_text = LocalizedField("reason")

    class Meta(ProjectRow.Meta):
        verbose_name = _("change of plan")
        verbose_name_plural = _("changes of plan")
        indexes = (awaiting_index("reason"),)
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("decided_on"),
            in_either_language("reason"),
        )

    def __str__(self):
        return self.reason_text
