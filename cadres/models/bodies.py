"""Organisations, and who sits in the leading group and its office."""

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.dates import InOrder, PartialDateField, dates_within_limits
from config.lib.language import LocalizedField, compose
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from records.models import Cited, CitedFigures, Record, Reference, ReferenceVersion, Unit


class OrganisationContent(models.Model):
    """What is said of an organisation."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("ministry")
        DEPARTMENT = "department", _("department of a ministry")
        STATE_BODY = "state_body", _("body of the State Council")
        STEERING = "steering", _("leading group or its office")
        FOUNDATION = "foundation", _("foundation")
        COMPANY = "company", _("company")
        SCHOOL = "school", _("school or school group")
        CENTRE = "centre", _("public institution")
        LOCAL = "local", _("local government")
        UNNAMED = "unnamed", _("bodies that the source does not name")

    name = models.CharField(_("name (English)"), max_length=160, blank=True)
    name_zh = models.CharField(
        _("name (Chinese)"),
        max_length=80,
        blank=True,
        help_text=_("Empty where no source gives one."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "cadres.Organisation",
        models.PROTECT,
        related_name="%(class)s_parts",
        verbose_name=_("subordinate to"),
        null=True,
        blank=True,
    )
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    name_text = LocalizedField("name")
    note_text = LocalizedField("note")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_text

    def get_absolute_url(self):
        return reverse("organisation_detail", args=[self.code])


class Organisation(OrganisationContent, Cited, Reference):
    """A body that leads, gives, carries out or receives (机构)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("code",)


class OrganisationVersion(OrganisationContent, ReferenceVersion):
    """A version of what is said of an organisation (机构版本)."""

    describes = Organisation
    required_to_publish = ("name", "kind")

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = (awaiting_index("name", "note"),)
        constraints = (*Record.Meta.constraints, in_either_language("name"))


class Membership(Record):
    """A seat in the leading group or its office (成员). One row may stand for several unnamed
    member units, or for bodies whose number the source does not state."""

    class Role(models.TextChoices):
        HEAD = "head", _("head")
        DEPUTY_HEAD = "deputy_head", _("deputy head")
        HOST = "host", _("department that houses the office")
        MEMBER = "member", _("member unit")

    # Bodies and seats as the source lists them: the protocol order.
    IN_ORDER = (
        *("body__statement__position", "body__code"),
        *("position", "statement__position", "code"),
    )

    required_to_publish = ("body", "role", "statement")
    may_lie_ahead = ("starts", "ends")
    cited_figures = (
        CitedFigures({"member_count": Unit.MEMBER_UNIT}, unless=("organisation", "cadre")),
    )

    # In which body
    body = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("body")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)

    # Who
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="seats",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
    )
    cadre = models.ForeignKey(
        "cadres.Cadre",
        models.PROTECT,
        related_name="seats",
        verbose_name=_("person"),
        null=True,
        blank=True,
    )
    member_count = models.PositiveSmallIntegerField(
        _("number of members"),
        null=True,
        blank=True,
        default=1,
        help_text=_(
            "More than one where the source counts members without naming them; empty where it "
            "names bodies in the plural without a number."
        ),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The place in the order of the source.")
    )

    # When
    starts = PartialDateField(_("from"))
    ends = PartialDateField(_("to"))
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    note_text = LocalizedField("note")

    class Meta(Record.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = (awaiting_index("note"),)
        constraints = (
            *Record.Meta.constraints,
            *dates_within_limits("starts", "ends"),
            models.CheckConstraint(
                condition=InOrder("starts", "ends"),
                name="membership_dates_in_order",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(cadre__isnull=True),
                name="membership_one_member",
                violation_error_message=_("A seat belongs to an organisation or a person."),
            ),
            models.CheckConstraint(
                condition=Q(member_count=1) | Q(organisation__isnull=True, cadre__isnull=True),
                name="membership_named_is_one",
                violation_error_message=_("A named member counts once, or is not counted."),
            ),
        )

    def __str__(self):
        return compose("%(body)s: %(member)s", body=self.body, member=self.member_name)

    def get_absolute_url(self):
        return reverse("leading_group")

    @property
    @admin.display(description=_("Member"))
    def member_name(self) -> str:
        """The member, or that the source names none."""
        return str(self.cadre or self.organisation or _("not named in the source"))
