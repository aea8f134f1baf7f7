"""Results of a project, measured against baseline and target."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, YearField, dates_within_limits, years_within_limits
from config.lib.language import LocalizedField, compose
from config.lib.orm.text_pairs import awaiting_index
from programs.models.programs import Indicator
from programs.models.projects import ProjectRow
from records.models import CitedFigures, Measure, Qualifier, Statement


def _figure(label, **options):
    given = {"max_digits": 20, "decimal_places": 4, "null": True, "blank": True, **options}
    return models.DecimalField(label, **given)


class Result(ProjectRow):
    """The value of an indicator in the project's year (成效), with what it was before."""

    carried_over = ("indicator_id",)
    required_to_publish = ("indicator", "value", "statement")
    cited_figures = (
        CitedFigures({"value": models.F("indicator__unit")}, qualifier="qualifier"),
        CitedFigures({"baseline": models.F("indicator__unit")}, by="baseline_statement"),
    )

    # What was measured
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="results", verbose_name=_("indicator")
    )
    qualifier = models.CharField(
        _("qualifier"),
        max_length=12,
        choices=Qualifier.choices,
        blank=True,
        help_text=_("Empty where the source gives the figure without one."),
    )
    value = _figure(_("value"))
    measured_on = PartialDateField(_("measured on"))
    numerator = _figure(_("numerator"))
    denominator = _figure(_("denominator"))

    # Against what
    baseline = _figure(_("value before"))
    baseline_year = YearField(_("year of the value before"), null=True, blank=True)
    baseline_statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        related_name="results_by_baseline",
        verbose_name=_("value before stated in"),
        null=True,
        blank=True,
    )
    target = _figure(_("target"))
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    note_text = LocalizedField("note")

    class Meta(ProjectRow.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")
        indexes = (awaiting_index("note"),)
        constraints = (
            *ProjectRow.Meta.constraints,
            *years_within_limits("baseline_year"),
            *dates_within_limits("measured_on"),
            models.CheckConstraint(
                condition=models.Q(denominator=None) | models.Q(denominator__gt=0),
                name="result_denominator_positive",
                violation_error_message=_("The denominator must be above zero."),
            ),
        )

    def __str__(self):
        return compose("%(indicator)s (%(line)s)", indicator=self.indicator, line=self.line)

    @property
    def change(self) -> Decimal | None:
        """Value minus baseline: percentage points for a share, else in the indicator's unit."""
        if self.value is None or self.baseline is None:
            return None
        return self.value - self.baseline

    @property
    def is_share(self) -> bool:
        return self.indicator.measure == Measure.SHARE
