"""Designations: which county was poor by which list, and paired with whom, from when to when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.lib.dates import InOrder, PartialDateField, dates_within_limits
from config.lib.language import LocalizedField, compose
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from counties.models.places import CountyVersion
from records.models import Cited, Record, Reference, ReferenceVersion, Row, Statement
from records.models.records import line_once


class PoorAreaContent(models.Model):
    """What is said of a contiguous poor area."""

    name = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60, blank=True)

    name_text = LocalizedField("name")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_text


class PoorArea(PoorAreaContent, Cited, Reference):
    """A contiguous poor area (集中连片特困地区)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("contiguous poor area")
        verbose_name_plural = _("contiguous poor areas")
        ordering = ("code",)


class PoorAreaVersion(PoorAreaContent, ReferenceVersion):
    """A version of what is said of a contiguous poor area (集中连片特困地区版本)."""

    describes = PoorArea
    required_to_publish = ("name",)

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("contiguous poor area")
        verbose_name_plural = _("contiguous poor areas")
        indexes = (awaiting_index("name"),)
        constraints = (*Record.Meta.constraints, in_either_language("name"))


class Designation(Row):
    """A dated status of a county (认定). Statuses change, so each has a beginning and an end."""

    class Kind(models.TextChoices):
        DESIGNATED = "designated", _("paired with the ministry")
        KEY_COUNTY = "key_county", _("national key county")
        POOR_AREA = "poor_area", _("part of a contiguous poor area")

    belongs_to = "county"
    required_to_publish = ("kind", "statement")
    may_lie_ahead = ("ends",)

    county = models.ForeignKey(
        CountyVersion,
        models.CASCADE,
        related_name="designations",
        verbose_name=_("county or district"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    area = models.ForeignKey(
        PoorArea,
        models.PROTECT,
        related_name="designations",
        verbose_name=_("contiguous poor area"),
        null=True,
        blank=True,
    )
    starts = PartialDateField(_("from"))
    ends = PartialDateField(_("to"))
    ends_statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        related_name="designations_by_end",
        verbose_name=_("end stated in"),
        null=True,
        blank=True,
        help_text=_("Where another statement than that of the beginning says when it ended."),
    )
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    note_text = LocalizedField("note")

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        ordering = ("county", "line")
        indexes = (awaiting_index("note"),)
        constraints = (
            line_once("county"),
            *dates_within_limits("starts", "ends"),
            models.CheckConstraint(
                condition=InOrder("starts", "ends"),
                name="designation_dates_in_order",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(kind="poor_area", area__isnull=False)
                | (~Q(kind="poor_area") & Q(area__isnull=True)),
                name="designation_area_fits_kind",
                violation_error_message=_("Name a poor area for that kind only."),
            ),
            models.UniqueConstraint(
                fields=("county", "kind", "area", "starts"),
                nulls_distinct=False,
                name="designation_once",
                violation_error_message=_("This designation is recorded already."),
            ),
        )

    def __str__(self):
        what = self.area or self.get_kind_display()
        return compose("%(county)s: %(what)s", county=self.county, what=what)
