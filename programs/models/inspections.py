"""Inspections of a project, what they found, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from programs.models.projects import Project, ProjectRow, party
from records.models.records import RowQuerySet


class Inspection(ProjectRow):
    """An inspection of a project on the spot or of its papers (检查)."""

    class Kind(models.TextChoices):
        ROUTINE = "routine", _("routine inspection")
        SPECIAL = "special", _("special inspection")
        AUDIT = "audit", _("audit")
        ACCEPTANCE = "acceptance", _("inspection for acceptance")

    required_to_publish = ("kind", "inspected_on", "statement")

    kind = models.CharField(_("kind of inspection"), max_length=12, choices=Kind.choices)
    inspected_on = PartialDateField(_("inspected on"))
    inspector = party(_("inspected by"), "inspections")
    summary = models.TextField(
        _("outcome (English)"), blank=True, help_text=_("Never names private persons.")
    )
    summary_zh = models.TextField(_("outcome (Chinese)"), blank=True)

    summary_text = LocalizedField("summary")

    class Meta(ProjectRow.Meta):
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        indexes = (awaiting_index("summary"),)
        constraints = (*ProjectRow.Meta.constraints, *dates_within_limits("inspected_on"))

    def __str__(self):
        return f"{self.get_kind_display()} {self.inspected_on}".strip()


class InspectionFindingQuerySet(RowQuerySet):
    def unsettled(self):
        """Findings that nobody has closed."""
        return self.filter(closed_on="")

    def visible_to(self, user):
        """The findings about projects in the places of a member of staff."""
        if user.sees_every_place:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))


class InspectionFinding(ProjectRow):
    """Something that an inspection found amiss, what is to be done about it, and what was done
    (检查发现的问题及整改). It is open until it is closed."""

    required_to_publish = ("inspection", "finding", "statement")
    may_lie_ahead = ("due_on",)

    inspection = models.ForeignKey(
        Inspection,
        models.SET_NULL,
        related_name="findings",
        verbose_name=_("inspection"),
        null=True,
        blank=True,
        help_text=_("Empty in a new row: the inspection that stands last above."),
    )

    # What is amiss, and what is to be done
    finding = models.TextField(
        _("what was found (English)"), blank=True, help_text=_("Never names private persons.")
    )
    finding_zh = models.TextField(_("what was found (Chinese)"), blank=True)
    remedy = models.TextField(_("what is to be done (English)"), blank=True)
    remedy_zh = models.TextField(_("what is to be done (Chinese)"), blank=True)
    responsible = party(_("to be done by"), "inspection_findings")
    due_on = PartialDateField(_("due on"))

    # What was done
    closed_on = PartialDateField(_("closed on"))
    outcome = models.TextField(_("how it was closed (English)"), blank=True)
    outcome_zh = models.TextField(_("how it was closed (Chinese)"), blank=True)

    finding_text = LocalizedField("finding")
    remedy_text = LocalizedField("remedy")
    outcome_text = LocalizedField("outcome")
    objects = InspectionFindingQuerySet.as_manager()

    class Meta(ProjectRow.Meta):
        verbose_name = _("finding of an inspection")
        verbose_name_plural = _("findings of inspections")
        indexes = (
            awaiting_index("finding", "remedy", "outcome"),
            models.Index(F("due_on"), name="finding_unsettled", condition=Q(closed_on="")),
        )
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("due_on", "closed_on"),
            in_either_language("finding"),
            models.CheckConstraint(
                condition=~Q(closed_on="") | Q(outcome="", outcome_zh=""),
                name="inspectionfinding_outcome_has_date",
                violation_error_message=_("Say when it was closed, too."),
            ),
        )

    def __str__(self):
        return self.finding_text

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_on)
