"""Reference data of the programmes: programmes, indicators, totals that sources state."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.dates import YearField, years_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from counties.models.places import within_a_year
from programs.models.vocabulary import Category, MoneyKind, MoneyLevel, MoneyStage, ReportInterval
from records.models import (
    Cited,
    Measure,
    Record,
    Reference,
    ReferenceVersion,
    Row,
    SourceVersion,
    Statement,
    Unit,
)
from records.models.records import line_once


class ProgramContent(models.Model):
    """What is said of a programme."""

    name = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    summary = models.TextField(_("summary (English)"), blank=True)
    summary_zh = models.TextField(_("summary (Chinese)"), blank=True)

    # How its projects report their progress
    report_interval = models.CharField(
        _("how often progress is reported"),
        max_length=8,
        choices=ReportInterval.choices,
        blank=True,
        help_text=_("Empty means every quarter."),
    )
    report_days = models.PositiveSmallIntegerField(
        _("days to report progress"),
        null=True,
        blank=True,
        help_text=_("After the end of a period; empty means 15. A county may have its own number."),
    )

    name_text = LocalizedField("name")
    summary_text = LocalizedField("summary")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_text

    def get_absolute_url(self):
        return reverse("program_detail", args=[self.code])


class Program(ProgramContent, Cited, Reference):
    """A line of the ministry's work against poverty (专项)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("position", "code")


class ProgramVersion(ProgramContent, ReferenceVersion):
    """A version of what is said of a programme (专项版本)."""

    describes = Program
    required_to_publish = ("name",)

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        indexes = (awaiting_index("name", "summary"),)
        constraints = (
            *Record.Meta.constraints,
            in_either_language("name"),
            within_a_year("report_days"),
        )


class IndicatorContent(models.Model):
    """What is said of an indicator."""

    name = models.CharField(_("name (English)"), max_length=160, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices)
    measure = models.CharField(_("kind of quantity"), max_length=16, choices=Measure.choices)
    definition = models.TextField(_("definition (English)"), blank=True)
    definition_zh = models.TextField(_("definition (Chinese)"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name_text = LocalizedField("name")
    definition_text = LocalizedField("definition")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_text


class Indicator(IndicatorContent, Reference):
    """Something that is measured in the same way year after year (指标)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position", "code")


class IndicatorVersion(IndicatorContent, ReferenceVersion):
    """A version of what is said of an indicator (指标版本)."""

    statement = None  # what is measured is decided here, and no source states it
    describes = Indicator
    required_to_publish = ("name", "unit", "measure")

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        indexes = (awaiting_index("name", "definition"),)
        constraints = (*Record.Meta.constraints, in_either_language("name"))

    def get_absolute_url(self):
        return f"{reverse('coverage_list')}?indicator={self.code}"


class StatedTotal(Row):
    """A figure that a source states and the ledger computes from its rows (合计核对).

    The figure itself stands on the statement; this only says what to add up beside it.
    """

    belongs_to = "document"
    required_to_publish = ("adds", "year")

    class Adds(models.TextChoices):
        MONEY = "money", _("money allocated")
        PROJECTS = "projects", _("number of projects")
        RESULTS = "results", _("measured results")
        COUNTIES = "counties", _("counties paired in the year, according to other sources")
        SEMINAR_REPORTS = "seminar_reports", _("seminar reports")

    # What is stated: the figure of `statement`, which this source makes
    document = models.ForeignKey(
        SourceVersion, models.CASCADE, related_name="stated_totals", verbose_name=_("source")
    )
    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="statedtotals", verbose_name=_("stated in")
    )

    # What to add up
    adds = models.CharField(_("adds up"), max_length=16, choices=Adds.choices)
    year = YearField(_("year"))
    program = models.ForeignKey(
        Program,
        models.PROTECT,
        related_name="stated_totals",
        verbose_name=_("programme"),
        null=True,
        blank=True,
    )
    category = models.CharField(
        _("kind of work"),
        max_length=20,
        choices=Category.choices,
        blank=True,
        help_text=_("Empty adds all kinds of work of the programme."),
    )
    money_kinds = ArrayField(
        models.CharField(max_length=20, choices=MoneyKind.choices),
        verbose_name=_("kinds of money"),
        default=list,
        blank=True,
        help_text=_("Only for money: the kinds that are added, and named beside the total."),
    )
    level = models.CharField(
        _("level of government"),
        max_length=10,
        choices=MoneyLevel.choices,
        blank=True,
        help_text=_("Only for money: empty adds money of every level."),
    )
    stage = models.CharField(
        _("stage"),
        max_length=9,
        choices=MoneyStage.choices,
        blank=True,
        help_text=_("Only for money: empty adds what was allocated, or is stated without a stage."),
    )
    within_source = models.BooleanField(
        _("only what this source states"),
        default=False,
        help_text=_("Adds only rows that cite this source, as the total of a notice does."),
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        related_name="stated_totals",
        verbose_name=_("indicator"),
        null=True,
        blank=True,
    )

    # What there is to say about a difference
    explanation = models.TextField(_("explanation (English)"), blank=True)
    explanation_zh = models.TextField(_("explanation (Chinese)"), blank=True)

    explanation_text = LocalizedField("explanation")

    class Meta:
        verbose_name = _("stated total")
        verbose_name_plural = _("stated totals")
        ordering = ("document", "line")
        indexes = (awaiting_index("explanation"),)
        constraints = (
            line_once("document"),
            *years_within_limits("year"),
            models.UniqueConstraint(
                fields=("document", "statement"),
                name="statedtotal_once_per_statement",
                violation_error_message=_("This statement has its stated total already."),
            ),
        )

    def __str__(self):
        return self.statement.summary_text

    def get_absolute_url(self):
        of_source = f"?source={self.document.code}" if self.within_source else ""
        return f"{reverse('reconciliation')}{of_source}#{self.statement.code}"

    def clean(self):
        if self.adds == self.Adds.MONEY and not self.money_kinds:
            raise ValidationError({"money_kinds": _("Name the kinds of money that are added.")})
        if self.adds == self.Adds.RESULTS and self.indicator is None:
            raise ValidationError({"indicator": _("Name the indicator.")})
