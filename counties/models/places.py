"""Provinces and counties by their GB/T 2260 code, and what it means to have a place."""

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.codes import Coded, CodeQuerySet
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from records.models import Cited, Scope


class Province(Coded):
    """A province, region or municipality (省级行政区)."""

    code = models.CharField(_("division code"), max_length=6, unique=True)
    name = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=40, blank=True)

    name_text = LocalizedField("name")
    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ("code",)
        indexes = (awaiting_index("name"),)
        constraints = (in_either_language("name"),)

    def __str__(self):
        return self.name_text


class CountyQuerySet(CodeQuerySet):
    def designated_in(self, year: int):
        """Counties that were paired with the ministry at some time in `year`."""
        in_force = Q(designations__kind="designated")
        starts = Q(designations__starts="") | Q(designations__starts__lt=str(year + 1))
        ends = Q(designations__ends="") | Q(designations__ends__gte=str(year))
        return self.filter(in_force, starts, ends).distinct()

    def designated_throughout(self, year: int):
        """Counties that were certainly paired with the ministry on every day of `year`."""
        in_force = Q(designations__kind="designated")
        starts = Q(designations__starts="") | Q(designations__starts__lt=str(year))
        ends = Q(designations__ends="") | Q(designations__ends__gt=f"{year}-12-31")
        return self.filter(in_force, starts, ends).distinct()


class County(Cited, Coded):
    """A county or district (县、区). Codes are never used again, so old figures keep theirs."""

    class Division(models.TextChoices):
        COUNTY = "county", _("county")
        DISTRICT = "district", _("district")

    # What it is
    code = models.CharField(_("division code"), max_length=6, unique=True)
    name = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=40, blank=True)
    division = models.CharField(_("class of division"), max_length=8, choices=Division.choices)

    # Where it lies
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="counties", verbose_name=_("province")
    )
    prefecture = models.CharField(_("prefecture (English)"), max_length=80, blank=True)
    prefecture_zh = models.CharField(_("prefecture (Chinese)"), max_length=40, blank=True)

    # Since when the code holds
    valid_from = PartialDateField(_("code valid from"))
    valid_to = PartialDateField(_("code valid to"))

    name_text = LocalizedField("name")
    prefecture_text = LocalizedField("prefecture")
    objects = CountyQuerySet.as_manager()

    class Meta:
        verbose_name = _("county or district")
        verbose_name_plural = _("counties and districts")
        ordering = ("code",)
        indexes = (awaiting_index("name", "prefecture"),)
        constraints = (*dates_within_limits("valid_from", "valid_to"), in_either_language("name"))

    def __str__(self):
        return self.name_text

    def get_absolute_url(self):
        return reverse("county_detail", args=[self.code])


class Placed(models.Model):
    """Anything that covers a stated scope; a county is named only where the source names one."""

    scope = models.CharField(
        _("scope"), max_length=12, choices=Scope.choices, default=Scope.DESIGNATED
    )
    county = models.ForeignKey(
        County,
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("county or district"),
        null=True,
        blank=True,
        help_text=_("Only for the scope “one county or district”."),
    )

    class Meta:
        abstract = True

    @property
    @admin.display(description=_("place"))
    def place_name(self) -> str:
        """The county, or what else the scope says."""
        return str(self.county or self.get_scope_display())


def placed_constraint(name: str) -> models.CheckConstraint:
    """The rule of the scope, for the `Meta` of a model that is `Placed`."""
    return models.CheckConstraint(
        condition=Q(county__isnull=True) | Q(scope=Scope.COUNTY),
        name=name,
        violation_error_message=_("A county is named only for the scope “one county or district”."),
    )
