"""Provinces and counties by their GB/T 2260 code, and what it means to have a place."""

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from records.models import Cited, Record, Reference, ReferenceVersion, Scope
from records.models.reading import edition_in_reading
from records.models.references import ReferenceQuerySet

LONGEST_DELAY = 366  # days from the end of a period to its report
LAST_TILE = 12  # of a row, and of a column: more tiles than a phone has room for


def _tile(label):
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        help_text=_("Of its tile on the map of places, from 1; empty leaves it off the map."),
    )


def within_a_year(name: str) -> models.CheckConstraint:
    """A number of days to report progress that is not stated, or at most a year."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": LONGEST_DELAY}),
        name=f"%(class)s_{name}_within_a_year",
        violation_error_message=_("A report is due within 366 days after the end of its period."),
    )


class ProvinceContent(models.Model):
    """What is said of a province."""

    # What it is called
    name = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=40, blank=True)
    short_name = models.CharField(_("short name (English)"), max_length=4, blank=True)
    short_name_zh = models.CharField(_("short name (Chinese)"), max_length=2, blank=True)

    # Where its tile stands
    tile_row = _tile(_("row of the tile"))
    tile_column = _tile(_("column of the tile"))

    name_text = LocalizedField("name")
    short_name_text = LocalizedField("short_name")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_text


class Province(ProvinceContent, Reference):
    """A province, region or municipality (省级行政区)."""

    code = models.CharField(_("division code"), max_length=6, unique=True)

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ("code",)


class ProvinceVersion(ProvinceContent, ReferenceVersion):
    """A version of what is said of a province (省级行政区版本)."""

    describes = Province
    required_to_publish = ("name",)

    code = models.CharField(_("division code"), max_length=6)

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        indexes = (awaiting_index("name", "short_name"),)
        constraints = (
            *Record.Meta.constraints,
            in_either_language("name"),
            models.CheckConstraint(
                condition=Q(tile_row=None, tile_column=None)
                | Q(
                    tile_row__isnull=False,
                    tile_row__range=(1, LAST_TILE),
                    tile_column__isnull=False,
                    tile_column__range=(1, LAST_TILE),
                ),
                name="provinceversion_tile_on_the_map",
                violation_error_message=_(
                    "Give the tile a row and a column from 1 to 12, or neither."
                ),
            ),
        )


class CountyQuerySet(ReferenceQuerySet):
    def designated_in(self, year: int):
        """Counties that were paired with the ministry at some time in `year`."""
        starts = Q(starts="") | Q(starts__lt=str(year + 1))
        ends = Q(ends="") | Q(ends__gte=str(year))
        return self._paired(starts, ends)

    def designated_throughout(self, year: int):
        """Counties that were certainly paired with the ministry on every day of `year`."""
        starts = Q(starts="") | Q(starts__lt=str(year))
        ends = Q(ends="") | Q(ends__gt=f"{year}-12-31")
        return self._paired(starts, ends)

    def _paired(self, starts: Q, ends: Q):
        """Counties with such a designation in the edition that is being read."""
        designations = apps.get_model("counties.Designation").objects.as_of(edition_in_reading())
        paired = designations.filter(starts, ends, kind="designated")
        return self.published().filter(code__in=paired.values("county__code"))


class CountyContent(models.Model):
    """What is said of a county or district."""

    class Division(models.TextChoices):
        COUNTY = "county", _("county")
        DISTRICT = "district", _("district")

    # What it is
    name = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=40, blank=True)
    division = models.CharField(_("class of division"), max_length=8, choices=Division.choices)

    # Where it lies
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="%(class)ss", verbose_name=_("province")
    )
    prefecture = models.CharField(_("prefecture (English)"), max_length=80, blank=True)
    prefecture_zh = models.CharField(_("prefecture (Chinese)"), max_length=40, blank=True)

    # Since when the code holds
    valid_from = PartialDateField(_("code valid from"))
    valid_to = PartialDateField(_("code valid to"))

    # How its projects report their progress
    report_days = models.PositiveSmallIntegerField(
        _("days to report progress"),
        null=True,
        blank=True,
        help_text=_("After the end of a period; empty leaves it to the programme."),
    )

    name_text = LocalizedField("name")
    prefecture_text = LocalizedField("prefecture")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_text

    def get_absolute_url(self):
        return reverse("county_detail", args=[self.code])


class County(CountyContent, Cited, Reference):
    """A county or district (县、区). Codes are never used again, so old figures keep theirs."""

    code = models.CharField(_("division code"), max_length=6, unique=True)

    objects = CountyQuerySet.as_manager()

    class Meta:
        verbose_name = _("county or district")
        verbose_name_plural = _("counties and districts")
        ordering = ("code",)


class CountyVersion(CountyContent, ReferenceVersion):
    """A version of what is said of a county, with its designations (县、区版本)."""

    describes = County
    required_to_publish = ("name", "division", "province")

    code = models.CharField(_("division code"), max_length=6)

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("county or district")
        verbose_name_plural = _("counties and districts")
        indexes = (awaiting_index("name", "prefecture"),)
        constraints = (
            *Record.Meta.constraints,
            *dates_within_limits("valid_from", "valid_to"),
            in_either_language("name"),
            within_a_year("report_days"),
        )


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
