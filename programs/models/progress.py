"""Progress reports: how a project goes, period by period.

A report tells what the work, the money and the results come to on one day, always to date. Its
figures make the payments and results of its project, so nothing is typed twice: whoever hands a
report in hands in, with it, a source that states each of its figures and a correction of the
project (`programs/progress/`). The three are decided together.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    PartialDateField,
    YearField,
    dates_within_limits,
    format_partial_date,
    years_within_limits,
)
from config.lib.language import LocalizedField, compose, join_texts
from config.lib.money import MoneyField
from config.lib.orm.text_pairs import awaiting_index
from counties.models import Placed
from counties.models.places import placed_constraint
from programs.models.programs import Indicator
from programs.models.vocabulary import MoneyKind, MoneyLevel, Period
from records.models import CitedFigures, Record, Row, State, Statement, Unit
from records.models.attachments import Attachment
from records.models.records import OPEN_STATES, RecordQuerySet, line_once


class ProgressReportQuerySet(RecordQuerySet):
    def of_project(self, code: str):
        """The reports of a project, newest first."""
        return self.filter(project_code=code).order_by("-state_on", "-code")


def _once_a_period(name: str, condition: Q) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=("project_code", "year", "period"),
        condition=condition,
        name=f"progressreport_one_{name}_a_period",
        violation_error_message=_("This project has a report of this period already."),
    )


class ProgressReport(Placed, Record):
    """What a project has come to by the end of a period (进展报告). A project is known by its code;
    its place is the place of the report."""

    required_to_publish = (
        "project_code",
        "year",
        "period",
        "state_on",
        "physical_percent",
        "progress",
        "statement",
    )
    may_leave_year = ("state_on",)
    filled_on_submission = ("statement",)
    cited_figures = (CitedFigures({"physical_percent": Unit.PERCENT}),)

    # Of which project and period
    project_code = models.SlugField(_("code of the project"), max_length=80)
    year = YearField(_("year"))
    period = models.CharField(_("period of the report"), max_length=4, choices=Period.choices)
    state_on = PartialDateField(
        _("as it stood on"), help_text=_("The day that all figures of this report describe.")
    )

    # How the work goes
    physical_percent = models.DecimalField(
        _("physical progress (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    progress = models.TextField(_("progress in words (English)"), blank=True)
    progress_zh = models.TextField(_("progress in words (Chinese)"), blank=True)
    problems = models.TextField(_("problems (English)"), blank=True)
    problems_zh = models.TextField(_("problems (Chinese)"), blank=True)
    next_step = models.TextField(_("next step (English)"), blank=True)
    next_step_zh = models.TextField(_("next step (Chinese)"), blank=True)

    # What is handed in with it
    project_version = models.PositiveIntegerField(
        _("version of the project that takes its figures over"),
        null=True,
        editable=False,
        help_text=_("Empty where the project says the same already."),
    )

    progress_text = LocalizedField("progress")
    problems_text = LocalizedField("problems")
    next_step_text = LocalizedField("next_step")
    objects = ProgressReportQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        indexes = (
            awaiting_index("progress", "problems", "next_step"),
            models.Index(fields=("project_code", "-state_on", "-code"), name="progress_of_project"),
            models.Index(fields=("county", "year", "code"), name="progress_of_county"),
        )
        constraints = (
            *Record.Meta.constraints,
            placed_constraint("progressreport_county_fits_scope"),
            *years_within_limits("year"),
            *dates_within_limits("state_on"),
            _once_a_period("published", Q(state=State.PUBLISHED)),
            _once_a_period("open", Q(state__in=OPEN_STATES)),
            models.CheckConstraint(
                condition=Q(state_on="") | Q(state_on__regex=r"^....-..-..$"),
                name="progressreport_state_on_is_a_day",
                violation_error_message=_("Give the day, not only the month or the year."),
            ),
            models.CheckConstraint(
                condition=Q(physical_percent=None) | Q(physical_percent__range=(0, 100)),
                name="progressreport_percent_to_100",
                violation_error_message=_(
                    "Progress is a share of the work: from 0 to 100 per cent."
                ),
            ),
        )

    def __str__(self):
        return compose("%(code)s · %(period)s", code=self.project_code, period=self.period_name)

    def get_absolute_url(self):
        return reverse("progress_detail", args=[self.code])

    @property
    def entry_address(self):
        names = [self.project_code, self.year, self.period]
        return reverse("admin:programs_progressreport_entry", args=names)

    def clean(self):
        is_known = self.period in Period.values and FIRST_YEAR <= (self.year or 0) <= LAST_YEAR
        if is_known and self.state_on:
            first, last = self.days
            if not first <= self.state_on <= last:
                message = _("This day is not in the period of the report: %(first)s to %(last)s.")
                names = {"first": format_partial_date(first), "last": format_partial_date(last)}
                raise ValidationError({"state_on": message % names})

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day of its period."""
        period = Period(self.period)
        return period.first_day(self.year).isoformat(), period.last_day(self.year).isoformat()

    @property
    def period_name(self) -> str:
        """The year and its part in words."""
        return compose(
            _("%(period)s of %(year)s"), period=self.get_period_display(), year=self.year
        )


class ProgressRow(Row):
    """A row of a progress report."""

    belongs_to = "report"

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="%(class)ss", verbose_name=_("progress report")
    )

    class Meta:
        abstract = True
        ordering = ("report", "line")
        constraints = (line_once("report"),)


class ReportedMoney(ProgressRow):
    """Money of one kind that was received and spent to date (累计到位和支出资金)."""

    required_to_publish = ("kind", "statement", "spent_statement")
    filled_on_submission = ("statement", "spent_statement")
    cited_figures = (
        CitedFigures({"received_to_date": Unit.CNY}),
        CitedFigures({"spent_to_date": Unit.CNY}, by="spent_statement"),
    )

    # Whose money
    kind = models.CharField(_("kind of money"), max_length=20, choices=MoneyKind.choices)
    level = models.CharField(
        _("level of government"), max_length=10, choices=MoneyLevel.choices, blank=True
    )
    allocation_line = models.PositiveSmallIntegerField(
        _("line of the allocation"),
        null=True,
        blank=True,
        help_text=_("Only where the project has several of this kind and level."),
    )

    # How much until the day of the report
    received_to_date = MoneyField(_("received to date (yuan)"))
    spent_to_date = MoneyField(_("spent to date (yuan)"))
    spent_statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        related_name="reported_spending",
        verbose_name=_("spending stated in"),
        null=True,
        blank=True,
    )
    explanation = models.TextField(
        _("explanation (English)"),
        blank=True,
        help_text=_(
            "Needed where more is spent than received, or less is reported than was paid before."
        ),
    )
    explanation_zh = models.TextField(_("explanation (Chinese)"), blank=True)

    explanation_text = LocalizedField("explanation")

    class Meta(ProgressRow.Meta):
        verbose_name = _("reported money")
        verbose_name_plural = _("reported money")
        indexes = (awaiting_index("explanation"),)
        constraints = (
            *ProgressRow.Meta.constraints,
            models.UniqueConstraint(
                fields=("report", "kind", "level", "allocation_line"),
                name="reportedmoney_once_a_kind",
                nulls_distinct=False,
                violation_error_message=_("This kind of money is reported twice."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{amount: None}) | Q(**{f"{amount}__gte": 0}),
                    name=f"reportedmoney_{amount}_not_negative",
                    violation_error_message=_("An amount of money must not be below zero."),
                )
                for amount in ("received_to_date", "spent_to_date")
            ),
        )

    def __str__(self):
        return self.kind_and_level

    @property
    def kind_and_level(self) -> str:
        """The kind of money and, where it is stated, the level that it comes from."""
        parts = (self.get_kind_display(), self.get_level_display())
        return join_texts(" · ", filter(None, parts))


class ReportedResult(ProgressRow):
    """The value of an indicator to date (累计成效)."""

    required_to_publish = ("indicator", "value", "statement")
    filled_on_submission = ("statement",)
    cited_figures = (CitedFigures({"value": F("indicator__unit")}),)

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="reported_results", verbose_name=_("indicator")
    )
    value = models.DecimalField(
        _("value to date"), max_digits=20, decimal_places=4, null=True, blank=True
    )

    class Meta(ProgressRow.Meta):
        verbose_name = _("reported result")
        verbose_name_plural = _("reported results")
        constraints = (
            *ProgressRow.Meta.constraints,
            models.UniqueConstraint(
                fields=("report", "indicator"),
                name="reportedresult_once_an_indicator",
                violation_error_message=_("This indicator is reported twice."),
            ),
        )

    def __str__(self):
        return str(self.indicator)


class ProgressAttachment(Attachment):
    """A photograph or document of a progress report (进展报告附件)."""

    belongs_to = "report"
    filled_on_submission = ("statement",)

    report = models.ForeignKey(
        ProgressReport,
        models.CASCADE,
        related_name="attachments",
        verbose_name=_("progress report"),
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment of a progress report")
        verbose_name_plural = _("attachments of progress reports")
        ordering = ("report", "line")
        constraints = (*Attachment.Meta.constraints, line_once("report"))
